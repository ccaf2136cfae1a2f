"""Settings of the convolution page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.kernels import NAMES
from core.sample_images import MATRICES, PHOTOGRAPHS
from core.settings.mission import Mission
from core.settings.schema import choice, flag, number, several, text

INPUTS = (*MATRICES, "gradient", "random", "digit", *PHOTOGRAPHS, "drawing", "upload")


@dataclass(frozen=True)
class Convolution:
    input: str = choice("textbook", INPUTS)
    size: int = number(28, 3, 64, 1)
    colour: bool = flag(False)
    digit: int = number(3, 0, 9, 1)
    seed: int = number(0, 0, 9999, 1)
    picture: str = text()
    cells: str = text()

    kernels: tuple[str, ...] = several(("bright_to_dark",), NAMES, most=8)
    kernel_height: int = number(3, 1, 7, 1)
    kernel_width: int = number(3, 1, 7, 1)
    weights: str = text()
    bias: float = number(0.0, -5.0, 5.0, 0.5)

    stride: int = number(1, 1, 4, 1)
    padding: str = choice("valid", ("valid", "same", "0", "1", "2", "3"))
    padding_mode: str = choice("zeros", ("zeros", "reflect", "replicate"))
    dilation: int = number(1, 1, 3, 1)
    activation: str = choice("none", ("none", "relu"))

    # Where the learner looks; changes nothing that is computed.
    filter: int = number(0, 0, 7, 1)
    selected: str = text()

    # What the learner edited by hand belongs to the matrix it was typed into: a new matrix starts clean.
    clears: ClassVar[dict[str, tuple[str, ...]]] = {
        "cells": ("input", "size", "colour", "digit", "seed", "picture"),
        "weights": ("kernels", "kernel_height", "kernel_width", "colour"),
    }
    looks: ClassVar[tuple[str, ...]] = ("filter", "selected")


DEFAULTS = Convolution()

PRESETS: dict[str, Convolution] = {
    "textbook": Convolution(),
    "vertical_edges": Convolution(input="square", kernels=("prewitt_x",)),
    "horizontal_edges": Convolution(input="square", kernels=("prewitt_y",)),
    "checkerboard": Convolution(input="checkerboard", kernels=("diagonal_cross",)),
    "same_size": Convolution(input="digit", kernels=("sobel_x",), padding="1", selected="13.12"),
    "stride_two": Convolution(input="digit", kernels=("sobel_x",), stride=2, selected="6.5"),
    "filter_bank": Convolution(
        input="china",
        size=64,
        colour=True,
        padding="same",
        kernels=("identity", "sobel_x", "sobel_y", "laplacian", "sharpen", "gaussian_blur", "emboss", "box_blur"),
        filter=1,
        selected="40.25",
    ),
}

MISSIONS: dict[str, Mission] = {
    "checkerboard": Mission(PRESETS["checkerboard"], ("four", "five", "zero"), "five"),
    "dropped": Mission(Convolution(input="random", size=6, stride=2), ("seen", "dropped", "padded"), "dropped"),
    "one_sided": Mission(
        Convolution(input="square", kernels=("prewitt_x",), activation="relu"), ("both", "left", "right"), "left"
    ),
}
