"""What the convolution page computes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from core.convolution import Cost, Padding, convolve, cost, dropped_cells, output_size, pad, resolve_padding
from core.edited_cells import edited, plain
from core.kernels import kernel
from core.sample_images import chosen_image
from core.settings.convolution import Convolution


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
    image = edited(chosen_image(settings, channels=3 if settings.colour else 1), settings.cells, decimals=2)
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
        "image": plain(result.image),
        "weight": plain(result.weight),
        "bias": result.bias.tolist(),
        "stride": settings.stride,
        "padding": tuple(result.padding),
        "padding_mode": settings.padding_mode,
        "dilation": settings.dilation,
        "activation": settings.activation,
    }


def kernel_bank(settings: Convolution, channels: int) -> Tensor:
    """(filters, channels, height, width): the kernels chosen, the same for every channel, with the learner's edited weights."""
    planes = [kernel(name, settings.kernel_height, settings.kernel_width) for name in settings.kernels]
    weight = torch.stack(planes)[:, None].repeat(1, channels, 1, 1)
    return edited(weight, settings.weights, decimals=4)
