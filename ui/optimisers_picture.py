"""The optimisers' picture: the surface from above or in space, the racers on it, their legend, losses and schedule."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from core import surfaces
from core.experiments.optimisers import Experiment, selected_of
from core.settings.optimisers import NAMES, RATES, Optimisers, rates
from ui import components, optimisers_words
from ui.labels import option

PARTS = ("race", "surface", "relief", "paths", "legend", "curves", "view", "interaction")
_PICTURE = components.register_picture("optimisers", *(f"optimisers-{part}" for part in PARTS), "optimisers")
COLUMNS, ROWS = 97, 73
EVENTS = ("look", "start", "rate", "racers")


def draw(page: str, settings: Optimisers, result: Experiment, events: dict[str, Callable[[dict], None]]) -> None:
    """`events`: for each of EVENTS, what to do with it (a dict)."""
    surface = result.surface
    data = {
        "scene": f"{result.name} {result.start}",
        "surface": {
            "name": result.name,
            "label": option("surface", result.name),
            "formula": surface.formula,
            "bounds": list(surface.bounds),
            "columns": COLUMNS,
            "rows": ROWS,
            "heights": _heights(result.name),
            "minima": [list(minimum) for minimum in surface.minima],
            "lowest": surface.lowest,
            "floor": float(surfaces.drawn_height(result.name, np.float64(surface.lowest))),
        },
        "start": list(result.start),
        "steps": settings.race_steps,
        "rates": list(RATES),
        "racers": [_racer(settings, result, name) for name in NAMES],
        "schedule": {
            "label": option("schedule", settings.schedule),
            "constant": settings.schedule == "constant",
            "factors": _text(result.factors),
        },
        "look": {
            "selected": selected_of(settings),
            "step": int(settings.step) if settings.step.isdecimal() else None,
            "view": settings.view,
        },
    }
    _PICTURE(page, data, **events)


def _racer(settings: Optimisers, result: Experiment, name: str) -> dict:
    racer = result.racers.get(name)
    common = {"name": name, "label": option("racers", name), "on": racer is not None, "rate": rates(settings)[name]}
    if racer is None:
        return common | {"limit": None, "diverged": None}
    path = racer.path
    return common | {
        "limit": racer.limit,
        "diverged": path.diverged,
        "notice": optimisers_words.notice(racer),
        "verdict": optimisers_words.verdict(result, racer),
        "path": _text(path.weights),
        "heights": _text(surfaces.drawn_height(result.name, path.loss)),
        "excess": _text(path.loss - result.surface.lowest),
    }


@lru_cache(maxsize=16)
def _heights(name: str) -> str:
    """The surface as base64 text of two bytes a place: ±32767 are heights of ±1."""
    heights = (32767 * surfaces.relief(name, COLUMNS, ROWS).clip(-1, 1)).round().astype("<i2")
    return base64.b64encode(heights.tobytes()).decode("ascii")


def _text(values: np.ndarray) -> str:
    """Numbers as the base64 text of 32-bit floats, row by row."""
    return base64.b64encode(values.astype("<f4").tobytes()).decode("ascii")
