"""The playground's picture: the network with a map per neuron, the plane, the curves, and the player through the training."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from core import keyframes, planes
from core.experiments import kept_run
from core.experiments import playground as experiment
from core.experiments.playground import Experiment, Film
from core.settings.playground import EPOCHS, FEATURES, MOST_LAYERS, MOST_NEURONS, Playground
from ui import components, playground_words
from ui.differences import difference
from ui.labels import option, say

PARTS = (
    *("run", "layout", "network", "field", "plane", "warp", "curves", "view", "editor", "points", "describe", "render"),
    *("network-events", "interaction"),
)
_PICTURE = components.register_picture("playground", *(f"playground-{part}" for part in PARTS), "playground")
EVENTS = ("look", "more", "edit", "feature", "network", "points")


def draw(page: str, settings: Playground, result: Experiment, events: dict[str, Callable[[dict], None]]) -> None:
    """`events`: for each of EVENTS, what to do with it (a dict)."""
    plan, points, film = result.plan, result.points, result.film
    recipe, run = plan.recipe, film.run
    data = {
        "run": kept_run.name_of(settings),
        "start": {"epoch": int(settings.epoch or 0), "play": not settings.epoch.isdigit()},
        "can_continue": run.stopped == "epochs" and len(points.x) > 0 and int(run.epochs[-1]) == settings.epochs < EPOCHS[-1],
        "limits": {"layers": MOST_LAYERS, "neurons": MOST_NEURONS},
        "features": [{"code": f, "label": option("features", f), "active": f in plan.features} for f in FEATURES],
        "feature_maps": components.encoded(_feature_maps(plan, film.detail.small)),
        "sizes": list(recipe.sizes),
        "activations": [*recipe.activations, recipe.output_activation],
        "activation_labels": [option("activation", name) for name in (*recipe.activations, recipe.output_activation)],
        "task": {0: "regression", 2: "binary"}.get(points.classes, "classes"),
        "class_names": list(points.names),
        # Half the sum of squares is shown as their mean, which does not depend on the number of points.
        "loss_name": option("loss", "mse" if recipe.loss == "half_sse" else recipe.loss),
        "epochs": film.epochs.tolist(),
        "weights": components.encoded(film.weights.astype("<f4")),
        "sides": {"feature": film.detail.small, "map": film.detail.small, "boundary": film.detail.boundary},
        "maps": components.encoded(film.maps),
        "map_scale": [float(f"{scale:.4g}") for scale in film.scales],
        "boundary": components.encoded(film.boundary),
        "domain": [points.centre - points.reach, points.centre + points.reach] * 2,
        "points": {
            "x1": points.x[:, 0].round(3).tolist(),
            "x2": points.x[:, 1].round(3).tolist(),
            "label": points.y.round(3).tolist(),
            "test": points.test.astype(int).tolist(),
        },
        "editable": points.editable,
        "history": _history(result, film),
        "confusion": None if film.confusion is None else film.confusion.tolist(),
        "confusion_of": "test" if points.test.any() else "train",
        "dead": [list(numbers) for numbers in film.dead],
        "diverged": _ending(settings, result, "diverged"),
        "stopped": _ending(settings, result, "loss"),
        "messages": playground_words.messages(settings, result),
        "pinned": _pinned(settings, result),
        "edited": [f"{e.layer - 1}.{e.source - 1 if e.source else 'bias'}.{e.target - 1}" for e in film.made],
        "look": {
            "neuron": _number(settings.neuron),
            "warp": _warp(settings.warp),
            "view": settings.view or "plane",
            "point": _number(settings.point),
        },
    }
    _PICTURE(page, data, **events)


def _history(result: Experiment, film: Film) -> dict[str, list | None]:
    """Losses and accuracies at some two hundred epochs, every keyframe among them."""
    run = film.run
    some = np.union1d(run.epochs[keyframes.thinned(run.epochs, experiment.MOST_HISTORY)], film.epochs)
    at = np.flatnonzero(np.isin(run.epochs, some))
    empty, tested = not len(result.points.x), result.points.test.any()

    def short(values: np.ndarray | None, there: bool) -> list | None:
        if values is None or not there:
            return None
        return [float(f"{value:.6g}") for value in values[at]]

    return {
        "epochs": run.epochs[at].tolist(),
        "train": short(run.train_loss, not empty),
        "test": short(run.test_loss, tested),
        "accuracy_train": short(run.train_accuracy, not empty),
        "accuracy_test": short(run.test_accuracy, tested),
    }


def _ending(settings: Playground, result: Experiment, reason: str) -> dict | None:
    run = result.film.run
    if run.stopped != reason:
        return None
    return {"epoch": int(run.epochs[-1]), "text": playground_words.ending(settings, result)}


def _pinned(settings: Playground, result: Experiment) -> dict | None:
    if result.pinned is None:
        return None
    kept, film = result.pinned
    return {
        "name": say("playground.kept"),
        "now": say("playground.now"),
        "boundary": components.encoded(film.boundary),
        "side": film.detail.boundary,
        "epochs": film.epochs.tolist(),
        "history": _history(result, film),
        "difference": difference(kept, settings),
    }


@lru_cache(maxsize=64)
def _feature_maps(plan: experiment.Plan, cells: int) -> bytes:
    """The seven features over the plane, each to its own scale."""
    places = experiment.grid(experiment.points(plan.sample), cells)
    values = planes.features(places, FEATURES).T  # (7, cells²)
    return keyframes.as_bytes(values, np.abs(values).max(axis=1, keepdims=True))


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _warp(text: str) -> dict[str, int] | None:
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return None
    return dict(zip(("layer", "a", "b"), map(int, parts), strict=True))
