"""A deep network of equal layers, forward and backward by hand: what the signal and the gradient become on their way.

Shapes: a batch has B samples, every hidden layer n neurons, there are L hidden layers. Layer l, numbered from 1, computes
zˡ = hˡ⁻¹ Wˡ + bˡ, normalises it to uˡ (or leaves it: uˡ = zˡ), and passes on hˡ = f(uˡ), with a residual connection
hˡ = hˡ⁻¹ + f(uˡ), which the first layer has not, since its input is of another size. h⁰ = x. The output layer gives logits for
softmax and the mean cross-entropy. Backwards, with δˡ = ∂L/∂zˡ: ∂L/∂hˡ = δˡ⁺¹ Wˡ⁺¹ᵀ (plus ∂L/∂hˡ⁺¹ over a residual
connection), ∂L/∂uˡ = ∂L/∂hˡ ∘ f′(uˡ), and δˡ is that, taken back through the normalisation; ∂L/∂Wˡ = hˡ⁻¹ᵀ δˡ.

Sources: batch normalisation, Ioffe and Szegedy 2015; layer normalisation, Ba et al. 2016; residual connections, He et al. 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from core.activations import ACTIVATIONS, Array

FUNCTIONS = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "linear")
INITIALISATIONS = ("pytorch", "small", "normal", "xavier", "he", "orthogonal")
NORMALISATIONS = ("none", "batch", "layer")
EPSILON = 1e-5  # of both normalisations, and PyTorch's
MOMENTUM = 0.1  # with which batch normalisation's running statistics follow, and PyTorch's
SMALL = 0.01  # standard deviation of the initialisation "small"


@dataclass(frozen=True)
class Network:
    """`depth` hidden layers of `width` neurons between `inputs` and `outputs`.

    `initialisation` of the weights: pytorch is nn.Linear's own (uniform up to ±1/√fan_in, biases too), small N(0, 0.01²),
    normal N(0, 1), and xavier_uniform_, kaiming_normal_ for ReLU, orthogonal_ of torch.nn.init; biases else begin at 0.
    """

    inputs: int
    depth: int
    width: int
    outputs: int
    activation: str
    initialisation: str
    normalisation: str
    residual: bool
    seed: int


class Parameters(NamedTuple):
    """Views of one flat array: first (inputs, n), weight (L − 1, n, n), bias, gain and shift (L, n), last (n, outputs) and
    last_bias (outputs,). `weight[l − 2]` is Wˡ, from layer l − 1 to layer l.
    """

    first: Array
    weight: Array
    bias: Array
    gain: Array
    shift: Array
    last: Array
    last_bias: Array


class Passed(NamedTuple):
    """What a batch leaves behind: of every layer h, f′(u) and ẑ (or z, where nothing is normalised), each (L, B, n); mean,
    variance and divisor of the normalisation, (L, 1, n) over the batch, (L, B, 1) over the layer, else None; and logits
    (B, outputs).
    """

    h: Array
    slope: Array
    normal: Array
    mean: Array | None
    variance: Array | None
    divisor: Array | None
    logits: Array


class Backward(NamedTuple):
    """∂L/∂h, ∂L/∂u and δ = ∂L/∂z of every hidden layer (L, B, n), and δ of the output layer (B, outputs)."""

    h: Array
    u: Array
    delta: Array
    output: Array


def unpack(network: Network, flat: Array) -> Parameters:
    """Flat parameters (P,) → views of them. Gain and shift stand there too where nothing is normalised, and do nothing."""
    n, layers = network.width, network.depth
    inside = ((layers - 1, n, n), (layers, n), (layers, n), (layers, n))
    shapes = ((network.inputs, n), *inside, (n, network.outputs), (network.outputs,))
    parts, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        parts.append(flat[at : at + size].reshape(shape))
        at += size
    return Parameters(*parts)


def count(network: Network) -> int:
    """Numbers in the flat array."""
    n, layers = network.width, network.depth
    return n * (network.inputs + (layers - 1) * n + 3 * layers + network.outputs) + network.outputs


def initial(network: Network) -> Array:
    """(P,) float64, drawn by PyTorch layer by layer from a generator of the seed, as the exported script draws them."""
    flat = np.zeros(count(network))
    parts = unpack(network, flat)
    parts.gain[...] = 1.0
    generator = torch.Generator().manual_seed(network.seed)
    weights = [parts.first, *parts.weight, parts.last]
    for weight, bias in zip(weights, [*parts.bias, parts.last_bias], strict=True):
        drawn = torch.empty(weight.shape[::-1], dtype=torch.float64)  # PyTorch's (out, in)
        match network.initialisation:
            case "pytorch":
                bound = drawn.shape[1] ** -0.5
                nn.init.uniform_(drawn, -bound, bound, generator=generator)
                bias[...] = nn.init.uniform_(torch.empty(len(bias), dtype=torch.float64), -bound, bound, generator=generator)
            case "small":
                nn.init.normal_(drawn, std=SMALL, generator=generator)
            case "normal":
                nn.init.normal_(drawn, generator=generator)
            case "xavier":
                nn.init.xavier_uniform_(drawn, generator=generator)
            case "he":
                nn.init.kaiming_normal_(drawn, nonlinearity="relu", generator=generator)
            case "orthogonal":
                nn.init.orthogonal_(drawn, generator=generator)
            case name:
                raise ValueError(name)
        weight[...] = drawn.numpy().T
    return flat


def forward(
    network: Network, parts: Parameters, x: Array, statistics: tuple[Array, Array] | None = None, into: Passed | None = None
) -> Passed:
    """x (B, inputs) through all layers. `statistics`, mean and variance (L, n), take the place of the batch's own: for testing.

    `into`: what an earlier batch of equal size left behind, to be overwritten; a training spares itself the memory.
    """
    size = (network.depth, len(x), network.width)
    over = {"none": None, "batch": 0, "layer": 1}[network.normalisation]
    h, slope, normal = into[:3] if into else (np.empty(size) for _ in range(3))
    means, variances, divisors = (into[3:6] if into else _statistics(size, over)) if over is not None else (None, None, None)
    signal = x  # (B, inputs), then (B, n)
    for layer in range(network.depth):
        z = normal[layer]
        np.matmul(signal, parts.first if layer == 0 else parts.weight[layer - 1], out=z)
        z += parts.bias[layer]
        if over is not None:
            if statistics and over == 0:
                means[layer], variances[layer] = statistics[0][layer], statistics[1][layer]
                z -= means[layer]
            else:
                np.mean(z, axis=over, keepdims=True, out=means[layer])
                z -= means[layer]
                np.mean(z * z, axis=over, keepdims=True, out=variances[layer])
            np.sqrt(variances[layer] + EPSILON, out=divisors[layer])
            z /= divisors[layer]  # ẑ
            z = z * parts.gain[layer] + parts.shift[layer]  # u
        activate(network.activation, z, h[layer], slope[layer])
        if network.residual and layer:
            h[layer] += signal
        signal = h[layer]
    return Passed(h, slope, normal, means, variances, divisors, signal @ parts.last + parts.last_bias)


def _statistics(size: tuple[int, int, int], over: int) -> tuple[Array, Array, Array]:
    layers, samples, width = size
    shape = (layers, 1, width) if over == 0 else (layers, samples, 1)
    return np.empty(shape), np.empty(shape), np.empty(shape)


def activate(name: str, u: Array, out: Array, slope: Array) -> None:
    """f(u) into `out` and f′(u) into `slope`. The classics are written for speed, here a training spends its time."""
    match name:
        case "sigmoid":
            np.negative(u, out=out)
            with np.errstate(over="ignore"):  # e^710 is infinite, and 1 / ∞ the right 0
                np.exp(out, out=out)
            out += 1.0
            np.reciprocal(out, out=out)
            np.subtract(1.0, out, out=slope)
            slope *= out
        case "tanh":
            np.tanh(u, out=out)
            np.multiply(out, out, out=slope)
            np.subtract(1.0, slope, out=slope)
        case "relu":
            np.greater(u, 0.0, out=slope)
            np.maximum(u, 0.0, out=out)
        case "linear":
            out[...], slope[...] = u, 1.0
        case _:
            function, derivative, _ = ACTIVATIONS[name]
            out[...], slope[...] = function(u), derivative(u)


def cross_entropy(logits: Array, labels: np.ndarray) -> float:
    """Mean of −ln p of the right class: logits (B, outputs), labels (B,) of integers."""
    largest = logits.max(axis=1, keepdims=True)
    total = np.log(np.exp(logits - largest).sum(axis=1)) + largest[:, 0]
    return float(np.mean(total - logits[np.arange(len(labels)), labels]))


def backward(network: Network, parts: Parameters, passed: Passed, labels: np.ndarray, into: Backward | None = None) -> Backward:
    """From the mean cross-entropy of `labels` (B,) back to the first layer. `into` as in `forward`."""
    logits = passed.logits
    output = np.exp(logits - logits.max(axis=1, keepdims=True))
    output /= output.sum(axis=1, keepdims=True)
    output[np.arange(len(labels)), labels] -= 1.0
    output /= len(labels)  # δ of the output: (p − y) / B
    by_h, by_u, delta = into[:3] if into else (np.empty_like(passed.h) for _ in range(3))
    transposed = np.ascontiguousarray(parts.weight.transpose(0, 2, 1))
    np.matmul(output, parts.last.T, out=by_h[-1])
    for layer in range(network.depth - 1, -1, -1):
        if layer < network.depth - 1:
            np.matmul(delta[layer + 1], transposed[layer], out=by_h[layer])
            if network.residual:
                by_h[layer] += by_h[layer + 1]
        np.multiply(by_h[layer], passed.slope[layer], out=by_u[layer])
        if network.normalisation == "none":
            delta[layer] = by_u[layer]
        else:
            over = 0 if network.normalisation == "batch" else 1
            scaled, normal = by_u[layer] * parts.gain[layer], passed.normal[layer]
            # Mean and divisor depend on every z they were taken over: each δ gives up its share of what moves them.
            np.multiply(normal, (scaled * normal).mean(over, keepdims=True), out=delta[layer])
            np.subtract(scaled - scaled.mean(over, keepdims=True), delta[layer], out=delta[layer])
            delta[layer] /= passed.divisor[layer]
    return Backward(by_h, by_u, delta, output)


def gradient(network: Network, x: Array, passed: Passed, back: Backward, into: Array | None = None) -> Array:
    """(P,) ∂L/∂ of every parameter, in the order of the flat array; 0 for gain and shift where nothing is normalised."""
    flat = np.zeros(count(network)) if into is None else into
    parts = unpack(network, flat)
    np.matmul(x.T, back.delta[0], out=parts.first)
    np.matmul(passed.h[:-1].transpose(0, 2, 1), back.delta[1:], out=parts.weight)
    back.delta.sum(axis=1, out=parts.bias)
    if network.normalisation != "none":
        (back.u * passed.normal).sum(axis=1, out=parts.gain)
        back.u.sum(axis=1, out=parts.shift)
    np.matmul(passed.h[-1].T, back.output, out=parts.last)
    parts.last_bias[...] = back.output.sum(axis=0)
    return flat
