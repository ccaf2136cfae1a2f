"""What the network playground computes: a training, its keyframes, and the maps of every neuron at each of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core import edited_weights, keyframes, mlp_engine, planes
from core.data.csv_points import CsvPoints
from core.edited_weights import Edit
from core.experiments.kept_run import unpinned
from core.experiments.playground_data import Points, Sample, points
from core.mlp import Data, Recipe, Run, unpack
from core.settings.playground import FULL_BATCH, Playground
from core.settings.schema import replace

MOST_NUMBERS = 600_000  # of weights kept: while they fit, every single epoch is kept
MOST_HISTORY = 200
LONGEST, LONGEST_TOGETHER = 700_000_000, 3_000_000_000  # nanoseconds of training: one network, sixty-four


@dataclass(frozen=True)
class Plan:
    """All that decides a training, and nothing else."""

    sample: Sample
    features: tuple[str, ...]
    recipe: Recipe
    epochs: int
    edits: tuple[Edit, ...]
    stop_loss: float | None


@dataclass(frozen=True)
class Film:
    """A run's keyframes as the browser shows them: k of them, n neurons with the hidden ones first and the output last.

    epochs (k,), weights (k, P) float32; `maps` bytes (k, n, small, small), `boundary` bytes (k, channels, large, large), both
    with the top row first; `scales` (n,); `dead`: numbers of dead neurons, and `confusion` (classes, classes), per keyframe.
    """

    run: Run
    made: tuple[Edit, ...]
    detail: keyframes.Detail
    epochs: np.ndarray
    weights: np.ndarray
    maps: bytes
    boundary: bytes
    scales: np.ndarray
    dead: tuple[tuple[int, ...], ...]
    confusion: np.ndarray | None


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. `wanted` is how many epochs were asked for where that is more than was affordable.

    `pinned`: the settings kept to compare with, and their film; None without, or where their plane is another one.
    """

    plan: Plan
    points: Points
    film: Film
    wanted: int | None
    pinned: tuple[Playground, Film] | None


def run(settings: Playground, table: CsvPoints | None = None) -> Experiment:
    """Raises LearnerError where data, loss and network do not go together, or a file is missing."""
    plan, wanted = plan_of(settings, table)
    look = int(settings.epoch) if settings.epoch.isdigit() else None
    shown, pinned = points(plan.sample), None
    if settings.pinned:
        kept = replace(unpinned(settings.pinned), epochs=settings.epochs)
        other, _ = plan_of(kept, table)
        if comparable(points(other.sample), shown):
            pinned = kept, film(other, look, beside=True)
    return Experiment(plan, shown, film(plan, look, beside=pinned is not None), wanted, pinned)


def comparable(one: Points, other: Points) -> bool:
    """Whether two planes can stand side by side."""
    return (one.classes, one.centre, one.reach) == (other.classes, other.centre, other.reach)


def plan_of(settings: Playground, table: CsvPoints | None = None) -> tuple[Plan, int | None]:
    """The plan, and the number of epochs asked for where it has fewer."""
    sample = Sample.of(settings, table)
    shown = points(sample)
    recipe = recipe_of(settings, shown.classes)
    edits = edited_weights.read(settings.edits, recipe)
    seen = int((~shown.test).sum())
    epochs = min(settings.epochs, affordable_epochs(recipe, seen, len(shown.x))) if seen else 0
    plan = Plan(sample, settings.features, recipe, epochs, edits, settings.stop_loss or None)
    return plan, settings.epochs if seen and epochs < settings.epochs else None


def recipe_of(settings: Playground, classes: int) -> Recipe:
    """The network and its training; `classes` 0 is a regression. "auto" becomes what suits the data."""
    loss, output = settings.loss, settings.output_activation
    if loss == "auto":
        loss = "cross_entropy" if classes else "mse"
    if output == "auto":
        output = ("tanh" if loss == "mse" else "sigmoid") if classes else "linear"
    layers = range(1, settings.hidden + 1)
    own = (getattr(settings, f"activation_{i}") for i in layers)
    rate = settings.regularisation_rate
    return Recipe(
        inputs=len(settings.features),
        hidden=tuple(getattr(settings, f"width_{i}") for i in layers),
        outputs=classes if classes > 2 else 1,
        activations=tuple(settings.activation if name == "same" else name for name in own),
        output=output,
        loss=loss,
        initialisation=settings.initialisation,
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        batch_size=0 if settings.batch_size == FULL_BATCH else settings.batch_size,
        dropout=settings.dropout,
        l1=rate if settings.regularisation == "l1" else 0.0,
        l2=rate if settings.regularisation == "l2" else 0.0,
        seed=settings.weight_seed,
    )


