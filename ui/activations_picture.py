"""The activations picture: f and f′ with one probe and a batch of inputs, or softmax of three logits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.activation_facts import SATURATED
from core.experiments.activations import LOGIT_LIMIT, Curve, Curves, Softmax, shown_of
from core.settings.activations import Activations
from ui import components
from ui.labels import count, option, say

PARTS = ("scale", "plot", "histogram", "readout", "curves", "softmax")
_PICTURE = components.register_picture("activations", *(f"activations-{part}" for part in PARTS), "activations")


def draw(page: str, settings: Activations, result: Curves | Softmax, look: Callable, drag: Callable) -> None:
    """`look` and `drag` get the event of a probe set down or a function chosen, and of a logit let go."""
    data = _softmax(settings, result) if isinstance(result, Softmax) else _curves(settings, result)
    _PICTURE(page, data | {"view": settings.view}, look=look, logits=drag)


def _curves(settings: Activations, result: Curves) -> dict:
    left, right = result.outside
    batch = {"samples": count(settings.samples), "mean": f"{settings.mean:g}".replace("-", "−"), "std": f"{settings.std:g}"}
    return {
        "x": result.x.tolist(),
        "probe": result.probe,
        "shown": shown_of(settings),
        "window": result.window,
        "slope_window": result.slope_window,
        "inputs": {
            "bars": result.inputs.tolist(),
            "title": say("activations.inputs", **batch),
            "label": say("activations.batch", **batch),
            "outside": say("activations.outside", share=_percent(left + right)) if left + right else "",
        },
        "functions": [_function(curve) for curve in result.curves],
    }


def _function(curve: Curve) -> dict:
    return {
        "name": curve.name,
        "label": option("activation", curve.name),
        "f": _significant(curve.values),
        "d": _significant(curve.slopes),
        "kinks": [{"x": kink.x, "f": kink.values, "d": kink.slopes} for kink in curve.kinks],
        "zones": curve.zones,
        "bars": curve.bars.tolist(),
        "atoms": curve.atoms,
        "words": _words(curve),
    }


def _words(curve: Curve) -> list[str]:
    """What the function does to the batch, in sentences."""
    zero, saturated, dead = curve.share.zero, curve.share.saturated, curve.share.dead
    sentences = [say("activations.zero", share=_percent(zero))] if zero else []
    if dead:
        sentences.append(say("activations.dead", share=_percent(dead)))
    elif saturated:
        sentences.append(say("activations.saturated", share=_percent(saturated), threshold=SATURATED))
    sentences.append(say("activations.spread", mean=f"{curve.mean:.2f}".replace("-", "−"), std=f"{curve.std:.2f}"))
    return sentences


def _softmax(settings: Activations, result: Softmax) -> dict:
    return {
        "logits": result.logits,
        "offset": settings.offset,
        "temperature": settings.temperature,
        "subtracted": result.subtracted,
        "places": np.linspace(-LOGIT_LIMIT, LOGIT_LIMIT, result.tables[0].shape[1]).round(10).tolist(),
        "tables": [_significant(table) for table in result.tables],
    }


def _percent(share: float) -> str:
    """With one decimal, and never 0 or 100 where it is neither; the narrow space does not break a line."""
    if 0 < share < 0.001 or 0.999 < share < 1:
        return f"{100 * share:.2f}\u202f%"
    return f"{100 * share:.1f}\u202f%" if share not in (0, 1) else f"{100 * share:.0f}\u202f%"


def _significant(values: np.ndarray) -> list:
    """Nested lists with eight significant digits, which are all that can be seen."""
    if values.ndim > 1:
        return [_significant(part) for part in values]
    return [float(f"{value:.8g}") for value in values.tolist()]
