"""What the page on recurrent cells computes: a cell unrolled over what the learner typed, and how far back gradients reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from core import character_model, recurrent_weights
from core.activations import Array
from core.recurrent import CELLS, Unrolled, Weights, reach, torch_states, unroll
from core.recurrent_weights import Edit
from core.settings.recurrent_cells import RecurrentCells
from core.settings.schema import knobs, replace
from core.threads import one_thread
from core.token_inputs import ALPHABET, INPUTS, Sequence, one_hot, read

REACH_UNITS = 32  # of the drawn cells whose gradients are followed


@dataclass(frozen=True, eq=False)
class Experiment:
    """`guessed` (T, A): probabilities of the next character, where the weights are learned, else None. `reaches`: of each cell
    ‖∂h_T/∂x_t‖ for t = 1 … length, `reach_units` its units. `difference`: the largest one from PyTorch's own states.
    """

    sequence: Sequence
    weights: Weights
    passed: Unrolled
    guessed: Array | None
    reaches: dict[str, Array]
    reach_units: int
    difference: float


def reads_of(settings: RecurrentCells) -> str:
    """A trained cell reads characters; a tiny one whatever is chosen."""
    return "characters" if settings.weights == "learned" else settings.reads


def typed(settings: RecurrentCells) -> str:
    """The text or the numbers to be read."""
    return settings.series if reads_of(settings) == "numbers" else settings.sentence


def run(settings: RecurrentCells) -> Experiment:
    """Raises LearnerError as core.token_inputs.read does."""
    sequence = read(typed(settings), reads_of(settings))
    weights = weights_of(settings)
    passed = unroll(settings.cell, sequence.x, weights)
    h, last_c = torch_states(settings.cell, sequence.x, weights)
    difference = float(np.abs(passed.values["h"] - h).max())
    if last_c is not None:
        difference = max(difference, float(np.abs(passed.values["c"][-1] - last_c).max()))
    guessed = None
    reached = sequence.places if settings.weights == "learned" else None
    if settings.weights == "learned":
        _, readout = character_model.learned(settings.cell)
        guessed = character_model.guesses(passed.values["h"], readout)
    reaches = reaches_of(settings.length, settings.seed, settings.forget_bias, settings.gain, reached)
    units = character_model.HIDDEN if reached else REACH_UNITS
    return Experiment(sequence, weights, passed, guessed, reaches, units, difference)


def weights_of(settings: RecurrentCells) -> Weights:
    if settings.weights == "learned":
        return character_model.learned(settings.cell)[0]
    return recurrent_weights.edited(settings.cell, _unedited(settings), settings.edits)


def edit(settings: RecurrentCells, gate: str, unit: int, matrix: str, source: int, value: float) -> RecurrentCells:
    """A weight typed over (see core.recurrent_weights.Edit). Raises LearnerError as recurrent_weights.add does."""
    made = recurrent_weights.add(settings.cell, _unedited(settings), settings.edits, Edit(gate, unit, matrix, source, value))
    return replace(settings, edits=made)


def write(settings: RecurrentCells, text: str) -> RecurrentCells:
    """`settings` that read `text`, which need not be readable: `run` tells what is wrong with it."""
    field = "series" if reads_of(settings) == "numbers" else "sentence"
    return replace(settings, **{field: " ".join(text.split())[: knobs(settings)[field].longest]})


@lru_cache(maxsize=64)
def reaches_of(length: int, seed: int, forget_bias: float, gain: float, places: tuple[int, ...] | None) -> dict[str, Array]:
    """Cell → ‖∂h_T/∂x_t‖, (length,). With `places` the trained cells, reading these characters over and over; else drawn ones
    of REACH_UNITS units, all from one seed, reading the same random numbers.
    """
    if places is None:
        generator = torch.Generator().manual_seed(seed)
        x = torch.randn(length, 1, generator=generator, dtype=torch.float64).numpy()
        cells = {cell: recurrent_weights.drawn(cell, 1, REACH_UNITS, seed, forget_bias, gain) for cell in CELLS}
    else:
        x = one_hot(tuple(places[t % len(places)] for t in range(length)), len(ALPHABET))
        cells = {cell: character_model.learned(cell)[0] for cell in CELLS}
    with one_thread():
        return {cell: reach(unroll(cell, x, weights), weights) for cell, weights in cells.items()}


def script_values(settings: RecurrentCells, result: Experiment) -> dict:
    """The settings block of the exported script."""
    places = result.sequence.places
    weights = {name: np.round(values, 8).tolist() for name, values in result.weights._asdict().items()}
    return {
        "cell": settings.cell,
        "tokens": list(result.sequence.tokens),
        "places": list(places) if places else None,
        "series": None if places else result.sequence.x[:, 0].tolist(),
        "weight_ih": weights["ih"],
        "weight_hh": weights["hh"],
        "bias_ih": weights["bias_ih"],
        "bias_hh": weights["bias_hh"],
        "length": settings.length,
        "learned": settings.weights == "learned",
        "seed": settings.seed,
        "forget_bias": settings.forget_bias,
        "gain": settings.gain,
    }


def _unedited(settings: RecurrentCells) -> Weights:
    inputs = INPUTS[settings.reads]
    if settings.weights == "memory":
        return recurrent_weights.memory(settings.cell, settings.reads, inputs, settings.units)
    return recurrent_weights.drawn(settings.cell, inputs, settings.units, settings.seed, settings.forget_bias, settings.gain)
