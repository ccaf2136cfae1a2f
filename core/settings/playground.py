"""Settings of the network playground: data, network, training, and what the learner made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import mlp, planes
from core.settings.mission import Mission
from core.settings.schema import choice, ladder, number, several, text

DATA = (*planes.NAMES, "own", "csv")
FEATURES = tuple(planes.FEATURES)
MOST_LAYERS, MOST_NEURONS = 6, 16
FULL_BATCH = 2000  # as many points as there can be
MOST_SEED = 9999
EPOCHS = (10, 20, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
WIDTHS = tuple(f"width_{i}" for i in range(1, MOST_LAYERS + 1))
LAYER_ACTIVATIONS = tuple(f"activation_{i}" for i in range(1, MOST_LAYERS + 1))

# What decides how many weights there are, and which.
STRUCTURE = ("data", "csv", "features", "hidden", *WIDTHS)
SAMPLE = ("data", "noise", "train_share", "data_size", "data_seed", "own_points", "csv")
NETWORK = (
    "features",
    "hidden",
    *WIDTHS,
    "activation",
    *LAYER_ACTIVATIONS,
    "output_activation",
    "initialisation",
    "weight_seed",
)
TRAINING = (*("loss", "optimizer", "learning_rate", "batch_size", "dropout", "regularisation", "regularisation_rate"),)


def _width():
    return number(4, 1, MOST_NEURONS, 1)


def _layer_activation():
    return choice("same", ("same", *mlp.ACTIVATIONS))


@dataclass(frozen=True)
class Playground:
    starts: str = choice("one", ("one", "sixty_four"))

    data: str = choice("circle", DATA)
    noise: int = number(0, 0, 50, 5)
    train_share: int = number(50, 10, 90, 10)
    data_size: int = choice(300, (4, 10, 20, 50, 100, 200, 300, 500, 1_000, 2_000))
    data_seed: int = number(0, 0, MOST_SEED, 1)
    own_points: str = text()
    csv: str = text(longest=200)

    features: tuple[str, ...] = several(("x1", "x2"), FEATURES, most=len(FEATURES))
    hidden: int = number(2, 0, MOST_LAYERS, 1)
    width_1: int = _width()
    width_2: int = number(2, 1, MOST_NEURONS, 1)
    width_3: int = _width()
    width_4: int = _width()
    width_5: int = _width()
    width_6: int = _width()
    activation: str = choice("tanh", mlp.ACTIVATIONS)
    activation_1: str = _layer_activation()
    activation_2: str = _layer_activation()
    activation_3: str = _layer_activation()
    activation_4: str = _layer_activation()
    activation_5: str = _layer_activation()
    activation_6: str = _layer_activation()
    output_activation: str = choice("auto", ("auto", *mlp.OUTPUTS))
    initialisation: str = choice("xavier", mlp.INITIALISATIONS)
    weight_seed: int = number(4, 0, MOST_SEED, 1)

    loss: str = choice("auto", ("auto", *mlp.LOSSES))
    optimizer: str = choice("sgd", mlp.OPTIMIZERS)
    learning_rate: float = choice(0.03, ladder(-5, 1, digits=(1, 3)))
    batch_size: int = choice(10, (1, 2, 5, 10, 20, 30, 50, 100, FULL_BATCH))
    dropout: float = number(0.0, 0.0, 0.8, 0.1)
    regularisation: str = choice("none", ("none", "l1", "l2"))
    regularisation_rate: float = choice(0.001, ladder(-5, 1, digits=(1, 3)))
    stop_loss: float = choice(0.0, (0.0, *ladder(-4, -1), 0.2, 0.5))
    epochs: int = choice(200, EPOCHS)
    edits: str = text()

    # Another run, kept to compare: its settings as the text of a link.
    pinned: str = text()

    # Where the learner looks; changes nothing that is computed.
    epoch: str = text(longest=6)
    neuron: str = text(longest=6)
    point: str = text(longest=4)
    warp: str = text(longest=8)
    view: str = text(longest=8)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {
        # A weight typed in belongs to the network it was typed into.
        "edits": (*STRUCTURE, "initialisation", "weight_seed"),
        # Another run is watched from its beginning.
        "epoch": (*SAMPLE, *NETWORK, *TRAINING),
        "neuron": STRUCTURE,
        "warp": STRUCTURE,
        "point": SAMPLE,
    }
    # What has a control only while something else is chosen.
    belongs: ClassVar[dict[str, dict[str, str]]] = {
        "regularisation_rate": {"regularisation": "l2"},
        "output_activation": {"loss": "mse"},
    }
    looks: ClassVar[tuple[str, ...]] = ("epoch", "neuron", "point", "warp", "view")


DEFAULTS = Playground()

# Curriculum 4: XOR by a 2-3-1 network of sigmoids, exactly as the source trains it.
XOR_BY_HAND = Playground(
    data="xor_4",
    hidden=1,
    width_1=3,
    activation="sigmoid",
    output_activation="sigmoid",
    initialisation="normal",
    weight_seed=42,
    loss="half_sse",
    learning_rate=0.1,
    batch_size=FULL_BATCH,
    epochs=10_000,
)

PRESETS: dict[str, Playground] = {
    "circle": Playground(),
    "xor_by_hand": XOR_BY_HAND,
    "xor": Playground(data="xor"),
    "two_gaussians": Playground(data="two_gaussians", hidden=0, epochs=100),
    "spiral": Playground(
        data="spiral",
        width_1=8,
        width_2=8,
        data_size=500,
        train_share=80,
        optimizer="adam",
        learning_rate=0.01,
        epochs=300,
    ),
    "spirals_3": Playground(
        data="spirals_3",
        width_1=12,
        width_2=8,
        data_size=500,
        train_share=80,
        optimizer="adam",
        learning_rate=0.01,
        epochs=300,
    ),
    "multi_gauss": Playground(
        data="multi_gauss",
        width_1=8,
        width_2=6,
        data_size=500,
        train_share=80,
        optimizer="adam",
        learning_rate=0.01,
        epochs=500,
    ),
    "overfitting": Playground(
        data="xor",
        noise=35,
        data_size=100,
        width_1=12,
        width_2=12,
        optimizer="adam",
        epochs=1_000,
    ),
    "straight_line": Playground(hidden=0, epochs=100),
    "squares": Playground(hidden=0, features=("x1_squared", "x2_squared"), epochs=100),
    "diverges": Playground(data="plane", activation="relu", learning_rate=10.0, epochs=50),
}

MISSIONS: dict[str, Mission] = {
    "no_hidden_layer": Mission(Playground(data="xor", data_size=1_000, data_seed=1, hidden=0), ("half", "most", "all"), "half"),
    "all_zeros": Mission(Playground(data="circle", initialisation="zeros", epochs=500), ("slower", "never", "same"), "never"),
    "luck": Mission(
        Playground(
            starts="sixty_four",
            data="xor_4",
            hidden=1,
            width_1=2,
            activation="relu",
            learning_rate=0.1,
            batch_size=FULL_BATCH,
            epochs=1_000,
        ),
        ("all", "some", "none"),
        "some",
    ),
}
