"""The network playground's engine: training, many seeds at once, and the maps of every neuron."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from sklearn.metrics import confusion_matrix

from core import mlp_autograd
from core.mlp import Data, Recipe, Run, State, decide


def train(
    recipe: Recipe,
    data: Data,
    epochs: int,
    keyframes: tuple[int, ...] = (),
    start: State | None = None,
    stop_loss: float | None = None,
    every: int = 1,
) -> Run:
    """Trains `epochs` epochs from `start`, or from the weights the recipe's seed gives.

    `keyframes`: the epochs, counted from epoch 0 of the first training, at which weights are kept; the start and the last epoch always
    are. `stop_loss`: stop where the training loss has come down to it. Losses are taken every `every` epochs.
    A run in two parts, the second from the first one's `state`, equals the run in one.
    Raises LearnerError where loss, outputs and classes cannot go together.
    """
    return mlp_autograd.train(recipe, data, epochs, keyframes, start, stop_loss, every)


def seeds(recipe: Recipe, data: Data, epochs: int, n: int = 64, stop_loss: float | None = None, every: int = 1) -> list[Run]:
    """`n` runs with seeds recipe.seed, recipe.seed + 1, …, computed on all cores; each equals its single run exactly."""
    return [train(replace(recipe, seed=recipe.seed + i), data, epochs, (), None, stop_loss, every) for i in range(n)]


def maps(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Outputs of every neuron at every place: weights (k, P) or (P,), x (m, inputs) → (k, units, m) float32, or (units, m).

    The units are those of the first hidden layer, then of the next …, the output neurons last.
    """
    single = weights.ndim == 1
    with torch.no_grad():
        layers = [mlp_autograd.forward(recipe, torch.tensor(w), torch.from_numpy(x)) for w in np.atleast_2d(weights)]
    every = np.stack([np.concatenate([a.numpy().T for _, a in frame]) for frame in layers]).astype(np.float32)
    return every[0] if single else every


def outputs(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The network's answer: weights (k, P) or (P,), x (m, inputs) → (k, m, outputs) float32, or (m, outputs)."""
    return np.ascontiguousarray(np.swapaxes(maps(recipe, weights, x)[..., -recipe.outputs :, :], -1, -2))


def predict(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Classes (m,) of x (m, inputs) for one network's weights (P,)."""
    return decide(recipe, outputs(recipe, weights, x))


def confusion(recipe: Recipe, weights: np.ndarray, x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """(classes, classes) counts: true classes down, predicted classes across."""
    return confusion_matrix(y, predict(recipe, weights, x), labels=range(classes))


def dead_relus(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Which hidden neurons are dead: ReLU, and 0 at all of x (n, inputs). weights (k, P) or (P,) → (k, hidden units) bool, or (units,).

    A dead neuron's gradient is 0 for every one of these points, so it cannot come back.
    """
    relu = np.repeat([name == "relu" for name in recipe.activations], recipe.hidden)
    silent = ~maps(recipe, weights, x)[..., : sum(recipe.hidden), :].any(axis=-1)
    return silent & relu if len(relu) else silent
