"""Settings of the page that goes forward and backward through a small network by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.settings.mission import Mission
from core.settings.schema import choice, ladder, number, text


@dataclass(frozen=True)
class ForwardBackward:
    inputs: int = number(2, 1, 4, 1)
    # No neurons: no such layer.
    hidden_first: int = number(3, 0, 6, 1)
    hidden_second: int = number(0, 0, 6, 1)
    outputs: int = number(1, 1, 4, 1)
    activation: str = choice("sigmoid", ("sigmoid", "tanh", "relu"))
    output_activation: str = choice("sigmoid", ("sigmoid", "tanh", "linear"))
    loss: str = choice("mse", ("mse", "binary_cross_entropy", "cross_entropy"))
    learning_rate: float = choice(0.5, ladder(-2, 2))

    # The numbers to begin with: the curriculum's where they fit the network, random ones elsewhere.
    initial: str = choice("textbook", ("textbook", "program", "random"))
    seed: int = number(0, 0, 999, 1)
    # What the learner typed over, and after how many updates: "w1.1.3:0.4,2@x1:0.9".
    edits: str = text()
    updates: int = number(0, 0, 200, 1)

    # Where the learner looks; changes nothing that is computed.
    moment: int = number(0, 0, 14, 1)
    selected: str = text("n1.1", longest=12)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {"edits": ("initial", "seed")}
    looks: ClassVar[tuple[str, ...]] = ("moment", "selected")


DEFAULTS = ForwardBackward()

PRESETS: dict[str, ForwardBackward] = {
    "textbook": ForwardBackward(),
    "program": ForwardBackward(initial="program"),
    "tanh": ForwardBackward(activation="tanh", output_activation="tanh", learning_rate=0.2),
    "dead": ForwardBackward(activation="relu", output_activation="linear", learning_rate=0.1, edits="b1.2:-1", selected="n1.2"),
    "saturated": ForwardBackward(edits="b2.1:12,y1:0", selected="n2.1"),
    "classes": ForwardBackward(
        activation="relu", loss="cross_entropy", outputs=3, hidden_first=4, initial="random", seed=4, selected="n2.1"
    ),
    "largest": ForwardBackward(
        inputs=4, hidden_first=6, hidden_second=6, outputs=4, activation="tanh", loss="cross_entropy", initial="random", seed=1
    ),
}

MISSIONS: dict[str, Mission] = {
    "direction": Mission(ForwardBackward(selected="e2.2.1", moment=10), ("up", "down", "stays"), "up"),
    "saturated": Mission(
        ForwardBackward(edits="b2.1:12,y1:0", selected="n2.1", moment=6), ("fast", "hardly", "explodes"), "hardly"
    ),
    "overshoot": Mission(
        ForwardBackward(activation="relu", output_activation="linear", learning_rate=1.0, updates=1, selected="L", moment=10),
        ("falls", "rises", "stays"),
        "rises",
    ),
}
