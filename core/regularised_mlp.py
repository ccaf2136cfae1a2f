"""A classifier for tables and its gradient by hand: an MLP with batch normalisation, dropout, L1 and L2.

All numbers of a network stand in one flat array: layer after layer W (in, out) row by row, b (out,) and, with batch
normalisation, gamma (out,) and beta (out,); behind these, which are trained, every hidden layer's running mean and variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.activations import sigmoid, softmax

ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
EPSILON, MOMENTUM = 1e-5, 0.1  # of batch normalisation, as in PyTorch


@dataclass(frozen=True)
class Recipe:
    """A network and how to train it. Everything random follows from `seed`.

    Two classes have one output, the logit of the second; more have one each, for a softmax. Hidden layers compute
    dropout(f(batch_norm(x W + b))). What is minimised is the mean cross-entropy of a batch of n rows, plus
    (l1 · Σ|w| + ½ · l2 · Σ w²) / n over the weights W alone: scikit-learn's convention, whose `alpha` is `l2`.
    `batch_size` 0 is the full batch.
    """

    inputs: int
    hidden: tuple[int, ...]
    classes: int
    activation: str = "relu"
    batch_norm: bool = False
    dropout: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int = 0
    seed: int = 0

    @property
    def outputs(self) -> int:
        return 1 if self.classes == 2 else self.classes

    @property
    def sizes(self) -> tuple[int, ...]:
        """Inputs, widths of the hidden layers, outputs."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def trained(self) -> int:
        """How many numbers are trained."""
        weights = sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(self.sizes))
        return weights + (2 * sum(self.hidden) if self.batch_norm else 0)

    @property
    def numbers(self) -> int:
        """With the running means and variances."""
        return self.trained + (2 * sum(self.hidden) if self.batch_norm else 0)


class Layer(NamedTuple):
    """Views of one layer's numbers, or of their gradients; None where the layer has none such."""

    weight: np.ndarray  # (in, out)
    bias: np.ndarray  # (out,)
    gamma: np.ndarray | None = None  # (out,)
    beta: np.ndarray | None = None
    mean: np.ndarray | None = None
    variance: np.ndarray | None = None


def layers_of(recipe: Recipe, numbers: np.ndarray) -> list[Layer]:
    """Views into the flat numbers; of a gradient, which has no running statistics, `numbers` may end before them."""
    layers, at, statistics = [], 0, recipe.trained

    def take(start: int, count: int) -> np.ndarray | None:
        return numbers[start : start + count] if start + count <= len(numbers) else None

    for index, (fan_in, fan_out) in enumerate(pairwise(recipe.sizes)):
        parts = [take(at, fan_in * fan_out).reshape(fan_in, fan_out), take(at + fan_in * fan_out, fan_out)]
        at += (fan_in + 1) * fan_out
        if recipe.batch_norm and index < len(recipe.hidden):
            parts += [take(at, fan_out), take(at + fan_out, fan_out)]
            parts += [take(statistics, fan_out), take(statistics + fan_out, fan_out)]
            at, statistics = at + 2 * fan_out, statistics + 2 * fan_out
        layers.append(Layer(*parts))
    return layers


def initial_numbers(recipe: Recipe, rng: np.random.RandomState) -> np.ndarray:
    """scikit-learn's: weights and biases uniform within ±√(6 / (in + out)), for the sigmoid ±√(2 / (in + out))."""
    numbers = np.zeros(recipe.numbers)
    for layer in layers_of(recipe, numbers):
        bound = np.sqrt((2 if recipe.activation == "sigmoid" else 6) / sum(layer.weight.shape))
        layer.weight[:] = rng.uniform(-bound, bound, layer.weight.shape)
        layer.bias[:] = rng.uniform(-bound, bound, layer.bias.shape)
        if layer.gamma is not None:
            layer.gamma[:] = layer.variance[:] = 1.0
    return numbers


def logits(recipe: Recipe, numbers: np.ndarray, x: np.ndarray) -> np.ndarray:
    """x (n, inputs) → the outputs' z (n, outputs), as a trained network answers: running statistics, no dropout."""
    return forward(recipe, layers_of(recipe, numbers), x)


def forward(recipe: Recipe, layers: list[Layer], x: np.ndarray) -> np.ndarray:
    """As `logits`, of layers that are there already."""
    *hidden, last = layers
    a = x
    for layer in hidden:
        z = a @ layer.weight + layer.bias  # (n, in) @ (in, out) → (n, out)
        if layer.gamma is not None:
            z = (z - layer.mean) * (layer.gamma / np.sqrt(layer.variance + EPSILON)) + layer.beta
        a = activate(recipe.activation, z)
    return a @ last.weight + last.bias


