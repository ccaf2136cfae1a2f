"""Can a straight line separate two classes? If not: the line with the fewest mistakes, and a proof that none has no mistake.

Points are (x1, x2) with at most two decimals. What decides is computed in whole numbers, so no rounding can flip an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog


class BestLine(NamedTuple):
    """The `weights` (w1, w2, b) with the fewest `mistakes` that any can make; w = (0, 0) where no line is needed."""

    weights: tuple[float, float, float]
    mistakes: int


class Overlap(NamedTuple):
    """Proof that no line separates: `at` (x1, x2) lies in the hull of the points `zeros` and in that of the points `ones`.

    Indices of at most four points together (Kirchberger's theorem): two segments that cross, a point in a triangle,
    a point on a segment, or two points at one place.
    """

    zeros: tuple[int, ...]
    ones: tuple[int, ...]
    at: tuple[float, float]


def best_line(points: Sequence[tuple[float, float]], labels: Sequence[int]) -> BestLine:
    """The line with the fewest mistakes; 0 exactly if the classes are linearly separable.

    However a line divides points in two, a line through the middle between some a and b, turned out of their direction by
    next to nothing, divides them the same way (slide the line until it touches the one side at a and the other at b). So
    all pairs, turned either way, with class 1 on either side, are all there is to try. Of the lines that divide like the
    best of them, the one in the middle is returned.
    """
    places = np.rint(200 * np.asarray(points, dtype=float).reshape(-1, 2)).astype(np.int64)  # (n, 2), middles are whole too
    actual = np.asarray(labels, dtype=bool)
    sides = []
    a, b = (places[pair] for pair in np.triu_indices(len(places), k=1))  # (pairs, 2) each
    along = (b - a)[:, None]
    beside = places - ((a + b) // 2)[:, None]  # (pairs, n, 2)
    across = along[..., 0] * beside[..., 1] - along[..., 1] * beside[..., 0]  # (pairs, n), whose sign is the side
    forward = (along * beside).sum(2)
    for turned in (forward, -forward):
        side = np.where(across == 0, turned, across)
        sides += [side > 0, side < 0]
    # Last, so that an equally good line wins: all points in one class, where no line is needed.
    sides = np.concatenate([*sides, np.ones_like(actual)[None], np.zeros_like(actual)[None]])
    mistakes = (sides != actual).sum(1)
    best = int(mistakes.argmin())
    return BestLine(_middle_line(places / 200, sides[best]), int(mistakes[best]))


def _middle_line(places: np.ndarray, ones: np.ndarray) -> tuple[float, float, float]:
    """The weights, each at most 1 in size, that keep w·x + b as far from 0 as can be, above it exactly for `ones`."""
    if ones.all() or not ones.any():
        return 0.0, 0.0, 1.0 if ones.all() else -1.0
    sign = np.where(ones, 1.0, -1.0)
    # Variables w1, w2, b and the distance t: maximise t where sign·(w·x + b) ≥ t.
    constraints = np.column_stack([-sign[:, None] * places, -sign, np.ones(len(sign))])
    bounds = [(-1, 1), (-1, 1), (None, None), (None, None)]
    solved = linprog((0, 0, 0, -1), A_ub=constraints, b_ub=np.zeros(len(sign)), bounds=bounds)
    w1, w2, b, _ = solved.x.tolist()
    return w1, w2, b


def overlap(points: Sequence[tuple[float, float]], labels: Sequence[int]) -> Overlap | None:
    """A proof that the classes 0 and 1 overlap, or None where a line separates them.

    Looks for λ, μ ≥ 0 with Σλ = Σμ = 1 and Σλᵢpᵢ = Σμⱼqⱼ over the points p of class 0 and q of class 1. A corner of this
    linear program has no more non-zero shares than it has equations: four.
    """
    if len(set(labels)) < 2:
        return None
    places, ones = np.asarray(points, dtype=float), np.asarray(labels, dtype=bool)
    side = np.where(ones, -1.0, 1.0)
    equations = np.vstack([~ones, ones, side * places[:, 0], side * places[:, 1]]).astype(float)
    solved = linprog(np.zeros(len(places)), A_eq=equations, b_eq=(1, 1, 0, 0), method="highs-ds", options={"presolve": False})
    if not solved.success:
        return None
    used = np.flatnonzero(solved.x > 1e-9)
    at = solved.x[ones] @ places[ones]
    return Overlap(tuple(used[~ones[used]].tolist()), tuple(used[ones[used]].tolist()), tuple(at.round(6).tolist()))
