"""Pooling with its own backward pass: every window of a picture becomes one number.

Max: y(i, j) = max x over window (i, j). Average: the sum of x over the window, divided by how many cells it counts. L2: the
square root of the sum of x². Windows, rounding and gradients are those of torch.nn.MaxPool2d, AvgPool2d, LPPool2d,
AdaptiveMaxPool2d and AdaptiveAvgPool2d. None of them has a parameter, and each channel is pooled by itself.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from core.convolution import effective_size
from core.errors import LearnerError


class Axis(NamedTuple):
    """The windows along one side of a picture, each as the positions it reads.

    Positions count from the picture's first cell: below 0 and from `size` on lie `padding` cells, beyond those nothing.
    """

    size: int
    padding: int
    windows: tuple[tuple[int, ...], ...]


class Windows(NamedTuple):
    """All windows of a picture: (i, j) reads the cells where a position of rows.windows[i] meets one of columns.windows[j]."""

    rows: Axis
    columns: Axis

    @property
    def shape(self) -> tuple[int, int]:
        """Of the output."""
        return len(self.rows.windows), len(self.columns.windows)


def output_size(size: int, kernel_size: int, stride: int, padding: int = 0, dilation: int = 1, ceil_mode: bool = False) -> int:
    """⌊(size + 2·padding − span) / stride⌋ + 1, where span = d·(k − 1) + 1.

    With `ceil_mode` the division is rounded up, but a window that would begin behind the picture is left out again.
    Raises LearnerError where no window fits, or where the padding is more than half the kernel, which PyTorch refuses too.
    """
    if padding > kernel_size // 2:
        raise LearnerError("pooling.padding_too_large", padding=padding, kernel=kernel_size, most=kernel_size // 2)
    span = effective_size(kernel_size, dilation)
    steps = size + 2 * padding - span + (stride - 1 if ceil_mode else 0)
    if steps < 0:
        raise LearnerError(
            "convolution.kernel_too_large", span=span, kernel=kernel_size, dilation=dilation, padded=size + 2 * padding
        )
    out = steps // stride + 1
    return out - 1 if ceil_mode and (out - 1) * stride >= size + padding else out


def sliding(size: int, kernel_size: int, stride: int, padding: int = 0, dilation: int = 1, ceil_mode: bool = False) -> Axis:
    """Windows of `kernel_size` cells, `dilation` apart, every `stride` cells.

    Raises LearnerError as `output_size` does, and ValueError where a dilated window reads nothing but padding, as it can on
    pictures of one or two cells: PyTorch would answer −∞, and crash on the way back.
    """
    count = output_size(size, kernel_size, stride, padding, dilation, ceil_mode)
    taps = range(0, effective_size(kernel_size, dilation), dilation)
    windows = tuple(tuple(i * stride - padding + u for u in taps) for i in range(count))
    if not all(any(0 <= p < size for p in window) for window in windows):
        raise ValueError(f"a window reads only padding: {windows}")
    return Axis(size, padding, windows)


def adaptive(size: int, output_size: int) -> Axis:
    """So many windows that cover the side: window i reads from ⌊i·n/o⌋ to ⌈(i + 1)·n/o⌉ − 1. A single one is global pooling."""
    edges = ((i * size // output_size, -(-(i + 1) * size // output_size)) for i in range(output_size))
    return Axis(size, 0, tuple(tuple(range(*edge)) for edge in edges))


def max_pool(image: Tensor, windows: Windows) -> tuple[Tensor, Tensor]:
    """(…, H, W) → output (…, i, j) and, in the same shape, row · W + column of the cell that won.

    Padding counts as −∞, so it never wins. Of equal cells the first in reading order wins, as in PyTorch.
    """
    (rows, row_inside), (columns, column_inside) = (_positions(axis) for axis in windows)
    inside = (row_inside[:, None, :, None] & column_inside[None, :, None, :]).flatten(-2)  # (i, j, cells in reading order)
    cells = (rows[:, None, :, None] * windows.columns.size + columns[None, :, None, :]).flatten(-2)
    values = image.flatten(-2)[..., cells].masked_fill_(~inside, -torch.inf)  # (…, i, j, cells)
    output = values.amax(-1)
    place = torch.arange(values.shape[-1], dtype=torch.int32)
    first = torch.where(values == output[..., None], place, place[-1]).amin(-1).long()
    return output, cells.expand(values.shape).gather(-1, first[..., None])[..., 0]


def max_pool_backward(upstream: Tensor, winners: Tensor, shape: tuple[int, int]) -> Tensor:
    """∂L/∂y (…, i, j) → ∂L/∂x (…, H, W): each window's gradient goes to the cell that won, and nothing to the others."""
    gradient = upstream.new_zeros(*upstream.shape[:-2], shape[0] * shape[1])
    return gradient.scatter_add(-1, winners.flatten(-2), upstream.flatten(-2)).unflatten(-1, shape)


