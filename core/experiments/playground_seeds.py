"""Sixty-four networks that differ in their first weights only: how many of them solve the task?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from core import keyframes, mlp_engine
from core.data.csv_points import CsvPoints
from core.experiments import playground
from core.experiments.playground import Plan
from core.experiments.playground_data import Points, points
from core.settings.playground import Playground

SEEDS = 64
CELLS = 16
ENOUGH_ACCURACY = 0.95
ENOUGH_LOSS = 0.01  # of a regression
MOST_HISTORY = 120


@dataclass(frozen=True)
class Starts:
    """`seeds` (64,) and of each: training losses (64, e) at `epochs` (e,), no number after it diverged; the last `loss`, the
    training `accuracy` (None for a regression), whether it `solved` the task, and `maps`, bytes (64, channels, 16, 16) of its
    answer over the plane. `wanted`: how many epochs were asked for where that is more than was affordable.
    """

    plan: Plan
    points: Points
    seeds: np.ndarray
    epochs: np.ndarray
    losses: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray | None
    solved: np.ndarray
    maps: bytes
    wanted: int | None


def run(settings: Playground, table: CsvPoints | None = None) -> Starts:
    """The sixty-four seeds among which the one of `settings` is. Raises LearnerError as `playground.run`."""
    plan, wanted = playground.plan_of(settings, table)
    seen = int((~points(plan.sample).test).sum())
    affordable = playground.affordable_epochs(plan.recipe, seen, len(points(plan.sample).x), runs=SEEDS) if seen else 0
    first = settings.weight_seed // SEEDS * SEEDS
    epochs = min(plan.epochs, affordable)
    recipe = replace(plan.recipe, seed=first)
    return _trained(
        replace(plan, recipe=recipe, epochs=epochs, edits=()), wanted or (plan.epochs if epochs < plan.epochs else None)
    )


@lru_cache(maxsize=16)
def _trained(plan: Plan, wanted: int | None) -> Starts:
    shown, recipe = points(plan.sample), plan.recipe
    every = max(1, plan.epochs // MOST_HISTORY)
    runs = mlp_engine.seeds(recipe, playground.data_of(plan), plan.epochs, SEEDS, plan.stop_loss, every)
    epochs = max((run.epochs for run in runs), key=len)
    losses = np.full((SEEDS, len(epochs)), np.nan, dtype=np.float32)
    for row, run in zip(losses, runs, strict=True):
        row[np.searchsorted(epochs, run.epochs).clip(0, len(epochs) - 1)] = np.minimum(run.train_loss, 1e30)
    accuracy = np.array([run.train_accuracy[-1] for run in runs]) if shown.classes else None
    loss = np.array([run.train_loss[-1] for run in runs])
    finished = np.array([run.stopped != "diverged" for run in runs])
    good = accuracy >= ENOUGH_ACCURACY if shown.classes else loss <= ENOUGH_LOSS
    places = playground.inputs_of(plan, playground.grid(shown, CELLS))
    maps = playground.answers(
        mlp_engine.outputs(recipe, np.stack([run.weights[-1] for run in runs]), places).swapaxes(1, 2), plan
    )
    seeds = np.arange(recipe.seed, recipe.seed + SEEDS)
    return Starts(plan, shown, seeds, epochs, losses, loss, accuracy, good & finished, keyframes.as_bytes(maps), wanted)
