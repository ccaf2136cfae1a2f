"""Settings of the overfitting page: a table and its split, a network, what keeps it from learning by heart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import mlp, regularised_mlp
from core.data import tables
from core.settings.mission import Mission
from core.settings.schema import choice, flag, ladder, number, text

DATA = (*tables.NAMES, "csv")
MOST_LAYERS, MOST_NEURONS = 3, 128
FULL_BATCH = 2000  # shown as "all"
MOST_SEED = 9999
EPOCHS = (10, 20, 50, 100, 200, 300, 500, 1_000, 2_000)
PENALTIES = (0.0, *ladder(-4, 2, digits=(1, 3)))
ROWS = ("train", "validation", "test")

# What decides the rows, the network, and how it is trained.
SAMPLE = (
    "data",
    "csv",
    "label_column",
    "test_share",
    "validation_share",
    "split_seed",
    "scaling",
    "train_fraction",
    "label_noise",
)
NETWORK = ("hidden", "width_1", "width_2", "width_3", "activation", "batch_norm", "seed")
TRAINING = ("dropout", "l1", "l2", "optimizer", "learning_rate", "batch_size", "patience")


@dataclass(frozen=True)
class Overfitting:
    data: str = choice("wine", DATA)
    csv: str = text(longest=200)
    label_column: int = choice(0, range(41))  # 0: the last
    test_share: int = number(30, 10, 50, 5)
    validation_share: int = number(30, 0, 50, 10)
    split_seed: int = number(42, 0, MOST_SEED, 1)
    scaling: str = choice("standard", ("none", "standard", "min_max"))
    train_fraction: int = choice(100, (5, 10, 20, 30, 50, 75, 100))
    label_noise: int = number(20, 0, 50, 5)

    hidden: int = number(2, 0, MOST_LAYERS, 1)
    width_1: int = number(32, 1, MOST_NEURONS, 1)
    width_2: int = number(32, 1, MOST_NEURONS, 1)
    width_3: int = number(32, 1, MOST_NEURONS, 1)
    activation: str = choice("relu", regularised_mlp.ACTIVATIONS)
    batch_norm: bool = flag(False)
    seed: int = number(0, 0, MOST_SEED, 1)

    dropout: float = number(0.0, 0.0, 0.8, 0.1)
    l2: float = choice(0.0, PENALTIES)
    l1: float = choice(0.0, PENALTIES)
    patience: int = choice(0, (0, 5, 10, 20, 50, 100))
    optimizer: str = choice("adam", mlp.OPTIMIZERS)
    learning_rate: float = choice(0.01, ladder(-4, 0, digits=(1, 3)))
    batch_size: int = choice(FULL_BATCH, (8, 16, 32, 64, 128, FULL_BATCH))
    epochs: int = choice(200, EPOCHS)
    sklearn: bool = flag(False)

    # Another run, kept to compare: its settings as the text of a link.
    pinned: str = text()

    # Where the learner looks; changes nothing that is computed.
    epoch: str = text(longest=6)
    rows: str = text(longest=12)
    cell: str = text(longest=6)
    sample: str = text(longest=5)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {
        "epoch": (*SAMPLE, *NETWORK, *TRAINING),
        "cell": ("data", "csv", "label_column"),
        "sample": SAMPLE[:-1],
    }
    # What has a control only while something else is chosen.
    belongs: ClassVar[dict[str, dict[str, str]]] = {"label_column": {"data": "csv"}}
    looks: ClassVar[tuple[str, ...]] = ("epoch", "rows", "cell", "sample")


DEFAULTS = Overfitting()

# Curriculum 5: scikit-learn's MLPClassifier with its defaults, of which alpha 0.0001 is L2.
IRIS = Overfitting(
    data="iris",
    validation_share=0,
    label_noise=0,
    hidden=1,
    width_1=10,
    seed=42,
    l2=0.0001,
    learning_rate=0.001,
    epochs=1_000,
    sklearn=True,
    rows="test",
)

PRESETS: dict[str, Overfitting] = {
    "noise": Overfitting(),
    "iris": IRIS,
    "weight_decay": Overfitting(l2=10.0),
    "dropout": Overfitting(dropout=0.6),
    "early_stopping": Overfitting(patience=20),
    "few_rows": Overfitting(label_noise=0, train_fraction=20, data="breast_cancer"),
    "underfitting": Overfitting(label_noise=0, l2=100.0, hidden=1, width_1=4),
    "unscaled": Overfitting(label_noise=0, scaling="none"),
    "batch_norm": Overfitting(label_noise=0, scaling="none", batch_norm=True),
}

MISSIONS: dict[str, Mission] = {
    "by_heart": Mission(
        Overfitting(data="iris", validation_share=0, width_1=64, width_2=64, epochs=300),
        ("fifth", "some", "all"),
        "all",
    ),
    "price": Mission(Overfitting(l2=10.0, rows="test"), ("lower", "same", "higher"), "higher"),
    "peeked": Mission(
        Overfitting(data="iris", split_seed=2, train_fraction=20, validation_share=10, patience=50, rows="test"),
        ("all", "most", "two_thirds"),
        "two_thirds",
    ),
}