def affordable_epochs(recipe: Recipe, seen: int, shown: int, runs: int = 1) -> int:
    """How many epochs of `runs` networks are trained at once: by operations, not by the clock, so that a link means the same
    everywhere. `seen` points are trained on, and the loss is taken of all `shown`. Nanoseconds measured on one core.
    """
    units = sum(recipe.hidden) + recipe.outputs
    steps = -(-seen // (recipe.batch_size or seen))
    points = (80 + 7 * units) * shown + (15 if recipe.dropout else 4) * units * seen
    epoch = 2_000 + points + steps * (500 + 8 * recipe.parameters)
    return max(1, (LONGEST if runs == 1 else LONGEST_TOGETHER) // (epoch * runs))


@lru_cache(maxsize=12)
def trained(plan: Plan) -> tuple[Run, tuple[Edit, ...]]:
    """The run, its arrays read-only because all learners with equal settings share them, and the edits that it reached."""
    if (plan.epochs + 1) * plan.recipe.parameters <= MOST_NUMBERS:
        kept = tuple(range(plan.epochs + 1))
    else:
        kept = keyframes.ladder(plan.epochs, keyframes.DETAILS[0][0])
    run, made = edited_weights.train_edited(plan.recipe, data_of(plan), plan.epochs, kept, plan.edits, plan.stop_loss)
    for values in vars(run).values():
        if isinstance(values, np.ndarray):
            values.setflags(write=False)
    return run, made


@lru_cache(maxsize=32)
def film(plan: Plan, look: int | None, beside: bool = False) -> Film:
    """The keyframes, among them every epoch around `look`; coarser where another film stands `beside` it."""
    run, made = trained(plan)
    recipe, shown, last = plan.recipe, points(plan.sample), int(run.keyframes[-1])
    units = sum(recipe.hidden) + recipe.outputs
    detail = keyframes.affordable(recipe.parameters, units, recipe.outputs * (2 if beside else 1))
    wanted = {*keyframes.ladder(last, detail.keyframes), *(edit.epoch for edit in made[-5:])}
    for middle in (look, last if run.stopped == "diverged" else None):
        wanted |= set(keyframes.window(middle, last)) if middle is not None else set()
    kept = np.isin(run.keyframes, sorted(wanted))
    weights = run.weights[kept]

    def places(cells: int) -> np.ndarray:
        return inputs_of(plan, grid(shown, cells))

    small = _finite(mlp_engine.maps(recipe, weights, places(detail.small)))
    large = _finite(mlp_engine.outputs(recipe, weights, places(detail.boundary)).swapaxes(1, 2))
    if recipe.outputs == 1:
        small[:, -1:] = answers(small[:, -1:], plan)
    activations = np.repeat([*recipe.activations, recipe.output_activation], [*recipe.hidden, recipe.outputs])
    bounded = np.isin(activations, ("tanh", "sigmoid", "softmax"))
    bounded[-1] |= shown.classes in (0, 2)  # values from −1 to 1 are to be met
    scales = keyframes.scales(small, bounded)
    dead = mlp_engine.dead_relus(recipe, weights, inputs_of(plan, shown.x[~shown.test]))
    return Film(
        run,
        made,
        detail,
        run.keyframes[kept],
        np.clip(weights, -1e30, 1e30).astype(np.float32),
        keyframes.as_bytes(small, scales[:, None]),
        keyframes.as_bytes(answers(large, plan)),
        scales,
        tuple(tuple(np.flatnonzero(row).tolist()) for row in dead),
        _confusion(plan, weights),
    )


def data_of(plan: Plan) -> Data:
    """What the network is trained and tested on; without test points, the training points again."""
    shown = points(plan.sample)
    x, test = inputs_of(plan, shown.x), shown.test
    if not (~test).any():  # an empty plane: one point that nobody trains on
        return Data(np.zeros((1, x.shape[1])), np.zeros(1, dtype=np.int64), np.zeros((1, x.shape[1])), np.zeros(1, int), 2)
    held_back = test if test.any() else ~test
    return Data(x[~test], shown.y[~test], x[held_back], shown.y[held_back], shown.classes)


def inputs_of(plan: Plan, x: np.ndarray) -> np.ndarray:
    """Places (n, 2) → what the network is fed with, (n, features)."""
    return planes.features(x, plan.features)


def grid(shown: Points, cells: int) -> np.ndarray:
    """(cells², 2): the centres of the cells of the plane shown, the top row first."""
    return planes.grid(cells, shown.reach) + shown.centre


def answers(outputs: np.ndarray, plan: Plan) -> np.ndarray:
    """(k, outputs, cells) → the same shape: one answer, signed about the decision, or every class's share of 1."""
    recipe, last = plan.recipe, outputs
    if recipe.outputs == 1:
        return 2 * last - 1 if recipe.output_activation == "sigmoid" and points(plan.sample).classes else last
    if recipe.loss == "hinge":
        last = np.exp(last - last.max(axis=1, keepdims=True))
    elif recipe.loss != "cross_entropy":
        last = np.clip((last + 1) / 2 if recipe.output == "tanh" else last, 1e-6, None)
    return last / last.sum(axis=1, keepdims=True)


def _confusion(plan: Plan, weights: np.ndarray) -> np.ndarray | None:
    """(k, classes, classes) of the test points, or where there are none of the training points; None for a regression."""
    data = data_of(plan)
    if not data.classes:
        return None
    cells = data.y_test * data.classes + mlp_engine.predict(plan.recipe, weights, data.x_test)  # (k, n)
    counts = [np.bincount(row, minlength=data.classes**2) for row in cells]
    return np.stack(counts).reshape(-1, data.classes, data.classes)


def _finite(values: np.ndarray) -> np.ndarray:
    """What the largest number cannot hold, of a run about to diverge, is as good as a very large one."""
    return np.nan_to_num(values, nan=0.0, posinf=1e30, neginf=-1e30)


def symmetric_layers(recipe: Recipe, weights: np.ndarray) -> tuple[int, ...]:
    """Hidden layers, from 1, of two or more neurons that are all the same: equal weights in, so equal gradients for ever."""
    layers = unpack(recipe, weights)[:-1]
    same = (np.ptp(weight, axis=1).max() + np.ptp(bias) == 0 and len(bias) > 1 for weight, bias in layers)
    return tuple(number for number, is_same in enumerate(same, 1) if is_same)
