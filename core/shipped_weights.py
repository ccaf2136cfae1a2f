"""Weights trained by this project, and how: they make the pages that look into a network alive without any training."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

from core.architectures import same_layers
from core.settings.digit_trainer import DigitTrainer
from core.settings.network import ARCHITECTURES, LENET_5, Network
from core.weights import facts_of, load_weights, settings_of

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "weights"

_RECIPE = dict(data="mnist", learning_rate=0.005, batch_size=64, epochs=15, shift=1, rotate=10, seed=0, device="cpu")

# One network per file: `python -m core.training.shipped` trains them. Large steps throw tanh into saturation.
RECIPES: dict[str, DigitTrainer] = {
    "small": DigitTrainer(**_RECIPE, **ARCHITECTURES["small"]),
    "case_study": DigitTrainer(**_RECIPE, **ARCHITECTURES["case_study"]),
    "lenet_5": DigitTrainer(**_RECIPE | {"learning_rate": 0.002, "epochs": 20}, **LENET_5),
    "textbook": DigitTrainer(**_RECIPE | {"epochs": 10}, **ARCHITECTURES["textbook"]),
    "one_conv": DigitTrainer(**_RECIPE | {"epochs": 20}, **ARCHITECTURES["one_conv"]),
    "dense": DigitTrainer(**_RECIPE | {"epochs": 30}, **ARCHITECTURES["dense"]),
}


# Numbers in a layer, from which on eight bits each have to do: all files together stay below a megabyte.
LARGE = 150_000


class Shipped(NamedTuple):
    """A trained network, and what its file says about it: "command", "data", "accuracy" (on the test images, "99.12 %") …"""

    name: str
    model: nn.Module
    recipe: DigitTrainer
    facts: dict[str, str]


def trained(network: Network) -> Shipped | None:
    """The shipped network with exactly the layers of `network`; None where there is none."""
    return next((load(name) for name, recipe in RECIPES.items() if same_layers(recipe, network)), None)


@functools.lru_cache(maxsize=len(RECIPES))
def load(name: str) -> Shipped:
    """The network in assets/weights/<name>.safetensors."""
    data = path(name).read_bytes()
    recipe = settings_of(data)
    return Shipped(name, load_weights(recipe, data), recipe, facts_of(data))


def with_fewer_bits(model: nn.Module) -> nn.Module:
    """A copy as files keep it: 16 bits a number, 8 in a large layer (float8_e4m3fn: a sign, 4 bits of exponent, 3 of mantissa).

    Whoever loads it calculates with 32 bits again.
    """
    model = copy.deepcopy(model)
    for weights in model.parameters():
        weights.data = weights.data.to(torch.float8_e4m3fn if weights.numel() >= LARGE else torch.float16)
    return model


def path(name: str) -> Path:
    return FOLDER / f"{name}.safetensors"