def activate(name: str, z: np.ndarray) -> np.ndarray:
    match name:
        case "relu":
            return np.maximum(z, 0.0)
        case "tanh":
            return np.tanh(z)
        case "sigmoid":
            return sigmoid(z)
    return z


def probabilities(z: np.ndarray) -> np.ndarray:
    """z (…, outputs) → (…, classes): softmax, or of one logit 1 − σ(z) and σ(z)."""
    if z.shape[-1] == 1:
        return np.concatenate([sigmoid(-z), sigmoid(z)], axis=-1)
    return softmax(z)


def cross_entropies(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """−ln p of every row's class: z (n, outputs), y (n,) → (n,)."""
    if z.shape[1] == 1:
        return np.logaddexp(0.0, np.where(y == 1, -z[:, 0], z[:, 0]))
    shifted = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]


def decide(z: np.ndarray) -> np.ndarray:
    """z (…, outputs) → the most probable class (…)."""
    return (z[..., 0] > 0).astype(np.int64) if z.shape[-1] == 1 else z.argmax(axis=-1)


def penalty(recipe: Recipe, layers: list[Layer], n: int) -> float:
    """What L1 and L2 add to the loss of n rows."""
    if not (recipe.l1 or recipe.l2):
        return 0.0
    weights = [layer.weight for layer in layers]
    absolute = sum(np.abs(weight).sum() for weight in weights) if recipe.l1 else 0.0
    return float(recipe.l1 * absolute + recipe.l2 / 2 * sum(np.vdot(weight, weight) for weight in weights)) / n


def backward(recipe: Recipe, layers: list[Layer], into: list[Layer], x: np.ndarray, y: np.ndarray, masks: list | None) -> None:
    """Writes the gradient of the penalised loss of one batch x (n, inputs), y (n,) into the views `into`.

    `masks`: dropout's 0 and 1 / (1 − p), (n, width) per hidden layer. Batch normalisation uses the batch's own mean and
    variance and moves the running ones a tenth of the way there.
    """
    n, a, kept = len(x), x, []
    for index, layer in enumerate(layers[:-1]):
        before, z, normalised, scale = a, a @ layer.weight + layer.bias, None, None
        if layer.gamma is not None:
            mean = z.mean(axis=0)
            normalised = z - mean
            variance = (normalised**2).mean(axis=0)
            scale = 1 / np.sqrt(variance + EPSILON)
            normalised *= scale
            z = normalised * layer.gamma + layer.beta
            layer.mean[:] += MOMENTUM * (mean - layer.mean)
            layer.variance[:] += MOMENTUM * (variance * n / (n - 1) - layer.variance)
        f = activate(recipe.activation, z)
        a = f * masks[index] if masks else f
        kept.append((before, f, normalised, scale))
    z = a @ layers[-1].weight + layers[-1].bias
    if recipe.outputs == 1:
        delta = sigmoid(z)
        delta[:, 0] -= y
    else:
        delta = probabilities(z)
        delta[np.arange(n), y] -= 1.0
    delta /= n  # ∂loss/∂z (n, outputs)
    for index in range(len(layers) - 1, -1, -1):
        layer, gradient = layers[index], into[index]
        np.matmul(a.T, delta, out=gradient.weight)
        np.add.reduce(delta, axis=0, out=gradient.bias)
        if recipe.l2:
            gradient.weight[:] += recipe.l2 / n * layer.weight
        if recipe.l1:
            gradient.weight[:] += recipe.l1 / n * np.sign(layer.weight)
        if index == 0:
            break
        a, f, normalised, scale = kept[index - 1]
        delta = delta @ layer.weight.T
        if masks:
            delta *= masks[index - 1]
        delta = _through(recipe.activation, f, delta)
        if scale is not None:
            below = into[index - 1]
            np.add.reduce(delta, axis=0, out=below.beta)
            np.add.reduce(delta * normalised, axis=0, out=below.gamma)
            delta = (layers[index - 1].gamma * scale / n) * (n * delta - below.beta - normalised * below.gamma)


def _through(name: str, f: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """delta · f'(z), from f(z)."""
    match name:
        case "relu":
            return delta * (f > 0)
        case "tanh":
            return delta * (1 - f * f)
        case "sigmoid":
            return delta * (f * (1 - f))
    return delta
