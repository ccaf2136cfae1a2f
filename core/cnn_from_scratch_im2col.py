"""The layers of core.cnn_from_scratch_loops without loops: the same numbers, many hundred times sooner. No autograd.

A convolution becomes one matrix product (im2col: Chellapilla, Puri and Simard, "High Performance Convolutional Neural Networks
for Document Processing", 2006): each window of the picture is written out as a column, each filter as a row.
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.cnn_from_scratch_loops import Flatten  # it has no loop to lose

__all__ = ["Conv2d", "CrossEntropy", "Flatten", "Linear", "MaxPool2d", "ReLU", "col2im", "im2col"]


def im2col(x: Tensor, k: int) -> Tensor:
    """(batch, channels, height, width) → (batch, channels · k · k, windows): column i · width' + j is the patch at (i, j).

    Windows overlap in memory: one step down the patch and one step to the next window are the same stride. Only the reshape
    copies.
    """
    batch, channels, height, width = x.shape
    rows, columns = height - k + 1, width - k + 1
    to_picture, to_channel, down, right = x.stride()
    patches = x.as_strided((batch, channels, k, k, rows, columns), (to_picture, to_channel, down, right, down, right))
    return patches.reshape(batch, channels * k * k, rows * columns)


def col2im(patches: Tensor, shape: tuple[int, ...], k: int) -> Tensor:
    """The way back, its transpose: (batch, channels · k · k, windows) → `shape`. A pixel in several patches gets their sum."""
    batch, channels, height, width = shape
    rows, columns = height - k + 1, width - k + 1
    patches = patches.reshape(batch, channels, k, k, rows, columns)
    x = patches.new_zeros(shape)
    for u in range(k):
        for v in range(k):
            x[:, :, u : u + rows, v : v + columns] += patches[:, :, u, v]
    return x


class Conv2d:
    """z(f, i, j) = b(f) + Σ_c Σ_u Σ_v x(c, i + u, j + v) · w(f, c, u, v): stride 1, no padding."""

    def __init__(self, weight: Tensor, bias: Tensor):
        self.weight, self.bias = weight, bias  # (filters, channels, k, k) and (filters,)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width) → (batch, filters, height − k + 1, width − k + 1)."""
        self.shape, k = x.shape, self.weight.shape[-1]
        self.patches = im2col(x, k)  # (batch, channels · k · k, windows)
        z = self.weight.flatten(1) @ self.patches + self.bias[:, None]  # (batch, filters, windows)
        return z.view(len(x), len(self.weight), x.shape[2] - k + 1, x.shape[3] - k + 1)

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂z → ∂L/∂x: one product for the weights, one for the pixels."""
        gradient = gradient.flatten(2)  # (batch, filters, windows)
        self.weight_gradient = (gradient @ self.patches.mT).sum(0).view_as(self.weight)
        self.bias_gradient = gradient.sum((0, 2))
        return col2im(self.weight.flatten(1).T @ gradient, self.shape, self.weight.shape[-1])


class ReLU:
    """a = max(0, z)."""

    def forward(self, z: Tensor) -> Tensor:
        """Any shape → the same shape."""
        self.passes = z > 0
        return z * self.passes

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂a → ∂L/∂z: what was above zero lets the gradient through, the rest stops it."""
        return gradient * self.passes


class MaxPool2d:
    """p(c, i, j) = the largest cell of window (i, j), k × k cells, k apart."""

    k = 2

    def forward(self, a: Tensor) -> Tensor:
        """(batch, channels, height, width) → (batch, channels, height // k, width // k)."""
        self.shape, self.windows = a.shape, self.split(a)
        self.winners = self.windows.argmax(-1, keepdim=True)  # of equal cells the first
        return self.windows.gather(-1, self.winners).squeeze(-1)

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂p → ∂L/∂a: each window's gradient goes to the cell that won, the others get nothing."""
        shares = torch.zeros_like(self.windows).scatter_(-1, self.winners, gradient.unsqueeze(-1))
        return self.joined(shares)

    def split(self, a: Tensor) -> Tensor:
        """(batch, channels, height, width) → (batch, channels, height // k, width // k, k · k); the rest is cut off."""
        (batch, channels, height, width), k = a.shape, self.k
        rows, columns = height // k, width // k
        windows = a[:, :, : rows * k, : columns * k].reshape(batch, channels, rows, k, columns, k)
        return windows.transpose(3, 4).reshape(batch, channels, rows, columns, k * k)

    def joined(self, windows: Tensor) -> Tensor:
        """The inverse of `split`, with zeros where something was cut off."""
        (batch, channels, rows, columns, _), k = windows.shape, self.k
        a = windows.new_zeros(self.shape)
        cells = windows.view(batch, channels, rows, columns, k, k).transpose(3, 4)
        a[:, :, : rows * k, : columns * k] = cells.reshape(batch, channels, rows * k, columns * k)
        return a


class Linear:
    """z(j) = b(j) + Σ_i x(i) · w(j, i): a dense layer."""

    def __init__(self, weight: Tensor, bias: Tensor):
        self.weight, self.bias = weight, bias  # (neurons, inputs) and (neurons,)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, inputs) → (batch, neurons)."""
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂z → ∂L/∂x: every input is blamed by every neuron, as much as the weight between them."""
        self.weight_gradient = gradient.T @ self.x
        self.bias_gradient = gradient.sum(0)
        return gradient @ self.weight


class CrossEntropy:
    """L = the batch's mean of −ln p(label), with p = softmax of the logits."""

    def forward(self, logits: Tensor, labels: Tensor) -> Tensor:
        """(batch, classes) and (batch,) → one number."""
        less = logits - logits.amax(1, keepdim=True)  # so that no power overflows: p stays the same
        log_p = less - less.exp().sum(1, keepdim=True).log()
        self.p, self.labels = log_p.exp(), labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self) -> Tensor:
        """∂L/∂logits = (p − y) / batch, y one for the label, else zero: softmax and logarithm together leave no more."""
        gradient = self.p.clone()
        gradient[torch.arange(len(self.labels)), self.labels] -= 1
        return gradient / len(self.labels)
