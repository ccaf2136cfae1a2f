"""The playground's points: which data set, which of its points train the network, and the part of the plane that shows them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from core import drawn_points, planes
from core.data import csv_points
from core.data.csv_points import CsvPoints
from core.drawn_points import Point
from core.errors import LearnerError
from core.settings.playground import Playground

DECIMALS = 4  # of coordinates, so that the exported script can write them all


@dataclass(frozen=True)
class Sample:
    """What decides the points. `table` is the learner's file, which `csv` names by a digest of its content.

    Equal samples share their results, so `loaded` keeps a file from those who have the link but not the file.
    """

    data: str
    noise: int
    size: int
    train_share: int
    seed: int
    own_points: str
    csv: str
    loaded: bool
    table: CsvPoints | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, settings: Playground, table: CsvPoints | None = None) -> Sample:
        s = settings
        return cls(s.data, s.noise, s.data_size, s.train_share, s.data_seed, s.own_points, s.csv, table is not None, table)


@dataclass(frozen=True)
class Points:
    """x (n, 2), y (n,) classes or values, test (n,) bool: the points to train on come first, except in the learner's own.

    `classes` is 0 for a regression. The plane shown is centre ± reach in both directions.
    """

    x: np.ndarray
    y: np.ndarray
    test: np.ndarray
    classes: int
    names: tuple[str, ...]
    centre: float = 0.0
    reach: float = 6.0

    @property
    def editable(self) -> bool:
        """Whether the learner may go on with these points by hand."""
        return self.classes > 0 and self.reach == drawn_points.REACH and len(self.x) <= drawn_points.MOST_POINTS


@lru_cache(maxsize=64)
def points(sample: Sample) -> Points:
    """Raises LearnerError for a file that this server has not, or no longer."""
    if sample.data == "own":
        x, y, test = drawn_points.to_arrays(drawn_points.read(sample.own_points))
        classes = max(2, int(y.max(initial=0)) + 1)
        return Points(x, y, test, classes, _numbered(classes))
    if sample.data == "csv":
        x, y, classes, names = _from_file(sample)
        return _split(x, y, sample, classes, names)
    x, y = planes.points(sample.data, sample.noise, sample.size, sample.seed)
    x, y = x.round(DECIMALS), y.round(DECIMALS)
    classes = planes.CLASSES[sample.data]
    if sample.data == "xor_4":
        return Points(x, y, np.zeros(len(x), dtype=bool), classes, _numbered(classes), centre=0.5, reach=1.0)
    return _split(x, y, sample, classes, _numbered(classes))


def drawn(sample: Sample) -> tuple[Point, ...]:
    """The points as the learner's own, to go on from. Raises LearnerError for more than can be edited by hand."""
    if sample.data == "own":
        return drawn_points.read(sample.own_points)
    shown = points(sample)
    return drawn_points.from_arrays(shown.x, shown.y, shown.test)


def describe(table: CsvPoints, content: bytes, name: str) -> dict[str, str]:
    """The settings a file becomes: its digest, its name and its classes' names; its points too where a link can hold them."""
    words = (name, *table.labels)
    csv = "~".join([hashlib.sha256(content).hexdigest()[:12], *(word.replace("~", "-")[:24] for word in words)])
    fits = table.classes and len(table.x) <= drawn_points.MOST_POINTS
    test = np.zeros(len(table.x), dtype=bool)
    own = drawn_points.write(drawn_points.from_arrays(table.x, table.y, test)) if fits else ""
    return {"data": "csv", "csv": csv[:200], "own_points": own}


def read_file(content: bytes) -> CsvPoints:
    """Raises LearnerError, which names the row and the column, for what is no table of points."""
    return csv_points.read(content)


def _from_file(sample: Sample) -> tuple[np.ndarray, np.ndarray, int, tuple[str, ...]]:
    """x, y, classes and their names, from the link where it holds them, else from the file; the same either way."""
    _, name, *names = [*sample.csv.split("~"), ""][: 2 + drawn_points.MOST_CLASSES]
    if sample.own_points:
        x, y, _ = drawn_points.to_arrays(drawn_points.read(sample.own_points))
        classes = max(2, int(y.max(initial=0)) + 1)
        named = tuple(filter(None, names))
        return x, y, classes, named if len(named) == classes else _numbered(classes)
    if not sample.csv:
        raise LearnerError("csv.choose")
    if sample.table is None:
        raise LearnerError("csv.missing", name=name)
    return sample.table.x.round(DECIMALS), sample.table.y.round(DECIMALS), sample.table.classes, sample.table.labels


def _split(x: np.ndarray, y: np.ndarray, sample: Sample, classes: int, names: tuple[str, ...]) -> Points:
    x_train, y_train, x_test, y_test = planes.split(x, y, sample.train_share, sample.seed)
    test = np.arange(len(x)) >= len(x_train)
    return Points(np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test]), test, classes, names)


def _numbered(classes: int) -> tuple[str, ...]:
    return tuple(map(str, range(classes)))
