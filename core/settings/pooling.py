"""Settings of the pooling page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.sample_images import MATRICES, PHOTOGRAPHS, POOLING_MATRICES
from core.settings.mission import Mission
from core.settings.schema import choice, flag, number, text

INPUTS = (*POOLING_MATRICES, *MATRICES, "gradient", "random", "digit", *PHOTOGRAPHS, "drawing", "upload")
METHODS = ("max", "average", "l2")
VIEWS = ("forward", "backward", "shift")
CHANNELS = ("red", "green", "blue")
WINDOW = ("window", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "output_size")


@dataclass(frozen=True)
class Pooling:
    input: str = choice("pooling", INPUTS)
    size: int = number(28, 4, 64, 1)
    colour: bool = flag(False)
    digit: int = number(3, 0, 9, 1)
    seed: int = number(0, 0, 9999, 1)
    picture: str = text()
    cells: str = text()

    method: str = choice("max", METHODS)
    window: str = choice("sliding", ("sliding", "adaptive", "global"))
    kernel_size: int = number(2, 1, 5, 1)
    stride: int = number(2, 1, 5, 1)
    padding: int = number(0, 0, 2, 1)
    dilation: int = number(1, 1, 3, 1)
    ceil_mode: bool = flag(False)
    count_include_pad: bool = flag(True)
    output_size: int = number(2, 1, 16, 1)
    compare: bool = flag(False)

    # ∂L/∂y where it is not 1, as edited cells; how far the picture is shifted, "down.right".
    upstream: str = text()
    shift: str = text("0.1", longest=8)

    # Where the learner looks; changes nothing that is computed.
    view: str = choice("forward", VIEWS)
    channel: str = choice("all", ("all", *CHANNELS))
    selected: str = text()

    # What the learner edited by hand belongs to the matrix it was typed into: a new matrix starts clean.
    clears: ClassVar[dict[str, tuple[str, ...]]] = {
        "cells": ("input", "size", "colour", "digit", "seed", "picture"),
        "upstream": ("input", "size", *WINDOW),
    }
    # What has a control only while something else is chosen.
    belongs: ClassVar[dict[str, dict[str, Any]]] = {"count_include_pad": {"method": "average", "padding": 1}}
    looks: ClassVar[tuple[str, ...]] = ("view", "channel", "selected")


DEFAULTS = Pooling()

PRESETS: dict[str, Pooling] = {
    "textbook": Pooling(),
    "textbook_other": Pooling(input="pooling_other"),
    "beside": Pooling(compare=True),
    "overlapping": Pooling(input="random", size=7, kernel_size=3, selected="1.1"),
    "global_average": Pooling(method="average", window="global"),
    "shifted_digit": Pooling(input="digit", kernel_size=4, stride=4, view="shift"),
    # One window holds a red, a green and a blue cell: their maxima make white, and nothing in the picture is white.
    "colours": Pooling(input="random", size=8, seed=1731, colour=True, selected="1.1"),
    "photograph": Pooling(input="china", size=64, colour=True, kernel_size=4, stride=4, compare=True, selected="9.6"),
}

MISSIONS: dict[str, Mission] = {
    "tie": Mission(Pooling(input="square", view="backward", selected="1.1"), ("all", "first", "shared"), "first"),
    "shifted_line": Mission(
        Pooling(input="line", view="shift", shift="0.-1"), ("nothing", "little", "everything"), "everything"
    ),
    "texture": Mission(
        Pooling(input="checkerboard", method="average", stride=1, compare=True), ("smaller", "grey", "white"), "grey"
    ),
}
