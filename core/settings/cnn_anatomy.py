"""Settings of the page that looks into a convolutional network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from core.settings.mission import Mission
from core.settings.network import ARCHITECTURES, EXAMPLES, Network
from core.settings.schema import choice, number, text

VIEWS = ("inside", "attention", "layers")
LARGEST_SAMPLE = 199


@dataclass(frozen=True)
class CnnAnatomy(Network):
    # The curriculum's "Small", where the editor begins here.
    filters_1: int = number(8, 4, 64, 1)
    kernel_1: int = choice(3, (3, 5, 7))
    filters_2: int = number(16, 4, 64, 1)
    kernel_2: int = choice(3, (3, 5, 7))
    width_1: int = number(64, 4, 512, 1)

    show: str = choice("inside", VIEWS)
    input: str = choice("digits", ("digits", "mnist", "drawing"))
    sample: int = number(18, 0, LARGEST_SAMPLE, 1)
    picture: str = text(longest=4_000)

    weights_from: str = choice("trained", ("trained", "untrained", "run"))
    run: str = text(longest=16)
    seed: int = number(0, 0, 9999, 1)

    angle: int = number(0, -180, 180, 5)
    move_right: int = number(0, -10, 10, 1)
    move_down: int = number(0, -10, 10, 1)
    blur: float = number(0.0, 0.0, 3.0, 0.1)
    pixel_noise: float = number(0.0, 0.0, 1.0, 0.05)

    target: str = choice("predicted", ("predicted", *map(str, range(10))))

    # The unit looked at, "layer.map.row.column" or "layer.unit".
    selected: str = text(longest=40)

    belongs: ClassVar[dict[str, dict[str, Any]]] = {"target": {"show": "attention"}}
    looks: ClassVar[tuple[str, ...]] = ("selected",)


DEFAULTS = CnnAnatomy()

PRESETS: dict[str, CnnAnatomy] = {
    "small": CnnAnatomy(),
    "case_study": CnnAnatomy(**ARCHITECTURES["case_study"], sample=4, selected="conv_2.5.4.4"),
    "lenet_5": CnnAnatomy(**EXAMPLES["lenet_5"], sample=7, selected="conv_2.3.5.5"),
    "dense": CnnAnatomy(**ARCHITECTURES["dense"], selected="dense_1"),
    "attention": CnnAnatomy(show="attention", sample=2, selected="conv_2.0.5.5"),
    "upside_down": CnnAnatomy(sample=11, angle=180, selected="output.9"),
    "noisy": CnnAnatomy(sample=1, pixel_noise=0.4, selected="conv_1.0.12.12"),
    "totals": CnnAnatomy(show="layers"),
}

MISSIONS: dict[str, Mission] = {
    "shifted": Mission(CnnAnatomy(sample=5, move_right=8, selected="conv_1.0.12.12"), ("same", "unsure", "wrong"), "wrong"),
    "untrained": Mission(
        CnnAnatomy(weights_from="untrained", selected="conv_1.3.12.12"), ("nothing", "shapes", "right"), "shapes"
    ),
    "larger": Mission(CnnAnatomy(show="layers"), ("same", "eight", "hundred"), "hundred"),
}
