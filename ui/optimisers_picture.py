"""The optimisers' picture: the surface from above or in space, the racers on it, their legend, losses and schedule."""

from __future__ import annotations

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
            "factors": components.encoded(result.factors.astype("<f4")),
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
        "path": components.encoded(path.weights.astype("<f4")),
        "heights": components.encoded(surfaces.drawn_height(result.name, path.loss).astype("<f4")),
        "excess": components.encoded((path.loss - result.surface.lowest).astype("<f4")),
    }


@lru_cache(maxsize=16)
def _heights(name: str) -> str:
    """The surface as base64 text of two bytes a place: ±32767 are heights of ±1."""
    heights = (32767 * surfaces.relief(name, COLUMNS, ROWS).clip(-1, 1)).round().astype("<i2")
    return components.encoded(heights)
