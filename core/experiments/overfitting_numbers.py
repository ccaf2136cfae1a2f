"""The numbers behind one epoch and one row, written so that they can be calculated again by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.experiments.overfitting import Experiment, at_epoch
from core.regularised_mlp import cross_entropies, decide, layers_of, logits, probabilities
from core.regularised_training import PARTS
from core.rounding import DECIMALS, MOST_DECIMALS, agreeing, rounded, shown


@dataclass(frozen=True)
class Epoch:
    """Losses at one epoch, as texts: total = data + l2 / (2 n) · squares + l1 / n · absolutes, over n rows a step, and
    gap = held − train, where `held` is the loss of the rows that judge. `correct`: of each part, how many of how many rows.
    """

    epoch: int
    data: str
    squares: str
    absolutes: str
    n: int
    total: str
    held: str
    train: str
    gap: str
    correct: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Answer:
    """What the network makes of one row: its logits, the probability `p` of the class it should be, and −ln p, as texts.

    `p` is None where it lies too near to 0 or 1 to be told from them.
    """

    z: tuple[str, ...]
    label: int
    predicted: int
    p: str | None
    loss: str


def numbers_at(result: Experiment, epoch: int) -> np.ndarray:
    """The network's numbers at the epoch kept at or before `epoch`."""
    made = result.film.run
    return made.numbers[at_epoch(made, epoch)]


def epoch_numbers(result: Experiment, epoch: int) -> Epoch:
    """Of an epoch that was kept."""
    recipe, rows, made = result.plan.recipe, result.split.rows, result.film.run
    weights = [layer.weight for layer in layers_of(recipe, numbers_at(result, epoch))]
    squares = sum(float(np.vdot(weight, weight)) for weight in weights)
    absolutes = sum(float(np.abs(weight).sum()) for weight in weights)
    n = min(recipe.batch_size or rows.counts[0], rows.counts[0])

    def total(data: float, squares: float, absolutes: float) -> float:
        return data + recipe.l2 / (2 * n) * squares + recipe.l1 / n * absolutes

    train, held = (float(made.loss[PARTS.index(part), epoch]) for part in ("train", rows.judge))
    whole = total(train, squares, absolutes)
    operands = agreeing([train, squares, absolutes], total, whole)
    gap = agreeing([held, train], lambda a, b: a - b, held - train)
    right = decide(logits(recipe, numbers_at(result, epoch), rows.x)) == rows.y
    counts = dict(zip(PARTS, rows.counts, strict=True))
    correct = {part: (int(right[rows.part(part)].sum()), count) for part, count in counts.items() if count}
    return Epoch(epoch, *operands, n, shown(whole), *gap, shown(held - train), correct)


def answer(result: Experiment, row: int, epoch: int) -> Answer:
    """Of row `row`, counted as in Split, at an epoch that was kept."""
    rows, label = result.split.rows, int(result.split.rows.y[row])
    z = logits(result.plan.recipe, numbers_at(result, epoch), rows.x[[row]])
    loss, predicted = float(cross_entropies(z, rows.y[[row]])[0]), int(decide(z)[0])

    def probability(values: list[float]) -> float:
        return float(probabilities(np.array(values))[label])

    values = z[0].tolist()
    p = probability(values)
    if not 1e-100 < p < 1 - 1e-10:
        return Answer(tuple(map(shown, values)), label, predicted, None, shown(loss))
    digits = _digits(lambda decimals: shown(-math.log(rounded(p, decimals))) == shown(loss))
    p_text = shown(p, digits)
    finer = _digits(lambda decimals: shown(probability([rounded(v, decimals) for v in values]), digits) == p_text)
    return Answer(tuple(shown(value, finer) for value in values), label, predicted, p_text, shown(loss))


def _digits(agrees) -> int:
    """The fewest decimals, at least four, with which the formula gives what stands beside it."""
    return next((decimals for decimals in range(DECIMALS, MOST_DECIMALS) if agrees(decimals)), MOST_DECIMALS)
