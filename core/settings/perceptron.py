"""Settings of the perceptron page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.settings.mission import Mission
from core.settings.schema import choice, number, text

GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0), "xor": (0, 1, 1, 0)}


@dataclass(frozen=True)
class Perceptron:
    problem: str = choice("or", (*GATES, "own"))
    learning_rate: float = number(0.1, 0.01, 1.0, 0.01)
    first_weight: float = number(0.0, -2.0, 2.0, 0.1)
    second_weight: float = number(0.0, -2.0, 2.0, 0.1)
    first_bias: float = number(0.0, -2.0, 2.0, 0.1)
    sample_order: str = choice("listed", ("listed", "shuffled"))
    seed: int = number(0, 0, 9999, 1)
    most_epochs: int = number(20, 1, 100, 1)

    # The learner's own points, "x1_x2_class~…"; empty stands for a worked example, "none" for no point at all.
    points: str = text()

    # Where the learner looks: how many samples have been shown. 7 is where the line first turns.
    step: int = number(7, 0, 4000, 1)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {"points": ("problem",)}
    looks: ClassVar[tuple[str, ...]] = ("step",)


DEFAULTS = Perceptron()

PRESETS: dict[str, Perceptron] = {
    "or": Perceptron(),
    "and": Perceptron(problem="and", step=6),
    "nand": Perceptron(problem="nand", step=6),
    "xor": Perceptron(problem="xor", step=80),
    "slow": Perceptron(learning_rate=0.01, first_weight=0.6, second_weight=-0.4, first_bias=0.3, most_epochs=100, step=1),
    "cloud": Perceptron(problem="own", step=2),
    "outlier": Perceptron(
        problem="own",
        points="-1_0_0~2_1_1~0_-1_0~1_2_1~-1_1.5_0~2_0_1~0.5_-0.5_0~1.5_1.5_1~2.2_2.2_0",
        most_epochs=50,
        step=450,
    ),
}

MISSIONS: dict[str, Mission] = {
    "xor": Mission(Perceptron(problem="xor", most_epochs=100, step=400), ("ten", "hundred", "never"), "never"),
    "ten_times": Mission(Perceptron(learning_rate=1.0, step=16), ("sooner", "same", "later"), "same"),
    "other_start": Mission(
        Perceptron(
            problem="and",
            first_weight=0.7,
            second_weight=-0.4,
            first_bias=0.2,
            sample_order="shuffled",
            step=40,
        ),
        ("same_line", "other_line", "never"),
        "other_line",
    ),
}
