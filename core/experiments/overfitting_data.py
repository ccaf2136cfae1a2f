"""The overfitting page's rows: which table, which of its rows train, judge and test, scaled, and with wrong labels in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from core.data import tables
from core.data.tables import Cells, Table
from core.errors import LearnerError
from core.regularised_training import Rows
from core.settings.overfitting import Overfitting

SCALERS = {"standard": StandardScaler, "min_max": MinMaxScaler}


@dataclass(frozen=True)
class Sample:
    """What decides the rows. `file` is the learner's own, which `csv` names by a digest of its content.

    Equal samples share their results, so `loaded` keeps a file from those who have the link but not the file.
    """

    data: str
    csv: str
    label_column: int
    test_share: int
    validation_share: int
    split_seed: int
    scaling: str
    train_fraction: int
    label_noise: int
    loaded: bool
    file: Cells | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, s: Overfitting, file: Cells | None = None) -> Sample:
        own = (s.csv, s.label_column) if s.data == "csv" else ("", 0)
        shares = (s.test_share, s.validation_share, s.split_seed, s.scaling, s.train_fraction, s.label_noise)
        return cls(s.data, *own, *shares, file is not None and s.data == "csv", file)


@dataclass(frozen=True)
class Split:
    """`rows` as the network gets them; `index` (n,) of each in the table, from 0; `flipped` (n,): told a wrong label.

    `left_out`: how many rows, meant for training, a smaller share of the data leaves out.
    """

    table: Table
    rows: Rows
    index: np.ndarray
    flipped: np.ndarray
    left_out: int

    @property
    def truth(self) -> np.ndarray:
        """(n,) the right classes."""
        return self.table.y[self.index]


@lru_cache(maxsize=32)
def split(sample: Sample) -> Split:
    """As scikit-learn's train_test_split does: first the test rows, then of the others the validation rows. A share of the
    training rows' labels becomes another class, which rows and classes the split's seed decides; scaling is learned from the
    training rows. Raises LearnerError for a file that this server has not, or no longer.
    """
    table = _table(sample)
    index = np.arange(len(table.y))
    train, test = train_test_split(index, test_size=sample.test_share / 100, random_state=sample.split_seed)
    validation = train[:0]
    if sample.validation_share:
        share = sample.validation_share / 100
        train, validation = train_test_split(train, test_size=share, random_state=sample.split_seed)
    wrong, other = told_wrongly(len(train), len(table.classes), sample.label_noise, sample.split_seed)
    used = max(2, round(len(train) * sample.train_fraction / 100))
    index = np.concatenate([train[:used], validation, test])
    flipped = np.zeros(len(index), dtype=bool)
    flipped[:used] = wrong[:used]
    y = table.y[index]
    y[:used] = np.where(wrong[:used], (y[:used] + other[:used]) % len(table.classes), y[:used])
    x = table.x[index]
    if sample.scaling in SCALERS:
        x = SCALERS[sample.scaling]().fit(x[:used]).transform(x)
    rows = Rows(x, y, (used, len(validation), len(test)))
    for values in (x, y, index, flipped):
        values.setflags(write=False)
    return Split(table, rows, index, flipped, len(train) - used)


def told_wrongly(n: int, classes: int, percent: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """(n,) bool: whose label is wrong, and (n,) how many classes further it is. More noise keeps the wrong ones wrong."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    wrong = rng.random(n) < percent / 100
    return wrong, rng.integers(1, classes, n)


def describe(content: bytes, name: str) -> dict[str, str]:
    """The settings a file becomes: its digest and its name."""
    digest = hashlib.sha256(content).hexdigest()[:12]
    return {"data": "csv", "csv": f"{digest}~{name.replace('~', '-')[:60]}"}


def file_name(settings: Overfitting) -> str:
    return settings.csv.partition("~")[2]


def _table(sample: Sample) -> Table:
    if sample.data != "csv":
        return tables.load(sample.data)
    if not sample.csv:
        raise LearnerError("table.choose")
    if sample.file is None:
        raise LearnerError("table.missing_file", name=sample.csv.partition("~")[2])
    return tables.table(sample.file, sample.label_column)
