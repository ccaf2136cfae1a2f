"""The settings block of the overfitting page's exported script."""

from __future__ import annotations

from core.experiments.overfitting import Experiment
from core.experiments.overfitting_data import file_name
from core.settings.overfitting import Overfitting


def values(settings: Overfitting, result: Experiment) -> dict:
    """The table by name, its split, the network and its training: what it takes to train the same network again."""
    plan, sample = result.plan, result.plan.sample
    own = sample.data == "csv"
    recipe = ("hidden", "activation", "batch_norm", "dropout", "l1", "l2", "optimizer", "learning_rate", "batch_size", "seed")
    return {
        "data": file_name(settings) if own else sample.data,
        "label_column": sample.label_column,
        "separator": sample.file.separator if own and sample.file else ",",
        "decimal": sample.file.decimal if own and sample.file else ".",
        "header": bool(own and sample.file and sample.file.named),
        **{
            name: getattr(sample, name)
            for name in ("test_share", "validation_share", "split_seed", "scaling", "train_fraction")
        },
        "label_noise": sample.label_noise,
        **{name: getattr(plan.recipe, name) for name in recipe},
        "epochs": plan.epochs,
        "patience": plan.patience,
    }
