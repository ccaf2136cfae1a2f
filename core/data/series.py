"""Series to forecast: waves made by formulas, and a column of a learner's own CSV file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from core.data import tables
from core.data.tables import Cells
from core.errors import LearnerError

MOST_BYTES = 2_000_000
LENGTH, END = 1000, 100.0  # points learned from, equally spaced from 0 to END, both included
AHEAD = 200  # at most so many points after those, to judge by
JUDGED = 0.2  # this share of an own column, if that is less
PERIOD = 2 * np.pi
NOISE_SEED = 0

WAVES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sine": np.sin,
    "damped_sine": lambda t: np.exp(-0.015 * t) * np.sin(t),
    "sum_of_sines": lambda t: 0.6 * np.sin(t) + 0.4 * np.sin(2.7 * t),
    "sawtooth": lambda t: 2 * (t / PERIOD % 1) - 1,
    "noisy": np.sin,  # and noise, see `made`
}


@dataclass(frozen=True, eq=False)
class Series:
    """`values` (n,) are learned from and `future` (m,) comes after them; networks see (value − centre) / scale.

    Point number i lies at i · step in time; `name` is the column's, of an own file.
    """

    values: np.ndarray
    future: np.ndarray
    step: float
    centre: float = 0.0
    scale: float = 1.0
    name: str = ""

    @property
    def scaled(self) -> np.ndarray:
        """(n + m,) float32: all of it, as networks see it."""
        return ((np.concatenate([self.values, self.future]) - self.centre) / self.scale).astype(np.float32)


def made(name: str, noise: float = 0.0) -> Series:
    """One of WAVES: LENGTH values as numpy.linspace(0, END, LENGTH) gives their times, and AHEAD more.

    `noise` is the standard deviation of what is added to "noisy", from the same random numbers every time.
    """
    step = END / (LENGTH - 1)
    t = np.arange(LENGTH + AHEAD) * step
    x = WAVES[name](t)
    if name == "noisy":
        x = x + noise * np.random.default_rng(NOISE_SEED).normal(size=len(x))
    return Series(x[:LENGTH], x[LENGTH:], step)


def column(file: Cells, number: int, window: int) -> Series:
    """Column `number` (from 1; 0: the last), row by row; the network sees mean 0 and standard deviation 1.

    The last fifth of the rows, but no more than AHEAD of them, judges. Raises LearnerError, which names row and column, where
    a cell is empty or no number, and where there is no such column or there are too few rows for windows of `window` values.
    """
    width = len(file.header)
    if number > width:
        raise LearnerError("series.column", columns=width, column=number)
    at = number - 1 if number else width - 1
    return of_values(tables.column_of_numbers(file, at), file.header[at], window)


def suited(file: Cells, number: int) -> int:
    """`number`, where the file has that column; else, and where the last one holds words, the last that holds numbers."""
    width = len(file.header)
    if number > width or (number == 0 and tables.holds_words(file, width - 1)):
        return next((k for k in range(width, 0, -1) if not tables.holds_words(file, k - 1)), 0)
    return number


def of_values(values: Sequence[float], name: str, window: int) -> Series:
    """A column's values as `column` splits and scales them; raises the same for too few or all equal ones."""
    x = np.array(values)
    judged = min(AHEAD, int(JUDGED * len(x)))
    n = len(x) - judged
    if n < 2 * window:
        raise LearnerError("series.too_short", rows=len(x), window=window, most=n // 2)
    scale = float(x[:n].std())
    if scale == 0:
        raise LearnerError("series.constant", column=name)
    return Series(x[:n], x[n:], 1.0, float(x[:n].mean()), scale, name)
