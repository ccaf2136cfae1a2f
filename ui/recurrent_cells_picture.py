"""The picture of a recurrent cell: its gates at one step, all steps below, and how far back its gradient reaches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from core.experiments.recurrent_cells import Experiment, reads_of, typed
from core.recurrent import CELLS, GATES, Weights
from core.settings.recurrent_cells import RecurrentCells
from core.settings.schema import knobs
from core.token_inputs import ALPHABET
from ui import components
from ui.labels import option

PARTS = ("numbers", "diagram", "lanes", "formulas", "reach", "view", "interaction")
_PICTURE = components.register_picture("recurrent_cells", *(f"recurrent_cells-{part}" for part in PARTS), "recurrent_cells")
# In the order in which a lesson tells them.
SHOWN = {"rnn": ("h",), "lstm": ("f", "i", "g", "o", "c", "h"), "gru": ("z", "r", "n", "h")}
BEST_GUESSES = 3
EVENTS = ("look", "write", "edit")


def draw(
    page: str, settings: RecurrentCells, shown: RecurrentCells, result: Experiment, answers: dict[str, Callable[[dict], None]]
) -> None:
    """`settings` as typed, `shown` and `result` those drawn: the last ones that can be read. `answers`: for each of EVENTS."""
    passed, sequence = result.passed, result.sequence
    data = {
        "cell": shown.cell,
        "cell_names": {cell: option("cell", cell) for cell in CELLS},
        "reads": reads_of(shown),
        "learned": shown.weights == "learned",
        "text": typed(settings),
        "longest": knobs(settings)["sentence"].longest,
        "tokens": list(sequence.tokens),
        "places": list(sequence.places) if sequence.places else None,
        "inputs": None if sequence.places else sequence.x[:, 0].tolist(),
        "gates": GATES[shown.cell],
        "shown": SHOWN[shown.cell],
        "values": _planes([passed.values[name] for name in SHOWN[shown.cell]]),
        "sums": {"names": list(passed.sums), "planes": _planes(list(passed.sums.values()))},
        "weights": _weights(result.weights),
        "guesses": _guesses(result),
        "reach": {
            "length": shown.length,
            "units": result.reach_units,
            "curves": {cell: [float(f"{v:.4g}") for v in values.tolist()] for cell, values in result.reaches.items()},
        },
        "look": look_of(shown, len(sequence.tokens), result.weights.hidden),
    }
    _PICTURE(page, data, **answers)


def look_of(settings: RecurrentCells, steps: int, units: int) -> dict:
    """Where the learner looks, held within what there is; a link may say anything."""

    def within(text: str, most: int) -> int:
        return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else most

    step, _, unit = settings.selected.partition(".")
    back = int(settings.back) if settings.back.isascii() and settings.back.isdigit() else settings.length - 1
    return {
        "view": "reach" if settings.view == "reach" else "cell",
        "step": within(step, steps) - 1,
        "unit": within(unit or "1", units) - 1,
        "back": min(back, settings.length - 1),
    }


def _planes(columns: list[np.ndarray]) -> dict:
    """Arrays (T, H) → planes (names, H, T)."""
    return components.packed(torch.from_numpy(np.stack(columns).transpose(0, 2, 1)).contiguous())


def _weights(weights: Weights) -> dict:
    matrices = {name: components.packed(torch.from_numpy(getattr(weights, name).copy())[None]) for name in ("ih", "hh")}
    return matrices | {name: getattr(weights, name).tolist() for name in ("bias_ih", "bias_hh")}


def _guesses(result: Experiment) -> list[list] | None:
    """Of each step the most probable next characters: [[character, probability], …], the likeliest first."""
    if result.guessed is None:
        return None
    best = np.argsort(-result.guessed, axis=1)[:, :BEST_GUESSES]
    return [[[ALPHABET[k], round(float(row[k]), 4)] for k in order] for row, order in zip(result.guessed, best, strict=True)]