def average_pool(image: Tensor, windows: Windows, count_include_pad: bool = True) -> Tensor:
    """(…, H, W) → (…, i, j): the sum of each window divided by `divisor`."""
    return _collect(image, windows) / divisor(windows, count_include_pad)


def average_pool_backward(upstream: Tensor, windows: Windows, count_include_pad: bool = True) -> Tensor:
    """∂L/∂y (…, i, j) → ∂L/∂x (…, H, W): each window's gradient in equal shares to all its cells."""
    return _spread(upstream / divisor(windows, count_include_pad), windows)


def divisor(windows: Windows, count_include_pad: bool = True) -> Tensor:
    """(i, j): how many cells the average of each window counts: the picture's, and padding if `count_include_pad`.

    What a window of ceil_mode reads beyond the padding is never counted.
    """
    rows, columns = (
        [sum(-added <= p < axis.size + added for p in window) for window in axis.windows]
        for axis in windows
        for added in [axis.padding if count_include_pad else 0]
    )
    return torch.outer(torch.tensor(rows), torch.tensor(columns))


def l2_pool(image: Tensor, windows: Windows) -> Tensor:
    """(…, H, W) → (…, i, j): √(`scale` · Σ x²) of each window."""
    return (scale(windows) * _collect(image.square(), windows)).sqrt()


def l2_pool_backward(upstream: Tensor, image: Tensor, output: Tensor, windows: Windows) -> Tensor:
    """∂L/∂y (…, i, j) → ∂L/∂x (…, H, W): to each cell g · scale · x / y, its share of the window.

    Where a window holds only zeros the root has no slope; as in PyTorch, the gradient there is 0.
    """
    share = torch.where(output > 0, upstream * scale(windows) / output.where(output > 0, 1), 0)
    return image * _spread(share, windows)


def scale(windows: Windows) -> Tensor:
    """(i, j): cells of a whole window over cells inside the picture, 1 but where a window of ceil_mode hangs over the edge.

    LPPool2d multiplies the mean of the cells inside by the whole window's size, so what hangs over counts like the rest.
    """
    rows, columns = ([len(window) / sum(0 <= p < axis.size for p in window) for window in axis.windows] for axis in windows)
    return torch.outer(torch.tensor(rows, dtype=torch.float64), torch.tensor(columns, dtype=torch.float64))


def _positions(axis: Axis) -> tuple[Tensor, Tensor]:
    """(windows, cells of the longest window): positions, 0 in place of those outside the picture, and which lie inside."""
    longest = max(map(len, axis.windows))
    positions = torch.tensor([[*window, *[-1] * (longest - len(window))] for window in axis.windows])
    inside = (positions >= 0) & (positions < axis.size)
    return positions * inside, inside


def _collect(image: Tensor, windows: Windows) -> Tensor:
    """(…, H, W) → (…, i, j): the sum of every window."""
    rows, columns = (_membership(axis, image.dtype) for axis in windows)
    return rows @ image @ columns.T


def _spread(share: Tensor, windows: Windows) -> Tensor:
    """(…, i, j) → (…, H, W), the transpose of `_collect`: every cell gets the sum of the shares of the windows that read it."""
    rows, columns = (_membership(axis, share.dtype) for axis in windows)
    return rows.T @ share @ columns


def _membership(axis: Axis, dtype: torch.dtype) -> Tensor:
    """(windows, size): 1 where the window reads the position."""
    member = torch.zeros(len(axis.windows), axis.size, dtype=dtype)
    for i, window in enumerate(axis.windows):
        member[i, [p for p in window if 0 <= p < axis.size]] = 1
    return member
