"""Moments of a training that a player shows: which epochs, and every neuron's map at each of them as bytes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST_BYTES = 330_000  # of one answer to the browser, before base64 makes four bytes of three
WINDOW = 3  # epochs kept on either side of where the learner looks
# From fine to coarse: keyframes, and cells a side of the boundary and of a neuron's map.
DETAILS = (
    *((30, boundary, small) for boundary, small in ((48, 20), (44, 18), (40, 16), (36, 14))),
    *((26, boundary, small) for boundary, small in ((36, 12), (32, 11))),
    *((20, boundary, small) for boundary, small in ((32, 10), (28, 9), (24, 8))),
    *((16, 22, 8), (13, 20, 8)),
)


class Detail(NamedTuple):
    """How many keyframes, and how many cells a side the large map and each neuron's small one have."""

    keyframes: int
    boundary: int
    small: int


def affordable(parameters: int, units: int, outputs: int) -> Detail:
    """The finest detail of which all keyframes together stay below MOST_BYTES; the coarsest where none does."""
    for detail in (Detail(*values) for values in DETAILS):
        one = 4 * parameters + units * detail.small**2 + outputs * detail.boundary**2
        if (detail.keyframes + 2 * WINDOW + 1) * one <= MOST_BYTES:
            break
    return detail


def ladder(last: int, count: int) -> tuple[int, ...]:
    """About `count` epochs from 0 to `last`: at first every one, then further and further apart, as training slows down."""
    every = min(7, last + 1)
    rest = np.geomspace(every, max(last, every), max(count - every, 2))
    return tuple(sorted({*range(every), *(int(epoch) for epoch in rest.round() if epoch <= last), last}))


def window(epoch: int, last: int) -> tuple[int, ...]:
    """The epochs around `epoch`, so that stepping from it meets every single one."""
    return tuple(range(max(0, epoch - WINDOW), min(last, epoch + WINDOW) + 1))


def scales(maps: np.ndarray, bounded: np.ndarray) -> np.ndarray:
    """maps (k, units, cells), bounded (units,) bool → (units,): the value of a neuron's fullest colour, one for all keyframes.

    1 for what an activation function bounds. Else the largest value of nearly all keyframes: the last ones of a run about to
    diverge would leave all others grey.
    """
    largest = np.quantile(np.abs(maps).max(axis=2), 0.9, axis=0)
    return np.where(bounded, 1.0, np.maximum(largest, 1e-3))


def as_bytes(values: np.ndarray, scale: np.ndarray | float = 1.0) -> bytes:
    """128 is zero, 1 is −scale or less and 255 is scale or more."""
    return (128 + 127 * np.clip(values / scale, -1, 1)).round().astype(np.uint8).tobytes()


def thinned(epochs: np.ndarray, most: int) -> np.ndarray:
    """Indices of at most `most` of the recorded epochs, evenly spread, first and last among them."""
    return np.unique(np.linspace(0, len(epochs) - 1, min(most, len(epochs))).round().astype(int))
