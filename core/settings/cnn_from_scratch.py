"""Settings of the page on a CNN from scratch; those of its training are also the job's specification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.settings.mission import Mission
from core.settings.schema import choice, ladder, number, text

VIEWS = ("steps", "check", "code", "training")
LAYERS = ("conv", "relu", "max_pool", "flatten", "dense", "loss")
TRAINING = ("data", "train_size", "epochs", "batch_size", "learning_rate")


@dataclass(frozen=True)
class CnnFromScratch:
    view: str = choice("steps", VIEWS)

    digit: int = number(3, 0, 9, 1)
    filter: int = number(6, 1, 8, 1)
    seed: int = number(0, 0, 9999, 1)
    # The layer whose code is shown.
    layer: str = choice("conv", LAYERS)
    # A backward pass as it is often written, wrong, in the gradient check and in the training.
    mistake: str = choice("none", ("none", "skip_dense", "all_ties", "no_slope"))

    # MNIST where it is on this computer, else scikit-learn's digits.
    data: str = choice("mnist", ("digits", "mnist"))
    train_size: int = choice(5_000, (500, 1_000, 2_000, 5_000, 10_000))
    epochs: int = number(3, 1, 10, 1)
    batch_size: int = choice(16, (8, 16, 32, 64))
    learning_rate: float = choice(0.005, ladder(-4, 0))

    # Where the learner looks; changes nothing that is computed: a stage of the network, and a cell in it.
    place: str = text("conv.296", longest=20)

    looks: ClassVar[tuple[str, ...]] = ("place",)
    # What has a control only in some views.
    belongs: ClassVar[dict[str, dict[str, Any]]] = {
        "layer": {"view": "code"},
        "mistake": {"view": "check"},
        **{name: {"view": "training"} for name in TRAINING},
    }


DEFAULTS = CnnFromScratch()

PRESETS: dict[str, CnnFromScratch] = {
    "patches": CnnFromScratch(),
    "pooling": CnnFromScratch(digit=8, filter=5, place="pool.84"),
    "errors": CnnFromScratch(digit=5, place="errors.5"),
    "filter_gradient": CnnFromScratch(digit=7, filter=8, place="filter.4"),
    "check": CnnFromScratch(view="check"),
    "code": CnnFromScratch(view="code"),
    "training": CnnFromScratch(view="training"),
}

MISSIONS: dict[str, Mission] = {
    "skip_dense": Mission(CnnFromScratch(view="check", mistake="skip_dense"), ("fails", "all", "below"), "below"),
    "wrong_training": Mission(CnnFromScratch(view="training", mistake="skip_dense"), ("stuck", "learns", "diverges"), "learns"),
    "ties": Mission(CnnFromScratch(view="check", mistake="all_ties"), ("both", "digit", "neither"), "digit"),
}


def of_training(settings: CnnFromScratch) -> CnnFromScratch:
    """Only what a training depends on: the same for all settings that train the same."""
    return CnnFromScratch(**{name: getattr(settings, name) for name in (*TRAINING, "seed", "mistake")})
