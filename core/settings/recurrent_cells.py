"""Settings of the page on recurrent cells: a cell, what it reads, its weights, and how far back its gradient reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.recurrent import CELLS
from core.settings.mission import Mission
from core.settings.schema import choice, number, text
from core.token_inputs import READS

# Curriculum 12: the second "dia" needs the memory of the first.
SENTENCE = "Dia memakan apel karena dia lapar"


@dataclass(frozen=True)
class RecurrentCells:
    cell: str = choice("lstm", CELLS)
    # Set by hand so that each unit remembers one thing; drawn as PyTorch draws them; or learned from text, by characters.
    weights: str = choice("memory", ("memory", "random", "learned"))
    reads: str = choice("words", READS)
    units: int = number(2, 1, 4, 1)
    seed: int = number(0, 0, 9999, 1)

    # How far back: its length, and what is changed in the drawn weights.
    length: int = number(50, 5, 200, 5)
    forget_bias: float = number(3.0, 0.0, 6.0, 0.5)
    gain: float = number(1.0, 0.5, 4.0, 0.1)

    # What the learner typed: text, numbers, and weights as "f.1.x2:0.5".
    sentence: str = text(SENTENCE, longest=400)
    series: str = text("1 0 0 0 0 0 0 0", longest=400)
    edits: str = text()

    # Where the learner looks: "cell" or "reach", a step and a unit from 1 ("5.1"), and how many steps back the gradient went.
    view: str = text("cell", longest=5)
    selected: str = text("5.1", longest=7)
    back: str = text(longest=3)

    clears: ClassVar[dict[str, tuple[str, ...]]] = {
        "edits": ("cell", "weights", "reads", "units", "seed", "forget_bias", "gain"),
        "back": ("length",),
    }
    looks: ClassVar[tuple[str, ...]] = ("view", "selected", "back")


DEFAULTS = RecurrentCells()

PRESETS: dict[str, RecurrentCells] = {
    "memory": RecurrentCells(),
    "fading": RecurrentCells(cell="rnn"),
    "gru": RecurrentCells(cell="gru"),
    "impulse": RecurrentCells(reads="numbers", units=1, selected="8.1"),
    "learned": RecurrentCells(weights="learned", sentence="The network learns. Jaringan belajar.", selected="9.1"),
    "drawn": RecurrentCells(weights="random", cell="gru", reads="characters", sentence="apel", selected="4.1"),
    "far": RecurrentCells(weights="random", view="reach", length=200),
    "shut": RecurrentCells(weights="random", view="reach", length=50, forget_bias=0.0),
    "explodes": RecurrentCells(weights="random", view="reach", length=100, gain=3.0, cell="rnn"),
}

MISSIONS: dict[str, Mission] = {
    "second_dia": Mission(RecurrentCells(cell="gru"), ("forgotten", "same", "doubled"), "same"),
    "forgets": Mission(
        RecurrentCells(weights="random", cell="rnn", view="reach", length=100, back="99"),
        ("percent", "billionth", "less"),
        "less",
    ),
    "shut": Mission(
        RecurrentCells(weights="random", view="reach", length=50, forget_bias=0.0, back="49"),
        ("further", "same", "shorter"),
        "same",
    ),
}
