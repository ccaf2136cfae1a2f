"""Convolution as every framework computes it (cross-correlation), written to be read.

S(f, i, j) = b(f) + Σ_c Σ_u Σ_v I(c, i·s + u·d, j·s + v·d) · K(f, c, u, v), with I padded, s the stride and d the dilation
(Goodfellow, Bengio and Courville, Deep Learning, eq. 9.6, with stride and dilation as in torch.nn.Conv2d).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from core.errors import LearnerError


class Padding(NamedTuple):
    """Cells added on each side."""

    top: int
    bottom: int
    left: int
    right: int


class Cost(NamedTuple):
    """Parameters to learn and multiplications to compute, of a convolution and of a dense layer doing the same job."""

    parameters: int
    multiply_adds: int
    dense_parameters: int
    dense_multiply_adds: int


def effective_size(kernel: int, dilation: int) -> int:
    """Cells from the kernel's first to its last tap: d·(k − 1) + 1."""
    return dilation * (kernel - 1) + 1


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """⌊(size + padding − (d·(k − 1) + 1)) / stride⌋ + 1, with `padding` the cells added on both sides together.

    Raises LearnerError where the kernel does not fit even once.
    """
    span = effective_size(kernel, dilation)
    if span > size + padding:
        raise LearnerError("convolution.kernel_too_large", span=span, kernel=kernel, dilation=dilation, padded=size + padding)
    return (size + padding - span) // stride + 1


def dropped_cells(size: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Cells at the far end that no window reaches, because the division in `output_size` is rounded down."""
    return (size + padding - effective_size(kernel, dilation)) % stride


def resolve_padding(padding: str, kernel: tuple[int, int], stride: int, dilation: int) -> Padding:
    """The cells that "0" … "3", "valid" or "same" stand for; "same" puts an odd cell at the bottom and right, as PyTorch does.

    Raises LearnerError for "same" with a stride above 1, which PyTorch refuses as well.
    """
    if padding != "same":
        cells = 0 if padding == "valid" else int(padding)
        return Padding(cells, cells, cells, cells)
    if stride > 1:
        raise LearnerError("convolution.same_needs_stride_1", stride=stride)
    rows, columns = (effective_size(k, dilation) - 1 for k in kernel)
    return Padding(rows // 2, rows - rows // 2, columns // 2, columns - columns // 2)


def pad(image: Tensor, padding: Padding, mode: str = "zeros") -> Tensor:
    """(channels, height, width) → (channels, height + top + bottom, width + left + right).

    `mode` is zeros, reflect or replicate. Raises LearnerError where reflect has fewer cells to mirror than it must add.
    """
    if mode == "reflect":
        for cells, size in ((max(padding[:2]), image.shape[1]), (max(padding[2:]), image.shape[2])):
            if cells >= size:
                raise LearnerError("convolution.reflect_too_small", padding=cells, size=size)
    sides = (padding.left, padding.right, padding.top, padding.bottom)
    return F.pad(image, sides, mode="constant" if mode == "zeros" else mode)


def convolve(padded: Tensor, weight: Tensor, bias: Tensor, stride: int = 1, dilation: int = 1) -> Tensor:
    """(channels, height, width) and (filters, channels, kernel_height, kernel_width) → (filters, rows, columns).

    `padded` is the image with its padding already on; `bias` has shape (filters,).
    Raises LearnerError where the kernel is larger than the padded image.
    """
    height, width = (effective_size(k, dilation) for k in weight.shape[2:])
    for size, kernel in zip(padded.shape[1:], weight.shape[2:], strict=True):
        output_size(size, kernel, stride, dilation=dilation)
    windows = padded.unfold(1, height, stride).unfold(2, width, stride)[..., ::dilation, ::dilation]  # (c, i, j, u, v)
    return torch.einsum("cijuv,fcuv->fij", windows, weight) + bias[:, None, None]


def cost(image: tuple[int, int, int], weight: tuple[int, int, int, int], output: tuple[int, int, int]) -> Cost:
    """Of shapes (channels, height, width), (filters, channels, kernel_height, kernel_width) and (filters, rows, columns)."""
    channels, height, width = image
    filters, rows, columns = output
    taps = channels * weight[2] * weight[3]
    inputs, outputs = channels * height * width, filters * rows * columns
    return Cost(filters * taps + filters, outputs * taps, inputs * outputs + outputs, inputs * outputs)
