"""The picture of a deep network: signal and gradient of every layer, one layer's distribution, the losses of the training."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from core.experiments import kept_run
from core.experiments.vanishing_gradients import CLASSES, Experiment, Film
from core.gradient_flow import BINS, Histogram
from core.settings.vanishing_gradients import VanishingGradients
from ui import components, vanishing_gradients_words
from ui.labels import say

PARTS = ("film", "lanes", "curves", "layer", "view")
_PICTURE = components.register_picture(
    "vanishing_gradients", *(f"vanishing_gradients-{part}" for part in PARTS), "vanishing_gradients"
)
EVENTS = ("look", "train")


def draw(page: str, settings: VanishingGradients, result: Experiment, events: dict[str, Callable[[dict], None]]) -> None:
    """`events`: for each of EVENTS, what to do with it (a dict)."""
    films = result.shown, result.other
    data = {
        "run": kept_run.name_of(settings),
        "trained": result.trained,
        "start": {"step": int(settings.step) if settings.step.isdigit() else None},
        "total": result.steps,
        "chance": round(math.log(CLASSES), 4),
        "bins": BINS,
        "names": vanishing_gradients_words.names(settings),
        "difference": vanishing_gradients_words.difference(settings, result),
        "data_name": say(f"vanishing.data.{settings.data}"),
        "ranges": {
            name: _range([getattr(flow, name) for film in films for flow in film.flows]) for name in ("signal", "delta")
        },
        "networks": [_network(film) for film in films],
        "messages": vanishing_gradients_words.messages(settings, result),
        "look": {"layer": layer_of(settings) - 1, "quantity": settings.quantity or "gradient"},
    }
    _PICTURE(page, data, **events)


def layer_of(settings: VanishingGradients) -> int:
    """The layer looked at, from 1; a link may say anything."""
    return min(max(int(settings.layer), 1), settings.depth) if settings.layer.isdigit() else 1


@lru_cache(maxsize=32)
def _network(film: Film) -> dict:
    """A film as the browser draws it: sizes as decimal logarithms, so that no number is too large or too small."""
    flows = film.flows
    both = [histogram for flow in flows for histogram in (flow.values, flow.deltas)]
    return {
        "steps": list(film.steps),
        "depth": film.plan.network.depth,
        "signal": _logarithms([flow.signal for flow in flows]),
        "delta": _logarithms([flow.delta for flow in flows]),
        "limits": _logarithms([histogram.high for histogram in both]),
        "signed": _bytes([histogram.low < 0 for histogram in both]),
        "histograms": _bytes([_shares(histogram) for histogram in both]),
        "blocked": _bytes([flow.blocked * 255 for flow in flows]),
        "loss": [float(f"{flow.loss:.6g}") for flow in flows],
        "accuracy": [round(share, 4) for share in film.accuracy],
        "losses": components.encoded(film.losses.clip(max=1e30).astype("<f4")),
        "diverged": film.diverged,
    }


def _range(sizes: list[np.ndarray]) -> list[float]:
    """Lowest and highest whole power of ten around all sizes but 0."""
    every = np.concatenate(sizes)
    every = np.log10(every[every > 0]) if (every > 0).any() else np.zeros(1)
    return [math.floor(every.min() - 0.1), math.ceil(every.max() + 0.1)]


def _shares(histogram: Histogram) -> np.ndarray:
    return histogram.counts / histogram.counts.max(axis=1, keepdims=True) * 255


def _logarithms(rows: list[np.ndarray]) -> str:
    with np.errstate(divide="ignore"):
        return components.encoded(np.log10(np.stack(rows)).astype("<f4"))


def _bytes(rows: list[np.ndarray]) -> str:
    return components.encoded(np.stack(rows).round().astype(np.uint8))
