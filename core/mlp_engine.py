"""The network playground's engine: training, many seeds at once, and the maps of every neuron.

The arithmetic is `core.mlp_autograd`'s, compiled in `core.mlp_loop` and `core.mlp_kernels`. The first call on a computer
compiles it once, which takes some seconds; `warm_up` does so ahead of time. It runs without the GIL, in any number of threads
at once.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from core import mlp_kernels, mlp_loop
from core.errors import LearnerError
from core.mlp import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    Data,
    Recipe,
    Run,
    State,
    batches,
    decide,
    initial_state,
    pack,
    targets,
    unpack,
)
from core.mlp_autograd import chances, first_divergence, orders
from core.threads import cores, pool

DRAWN = 2**19  # random numbers held at once: 4 MB


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

    `keyframes`: the epochs, counted from epoch 0 of the first training, at which weights are kept; the start and the last epoch
    always are. `stop_loss`: stop where the training loss has come down to it. Losses are taken at the start, at every multiple
    of `every`, and at the end; only there is `stop_loss` looked at. A run that diverges ends at the last losses that were
    finite. A run in two parts, the second from the first one's `state`, equals the run in one.
    Raises LearnerError where loss, outputs and classes cannot go together, or the network's outputs are not finite at the
    start.
    """
    begun = start or initial_state(recipe)
    last = begun.epoch + epochs
    weights, moments = begun.weights.astype(np.float64), begun.moments.astype(np.float64)  # copies, changed in place
    counts = np.array([begun.steps, begun.epoch, 0, 0, begun.steps, begun.epoch])
    kept = np.stack([weights, *moments])
    records = np.empty((5, epochs // every + 3))
    frame_epochs = np.array(sorted({epoch for epoch in keyframes if begun.epoch < epoch <= last}), dtype=np.int64)
    frames = np.empty((len(frame_epochs), recipe.parameters))
    n = len(data.x)
    task = _task(recipe, n, stop_loss, every, last)
    sets = _points(recipe, data, data.x, data.y), _points(recipe, data, data.x_test, data.y_test)
    at_once = max(DRAWN // (n * (1 + (sum(recipe.hidden) if recipe.dropout else 0))), 1)
    status = mlp_loop.RUNNING
    while status == mlp_loop.RUNNING:
        epoch = int(counts[1])
        some = min(at_once, last - epoch)
        order = np.ascontiguousarray(orders(recipe, n, epoch, some))
        chance = chances(recipe, n, epoch, some) if recipe.dropout else np.zeros((1, 1))
        status = mlp_loop.train(task, *sets, order, chance, weights, moments, counts, kept, records, frames, frame_epochs)
        if counts[1] == last:
            break
    if counts[2] == 0:
        raise LearnerError("mlp.start")
    steps, epoch = (int(count) for count in counts[4:])
    state, divergence = State(kept[0].copy(), kept[1:].copy(), steps, epoch), None
    if status == mlp_loop.DIVERGED:
        divergence = first_divergence(recipe, data, state, int(counts[1]) - epoch)
    keep = frame_epochs[: counts[3]]
    keep = keep[keep < epoch]
    records = records[:, : counts[2]]
    return Run(
        recipe,
        records[0].astype(np.int64),
        *records[1:3],
        *(records[3:] if data.classes else (None, None)),
        np.array([begun.epoch, *keep, *([epoch] if epoch > begun.epoch else [])]),
        np.concatenate([[begun.weights], frames[: len(keep)], [state.weights] if epoch > begun.epoch else frames[:0]]),
        {mlp_loop.RUNNING: "epochs", mlp_loop.LOSS_REACHED: "loss", mlp_loop.DIVERGED: "diverged"}[status],
        divergence,
        state,
    )


def seeds(recipe: Recipe, data: Data, epochs: int, n: int = 64, stop_loss: float | None = None, every: int = 1) -> list[Run]:
    """`n` runs with seeds recipe.seed, recipe.seed + 1, …, computed on all cores; each equals its single run exactly."""
    recipes = [replace(recipe, seed=recipe.seed + i) for i in range(n)]
    return list(pool().map(partial(train, data=data, epochs=epochs, stop_loss=stop_loss, every=every), recipes))


def maps(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Outputs of every neuron at every place: weights (k, P) or (P,), x (m, inputs) → (k, units, m) float64, or (units, m).

    The units are those of the first hidden layer, then of the next …, the output neurons last.
    """
    return _maps(recipe, weights, x, first=0)


def outputs(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The network's answer: weights (k, P) or (P,), x (m, inputs) → (k, m, outputs) float64, or (m, outputs)."""
    return np.swapaxes(_maps(recipe, weights, x, first=sum(recipe.hidden)), -1, -2)


def predict(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Classes of x (m, inputs): weights (k, P) or (P,) → (k, m), or (m,)."""
    return decide(recipe, outputs(recipe, weights, x))


def confusion(recipe: Recipe, weights: np.ndarray, x: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """Counts (k, classes, classes) for weights (k, P), or (classes, classes) for (P,): true classes down, predicted across.

    As scikit-learn's confusion_matrix, counted for all of them at once.
    """
    cells = classes * y + predict(recipe, np.atleast_2d(weights), x)  # (k, n): which cell of its matrix each point falls into
    frames = np.arange(len(cells))[:, None] * classes**2
    counts = np.bincount((cells + frames).ravel(), minlength=len(cells) * classes**2).reshape(-1, classes, classes)
    return counts if weights.ndim > 1 else counts[0]


def dead_relus(recipe: Recipe, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Which hidden neurons are dead: ReLU, and 0 at all of x (n, inputs). weights (k, P) or (P,) → bool (k, hidden) or
    (hidden,).

    The loss at these points has no gradient for a dead neuron, so it cannot come back.
    """
    hidden = sum(recipe.hidden)
    relu = np.repeat([name == "relu" for name in recipe.activations], recipe.hidden).astype(bool)
    return ~maps(recipe, weights, x)[..., :hidden, :].any(axis=-1) & relu


def warm_up() -> None:
    """Compiles everything, or loads it where it has been compiled before."""
    recipe, x, y = Recipe(), np.zeros((4, 2)), np.zeros(4, dtype=np.int64)
    run = train(recipe, Data(x, y, x, y, 2), 1)
    maps(recipe, run.weights, x)


def _maps(recipe: Recipe, weights: np.ndarray, x: np.ndarray, first: int) -> np.ndarray:
    """The units from `first` on, as in `maps`."""
    frames = np.ascontiguousarray(np.atleast_2d(weights), dtype=np.float64)
    places = np.ascontiguousarray(x.T, dtype=np.float64)  # (inputs, m)
    units = sum(recipe.sizes[1:])
    out = np.empty((len(frames), units - first, len(x)))
    sizes, codes = _shape(recipe)

    def fill(part: slice) -> None:
        mlp_kernels.maps(sizes, codes, frames[part], places, first, out[part])

    share = -(-len(frames) // cores())
    list(pool().map(fill, [slice(i, i + share) for i in range(0, len(frames), share)]))
    return out if weights.ndim > 1 else out[0]


def _shape(recipe: Recipe) -> tuple[np.ndarray, np.ndarray]:
    """The sizes of the layers and the codes of their activations."""
    names = (*ACTIVATIONS, "softmax")
    return np.array(recipe.sizes), np.array([names.index(name) for name in (*recipe.activations, recipe.output_activation)])


def _task(recipe: Recipe, n: int, stop_loss: float | None, every: int, last: int) -> mlp_loop.Task:
    layers = unpack(recipe, np.zeros(recipe.parameters))
    return mlp_loop.Task(
        *_shape(recipe),
        LOSSES.index(recipe.loss),
        OPTIMIZERS.index(recipe.optimizer),
        float(recipe.learning_rate),
        float(recipe.dropout),
        float(recipe.l1),
        float(recipe.l2),
        batches(recipe, n),
        pack([(np.ones_like(weight), np.zeros_like(bias)) for weight, bias in layers]),
        0.5 if recipe.output_activation == "sigmoid" else 0.0,
        -np.inf if stop_loss is None else float(stop_loss),
        every,
        last,
    )


def _points(recipe: Recipe, data: Data, x: np.ndarray, y: np.ndarray) -> mlp_loop.Points:
    target = targets(recipe, y, data.classes)
    classes = y if data.classes else np.zeros(len(y))
    return mlp_loop.Points(
        np.ascontiguousarray(x.T, dtype=np.float64),
        np.ascontiguousarray(target.T),
        np.ascontiguousarray(classes, dtype=np.int64),
    )
