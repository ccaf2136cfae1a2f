"""What the forecaster page computes: a series, the networks that learn to continue it, and what they are compared with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core.data import series as data
from core.data import tables
from core.data.series import Series
from core.data.tables import Cells
from core.errors import LearnerError
from core.experiments import forecaster_film, kept_run
from core.experiments.forecaster_film import Camera, Film
from core.forecasting import Recipe, Training
from core.recurrent import CELLS, GATES
from core.settings.forecaster import FULL_BATCH, Forecaster, ForecasterJob
from core.settings.schema import knobs, replace, to_json
from core.threads import denormals_flushed

LONGEST = 0.8  # seconds of training that a learner waits for; what takes longer is a job
LONGEST_START = 0.2  # seconds for the forecasts of networks that are not trained yet


@dataclass(frozen=True)
class Sample:
    """What decides the series. Equal samples share their results, so `loaded` keeps a file from those with only the link."""

    data: str
    csv: str
    column: int
    noise: float
    window: int
    loaded: bool
    file: Cells | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, s: Forecaster, file: Cells | None = None) -> Sample:
        own = (s.csv, s.column) if s.data == "csv" else ("", 0)
        noise = s.noise_std if s.data == "noisy" else 0.0
        return cls(s.data, *own, noise, s.window_size, s.data == "csv" and file is not None, file)


@dataclass(frozen=True)
class Plan:
    """All that decides the trainings, and nothing else."""

    sample: Sample
    recipes: tuple[Recipe, ...]
    epochs: int


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. `films` by kind; `trained`: to the end of what was asked for; `seconds` a training takes,
    about; `long`: too long to wait for. `pinned`: the settings kept to compare with and their films, or None.
    """

    plan: Plan
    series: Series
    films: dict[str, Film]
    trained: bool
    seconds: float
    pinned: tuple[Forecaster, dict[str, Film]] | None = None

    @property
    def forecasts(self) -> bool:
        """Whether there is anything to see: not of large networks before their training."""
        return not any(np.isnan(film.one_step).any() for film in self.films.values())

    @property
    def long(self) -> bool:
        return self.seconds > LONGEST


def run(
    settings: Forecaster, file: Cells | None = None, trained: bool = True, filmed: dict[str, dict[str, Film]] | None = None
) -> Experiment:
    """The networks trained, or at their start where they are not to be `trained` yet or that would take too long.

    `filmed`: what jobs have filmed so far, by `name` of their settings. Raises LearnerError where a file is missing, too short,
    or not made of numbers.
    """
    filmed = filmed or {}
    plan = plan_of(settings, file)
    seconds = cost(plan)
    pinned = None
    if kept := kept_of(settings):
        other = plan_of(kept, file)
        if films := filmed.get(name(kept)) or (films_of(other) if trained and cost(other) <= LONGEST else None):
            pinned = kept, films
    films = filmed.get(name(settings))
    if films is None and trained and seconds <= LONGEST:
        films = films_of(plan)
    complete = films is not None and all(film.diverged >= 0 or len(film.losses) >= plan.epochs for film in films.values())
    return Experiment(plan, series_of(plan.sample), films or start_of(plan), complete, seconds, pinned)


def kept_of(settings: Forecaster) -> Forecaster | None:
    """The settings kept to compare with, trained for as long; None without, or where their series is another one."""
    if not settings.pinned:
        return None
    kept = replace(kept_run.unpinned(settings.pinned, Forecaster), epochs=settings.epochs)
    same = all(getattr(kept, part) == getattr(settings, part) for part in ("data", "csv", "column", "noise_std"))
    return kept if same else None


def plan_of(settings: Forecaster, file: Cells | None = None) -> Plan:
    """Raises LearnerError as `run` does."""
    sample = Sample.of(settings, file)
    series_of(sample)
    return Plan(sample, recipes_of(settings), settings.epochs)


def recipes_of(settings: Forecaster) -> tuple[Recipe, ...]:
    """The chosen cell, or all three, and a dense network beside them: same windows, same seed, same order."""
    cells = CELLS if settings.race else (settings.cell,)
    batch_size = 0 if settings.batch_size == FULL_BATCH else settings.batch_size
    sizes = settings.hidden_size, settings.num_layers, settings.window_size
    how = settings.learning_rate, batch_size, settings.clip, settings.seed
    return tuple(Recipe(kind, *sizes, *how) for kind in (*cells, "dense"))


def name(settings: Forecaster) -> str:
    """The same for two settings with the same trainings."""
    return f"{kept_run.name_of(settings)}.{settings.epochs}"


def cost(plan: Plan) -> float:
    """About how many seconds all trainings take on one core: by operations, not by the clock, so that a link means the same
    everywhere.
    """
    return sum(_cost(recipe, len(series_of(plan.sample).values) - recipe.window) for recipe in plan.recipes) * plan.epochs


