"""The perceptron's picture: plane, line, trace and numbers; stepped, scrubbed and edited in the browser."""

from __future__ import annotations

from collections.abc import Callable

import torch

from core.experiments.perceptron import HIGHEST, LOWEST, MOST_POINTS, Experiment
from core.settings.perceptron import Perceptron
from ui import components
from ui.labels import say

PARTS = ("plane", "editing", "trace", "numbers", "view")
_PICTURE = components.register_picture("perceptron", *(f"perceptron-{part}" for part in PARTS), "perceptron")


def draw(page: str, settings: Perceptron, result: Experiment, edit: Callable, visit: Callable) -> None:
    """`edit` gets the event (a dict) of changed points, `visit` that of a moment the learner rests at."""
    steps = result.training.steps
    # Misclassified points as the bits of one whole number per moment: 40 points fit into what JavaScript counts exactly.
    bits = 2 ** torch.arange(len(result.points), dtype=torch.int64)
    data = {
        "points": [[float(x1), float(x2), label] for x1, x2, label in result.points],
        "epoch": [step.epoch for step in steps],
        "sample": [step.sample for step in steps],
        "z": [float(step.z) for step in steps],
        "prediction": [step.prediction for step in steps],
        "error": [step.error for step in steps],
        "weights": [[float(v) for v in neuron] for neuron in result.training.neurons],
        "wrong": (result.wrong * bits).sum(1).tolist(),
        "mistakes": list(result.training.mistakes) if steps else [],
        "learning_rate": settings.learning_rate,
        "best": _line(result),
        "overlap": result.overlap and result.overlap._asdict(),
        "most_points": MOST_POINTS,
        "reach": [LOWEST, HIGHEST],
        "step": settings.step,
        "verdict": verdict(result),
    }
    _PICTURE(page, data, points=edit, step=visit)


def verdict(result: Experiment) -> str:
    """How the run ended, in one sentence."""
    training = result.training
    first, period = training.cycle or (0, 0)
    values = {"epoch": training.converged, "epochs": len(training.mistakes), "first": first, "period": period}
    return say(f"perceptron.verdict.{result.outcome}", **values)


def _line(result: Experiment) -> list[float] | None:
    """The weights of the best line, or None where it is not needed, or is no line."""
    return list(result.best.weights) if result.best and any(result.best.weights[:2]) else None
