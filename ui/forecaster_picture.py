"""The forecaster's picture: the series, what every network forecasts at every moment of its training, and how wrong that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from core import keyframes
from core.experiments import forecaster as experiment
from core.experiments import forecaster_numbers as numbers
from core.experiments.forecaster import Experiment
from core.experiments.forecaster_film import Film
from core.settings.forecaster import Forecaster
from ui import components, forecaster_words
from ui.labels import option, say

PARTS_OF_PICTURE = ("playground-run", "playground-plane", "playground-curves")
OWN_PARTS = ("film", "plot", "curves", "view")
_PICTURE = components.register_picture(
    "forecaster", *PARTS_OF_PICTURE, *(f"forecaster-{part}" for part in OWN_PARTS), "forecaster"
)
MOST_HISTORY = 250


def draw(page: str, settings: Forecaster, result: Experiment, running: bool, **answers: Callable[[dict], None]) -> None:
    """`running`: a job trains it now. `answers`: `look`, `train` and `watch`, as the picture sends them."""
    series, films = result.series, result.films
    count = next(iter(films.values())).one_step.shape[1]
    ahead = len(series.future)
    total = len(series.values) + ahead
    one, free = experiment.yesterday(result)
    data = {
        "run": experiment.name(settings),
        "state": "job" if running else "done" if result.trained else "long" if result.long else "rest",
        "total": settings.epochs,
        "count": count,
        "boundary": count - ahead,
        "first": total - count,
        "step": series.step,
        "unit": "row" if series.name else "time",
        "window": settings.window_size,
        "clip": settings.clip,
        "truth": _floats(np.concatenate([series.values, series.future])[-count:]),
        "networks": [_line(result, kind, option("cell", kind), film) for kind, film in films.items()],
        "pinned": _pinned(result),
        "yesterday": {
            "name": say("forecaster.yesterday"),
            **_forecasts(result, one[None], free[None], numbers.errors_of_yesterday(result)),
        },
        "messages": forecaster_words.messages(settings, result),
        "look": {name: getattr(settings, name) for name in Forecaster.looks},
    }
    _PICTURE(page, data, **answers)


def _pinned(result: Experiment) -> dict[str, Any] | None:
    """Of a kept run the recurrent network, or the first of three; None where it shows other points, after a shorter window."""
    if result.pinned is None:
        return None
    kind, film = next(iter(result.pinned[1].items()))
    shown = next(iter(result.films.values())).one_step.shape[1]
    return _line(result, kind, say("playground.kept"), film) if film.one_step.shape[1] == shown else None


def _line(result: Experiment, kind: str, name: str, film: Film) -> dict[str, Any]:
    """A network's forecasts in the series' own units, its errors scaled, its loss and gradient norm over the epochs."""
    steps = len(film.norms) / max(1, len(film.losses))
    return {
        "kind": kind,
        "name": name,
        "epochs": film.epochs.tolist(),
        "loss": _history(film.losses, 1.0),
        "norm": _history(film.norms, steps),
        **_forecasts(result, film.one_step, film.free, numbers.errors_of(result, film)),
    }


def _forecasts(result: Experiment, one_step: np.ndarray, free: np.ndarray, errors: numbers.Errors) -> dict[str, Any]:
    series = result.series
    return {
        "one": _floats(one_step * series.scale + series.centre),
        "free": _floats(free * series.scale + series.centre),
        "errors": _floats(errors.free),
        "one_errors": _floats(errors.one),
    }


def _history(values: np.ndarray, per_epoch: float) -> dict[str, list[float]]:
    """Some hundred values and the epochs at whose end, or on whose way, they were measured."""
    if not len(values):
        return {"x": [], "y": []}
    at = keyframes.thinned(values, MOST_HISTORY)
    return {"x": [round((k + 1) / per_epoch, 3) for k in at.tolist()], "y": [float(f"{value:.4g}") for value in values[at]]}


def _floats(values: np.ndarray) -> str:
    return components.encoded(np.ascontiguousarray(values, dtype="<f4"))
