"""What the convolution page computes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from core import sample_images
from core.convolution import Cost, Padding, convolve, cost, dropped_cells, output_size, pad, resolve_padding
from core.errors import LearnerError
from core.kernels import kernel
from core.settings.convolution import Convolution

LARGEST_CELL = 999


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. Shapes: image (C, H, W), padded (C, H', W'), weight (F, C, h, w), the maps (F, rows, columns).

    `output` is before the activation and exact to its six decimals; `activated` is None without an activation.
    """

    image: Tensor
    padded: Tensor
    padding: Padding
    weight: Tensor
    bias: Tensor
    output: Tensor
    activated: Tensor | None
    dropped: tuple[int, int]
    cost: Cost


def run(settings: Convolution) -> Experiment:
    """Raises LearnerError where the settings cannot be combined."""
    image = input_image(settings)
    weight = kernel_bank(settings, channels=image.shape[0])
    bias = torch.full((weight.shape[0],), settings.bias, dtype=torch.float64)
    size = (settings.kernel_height, settings.kernel_width)
    padding = resolve_padding(settings.padding, size, settings.stride, settings.dilation)
    added = (padding.top + padding.bottom, padding.left + padding.right)
    for cells, k, extra in zip(image.shape[1:], size, added, strict=True):
        output_size(cells, k, settings.stride, extra, settings.dilation)
    padded = pad(image, padding, settings.padding_mode)
    # Inputs have 2 decimals and weights 4, so the exact sum has 6: rounding removes float noise, not digits.
    output = convolve(padded, weight, bias, settings.stride, settings.dilation).mul(1e6).round().div(1e6)
    return Experiment(
        image,
        padded,
        padding,
        weight,
        bias,
        output,
        output.relu() if settings.activation == "relu" else None,
        tuple(
            dropped_cells(cells, k, settings.stride, extra, settings.dilation)
            for cells, k, extra in zip(image.shape[1:], size, added, strict=True)
        ),
        cost(tuple(image.shape), tuple(weight.shape), tuple(output.shape)),
    )


def script_values(settings: Convolution, result: Experiment) -> dict:
    """The settings block of the exported script."""
    return {
        "image": _plain(result.image),
        "weight": _plain(result.weight),
        "bias": result.bias.tolist(),
        "stride": settings.stride,
        "padding": tuple(result.padding),
        "padding_mode": settings.padding_mode,
        "dilation": settings.dilation,
        "activation": settings.activation,
    }


def input_image(settings: Convolution) -> Tensor:
    """(1 or 3, height, width): the picture chosen, with the learner's edited cells in it."""
    channels = 3 if settings.colour else 1
    match settings.input:
        case "gradient":
            image = sample_images.gradient(settings.size)
        case "random":
            image = sample_images.random(settings.size, settings.seed, channels)
        case "digit":
            image = sample_images.digit(settings.digit, settings.size)
        case "drawing" | "upload" if settings.picture:
            picture = sample_images.from_text(settings.picture)
            image = sample_images.from_picture(picture, settings.size, settings.colour)
        case "drawing" | "upload":
            image = torch.zeros(channels, settings.size, settings.size, dtype=torch.float64)
        case name if name in sample_images.PHOTOGRAPHS:
            image = sample_images.photograph(name, settings.size, settings.colour)
        case name:
            image = sample_images.matrix(name)
    if image.shape[0] < channels:
        image = image.repeat(channels, 1, 1)
    return _edited(image, settings.cells, decimals=2)


def kernel_bank(settings: Convolution, channels: int) -> Tensor:
    """(filters, channels, height, width): the kernels chosen, the same for every channel, with the learner's edited weights."""
    planes = [kernel(name, settings.kernel_height, settings.kernel_width) for name in settings.kernels]
    weight = torch.stack(planes)[:, None].repeat(1, channels, 1, 1)
    return _edited(weight, settings.weights, decimals=4)


def edit(edits: str, index: tuple[int, ...], value: float, decimals: int) -> str:
    """`edits` with the cell at `index` set to `value`: "0.1.2:5,0.0.0:-1" sets cells (0, 1, 2) and (0, 0, 0).

    Raises LearnerError for values outside −999 … 999.
    """
    if not -LARGEST_CELL <= value <= LARGEST_CELL:
        raise LearnerError("cell.out_of_range", value=value)
    cells = dict(part.split(":") for part in edits.split(",") if part)
    cells[".".join(map(str, index))] = f"{round(value, decimals):g}"
    return ",".join(f"{where}:{what}" for where, what in cells.items())


def _edited(values: Tensor, edits: str, decimals: int) -> Tensor:
    """Edits come from links too: what is no number, or lies outside, is left out."""
    for part in edits.split(","):
        where, _, what = part.partition(":")
        try:
            index, value = tuple(int(i) for i in where.split(".")), round(float(what), decimals)
        except ValueError:
            continue
        inside = len(index) == values.ndim and all(0 <= i < n for i, n in zip(index, values.shape, strict=True))
        if inside and -LARGEST_CELL <= value <= LARGEST_CELL:
            values[index] = value
    return values


def _plain(values: Tensor) -> list:
    """Nested lists with whole numbers written without a point."""

    def shorten(value):
        return [shorten(v) for v in value] if isinstance(value, list) else int(value) if value == int(value) else value

    return shorten(values.tolist())
