"""Training a classifier of a table: scikit-learn's initial weights and batches, PyTorch's optimisers, early stopping."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.errors import LearnerError
from core.mlp import OPTIMIZERS
from core.mlp_loop import update
from core.regularised_mlp import Layer, Recipe, backward, cross_entropies, decide, forward, initial_numbers, layers_of, penalty
from core.threads import one_thread

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Rows:
    """x (n, inputs) scaled, y (n,) classes as the network is told them; the first `counts[0]` rows are trained on, then come
    the validation rows, then the test rows. Without validation rows the test rows judge when to stop.
    """

    x: np.ndarray
    y: np.ndarray
    counts: tuple[int, int, int]

    def part(self, name: str) -> slice:
        number = PARTS.index(name)
        return slice(sum(self.counts[:number]), sum(self.counts[: number + 1]))

    @property
    def judge(self) -> str:
        """The part whose loss decides when training has gone on long enough."""
        return "validation" if self.counts[1] else "test"


@dataclass(frozen=True)
class Run:
    """What a training did, at epochs 0 (the start) to e.

    loss, accuracy (3, e + 1): of the training, validation and test rows, without penalty and dropout; NaN for a part without
    rows. penalty (e + 1,). `kept` (k,) epochs and `numbers` (k, N) the network's numbers at these. `best`: the epoch with the
    lowest loss of the rows that judge; `result`: the epoch whose network is the outcome. `stopped`: "epochs", "patience" or
    "diverged".
    """

    recipe: Recipe
    loss: np.ndarray
    accuracy: np.ndarray
    penalty: np.ndarray
    kept: np.ndarray
    numbers: np.ndarray
    best: int
    result: int
    stopped: str


def train(recipe: Recipe, rows: Rows, epochs: int, patience: int = 0, keep: tuple[int, ...] | None = None) -> Run:
    """At most `epochs` epochs; with `patience` p no more once the loss of the rows that judge has had no new lowest value for p
    epochs, and the network of that lowest value is the outcome. `keep`: the epochs whose numbers are kept, all of them where
    None; the last and the best always are. A run whose loss is no finite number ends at the epoch before.
    Raises LearnerError where it is none at the start.
    """
    rng = np.random.RandomState(recipe.seed)
    numbers = initial_numbers(recipe, rng)
    x, y = rows.x[rows.part("train")], rows.y[rows.part("train")]
    layers, gradient = layers_of(recipe, numbers), np.zeros(recipe.trained)
    into, weights = layers_of(recipe, gradient), numbers[: recipe.trained]
    optimizer, moments, steps = OPTIMIZERS.index(recipe.optimizer), np.zeros((2, recipe.trained)), 0
    chances = np.random.Generator(np.random.PCG64([recipe.seed, 1]))
    judge = PARTS.index(rows.judge)
    history, frames, best, stopped = [], {}, 0, "epochs"
    wanted = None if keep is None else set(keep)
    following = orders(recipe, len(x), rng)
    with one_thread(), np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs + 1):
            if epoch:
                for batch in next(following):
                    masks = _masks(recipe, chances, x[batch].shape[0]) if recipe.dropout else None
                    backward(recipe, layers, into, x[batch], y[batch], masks)
                    steps += 1
                    update(optimizer, weights, gradient, moments, steps, recipe.learning_rate)
            record = _measured(recipe, layers, rows)
            if not np.isfinite(record[0] + numbers.sum()):
                stopped = "diverged"
                break
            history.append(record)
            frame = numbers.copy()
            if not epoch or record[judge] < history[best][judge]:
                best, best_frame = epoch, frame
            if wanted is None or epoch in wanted:
                frames[epoch] = frame
            if patience and epoch - best >= patience:
                stopped = "patience"
                break
    if not history:
        raise LearnerError("mlp.start")
    last = len(history) - 1
    frames |= {best: best_frame, last: frame}
    kept = sorted(frames)
    table = np.array(history).T
    return Run(
        recipe,
        table[:3],
        table[3:6],
        table[6],
        np.array(kept),
        np.stack([frames[epoch] for epoch in kept]),
        best,
        best if patience else last,
        stopped,
    )


def orders(recipe: Recipe, n: int, rng: np.random.RandomState) -> Iterator[list]:
    """The batches of each epoch: indices (batch,), as scikit-learn shuffles them; a full batch keeps its order.

    Batch normalisation has no variance of a single row: such a rest is left out.
    """
    size, order = min(recipe.batch_size or n, n), np.arange(n)
    while True:
        if size == n:
            yield [slice(None)]
            continue
        shuffled = np.arange(n)
        rng.shuffle(shuffled)
        order = order[shuffled]
        batches = [order[start : start + size] for start in range(0, n, size)]
        yield [batch for batch in batches if not recipe.batch_norm or len(batch) > 1]


def _masks(recipe: Recipe, chances: np.random.Generator, n: int) -> list[np.ndarray]:
    """(n, width) of 0 and 1 / (1 − p) per hidden layer."""
    return [(chances.random((n, width)) >= recipe.dropout) / (1 - recipe.dropout) for width in recipe.hidden]


def _measured(recipe: Recipe, layers: list[Layer], rows: Rows) -> tuple[float, ...]:
    """Losses and accuracies of the three parts, and the penalty."""
    z = forward(recipe, layers, rows.x)
    losses, right = cross_entropies(z, rows.y), decide(z) == rows.y
    means = []
    for values in (losses, right):
        at = 0
        for count in rows.counts:
            means.append(float(np.add.reduce(values[at : at + count])) / count if count else np.nan)
            at += count
    n = rows.counts[0]
    return *means, penalty(recipe, layers, min(recipe.batch_size or n, n))
