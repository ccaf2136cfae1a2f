"""Weights the learner types in while a network trains, as the text of a link, and the training that goes on with them.

"40.1.2.3:-0.5,60.2.0.1:0.25": at epoch 40 the weight of layer 1 from input 2 to neuron 3 becomes −0.5, at epoch 60 the bias
(from 0) of neuron 1 of layer 2 becomes 0.25. Played again from the same start, the same epochs follow: a link holds the run.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

import numpy as np

from core.errors import LearnerError
from core.mlp import Data, Recipe, Run, State, initial_state, unpack
from core.mlp_engine import train

LARGEST = 999.0
MOST_EDITS = 100


class Edit(NamedTuple):
    """Layers, inputs and neurons count from 1; `source` 0 is the bias; `epoch`: how many the network was trained for before."""

    epoch: int
    layer: int
    source: int
    target: int
    value: float


def read(text: str, recipe: Recipe) -> tuple[Edit, ...]:
    """The edits in `text` by epoch. It comes from links too: what names no weight of this network is left out."""
    edits = []
    for part in text.split(",")[:MOST_EDITS]:
        where, _, value = part.partition(":")
        try:
            edit = Edit(*(int(i) for i in where.split(".")), value=float(value))
        except (TypeError, ValueError):
            continue
        if _exists(edit, recipe) and abs(edit.value) <= LARGEST:
            edits.append(edit)
    return tuple(sorted(edits, key=lambda edit: edit.epoch))


def add(text: str, edit: Edit, recipe: Recipe) -> str:
    """`text` with one more edit; what had been typed in at later epochs is gone, because those epochs will be others.

    Raises LearnerError for values outside −999 … 999 and for more than MOST_EDITS edits.
    """
    if not (math.isfinite(edit.value) and abs(edit.value) <= LARGEST):
        raise LearnerError("edit.out_of_range", value=edit.value, largest=f"{LARGEST:g}")
    place = edit[:4]
    kept = [other for other in read(text, recipe) if other.epoch <= edit.epoch and other[:4] != place]
    if len(kept) >= MOST_EDITS:
        raise LearnerError("edit.too_many", most=MOST_EDITS)
    return write((*kept, edit._replace(value=round(edit.value, 4))))


def write(edits: tuple[Edit, ...]) -> str:
    return ",".join(f"{'.'.join(map(str, edit[:4]))}:{edit.value:g}" for edit in edits)


def train_edited(
    recipe: Recipe,
    data: Data,
    epochs: int,
    keyframes: tuple[int, ...],
    edits: tuple[Edit, ...],
    stop_loss: float | None = None,
    every: int = 1,
) -> tuple[Run, tuple[Edit, ...]]:
    """The run with its edits, and those that it reached. An edited epoch's keyframe and loss are those after the edit."""
    parts: list[Run] = []
    state, made = initial_state(recipe), []
    for epoch, group in groupby((edit for edit in edits if edit.epoch <= epochs), key=lambda edit: edit.epoch):
        if epoch > state.epoch:
            parts.append(train(recipe, data, epoch - state.epoch, keyframes, state, stop_loss, every))
            state = parts[-1].state
            if state.epoch < epoch:  # stopped before
                return _joined(parts), tuple(made)
        state, now = _edited(recipe, state, tuple(group))
        made += now
    parts.append(train(recipe, data, epochs - state.epoch, keyframes, state, stop_loss, every))
    return _joined(parts), tuple(made)


def _edited(recipe: Recipe, state: State, edits: tuple[Edit, ...]) -> tuple[State, tuple[Edit, ...]]:
    weights = state.weights.copy()
    layers = unpack(recipe, weights)
    for edit in edits:
        weight, bias = layers[edit.layer - 1]
        if edit.source:
            weight[edit.source - 1, edit.target - 1] = edit.value
        else:
            bias[edit.target - 1] = edit.value
    return state._replace(weights=weights), edits


def _joined(parts: list[Run]) -> Run:
    """One run of several, each beginning where the one before ended, there with other weights."""
    *before, last = parts
    columns = {}
    for name in ("epochs", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "keyframes", "weights"):
        if (values := getattr(last, name)) is not None:
            columns[name] = np.concatenate([*(getattr(part, name)[:-1] for part in before), values])
    return replace(last, **columns)


def _exists(edit: Edit, recipe: Recipe) -> bool:
    sizes = recipe.sizes
    if not (edit.epoch >= 0 and 1 <= edit.layer < len(sizes)):
        return False
    return 0 <= edit.source <= sizes[edit.layer - 1] and 1 <= edit.target <= sizes[edit.layer]
