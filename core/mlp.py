"""A multilayer perceptron and how it is trained, as plain values: a Recipe, the Data, a State to go on from, a Run to look at.

All weights of a network stand in one flat array: layer after layer, first W (in, out) row by row, then b (out,).
`core.mlp_autograd` trains it as one would write it in PyTorch; `core.mlp_engine` computes the same, faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core.errors import LearnerError

ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear", "leaky_relu", "elu", "silu")
OUTPUTS = ("tanh", "sigmoid", "linear")
LOSSES = ("mse", "half_sse", "cross_entropy", "hinge")
INITIALISATIONS = ("zeros", "normal", "xavier", "he")
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")


@dataclass(frozen=True)
class Recipe:
    """A network and how to train it. Everything random follows from `seed`.

    `loss`: mse is PyTorch's mean over batch and outputs; half_sse is ½ Σ (a − y)² over both, the curriculum's; cross_entropy is
    binary (with sigmoid) for one output and multi-class (with softmax) for several; hinge is mean(max(0, 1 − y·a)) with y = ±1
    for one output and PyTorch's MultiMarginLoss for several. `output`, the output's activation, counts for mse and half_sse
    only. `l1`, `l2`: the gradient gets that of l1·Σ|W| + ½·l2·Σ W², over the weights, not the biases. `dropout`: the
    probability with which a hidden neuron's output is dropped, the others scaled by 1 / (1 − dropout). `batch_size` 0 is the
    full batch. `initialisation`: normal is N(0, 1), xavier PyTorch's xavier_uniform_, he PyTorch's kaiming_normal_; all biases
    begin at 0.
    """

    inputs: int = 2
    hidden: tuple[int, ...] = (4, 2)
    outputs: int = 1
    activations: tuple[str, ...] = ("tanh", "tanh")  # one per hidden layer
    output: str = "tanh"
    loss: str = "mse"
    initialisation: str = "xavier"
    optimizer: str = "sgd"
    learning_rate: float = 0.03
    batch_size: int = 10
    dropout: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    seed: int = 0

    def __post_init__(self):
        if len(self.activations) != len(self.hidden):
            raise ValueError(f"{len(self.hidden)} hidden layers, {len(self.activations)} activations")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Inputs, widths of the hidden layers, outputs."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def parameters(self) -> int:
        return sum(fan_in * fan_out + fan_out for fan_in, fan_out in pairwise(self.sizes))

    @property
    def output_activation(self) -> str:
        """tanh, sigmoid, linear or softmax: what turns the last z into the network's answer."""
        match self.loss:
            case "cross_entropy":
                return "sigmoid" if self.outputs == 1 else "softmax"
            case "hinge":
                return "linear"
        return self.output


class Data(NamedTuple):
    """x (n, inputs) float64; y (n,) integer classes, or floats for a regression, which has `classes` 0."""

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: int


class State(NamedTuple):
    """Where training stands: flat weights (P,), the optimiser's two moments (2, P), its steps so far, and the epoch reached."""

    weights: np.ndarray
    moments: np.ndarray
    steps: int
    epoch: int


@dataclass(frozen=True)
class Divergence:
    """The first NaN or infinity: in which epoch (from 1) and which step of it (from 1), in which layer (from 1, the first
    hidden one; 0 for the loss), and in what: "activation", "loss", "gradient" or "weight".
    """

    epoch: int
    step: int
    layer: int
    quantity: str


@dataclass(frozen=True)
class Run:
    """What a training did. Losses are without the penalties; the loss of half_sse is given as the mean squared error, since the
    sum depends on how many points there are. Every number is finite: a run that diverges ends before the epoch that did.

    `epochs` (r,): the epochs at which the losses and accuracies (r,) were taken; the first is the start. Accuracies are None
    for a regression. `keyframes` (k,) epochs and `weights` (k, P): the first is the start, the last the last epoch reached.
    `stopped`: "epochs", "loss" (the threshold was reached) or "diverged". `state`: to go on from.
    """

    recipe: Recipe
    epochs: np.ndarray
    train_loss: np.ndarray
    test_loss: np.ndarray
    train_accuracy: np.ndarray | None
    test_accuracy: np.ndarray | None
    keyframes: np.ndarray
    weights: np.ndarray
    stopped: str
    divergence: Divergence | None
    state: State


