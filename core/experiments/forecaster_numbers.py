"""The forecaster's numbers: errors of every line at every moment, and one forecast as a sum that can be added again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.experiments.forecaster import Experiment, yesterday
from core.experiments.forecaster_film import Film
from core.forecasting import Recipe
from core.recurrent import GATES
from core.rounding import agreeing, read, shown
from core.settings.forecaster import Forecaster


@dataclass(frozen=True)
class Errors:
    """Mean squared errors over what comes after what was learned from, scaled: one (k,), free (k, m) of the first 1, 2 … m."""

    one: np.ndarray
    free: np.ndarray


@dataclass(frozen=True)
class Forecast:
    """One point of the series, all numbers as written: ŷ = sum + bias, e = ŷ − truth.

    `time` of the point; `window` are the first and the last value read; `epoch` after which.
    """

    time: float
    epoch: int
    window: tuple[str, str]
    sum: str
    bias: str
    forecast: str
    truth: str
    error: str
    squared: str


def errors(result: Experiment, one_step: np.ndarray, free: np.ndarray) -> Errors:
    """one_step (k, c + m) and free (k, m) as in a Film."""
    m = len(result.series.future)
    truth = result.series.scaled[-m:].astype(np.float64)
    squares = (free - truth) ** 2
    return Errors(((one_step[:, -m:] - truth) ** 2).mean(axis=1), squares.cumsum(axis=1) / np.arange(1, m + 1))


def errors_of(result: Experiment, film: Film) -> Errors:
    return errors(result, film.one_step, film.free)


def errors_of_yesterday(result: Experiment) -> Errors:
    one, free = yesterday(result)
    return errors(result, one[None], free[None])


def moment(film: Film, epoch: str) -> int:
    """The place among a film's moments of the epoch looked at (a link may say anything): of the last one, if none is."""
    wanted = int(epoch) if epoch.isdigit() else film.epochs[-1]
    return max(0, int(np.searchsorted(film.epochs, wanted, side="right")) - 1)


def forecast(settings: Forecaster, result: Experiment, kind: str) -> Forecast:
    """Of the point looked at, else of the first one after what was learned from: one step ahead, in the network's own units."""
    film, x = result.films[kind], result.series.scaled.astype(np.float64)
    points = film.one_step.shape[1]
    learned = points - len(result.series.future)
    place = min(int(settings.place), points - 1) if settings.place.isdigit() else learned
    at, k = len(x) - points + place, moment(film, settings.epoch)
    result_shown, truth = float(film.one_step[k, place]), float(x[at])
    bias = float(film.bias[k])
    total, bias_shown = agreeing((result_shown - bias, bias), lambda a, b: a + b, result_shown)
    error = float(read(shown(result_shown)) - read(shown(truth)))  # of the numbers as written
    return Forecast(
        at * result.series.step if result.series.step != 1 else at + 1,
        int(film.epochs[k]),
        (shown(float(x[at - settings.window_size])), shown(float(x[at - 1]))),
        total,
        bias_shown,
        shown(result_shown),
        shown(truth),
        shown(error),
        shown(error * error),
    )


def parameter_terms(recipe: Recipe) -> list[tuple[int, int]]:
    """Of every recurrent layer (gates, columns): gates · hidden · columns numbers, columns = inputs + hidden + 2 biases."""
    sizes = [1, *[recipe.hidden_size] * (recipe.num_layers - 1)]
    return [(len(GATES[recipe.kind]), inputs + recipe.hidden_size + 2) for inputs in sizes]
