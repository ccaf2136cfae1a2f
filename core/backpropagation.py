"""Forward and backward through a small network for one sample, by hand: every number a teacher writes on the board.

Shapes: x (inputs,), y (outputs,), a layer's weight (in, out) and everything of its neurons (out,); all float64.
z = Wᵀ a + b, a = f(z), and backwards δᴸ = ∂L/∂a ∘ f′(z), δˡ = (Wˡ⁺¹ δˡ⁺¹) ∘ f′(zˡ), ∂L/∂Wˡ = aˡ⁻¹ δˡᵀ, ∂L/∂bˡ = δˡ
(Nielsen, Neural Networks and Deep Learning, equations BP1 to BP4, with W transposed: the curriculum's rows are inputs).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.activations import ACTIVATIONS, Array, softmax

# What the loss needs as the output's activation; MSE takes any.
OUTPUT_ACTIVATIONS = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}


class Layer(NamedTuple):
    """weight (in, out), bias (out,), and the activation: sigmoid, tanh, relu, linear, or softmax in the last layer."""

    weight: Array
    bias: Array
    activation: str


class Forward(NamedTuple):
    """`z[l]` and `a[l + 1]` belong to layer l; `a[0]` is x."""

    z: list[Array]
    a: list[Array]


class Gradients(NamedTuple):
    """Per layer: δ = ∂L/∂z (out,), ∂L/∂W (in, out) and ∂L/∂b (out,)."""

    delta: list[Array]
    weight: list[Array]
    bias: list[Array]


def activate(name: str, z: Array) -> Array:
    """(out,) → (out,)"""
    if name == "softmax":
        return softmax(z)
    return z if name == "linear" else ACTIVATIONS[name].function(z)


def slope(name: str, z: Array) -> Array:
    """f′(z), (out,) → (out,). Not for softmax, whose outputs depend on every z."""
    return np.ones_like(z) if name == "linear" else ACTIVATIONS[name].derivative(z)


def forward(x: Array, layers: list[Layer]) -> Forward:
    """Layer after layer: multiply, add, activate."""
    z, a = [], [x]
    for layer in layers:
        z.append(a[-1] @ layer.weight + layer.bias)  # (in,) @ (in, out) + (out,)
        a.append(activate(layer.activation, z[-1]))
    return Forward(z, a)


def loss(kind: str, passed: Forward, y: Array) -> float:
    """PyTorch's losses of one sample with n outputs.

    mse: (1/n) Σ (a − y)². binary_cross_entropy: −(1/n) Σ (y ln a + (1 − y) ln(1 − a)), for sigmoid outputs.
    cross_entropy: −Σ y ln a, for softmax outputs. Logarithms are taken from z: saturated outputs give no infinity.
    """
    z, a = passed.z[-1], passed.a[-1]
    match kind:
        case "mse":
            return float(np.mean((a - y) ** 2))
        case "binary_cross_entropy":
            return float(np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))))
        case "cross_entropy":
            return float(y @ (np.logaddexp.reduce(z) - z))
    raise ValueError(kind)


def output_delta(kind: str, passed: Forward, y: Array, activation: str) -> Array:
    """δᴸ = ∂L/∂z of the last layer, (outputs,). With the cross-entropies f′(z) cancels, and a − y remains."""
    z, a = passed.z[-1], passed.a[-1]
    match kind:
        case "mse":
            return 2 * (a - y) / y.size * slope(activation, z)
        case "binary_cross_entropy":
            return (a - y) / y.size
        case "cross_entropy":
            return a * y.sum() - y
    raise ValueError(kind)


def backward(kind: str, passed: Forward, y: Array, layers: list[Layer]) -> Gradients:
    """From the last layer to the first: each δ is carried back over the weights it came through."""
    delta = [output_delta(kind, passed, y, layers[-1].activation)]
    for before, layer, z in zip(layers[-2::-1], layers[:0:-1], passed.z[-2::-1], strict=True):
        delta.insert(0, layer.weight @ delta[0] * slope(before.activation, z))  # (in, out) @ (out,) ∘ (in,)
    weight = [np.outer(a, d) for a, d in zip(passed.a, delta, strict=False)]  # the last a feeds no layer
    return Gradients(delta, weight, delta)


def update(layers: list[Layer], gradients: Gradients, learning_rate: float) -> list[Layer]:
    """W ← W − η ∂L/∂W and b ← b − η ∂L/∂b, in new arrays."""
    return [
        Layer(layer.weight - learning_rate * weight, layer.bias - learning_rate * bias, layer.activation)
        for layer, weight, bias in zip(layers, gradients.weight, gradients.bias, strict=True)
    ]


def autograd(kind: str, x: Array, y: Array, layers: list[Layer]) -> tuple[float, Gradients]:
    """The loss and the same gradients as PyTorch computes them: its own layers, its own losses, `loss.backward()`."""
    a, target = torch.tensor(x), torch.tensor(y)
    parameters, zs = [], []
    for layer in layers:
        weight, bias = torch.tensor(layer.weight, requires_grad=True), torch.tensor(layer.bias, requires_grad=True)
        parameters.append((weight, bias))
        z = F.linear(a, weight.T, bias)
        z.retain_grad()
        zs.append(z)
        a = z if layer.activation in ("linear", "softmax") else getattr(torch, layer.activation)(z)
    value = _torch_loss(kind, zs[-1], a, target)
    value.backward()
    grads = [(weight.grad.numpy(), bias.grad.numpy()) for weight, bias in parameters]
    return value.item(), Gradients([z.grad.numpy() for z in zs], [w for w, _ in grads], [b for _, b in grads])


def _torch_loss(kind: str, z: Tensor, a: Tensor, y: Tensor) -> Tensor:
    if kind == "mse":
        return F.mse_loss(a, y)
    return F.binary_cross_entropy_with_logits(z, y) if kind == "binary_cross_entropy" else F.cross_entropy(z, y)
