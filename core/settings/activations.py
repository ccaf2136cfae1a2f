"""Settings of the activations page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.activations import ACTIVATIONS
from core.settings.mission import Mission
from core.settings.schema import choice, number, several, text


@dataclass(frozen=True)
class Activations:
    view: str = choice("curves", ("curves", "softmax"))

    activation: tuple[str, ...] = several(("step", "sigmoid", "tanh", "relu"), tuple(ACTIVATIONS), most=4)
    # PyTorch's default slope is 0.01, which nobody can see.
    negative_slope: float = number(0.1, 0.0, 1.0, 0.01)
    alpha: float = number(1.0, 0.1, 3.0, 0.1)
    beta: float = number(1.0, 0.5, 5.0, 0.5)
    x_max: int = number(5, 2, 10, 1)

    # The batch of normal inputs.
    mean: float = number(0.0, -5.0, 5.0, 0.1)
    std: float = number(1.0, 0.1, 5.0, 0.1)
    samples: int = number(1000, 100, 10_000, 100)
    seed: int = number(0, 0, 9999, 1)

    # z₁, z₂, z₃, dragged in the picture.
    logits: str = text("2,1,0.1", longest=40)
    offset: float = number(0.0, -5.0, 5.0, 0.5)
    temperature: float = number(1.0, 0.2, 5.0, 0.1)

    # Where the learner looks; changes no curve: the probe, and the function whose tangent, zones and outputs are shown.
    x: float = number(1.5, -10.0, 10.0, 0.05)
    shown: str = text("sigmoid", longest=20)

    looks: ClassVar[tuple[str, ...]] = ("x", "shown")
    # A function's parameter, and the choice without which it changes nothing and has no control.
    belongs: ClassVar[dict[str, dict[str, tuple[str, ...]]]] = {
        "negative_slope": {"activation": ("leaky_relu",)},
        "alpha": {"activation": ("elu",)},
        "beta": {"activation": ("softplus",)},
    }


DEFAULTS = Activations()

PRESETS: dict[str, Activations] = {
    "classics": Activations(),
    "saturation": Activations(activation=("sigmoid", "tanh"), std=3.0, x=4.0),
    "dead_relu": Activations(activation=("relu",), mean=-2.0, x=-2.0, shown="relu"),
    "relu_family": Activations(activation=("relu", "leaky_relu", "elu", "hardtanh"), x=-1.0, shown="leaky_relu"),
    "smooth": Activations(activation=("relu", "gelu", "silu", "softplus"), x_max=4, x=-0.75, shown="gelu"),
    "softmax": Activations(view="softmax"),
    "temperature": Activations(view="softmax", temperature=0.5),
}

MISSIONS: dict[str, Mission] = {
    "ten_layers": Mission(
        Activations(activation=("sigmoid", "tanh"), x=0.0), ("quarter", "fortieth", "millionth"), "millionth"
    ),
    "dead": Mission(
        Activations(activation=("relu", "leaky_relu"), mean=-3.0, samples=10_000, x=-3.0, shown="relu"),
        ("half", "most", "nearly_all"),
        "nearly_all",
    ),
    "offset": Mission(Activations(view="softmax", offset=5.0), ("sharper", "same", "evener"), "same"),
}
