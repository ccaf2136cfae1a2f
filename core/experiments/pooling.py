"""What the pooling page computes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from core.convolution import effective_size
from core.edited_cells import edited, plain
from core.errors import LearnerError
from core.pooling import (
    Windows,
    adaptive,
    average_pool,
    average_pool_backward,
    l2_pool,
    l2_pool_backward,
    max_pool,
    max_pool_backward,
    sliding,
)
from core.sample_images import chosen_image
from core.settings.pooling import METHODS, Pooling

FARTHEST = 9  # cells


@dataclass(frozen=True)
class Pooled:
    """What one method makes of them: output (C, i, j), winners (C, i, j) as row · W + column, max only, ∂L/∂x (C, H, W)."""

    output: Tensor
    winners: Tensor | None
    gradient: Tensor


class Change(NamedTuple):
    """Sums of squares, of what changed and of what was there, and √(changed / before); None where all was 0 before."""

    changed: float
    before: float
    share: float | None


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. image and shifted (C, H, W), of 1 channel or 3; upstream ∂L/∂y (i, j), the same for all.

    `pooled` holds the methods shown, the chosen one first. `shift` is (down, right); `shifted_output` the chosen method's.
    `changes` tells by method, and as "none" for the picture itself, how much the shift changes: of all channels together
    and then, where there are several, of each. `dropped` are cells at the far end that no window reaches, (rows, columns).
    """

    image: Tensor
    windows: Windows
    upstream: Tensor
    pooled: dict[str, Pooled]
    shift: tuple[int, int]
    shifted: Tensor
    shifted_output: Tensor
    changes: list[dict[str, Change]]
    dropped: tuple[int, int]


def run(settings: Pooling) -> Experiment:
    """Raises LearnerError where the settings cannot be combined."""
    image = edited(chosen_image(settings, channels=3 if settings.colour else 1), settings.cells, decimals=2)
    windows = windows_of(settings, tuple(image.shape[1:]))
    upstream = edited(torch.ones(windows.shape, dtype=torch.float64), settings.upstream, decimals=2)
    down, right = shift_of(settings)
    shifted = shift(image, down, right)
    methods = methods_of(settings)
    pooled = {name: _pooled(settings, image, windows, upstream, name) for name in methods}
    before = {"none": image} | {name: pooled[name].output for name in methods}
    after = {"none": shifted} | {name: pool(settings, shifted, windows, name) for name in methods}
    return Experiment(
        image,
        windows,
        upstream,
        {name: pooled[name] for name in (methods if settings.compare else methods[:1])},
        (down, right),
        shifted,
        after[settings.method],
        _changes(before, after),
        _dropped(windows),
    )


def script_values(settings: Pooling, result: Experiment) -> dict:
    """The settings block of the exported script."""
    numbers = ("method", "window", "kernel_size", "stride", "ceil_mode", "count_include_pad", "output_size")
    return {name: getattr(settings, name) for name in numbers} | {
        "image": plain(result.image),
        "padding": padding_of(settings),
        "dilation": dilation_of(settings),
        "upstream": plain(result.upstream),
        "shift": result.shift,
    }


def methods_of(settings: Pooling) -> list[str]:
    """The methods that exist for these windows, the chosen one first.

    PyTorch dilates only max pooling, and its LPPool2d neither pads nor adapts.
    """
    exists = {
        "max": True,
        "average": settings.window != "sliding" or dilation_of(settings) == 1,
        "l2": settings.window == "global"
        or (settings.window == "sliding" and dilation_of(settings) == 1 and padding_of(settings) == 0),
    }
    return [settings.method, *(name for name in METHODS if exists[name] and name != settings.method)]


def padding_of(settings: Pooling) -> int:
    """L2 pooling has no padding, whatever was set for the others."""
    return 0 if settings.method == "l2" else settings.padding


def dilation_of(settings: Pooling) -> int:
    """Only max pooling is dilated."""
    return settings.dilation if settings.method == "max" else 1


def windows_of(settings: Pooling, shape: tuple[int, int]) -> Windows:
    """The windows over a picture of `shape`. Raises LearnerError where PyTorch has none of this kind."""
    match settings.window:
        case "global":
            return Windows(*(adaptive(size, 1) for size in shape))
        case "adaptive" if settings.method == "l2":
            raise LearnerError("pooling.l2_not_adaptive")
        case "adaptive":
            return Windows(*(adaptive(size, settings.output_size) for size in shape))
    moves = (settings.kernel_size, settings.stride, padding_of(settings), dilation_of(settings), settings.ceil_mode)
    return Windows(*(sliding(size, *moves) for size in shape))


def pool(settings: Pooling, image: Tensor, windows: Windows, method: str) -> Tensor:
    """(C, H, W) → (C, i, j), by `method`."""
    match method:
        case "max":
            return max_pool(image, windows)[0]
        case "average":
            return average_pool(image, windows, settings.count_include_pad)
        case "l2":
            return l2_pool(image, windows)
    raise KeyError(method)


def last_window_left_out(settings: Pooling, windows: Windows) -> bool:
    """Whether rounding up made room for a window that would begin behind the picture, and so is left out again."""
    if settings.window != "sliding" or not settings.ceil_mode:
        return False
    span = effective_size(settings.kernel_size, dilation_of(settings))
    return any(-(-(axis.size + 2 * axis.padding - span) // settings.stride) + 1 > len(axis.windows) for axis in windows)


def shift_of(settings: Pooling) -> tuple[int, int]:
    """(down, right), at most nine cells each; no shift where a link's text is none."""
    down, _, right = settings.shift.partition(".")
    try:
        return tuple(max(-FARTHEST, min(FARTHEST, int(cells))) for cells in (down, right))
    except ValueError:
        return 0, 0


def shift(image: Tensor, down: int, right: int) -> Tensor:
    """(…, H, W) moved by whole cells; what comes in from outside repeats the edge."""
    rows, columns = (
        (torch.arange(size) - cells).clamp(0, size - 1) for size, cells in zip(image.shape[-2:], (down, right), strict=True)
    )
    return image[..., rows[:, None], columns]


def _pooled(settings: Pooling, image: Tensor, windows: Windows, upstream: Tensor, method: str) -> Pooled:
    upstream = upstream.expand(image.shape[0], -1, -1)
    match method:
        case "max":
            output, winners = max_pool(image, windows)
            return Pooled(output, winners, max_pool_backward(upstream, winners, tuple(image.shape[1:])))
        case "average":
            gradient = average_pool_backward(upstream, windows, settings.count_include_pad)
            return Pooled(pool(settings, image, windows, method), None, gradient)
    output = pool(settings, image, windows, method)
    return Pooled(output, None, l2_pool_backward(upstream, image, output, windows))


def _changes(before: dict[str, Tensor], after: dict[str, Tensor]) -> list[dict[str, Change]]:
    """Of all channels together, and of each where there are several."""
    channels = before["none"].shape[0]
    parts = [slice(None), *(range(channels) if channels > 1 else ())]
    return [{name: _change(before[name][part], after[name][part]) for name in before} for part in parts]


def _change(before: Tensor, after: Tensor) -> Change:
    changed, whole = (after - before).square().sum().item(), before.square().sum().item()
    return Change(changed, whole, math.sqrt(changed / whole) if whole else None)


def _dropped(windows: Windows) -> tuple[int, int]:
    return tuple(max(0, axis.size + axis.padding - 1 - axis.windows[-1][-1]) for axis in windows)
