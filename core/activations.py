"""Activation functions and their derivatives, written to be read: NumPy, float64, exact where |x| is large.

Every function takes an array x of any shape and returns an array of the same shape. Names, parameters and their default values
are those of torch.nn.functional. At a kink the derivative is the value PyTorch's backward pass uses: the slope on the left,
and 0 at both ends of hardtanh.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def step(x: ArrayLike) -> Array:
    """1 where x ≥ 0, else 0 (Rosenblatt 1958)."""
    return np.where(_array(x) >= 0, 1.0, 0.0)


def step_derivative(x: ArrayLike) -> Array:
    """0 wherever there is a derivative. At the jump there is none; 0 stands there too."""
    return np.zeros_like(_array(x))


def sigmoid(x: ArrayLike) -> Array:
    """σ(x) = 1 / (1 + e⁻ˣ), for x < 0 written eˣ / (1 + eˣ), so that no power of e overflows."""
    x = _array(x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(x: ArrayLike) -> Array:
    """σ′ = σ (1 − σ); 1 − σ(x) is written σ(−x), which keeps its digits where σ is nearly 1."""
    x = _array(x)
    return sigmoid(x) * sigmoid(-x)


def tanh(x: ArrayLike) -> Array:
    """(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)"""
    return np.tanh(_array(x))


def tanh_derivative(x: ArrayLike) -> Array:
    """tanh′ = 1 − tanh²"""
    return 1 - np.tanh(_array(x)) ** 2


def relu(x: ArrayLike) -> Array:
    """max(0, x) (Nair and Hinton 2010)."""
    return np.maximum(_array(x), 0.0)


def relu_derivative(x: ArrayLike) -> Array:
    """1 where x > 0, else 0; at the kink 0."""
    return np.where(_array(x) > 0, 1.0, 0.0)


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """x where x > 0, else negative_slope · x (Maas et al. 2013)."""
    x = _array(x)
    return np.where(x > 0, x, negative_slope * x)


def leaky_relu_derivative(x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """1 where x > 0, else negative_slope; at the kink negative_slope."""
    return np.where(_array(x) > 0, 1.0, negative_slope)


def elu(x: ArrayLike, alpha: float = 1.0) -> Array:
    """x where x > 0, else α (eˣ − 1) (Clevert et al. 2016)."""
    x = _array(x)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def elu_derivative(x: ArrayLike, alpha: float = 1.0) -> Array:
    """1 where x > 0, else α eˣ; at 0, a kink unless α = 1, it is α."""
    x = _array(x)
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0.0)))


def gelu(x: ArrayLike) -> Array:
    """x Φ(x), where Φ(x) = (1 + erf(x / √2)) / 2: the exact form, not the tanh approximation (Hendrycks and Gimpel 2016)."""
    x = _array(x)
    return x * normal_cdf(x)


def gelu_derivative(x: ArrayLike) -> Array:
    """Φ(x) + x φ(x)"""
    x = _array(x)
    return normal_cdf(x) + x * normal_density(x)


def silu(x: ArrayLike) -> Array:
    """x σ(x), also called swish (Elfwing et al. 2018)."""
    x = _array(x)
    return x * sigmoid(x)


def silu_derivative(x: ArrayLike) -> Array:
    """σ + x σ (1 − σ)"""
    x = _array(x)
    return sigmoid(x) + x * sigmoid_derivative(x)


def softplus(x: ArrayLike, beta: float = 1.0) -> Array:
    """ln(1 + e^(βx)) / β (Dugas et al. 2001)."""
    return np.logaddexp(0.0, beta * _array(x)) / beta


def softplus_derivative(x: ArrayLike, beta: float = 1.0) -> Array:
    """σ(βx)"""
    return sigmoid(beta * _array(x))


def hardtanh(x: ArrayLike) -> Array:
    """x, cut off at −1 and 1 (Collobert 2004)."""
    return np.clip(_array(x), -1.0, 1.0)


def hardtanh_derivative(x: ArrayLike) -> Array:
    """1 where −1 < x < 1, else 0; at both kinks 0."""
    return np.where(np.abs(_array(x)) < 1, 1.0, 0.0)


def softmax(z: ArrayLike, temperature: float = 1.0) -> Array:
    """pᵢ = e^(zᵢ/T) / Σⱼ e^(zⱼ/T) over the last axis.

    The largest logit is subtracted from all first: that changes no pᵢ, and no power of e overflows.
    """
    z = _array(z) / temperature
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z: ArrayLike, temperature: float = 1.0) -> Array:
    """∂pᵢ/∂zⱼ = pᵢ (δᵢⱼ − pⱼ) / T: logits (…, n) → (…, n, n), row i for the probability, column j for the logit."""
    p = softmax(z, temperature)
    return p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :]) / temperature


def normal_cdf(x: ArrayLike) -> Array:
    """Φ(x), the share of a standard normal distribution below x, as erfc(−x/√2) / 2, exact where Φ is nearly 0 too."""
    return 0.5 * torch.special.erfc(torch.as_tensor(-_array(x) / np.sqrt(2))).numpy()


def normal_density(x: ArrayLike) -> Array:
    """φ(x) = e^(−x²/2) / √(2π)"""
    return np.exp(-0.5 * np.minimum(np.abs(_array(x)), 1e3) ** 2) / np.sqrt(2 * np.pi)


def _array(x: ArrayLike) -> Array:
    return np.asarray(x, dtype=np.float64)


class Activation(NamedTuple):
    """`function` and `derivative` take x and, where there is one, the keyword `parameter`."""

    function: Callable[..., Array]
    derivative: Callable[..., Array]
    parameter: str | None = None


ACTIVATIONS: dict[str, Activation] = {
    "step": Activation(step, step_derivative),
    "sigmoid": Activation(sigmoid, sigmoid_derivative),
    "tanh": Activation(tanh, tanh_derivative),
    "relu": Activation(relu, relu_derivative),
    "leaky_relu": Activation(leaky_relu, leaky_relu_derivative, "negative_slope"),
    "elu": Activation(elu, elu_derivative, "alpha"),
    "gelu": Activation(gelu, gelu_derivative),
    "silu": Activation(silu, silu_derivative),
    "softplus": Activation(softplus, softplus_derivative, "beta"),
    "hardtanh": Activation(hardtanh, hardtanh_derivative),
}
