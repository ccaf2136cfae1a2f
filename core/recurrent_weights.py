"""Weights of a tiny recurrent cell: set by hand so that it remembers, drawn as PyTorch draws them, typed over by the learner.

What was typed over is text in the link: "f.1.x2:0.5" sets the weight of gate f of unit 1 from input 2 to 0.5, "f.1.h2" that
from unit 2 of the step before, "f.1.bx" and "f.1.bh" the two biases. Everything counts from 1.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from core.errors import LearnerError
from core.recurrent import GATES, Weights, gates_of, initial
from core.token_inputs import ALPHABET

LARGEST = 99.0
DECIMALS = 4
MOST_EDITS = 200
# Which word (by first appearance) or character each unit remembers, set by hand.
REMEMBERED = {"words": (0, 2, 1, 3), "characters": tuple(ALPHABET.index(letter) for letter in "aei ")}
# Of numbers: those beyond ±0.5 (units 1 and 2), and those beyond ±1.5 (units 3 and 4).
SIGNS, THRESHOLDS = (1, -1, 1, -1), (4, 4, 12, 12)
OPEN, SHUT, WRITE, FADE = 8.0, 4.0, 2.0, 0.7


class Edit(NamedTuple):
    """`matrix` is x (W_ih), h (W_hh), bx (b_ih) or bh (b_hh); `source` counts from 1, and is 0 for a bias."""

    gate: str
    unit: int
    matrix: str
    source: int
    value: float


def memory(cell: str, reads: str, inputs: int, units: int) -> Weights:
    """Each unit writes when its own word, character or kind of number comes (REMEMBERED), and keeps it at all other steps.

    A gate is open at σ(4) = 0.982 and shut at σ(−4) = 0.018. An RNN has no gate: its units multiply by 0.7 and fade.
    """
    rows = len(GATES[cell]) * units
    weights = Weights(np.zeros((rows, inputs)), np.zeros((rows, units)), np.zeros(rows), np.zeros(rows))
    # One row of W_ih for each gate and unit, (G, H, I), and its bias (G, H): views, to be written.
    ih = dict(zip(GATES[cell], weights.ih.reshape(-1, units, inputs), strict=True))
    bias = dict(zip(GATES[cell], weights.bias_ih.reshape(-1, units), strict=True))
    for unit in range(units):
        place = 0 if reads == "numbers" else REMEMBERED[reads][unit]
        sign, threshold = (SIGNS[unit], THRESHOLDS[unit]) if reads == "numbers" else (1, SHUT)
        match cell:
            case "rnn":
                ih["h"][unit, place] = sign * WRITE
                weights.hh[unit, unit] = FADE
            case "lstm":
                ih["i"][unit, place], bias["i"][unit] = sign * OPEN, -threshold
                ih["g"][unit, place] = WRITE
                bias["f"][unit] = bias["o"][unit] = SHUT
            case "gru":
                # PyTorch's z keeps.
                ih["z"][unit, place], bias["z"][unit] = -sign * OPEN, threshold
                ih["n"][unit, place] = WRITE
    return weights


def drawn(cell: str, inputs: int, units: int, seed: int, forget_bias: float, gain: float) -> Weights:
    """PyTorch's own first weights, W_hh multiplied by `gain`, and `forget_bias` added to the b_hh of the gate that keeps: an
    LSTM's f, a GRU's z. An RNN has none.
    """
    weights = initial(cell, inputs, units, seed)
    weights.hh[...] *= gain
    keeps = {"lstm": "f", "gru": "z"}.get(cell)
    if keeps:
        gates_of(cell, weights.bias_hh)[keeps][...] += forget_bias
    return weights


def edited(cell: str, weights: Weights, edits: str) -> Weights:
    """`weights` with `edits` in them, in new arrays. Edits come from links too: what names no weight is left out."""
    changed = Weights(*(values.copy() for values in weights))
    for edit in read(cell, weights, edits):
        row = GATES[cell].index(edit.gate) * weights.hidden + edit.unit - 1
        match edit.matrix:
            case "x":
                changed.ih[row, edit.source - 1] = edit.value
            case "h":
                changed.hh[row, edit.source - 1] = edit.value
            case "bx":
                changed.bias_ih[row] = edit.value
            case "bh":
                changed.bias_hh[row] = edit.value
    return changed


def read(cell: str, weights: Weights, edits: str) -> list[Edit]:
    found = []
    for part in edits.split(",")[:MOST_EDITS]:
        match = re.fullmatch(r"([a-z])\.([1-9])\.(?:([xh])(\d{1,2})|(b[xh])):(-?\d{1,2}(?:\.\d{1,4})?)", part, re.ASCII)
        if not match:
            continue
        gate, unit, matrix, source, bias, value = match.groups()
        edit = Edit(gate, int(unit), matrix or bias, int(source or 0), float(value))
        sources = {"x": weights.ih.shape[1], "h": weights.hidden}.get(edit.matrix)
        if gate in GATES[cell] and edit.unit <= weights.hidden and (sources is None or 1 <= edit.source <= sources):
            found.append(edit)
    return found


def add(cell: str, weights: Weights, edits: str, edit: Edit) -> str:
    """`edits` with one more. Raises LearnerError recurrent.out_of_range (value, largest), recurrent.too_many_edits (most)."""
    if not abs(edit.value) <= LARGEST:
        raise LearnerError("recurrent.out_of_range", value=edit.value, largest=f"{LARGEST:g}")
    kept = [other for other in read(cell, weights, edits) if other[:4] != edit[:4]]
    if len(kept) >= MOST_EDITS:
        raise LearnerError("recurrent.too_many_edits", most=MOST_EDITS)
    return ",".join(_written(one) for one in (*kept, edit._replace(value=round(edit.value, DECIMALS))))


def _written(edit: Edit) -> str:
    value = f"{edit.value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return f"{edit.gate}.{edit.unit}.{edit.matrix}{edit.source or ''}:{value}"
