"""The settings block of the playground's exported script."""

from __future__ import annotations

from core.experiments.playground import Experiment
from core.settings.playground import Playground


def values(settings: Playground, result: Experiment) -> dict:
    """Points and edits as lists, the network and its training by name: what it takes to train the same network again."""
    plan, points, recipe = result.plan, result.points, result.plan.recipe
    rows = [(*place, label) for place, label in zip(points.x.tolist(), points.y.tolist(), strict=True)]
    named = ("hidden", "activations", "output_activation", "initialisation", "seed", "loss", "optimizer", "learning_rate")
    return {
        "train_points": [row for row, test in zip(rows, points.test, strict=True) if not test],
        "test_points": [row for row, test in zip(rows, points.test, strict=True) if test],
        "classes": points.classes,
        "features": plan.features,
        **{name: getattr(recipe, name) for name in (*named, "batch_size", "dropout", "l1", "l2")},
        "epochs": plan.epochs,
        "stop_loss": plan.stop_loss,
        "edits": [(e.epoch, e.layer - 1, e.source - 1, e.target - 1, e.value) for e in result.film.made],
    }
