"""The layers of a small CNN, each with its own forward and backward pass, in loops that say what happens. No autograd.

`forward` remembers what `backward` needs. `backward` gets ∂L/∂(its output), stores the gradients of its own weights, and
returns ∂L/∂(its input) for the layer before it. The same layers without loops stand in core.cnn_from_scratch_im2col.
"""

from __future__ import annotations

from itertools import product

import torch
from torch import Tensor


class Conv2d:
    """z(f, i, j) = b(f) + Σ_c Σ_u Σ_v x(c, i + u, j + v) · w(f, c, u, v): stride 1, no padding."""

    def __init__(self, weight: Tensor, bias: Tensor):
        self.weight, self.bias = weight, bias  # (filters, channels, k, k) and (filters,)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, height, width) → (batch, filters, height − k + 1, width − k + 1)."""
        self.x, k = x, self.weight.shape[-1]
        z = x.new_zeros(len(x), len(self.weight), x.shape[2] - k + 1, x.shape[3] - k + 1)
        for n, f, i, j in product(*map(range, z.shape)):
            patch = x[n, :, i : i + k, j : j + k]
            z[n, f, i, j] = (patch * self.weight[f]).sum() + self.bias[f]
        return z

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂z → ∂L/∂x. What a weight touched, its gradient collects; what a pixel fed, it hears from again."""
        k = self.weight.shape[-1]
        self.weight_gradient, self.bias_gradient = torch.zeros_like(self.weight), torch.zeros_like(self.bias)
        x_gradient = torch.zeros_like(self.x)
        for n, f, i, j in product(*map(range, gradient.shape)):
            g = gradient[n, f, i, j]
            self.weight_gradient[f] += g * self.x[n, :, i : i + k, j : j + k]
            self.bias_gradient[f] += g
            x_gradient[n, :, i : i + k, j : j + k] += g * self.weight[f]
        return x_gradient


class ReLU:
    """a = max(0, z)."""

    def forward(self, z: Tensor) -> Tensor:
        """Any shape → the same shape."""
        self.z, a = z, torch.zeros_like(z)
        for place in product(*map(range, z.shape)):
            if z[place] > 0:
                a[place] = z[place]
        return a

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂a → ∂L/∂z: what was above zero lets the gradient through, the rest stops it."""
        z_gradient = torch.zeros_like(gradient)
        for place in product(*map(range, gradient.shape)):
            if self.z[place] > 0:
                z_gradient[place] = gradient[place]
        return z_gradient


class MaxPool2d:
    """p(c, i, j) = the largest cell of window (i, j), k × k cells, k apart."""

    k = 2

    def forward(self, a: Tensor) -> Tensor:
        """(batch, channels, height, width) → (batch, channels, height // k, width // k)."""
        self.a, k = a, self.k
        p = a.new_zeros(*a.shape[:2], a.shape[2] // k, a.shape[3] // k)
        self.winners = torch.zeros_like(p, dtype=torch.long)  # number of the cell in its window, in reading order
        for n, c, i, j in product(*map(range, p.shape)):
            window = a[n, c, i * k : i * k + k, j * k : j * k + k].flatten()
            self.winners[n, c, i, j] = window.argmax()  # of equal cells the first
            p[n, c, i, j] = window[self.winners[n, c, i, j]]
        return p

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂p → ∂L/∂a: each window's gradient goes to the cell that won, the others get nothing."""
        a_gradient = torch.zeros_like(self.a)
        for n, c, i, j in product(*map(range, gradient.shape)):
            u, v = divmod(int(self.winners[n, c, i, j]), self.k)
            a_gradient[n, c, i * self.k + u, j * self.k + v] += gradient[n, c, i, j]
        return a_gradient


class Flatten:
    """All numbers of a picture in one row."""

    def forward(self, p: Tensor) -> Tensor:
        """(batch, channels, height, width) → (batch, channels · height · width)."""
        self.shape = p.shape
        return p.reshape(len(p), -1)

    def backward(self, gradient: Tensor) -> Tensor:
        """The same numbers, back in their places."""
        return gradient.reshape(self.shape)


class Linear:
    """z(j) = b(j) + Σ_i x(i) · w(j, i): a dense layer."""

    def __init__(self, weight: Tensor, bias: Tensor):
        self.weight, self.bias = weight, bias  # (neurons, inputs) and (neurons,)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, inputs) → (batch, neurons)."""
        self.x = x
        z = x.new_zeros(len(x), len(self.weight))
        for n, j in product(*map(range, z.shape)):
            z[n, j] = (x[n] * self.weight[j]).sum() + self.bias[j]
        return z

    def backward(self, gradient: Tensor) -> Tensor:
        """∂L/∂z → ∂L/∂x: every input is blamed by every neuron, as much as the weight between them."""
        self.weight_gradient, self.bias_gradient = torch.zeros_like(self.weight), torch.zeros_like(self.bias)
        x_gradient = torch.zeros_like(self.x)
        for n, j in product(*map(range, gradient.shape)):
            self.weight_gradient[j] += gradient[n, j] * self.x[n]
            self.bias_gradient[j] += gradient[n, j]
            x_gradient[n] += gradient[n, j] * self.weight[j]
        return x_gradient


class CrossEntropy:
    """L = the batch's mean of −ln p(label), with p = softmax of the logits."""

    def forward(self, logits: Tensor, labels: Tensor) -> Tensor:
        """(batch, classes) and (batch,) → one number."""
        self.labels, self.p = labels, torch.zeros_like(logits)
        loss = logits.new_zeros(())
        for n in range(len(logits)):
            powers = (logits[n] - logits[n].max()).exp()  # less the largest, so that none overflows: p stays the same
            self.p[n] = powers / powers.sum()
            loss -= self.p[n, labels[n]].log() / len(logits)
        return loss

    def backward(self) -> Tensor:
        """∂L/∂logits = (p − y) / batch, y one for the label, else zero: softmax and logarithm together leave no more."""
        gradient = self.p / len(self.p)
        for n in range(len(self.p)):
            gradient[n, self.labels[n]] -= 1 / len(self.p)
        return gradient
