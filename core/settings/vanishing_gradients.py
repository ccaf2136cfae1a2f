"""Settings of the page on vanishing and exploding gradients: a deep network, its training, and the cure to compare it with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.deep_network import FUNCTIONS, INITIALISATIONS, NORMALISATIONS
from core.mlp import OPTIMIZERS
from core.settings.mission import Mission
from core.settings.schema import choice, flag, ladder, number, replace, text

MOST_SEED = 9999
# What a cure changes, and nothing else: the seed, the data and their order stay.
CURES: dict[str, dict] = {
    "relu_he": {"activation": "relu", "initialisation": "he"},
    "batch_norm": {"normalisation": "batch"},
    "layer_norm": {"normalisation": "layer"},
    "residual": {"residual": True},
    "xavier": {"initialisation": "xavier"},
    "orthogonal": {"initialisation": "orthogonal"},
    "adam": {"optimizer": "adam", "learning_rate": 0.01},
    "all": {"activation": "relu", "initialisation": "he", "normalisation": "batch", "residual": True},
}
NETWORK = ("data", "depth", "width", "activation", "initialisation", "normalisation", "residual", "seed")
TRAINING = ("optimizer", "learning_rate", "batch_size")


@dataclass(frozen=True)
class VanishingGradients:
    data: str = choice("digits", ("digits", "mnist"))
    depth: int = number(20, 2, 50, 1)
    width: int = choice(32, (8, 16, 32, 64))
    activation: str = choice("sigmoid", FUNCTIONS)
    initialisation: str = choice("pytorch", INITIALISATIONS)
    normalisation: str = choice("none", NORMALISATIONS)
    residual: bool = flag(False)

    optimizer: str = choice("momentum", OPTIMIZERS)
    learning_rate: float = choice(0.01, ladder(-4, 1, digits=(1, 3)))
    batch_size: int = choice(64, (16, 32, 64, 128))
    steps: int = choice(300, (50, 100, 200, 300, 500, 1_000))
    seed: int = number(3, 0, MOST_SEED, 1)

    cure: str = choice("relu_he", CURES)
    # Another run, kept to compare in the cure's place: its settings as the text of a link.
    pinned: str = text()

    # Where the learner looks: a layer, what is shown of it (values or gradient), and the step of the training.
    layer: str = text(longest=3)
    quantity: str = text(longest=8)
    step: str = text(longest=5)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {
        "layer": ("depth",),
        # Another training is watched from its beginning.
        "step": (*NETWORK, *TRAINING, "steps", "cure", "pinned"),
    }
    looks: ClassVar[tuple[str, ...]] = ("layer", "quantity", "step")


DEFAULTS = VanishingGradients()


def cured(settings: VanishingGradients) -> VanishingGradients:
    """`settings` with their cure, and nothing else changed."""
    return replace(settings, **CURES[settings.cure])


# Curriculum 6: vanishing gradients and the cures ReLU, batch normalisation, modern optimisers such as Adam.
PRESETS: dict[str, VanishingGradients] = {
    "sigmoid": VanishingGradients(),
    "batch_norm": VanishingGradients(cure="batch_norm"),
    "residual": VanishingGradients(depth=50, cure="residual"),
    "adam": VanishingGradients(depth=4, cure="adam"),
    "small_weights": VanishingGradients(activation="tanh", initialisation="small", cure="xavier"),
    "explodes_relu": VanishingGradients(activation="relu", initialisation="normal"),
    "explodes_tanh": VanishingGradients(activation="tanh", initialisation="normal", cure="orthogonal"),
    "fifty": VanishingGradients(depth=50, steps=200, cure="all"),
}

MISSIONS: dict[str, Mission] = {
    "first_layer": Mission(VanishingGradients(), ("tenth", "thousandth", "nothing"), "nothing"),
    "explodes": Mission(PRESETS["explodes_relu"], ("faster", "slower", "breaks"), "breaks"),
    "adam_alone": Mission(VanishingGradients(cure="adam"), ("rescued", "slowly", "stuck"), "stuck"),
}