def initial_weights(recipe: Recipe) -> np.ndarray:
    """(P,) float64, drawn by NumPy's legacy generator, which never changes: layer by layer, W (in, out)."""
    rng = np.random.RandomState(recipe.seed % 2**32)
    layers = []
    for fan_in, fan_out in pairwise(recipe.sizes):
        match recipe.initialisation:
            case "zeros":
                weight = np.zeros((fan_in, fan_out))
            case "normal":
                weight = rng.randn(fan_in, fan_out)
            case "xavier":
                reach = np.sqrt(6 / (fan_in + fan_out))
                weight = rng.uniform(-reach, reach, (fan_in, fan_out))
            case "he":
                weight = rng.randn(fan_in, fan_out) * np.sqrt(2 / fan_in)
            case name:
                raise ValueError(name)
        layers.append((weight, np.zeros(fan_out)))
    return pack(layers)


def initial_state(recipe: Recipe, weights: np.ndarray | None = None) -> State:
    """Epoch 0, with the weights the seed gives or with `weights`. Raises LearnerError where those are too few or too many."""
    weights = initial_weights(recipe) if weights is None else np.asarray(weights, dtype=np.float64)
    if weights.shape != (recipe.parameters,):
        raise LearnerError("mlp.weights", given=weights.size, needed=recipe.parameters)
    return State(weights, np.zeros((2, recipe.parameters)), 0, 0)


def unpack(recipe: Recipe, weights: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """(W, b) of every layer as views: W (..., in, out), b (..., out) of flat weights (..., P). Works on tensors too."""
    layers, at = [], 0
    for fan_in, fan_out in pairwise(recipe.sizes):
        middle, end = at + fan_in * fan_out, at + fan_in * fan_out + fan_out
        layers.append((weights[..., at:middle].reshape(*weights.shape[:-1], fan_in, fan_out), weights[..., middle:end]))
        at = end
    return layers


def pack(layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The opposite of `unpack` for one network."""
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


def targets(recipe: Recipe, y: np.ndarray, classes: int) -> np.ndarray:
    """(n, outputs) float64: what the outputs should be; several outputs with cross_entropy or hinge want class indices (n, 1).

    One output and two classes: 0 and 1 for a sigmoid, −1 and 1 otherwise. Several outputs: 1 for the class, 0 (tanh: −1) else.
    Raises LearnerError where the loss is not one for a regression, or the outputs are not as many as the classes.
    """
    if classes == 0:
        if recipe.loss not in ("mse", "half_sse"):
            raise LearnerError("mlp.regression_loss", loss=recipe.loss)
        return y.astype(np.float64)[:, None]
    if recipe.outputs != (1 if classes == 2 else classes) and recipe.outputs != classes:
        raise LearnerError("mlp.outputs", outputs=recipe.outputs, classes=classes)
    off = -1.0 if recipe.output_activation in ("tanh", "linear") else 0.0
    if recipe.outputs == 1:
        return np.where(y[:, None] == 1, 1.0, off)
    if recipe.loss in ("cross_entropy", "hinge"):
        return y.astype(np.float64)[:, None]
    return np.where(y[:, None] == np.arange(classes), 1.0, off if recipe.output == "tanh" else 0.0)


def decide(recipe: Recipe, outputs: np.ndarray) -> np.ndarray:
    """Outputs (..., outputs) → classes (...): the largest of several; of one, whether it is past the middle of its targets."""
    if recipe.outputs > 1:
        return outputs.argmax(axis=-1)
    return (outputs[..., 0] > (0.5 if recipe.output_activation == "sigmoid" else 0.0)).astype(np.int64)


def batches(recipe: Recipe, n: int) -> int:
    """Points per step."""
    return min(recipe.batch_size or n, n)
