"""The overfitting picture: training against validation, the gap between them, the confusion matrix of the moment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core import keyframes
from core.experiments import kept_run
from core.experiments.overfitting import Experiment, Film
from core.regularised_training import PARTS
from core.settings.overfitting import Overfitting
from ui import components, overfitting_words
from ui.labels import say

PARTS_OF_PICTURE = ("playground-run", "playground-plane", "playground-curves")
OWN_PARTS = ("scales", "curves", "matrix", "view", "interaction")
_PICTURE = components.register_picture(
    "overfitting", *PARTS_OF_PICTURE, *(f"overfitting-{part}" for part in OWN_PARTS), "overfitting"
)
MOST_HISTORY = 250


def draw(page: str, settings: Overfitting, result: Experiment, look: Callable[[dict], None]) -> None:
    """`look` gets where the learner looks now (a dict)."""
    film, split = result.film, result.split
    data = {
        "run": kept_run.name_of(settings),
        "title": overfitting_words.network(result),
        "classes": list(split.table.classes),
        "counts": list(split.rows.counts),
        "judge": split.rows.judge,
        "numbers": (split.index + 1).tolist(),
        "told": split.rows.y.tolist(),
        "flipped": np.flatnonzero(split.flipped).tolist(),
        "epochs": film.epochs.tolist(),
        "predicted": components.encoded(film.predicted),
        "percent": components.encoded(film.percent),
        "confusion": components.encoded(film.confusion.astype("<u2")),
        "scores": components.encoded(np.rint(100 * film.scores).astype(np.uint8)),
        "history": _history(film),
        "best": film.run.best,
        "result": film.run.result,
        "patience": result.plan.patience,
        "stopped": film.run.stopped,
        "messages": overfitting_words.messages(result),
        "sklearn": _sklearn(result),
        "pinned": _pinned(result),
        "look": {name: getattr(settings, name) for name in Overfitting.looks},
    }
    _PICTURE(page, data, look=look)


def _history(film: Film) -> dict[str, list | None]:
    """Losses and accuracies at some hundred epochs, every keyframe among them, by the name of the part of the rows."""
    run = film.run
    at = np.union1d(keyframes.thinned(np.arange(run.loss.shape[1]), MOST_HISTORY), film.epochs)
    history: dict[str, list | None] = {"epochs": at.tolist()}
    for number, part in enumerate(PARTS):
        for name, values in ((part, run.loss[number]), (f"accuracy_{part}", run.accuracy[number])):
            there = not np.isnan(values[0])
            history[name] = [float(f"{value:.6g}") for value in values[at]] if there else None
    return history


def _sklearn(result: Experiment) -> dict | None:
    other = result.beside
    if other is None or isinstance(other, tuple):
        return None
    at = keyframes.thinned(np.arange(len(other.loss)), MOST_HISTORY)
    # With several batches an epoch its loss is a mean over the weights of that epoch: it stands between two of them.
    shift = 0 if other.difference is not None else 0.5
    return {
        "name": say("overfitting.sklearn_name"),
        "epochs": (at + shift).tolist(),
        "loss": [float(f"{value:.6g}") for value in other.loss[at]],
        "confusion": other.confusion.tolist(),
    }


def _pinned(result: Experiment) -> dict | None:
    if result.pinned is None:
        return None
    _, film = result.pinned
    return {
        "name": say("playground.kept"),
        "epochs": film.epochs.tolist(),
        "history": _history(film),
        "confusion": components.encoded(film.confusion.astype("<u2")),
    }
