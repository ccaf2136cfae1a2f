"""The perceptron and its learning rule, in decimal arithmetic, so that every number can be added up again by hand.

ŷ = 1 if w·x + b ≥ 0 else 0, and after every sample wᵢ ← wᵢ + η(y − ŷ)xᵢ, b ← b + η(y − ŷ) (Rosenblatt, The perceptron,
Psychological Review 65, 1958). In binary floats 0.1 + 0.2 − 0.3 is not 0, and a sum that should be exactly 0 decides here
between the classes: Decimal adds as the learner does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, repeat
from typing import NamedTuple

import torch
from torch import Tensor

# Points have at most 2 decimals and weights at most 4 (a learning rate of 2 decimals times a coordinate of 2).
POINT_DECIMALS, WEIGHT_DECIMALS = 2, 4


class Point(NamedTuple):
    """A sample x = (x1, x2) of class `label`, 0 or 1."""

    x1: Decimal
    x2: Decimal
    label: int


class Neuron(NamedTuple):
    """w = (w1, w2) and b."""

    w1: Decimal
    w2: Decimal
    b: Decimal

    def weighted_sum(self, point: Point) -> Decimal:
        """z = w·x + b, exactly."""
        return self.w1 * point.x1 + self.w2 * point.x2 + self.b

    def update(self, point: Point, error: int, learning_rate: Decimal) -> Neuron:
        """The weights after the rule's correction; `error` is y − ŷ: −1, 0 or 1."""
        step = learning_rate * error
        return Neuron(self.w1 + step * point.x1, self.w2 + step * point.x2, self.b + step)


class Step(NamedTuple):
    """One sample shown: `epoch` counts from 1, `sample` is the point's index, `neuron` the weights afterwards."""

    epoch: int
    sample: int
    z: Decimal
    prediction: int
    error: int
    neuron: Neuron


@dataclass(frozen=True)
class Training:
    """A run of the rule. `mistakes` has one number per epoch; `converged` is the epoch without a mistake, or None.

    `cycle` is (first, period): the weights after epoch `first` (0: the initial ones) come back after every `period` epochs.
    """

    start: Neuron
    steps: tuple[Step, ...]
    mistakes: tuple[int, ...]
    converged: int | None
    cycle: tuple[int, int] | None

    @property
    def neurons(self) -> list[Neuron]:
        """The weights before the first step and after every step."""
        return [self.start, *(step.neuron for step in self.steps)]


def predict(z: Decimal) -> int:
    """ŷ: 1 if z ≥ 0 else 0."""
    return 1 if z >= 0 else 0


def train(points: Sequence[Point], start: Neuron, learning_rate: Decimal, epochs: int, seed: int | None = None) -> Training:
    """At most `epochs` times through all points, until an epoch passes without a mistake.

    The points come as listed; with a `seed`, every epoch in another order.
    """
    neuron, steps, mistakes = start, [], []
    seen, cycle = {start: 0}, None
    for epoch, order in enumerate(islice(orders(len(points), seed), epochs), start=1):
        before = len(steps)
        for sample in order:
            z = neuron.weighted_sum(points[sample])
            prediction = predict(z)
            error = points[sample].label - prediction
            neuron = neuron.update(points[sample], error, learning_rate)
            steps.append(Step(epoch, sample, z, prediction, error, neuron))
        mistakes.append(sum(step.error != 0 for step in steps[before:]))
        if not mistakes[-1]:
            return Training(start, tuple(steps), tuple(mistakes), epoch, None)
        # Same weights and same order ahead: from here on everything repeats. In a new order it need not.
        if seed is None and cycle is None and neuron in seen:
            cycle = seen[neuron], epoch - seen[neuron]
        seen.setdefault(neuron, epoch)
    return Training(start, tuple(steps), tuple(mistakes), None, cycle)


def orders(count: int, seed: int | None) -> Iterator[Sequence[int]]:
    """The order of the samples in every epoch, without end."""
    if seed is None:
        yield from repeat(range(count))
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield torch.randperm(count, generator=generator).tolist()


def misclassified(neurons: Sequence[Neuron], points: Sequence[Point]) -> Tensor:
    """(neurons, points), bool: which points each neuron puts into the wrong class. Exact: the sums are of whole numbers."""
    weights = _whole([list(map(float, neuron)) for neuron in neurons], WEIGHT_DECIMALS)  # (neurons, 3)
    inputs = _whole([[float(point.x1), float(point.x2), 1.0] for point in points], POINT_DECIMALS)  # (points, 3)
    labels = torch.tensor([point.label for point in points], dtype=torch.bool)
    return (weights @ inputs.T >= 0) != labels


def _whole(rows: list[list[float]], decimals: int) -> Tensor:
    """(rows, 3), int64: the values times 10^decimals."""
    return torch.tensor(rows, dtype=torch.float64).reshape(-1, 3).mul(10**decimals).round().long()
