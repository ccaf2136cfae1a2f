"""Settings of the page on learning rates and optimisers: the surface, who races on it, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.optimisers import OPTIMISERS
from core.schedules import SCHEDULES
from core.settings.mission import Mission
from core.settings.schema import choice, number, replace, several, text
from core.surfaces import SURFACES

NAMES = tuple(OPTIMISERS)
DIGITS = (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.6, 6.3, 7, 8, 9)
# Twenty to a decade, evenly spaced for the eye on a logarithmic ruler.
RATES = (*(float(f"{digit}e{power}") for power in range(-4, 1) for digit in DIGITS), 10.0)

# Learning rates with which all six get somewhere on each surface.
TUNED: dict[str, tuple[float, ...]] = {
    "bowl": (0.1, 0.02, 0.02, 0.5, 0.05, 0.2),
    "ravine": (0.07, 0.01, 0.01, 0.5, 0.05, 0.2),
    "saddle": (0.1, 0.02, 0.02, 0.2, 0.02, 0.05),
    "rosenbrock": (0.001, 0.0005, 0.0005, 0.5, 0.005, 0.1),
    "beale": (0.005, 0.001, 0.001, 0.5, 0.05, 0.2),
    "himmelblau": (0.01, 0.002, 0.002, 0.8, 0.1, 0.4),
    "rastrigin": (0.002, 0.001, 0.001, 0.5, 0.05, 0.5),
    "network": (0.2, 0.05, 0.05, 0.5, 0.02, 0.1),
}


def _rate(name: str):
    return choice(TUNED["ravine"][NAMES.index(name)], RATES)


@dataclass(frozen=True)
class Optimisers:
    surface: str = choice("ravine", tuple(SURFACES))
    start: str = text(longest=24)
    racers: tuple[str, ...] = several(NAMES, NAMES, most=len(NAMES))

    learning_rate_sgd: float = _rate("sgd")
    learning_rate_momentum: float = _rate("momentum")
    learning_rate_nesterov: float = _rate("nesterov")
    learning_rate_adagrad: float = _rate("adagrad")
    learning_rate_rmsprop: float = _rate("rmsprop")
    learning_rate_adam: float = _rate("adam")

    schedule: str = choice("constant", SCHEDULES)
    race_steps: int = choice(100, (20, 50, 100, 200, 300, 500, 1_000))
    gradient_noise: float = choice(0.0, (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0))
    seed: int = number(0, 0, 9999, 1)

    momentum: float = number(0.9, 0.0, 0.99, 0.01)
    rmsprop_alpha: float = choice(0.99, (0.5, 0.9, 0.95, 0.99, 0.999))
    beta1: float = choice(0.9, (0.0, 0.5, 0.8, 0.9, 0.95, 0.99))
    beta2: float = choice(0.999, (0.5, 0.9, 0.95, 0.99, 0.999))

    # Where the learner looks; changes nothing that is computed. `view` is empty for the map, or "3d.yaw.pitch" in degrees.
    selected: str = text("sgd", longest=10)
    step: str = text(longest=5)
    view: str = text(longest=12)

    # A place belongs to the surface on which it was clicked.
    clears: ClassVar[dict[str, tuple[str, ...]]] = {"start": ("surface",)}
    looks: ClassVar[tuple[str, ...]] = ("selected", "step", "view")


def rates(settings: Optimisers) -> dict[str, float]:
    """Optimiser → learning rate, of all six."""
    return {name: getattr(settings, f"learning_rate_{name}") for name in NAMES}


def tuned(surface: str) -> dict[str, float]:
    """The fields of the learning rates with which all six get somewhere on `surface`."""
    return {f"learning_rate_{name}": rate for name, rate in zip(NAMES, TUNED[surface], strict=True)}


def retuned(before: Optimisers, after: Optimisers) -> Optimisers:
    """`after`, with rates that suit its surface where only the surface is another one than `before`: 0.05 is fine in the
    ravine and fifty times too much for Rosenbrock's valley.
    """
    if before.surface == after.surface or rates(before) != rates(after):
        return after
    return replace(after, **tuned(after.surface))


DEFAULTS = Optimisers()
ALONE = {"racers": ("sgd",), "race_steps": 50}


def _race(surface: str, **others) -> Optimisers:
    return Optimisers(surface=surface, **(tuned(surface) | others))


PRESETS: dict[str, Optimisers] = {
    "race": Optimisers(),
    "too_small": Optimisers(learning_rate_sgd=0.002, **ALONE),
    "right": Optimisers(learning_rate_sgd=0.07, **ALONE),
    "too_large": Optimisers(learning_rate_sgd=0.1, **ALONE),
    "divergent": Optimisers(learning_rate_sgd=0.11, **ALONE),
    "saddle": _race("saddle"),
    "rosenbrock": _race("rosenbrock", race_steps=500),
    "beale": _race("beale", race_steps=200),
    "himmelblau": _race("himmelblau"),
    "rastrigin": _race("rastrigin"),
    "network": _race("network", race_steps=200),
    "one_cycle": Optimisers(schedule="one_cycle", race_steps=200, gradient_noise=1.0),
}

MISSIONS: dict[str, Mission] = {
    "survivor": Mission(
        Optimisers(
            racers=("sgd", "momentum", "nesterov"),
            learning_rate_sgd=0.11,
            learning_rate_momentum=0.11,
            learning_rate_nesterov=0.11,
        ),
        ("sgd", "momentum", "nesterov"),
        "momentum",
    ),
    "zeros": Mission(_race("network", start="0_0"), ("adam", "momentum", "nobody"), "nobody"),
    "noise": Mission(
        Optimisers(racers=("sgd",), learning_rate_sgd=0.05, schedule="cosine", race_steps=300, gradient_noise=2.0),
        ("same", "lower", "higher"),
        "lower",
    ),
}
