"""What the overfitting page computes: a training, judged after every epoch by rows it has not seen, and its keyframes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core import keyframes, metrics
from core.data.tables import Cells
from core.experiments import kept_run, sklearn_beside
from core.experiments.overfitting_data import Sample, Split, split
from core.experiments.sklearn_beside import Beside
from core.regularised_mlp import Recipe, decide, logits, probabilities
from core.regularised_training import PARTS, Rows, Run, train
from core.settings.overfitting import FULL_BATCH, Overfitting
from core.settings.schema import replace
from core.threads import one_thread

MOST_NUMBERS = 1_000_000  # of networks kept: while they fit, every single epoch is kept
MOST_BYTES = 150_000  # of one answer to the browser: every row's class and probability at every keyframe
KEYFRAMES = 60
LONGEST = 900_000_000  # nanoseconds of training


@dataclass(frozen=True)
class Plan:
    """All that decides a training, and nothing else."""

    sample: Sample
    recipe: Recipe
    epochs: int
    patience: int


@dataclass(frozen=True)
class Film:
    """A run's keyframes as the browser shows them: k of them, n rows.

    epochs (k,); predicted (k, n) uint8 classes; percent (k, n) uint8: the probability of that class; confusion (k, 3, classes,
    classes): labels as told down, predicted across, of training, validation and test rows; scores (k, 3, classes + 1, 3):
    precision, recall and F1 of every class, and their means; by_heart (k,): how many wrong labels are answered as told.
    """

    run: Run
    epochs: np.ndarray
    predicted: np.ndarray
    percent: np.ndarray
    confusion: np.ndarray
    scores: np.ndarray
    by_heart: np.ndarray


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. `wanted` is how many epochs were asked for where that is more than was affordable.

    `beside`: scikit-learn's run, or the settings that it lacks, or None where nobody asked. `pinned`: the settings kept to
    compare with, and their film; None without, or where their table is another one.
    """

    plan: Plan
    split: Split
    film: Film
    wanted: int | None
    beside: Beside | tuple[str, ...] | None
    pinned: tuple[Overfitting, Film] | None


def run(settings: Overfitting, file: Cells | None = None) -> Experiment:
    """Raises LearnerError where a file is missing or no table, or the numbers are too large to compute with."""
    plan, wanted = plan_of(settings, file)
    look = int(settings.epoch) if settings.epoch.isdigit() else None
    shown, pinned, beside = split(plan.sample), None, None
    if settings.pinned:
        kept = replace(kept_run.unpinned(settings.pinned, Overfitting), epochs=settings.epochs)
        if (kept.data, kept.csv, kept.label_column) == (settings.data, settings.csv, settings.label_column):
            pinned = kept, film(plan_of(kept, file)[0], look)
    if settings.sklearn:
        beside = sklearn_beside.missing(plan.recipe, shown.rows) or _beside(plan)
    return Experiment(plan, shown, film(plan, look), wanted, beside, pinned)


def plan_of(settings: Overfitting, file: Cells | None = None) -> tuple[Plan, int | None]:
    """The plan, and the number of epochs asked for where it has fewer."""
    sample = Sample.of(settings, file)
    shown = split(sample)
    recipe = Recipe(
        inputs=shown.rows.x.shape[1],
        hidden=tuple(getattr(settings, f"width_{i}") for i in range(1, settings.hidden + 1)),
        classes=len(shown.table.classes),
        batch_size=0 if settings.batch_size == FULL_BATCH else settings.batch_size,
        **{name: getattr(settings, name) for name in ("activation", "batch_norm", "dropout", "l1", "l2", "optimizer")},
        learning_rate=settings.learning_rate,
        seed=settings.seed,
    )
    epochs = min(settings.epochs, affordable_epochs(recipe, shown.rows))
    return Plan(sample, recipe, epochs, settings.patience), settings.epochs if epochs < settings.epochs else None


def affordable_epochs(recipe: Recipe, rows: Rows) -> int:
    """How many epochs are trained at once: by operations, not by the clock, so that a link means the same everywhere.
    Nanoseconds measured on one core.
    """
    seen, shown = rows.counts[0], len(rows.x)
    steps = -(-seen // (recipe.batch_size or seen))
    layers = len(recipe.hidden) + 1
    one = 80_000 + steps * layers * (75_000 if recipe.batch_norm else 45_000)
    one += (6 * seen + 2 * shown) * recipe.trained // 20 + 10 * (seen + shown) * sum(recipe.sizes[1:])
    return max(1, LONGEST // one)


@lru_cache(maxsize=8)
def trained(plan: Plan) -> Run:
    """The run, its arrays read-only because all learners with equal settings share them."""
    every = (plan.epochs + 1) * plan.recipe.numbers <= MOST_NUMBERS
    keep = None if every else keyframes.ladder(plan.epochs, KEYFRAMES)
    made = train(plan.recipe, split(plan.sample).rows, plan.epochs, plan.patience, keep)
    for values in vars(made).values():
        if isinstance(values, np.ndarray):
            values.setflags(write=False)
    return made


@lru_cache(maxsize=24)
def film(plan: Plan, look: int | None) -> Film:
    """The keyframes, among them every epoch kept around `look` and around the best one."""
    made, shown = trained(plan), split(plan.sample)
    rows, classes, last = shown.rows, plan.recipe.classes, int(made.kept[-1])
    affordable = max(12, min(KEYFRAMES, MOST_BYTES // (2 * len(rows.x)) - 4 * keyframes.WINDOW))
    wanted = {*keyframes.ladder(last, affordable), *keyframes.window(made.best, last), made.result}
    if look is not None:
        wanted |= set(keyframes.window(look, last))
    at = np.flatnonzero(np.isin(made.kept, sorted(wanted)))
    with one_thread():
        z = np.stack([logits(plan.recipe, made.numbers[k], rows.x) for k in at])  # (k, n, outputs)
    predicted = decide(z)
    p = np.take_along_axis(probabilities(z), predicted[..., None], axis=-1)[..., 0]
    confusion = np.stack([_confusions(predicted[:, rows.part(name)], rows.y[rows.part(name)], classes) for name in PARTS], 1)
    flipped = shown.flipped
    return Film(
        made,
        made.kept[at],
        predicted.astype(np.uint8),
        np.rint(100 * p).astype(np.uint8),
        confusion,
        metrics.scores(confusion),
        (predicted[:, flipped] == rows.y[flipped]).sum(axis=1),
    )


def at_epoch(made: Run, epoch: int) -> int:
    """The place in `made.kept` of the epoch at or before `epoch`."""
    return max(0, int(np.searchsorted(made.kept, epoch, side="right")) - 1)


def epoch_of(settings: Overfitting, result: Experiment) -> int:
    """The epoch looked at: where the learner rests, else the outcome."""
    made = result.film.run
    return int(made.kept[at_epoch(made, int(settings.epoch) if settings.epoch.isdigit() else made.result)])


@lru_cache(maxsize=8)
def _beside(plan: Plan) -> Beside:
    return sklearn_beside.fit(plan.recipe, split(plan.sample).rows, plan.epochs, trained(plan))


def _confusions(predicted: np.ndarray, y: np.ndarray, classes: int) -> np.ndarray:
    """predicted (k, n), y (n,) → (k, classes, classes) counts: labels down, predicted classes across."""
    cells = y * classes + predicted + np.arange(len(predicted))[:, None] * classes**2
    counts = np.bincount(cells.ravel(), minlength=len(predicted) * classes**2)
    return counts.reshape(len(predicted), classes, classes)
