"""The settings block of the forecaster's exported script."""

from __future__ import annotations

from core.experiments.forecaster import Experiment
from core.settings.forecaster import Forecaster


def values(settings: Forecaster, result: Experiment) -> dict:
    """The series by name, the networks and how they are trained: what it takes to train the same ones again."""
    own, file = settings.data == "csv", result.plan.sample.file
    recipe = result.plan.recipes[0]
    names = ("hidden_size", "num_layers", "window", "learning_rate", "batch_size", "clip", "seed")
    return {
        "data": settings.csv.partition("~")[2] if own else settings.data,
        "column": result.series.name if own and file and file.named else settings.column - 1 if own and settings.column else -1,
        "separator": file.separator if own and file else ",",
        "decimal": file.decimal if own and file else ".",
        "header": bool(own and file and file.named),
        "noise": settings.noise_std,
        "kinds": tuple(result.films),
        **{name: getattr(recipe, name) for name in names},
        "epochs": result.plan.epochs,
        "horizon": min(int(settings.horizon) if settings.horizon.isdigit() else 100, len(result.series.future)) or 1,
    }