def _cost(recipe: Recipe, windows: int) -> float:
    """Seconds of one epoch, measured on one core."""
    steps = -(-windows // (recipe.batch_size or windows))
    hidden, layers = recipe.hidden_size, recipe.num_layers
    if recipe.kind == "dense":
        return steps * 250e-6 + windows * hidden * (recipe.window + (layers - 1) * hidden) * 0.2e-9
    gates = len(GATES[recipe.kind])
    products = gates * hidden * (hidden + 1 + (layers - 1) * 2 * hidden)
    return recipe.window * (steps * layers * 60e-6 + windows * (products * 0.3e-9 + layers * gates * hidden * 5e-9))


@lru_cache(maxsize=16)
def series_of(sample: Sample) -> Series:
    """Raises LearnerError for a file that this server has not, or no longer, and for one that cannot be forecast."""
    if sample.data != "csv":
        return data.made(sample.data, sample.noise)
    if not sample.csv:
        raise LearnerError("series.choose")
    if sample.file is None:
        raise LearnerError("series.missing_file", name=sample.csv.partition("~")[2])
    return data.column(sample.file, sample.column, sample.window)


@lru_cache(maxsize=16)
def films_of(plan: Plan) -> dict[str, Film]:
    """The trainings to their end; shared by all learners with equal settings."""
    return _films(plan, plan.epochs)


@lru_cache(maxsize=16)
def start_of(plan: Plan) -> dict[str, Film]:
    """The networks before any training; without their forecasts where even those take too long."""
    series = series_of(plan.sample)
    shown = forecaster_film.context(series, plan.sample.window) + len(series.future)
    # One step ahead for every point; free-running, at each step all windows that contain it. A third of what training costs.
    windows = shown + plan.sample.window + len(series.future)
    if sum(_cost(replace(recipe, batch_size=0), windows) for recipe in plan.recipes) / 3 > LONGEST_START:
        return {camera.training.recipe.kind: camera.closed() for camera in cameras(plan.recipes, series, 0)}
    return _films(plan, 0)


def cameras(recipes: tuple[Recipe, ...], series: Series, epochs: int, device: str = "cpu") -> list[Camera]:
    """Every network in front of a camera, before its training."""
    learned = series.scaled[: len(series.values)]
    return [Camera(Training(recipe, learned, device), series, epochs) for recipe in recipes]


def _films(plan: Plan, epochs: int) -> dict[str, Film]:
    films = {}
    with denormals_flushed():
        for camera in cameras(plan.recipes, series_of(plan.sample), plan.epochs):
            camera.look()
            for _ in range(epochs):
                for _ in camera.training.epoch():
                    pass
                if camera.training.diverged is not None:
                    break
                camera.look()
            films[camera.training.recipe.kind] = camera.film()
    return films


def job(settings: Forecaster, file: Cells | None = None) -> ForecasterJob:
    """The settings as a worker needs them. Raises LearnerError as `run` does."""
    series = series_of(Sample.of(settings, file))
    own = np.concatenate([series.values, series.future]) if settings.data == "csv" else ()
    values = ",".join(f"{value:.17g}" for value in own)
    return ForecasterJob(**to_json(replace(settings, pinned="")), values=values)


def settings_of_job(job: ForecasterJob) -> Forecaster:
    """The settings that `job` packed, but for a run kept beside them."""
    return Forecaster(**{name: getattr(job, name) for name in knobs(Forecaster)})


def series_of_job(settings: ForecasterJob) -> Series:
    """The series that `job` packed."""
    if settings.data != "csv":
        return data.made(settings.data, settings.noise_std if settings.data == "noisy" else 0.0)
    return data.of_values([float(value) for value in settings.values.split(",")], "", settings.window_size)


def yesterday(result: Experiment) -> tuple[np.ndarray, np.ndarray]:
    """The forecast "the same as the last value", scaled: one step ahead (c + m,), and from the end of what was learned from."""
    x, n, m = result.series.scaled, len(result.series.values), len(result.series.future)
    shown = next(iter(result.films.values())).one_step.shape[1]
    return x[-shown - 1 : -1], np.full(m, x[n - 1])


def describe(content: bytes, file_name: str) -> dict[str, str]:
    """The settings that a file becomes: its digest and its name."""
    digest = hashlib.sha256(content).hexdigest()[:12]
    return {"data": "csv", "csv": f"{digest}~{file_name.replace('~', '-')[:60]}"}


def read_file(content: bytes) -> Cells:
    """A learner's file of at most 2 MB. Raises LearnerError, which names the row, where it is no table."""
    return tables.cells(content, data.MOST_BYTES, fewest_columns=1)
