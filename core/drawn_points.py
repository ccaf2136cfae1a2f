"""Points the learner clicks into the plane, as the text of a link.

"1.25_-3.4_1~0.5_2_0t" are x1, x2 and class of two points, the second one for testing: characters that a link need not escape.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from core.errors import LearnerError

MOST_POINTS = 300
MOST_CLASSES = 5
REACH = 6.0  # the plane reaches from −6 to 6


class Point(NamedTuple):
    """x1 and x2 with two decimals, the class, from 0, and whether the network is tested on the point instead of trained."""

    x1: float
    x2: float
    label: int
    test: bool = False


def read(text: str) -> tuple[Point, ...]:
    """The points in `text`. It comes from links too: what is no point of the plane is left out."""
    points = []
    for part in text.split("~"):
        try:
            x1, x2, label = part.split("_")
            points.append(_point(float(x1), float(x2), int(label.removesuffix("t")), label.endswith("t")))
        except ValueError:
            continue
    return tuple(points[:MOST_POINTS])


def write(points: tuple[Point, ...]) -> str:
    return "~".join(f"{p.x1:g}_{p.x2:g}_{p.label}{'t' if p.test else ''}" for p in points)


def from_arrays(x: np.ndarray, y: np.ndarray, test: np.ndarray) -> tuple[Point, ...]:
    """x (n, 2), y (n,), classes or a regression's values, of which the sign becomes the class, test (n,) bool.

    Raises LearnerError for more than MOST_POINTS.
    """
    if len(x) > MOST_POINTS:
        raise LearnerError("points.too_many", most=MOST_POINTS)
    labels = y if np.issubdtype(y.dtype, np.integer) else y >= 0
    return tuple(_point(*place, int(label), bool(t)) for place, label, t in zip(x.tolist(), labels, test, strict=True))


def to_arrays(points: tuple[Point, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x (n, 2), y (n,), classes, and test (n,) bool."""
    rows = np.array(points, dtype=float).reshape(-1, 4)
    return rows[:, :2], rows[:, 2].astype(np.int64), rows[:, 3] > 0


def add(points: tuple[Point, ...], x1: float, x2: float, label: int) -> tuple[Point, ...]:
    """With one more point to train on. Raises LearnerError where there are MOST_POINTS already."""
    if len(points) >= MOST_POINTS:
        raise LearnerError("points.too_many", most=MOST_POINTS)
    return (*points, _point(x1, x2, label))


def remove(points: tuple[Point, ...], index: int) -> tuple[Point, ...]:
    return tuple(point for i, point in enumerate(points) if i != index)


def move(points: tuple[Point, ...], index: int, x1: float, x2: float) -> tuple[Point, ...]:
    return tuple(_point(x1, x2, p.label, p.test) if i == index else p for i, p in enumerate(points))


def _point(x1: float, x2: float, label: int, test: bool = False) -> Point:
    """Raises ValueError for what is no number, or no class."""
    if not (math.isfinite(x1) and math.isfinite(x2) and 0 <= label < MOST_CLASSES):
        raise ValueError(x1, x2, label)
    inside = (round(min(max(x, -REACH), REACH), 2) + 0.0 for x in (x1, x2))
    return Point(*inside, label, test)
