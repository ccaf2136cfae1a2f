"""The best line and the proof that none is better, against linear programming, random lines and exact arithmetic."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from core.separability import best_line, overlap

XOR = [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0]

fine = st.integers(-200, 300).map(lambda n: n / 100)
coarse = st.integers(-2, 3).map(float)  # many points in line, many in one place


def clouds(coordinate):
    return st.lists(st.tuples(coordinate, coordinate, st.integers(0, 1)), min_size=1, max_size=10)


def mistakes(weights, points, labels):
    w1, w2, b = weights
    return sum((w1 * x1 + w2 * x2 + b >= 0) != bool(y) for (x1, x2), y in zip(points, labels, strict=True))


def separable(points, labels):
    """Whether weights exist with y'(w·x + b) ≥ 1 for all points, y' being −1 or 1."""
    sign = np.where(np.array(labels) == 1, 1.0, -1.0)
    rows = -sign[:, None] * np.column_stack([np.array(points), np.ones(len(points))])
    return linprog((0, 0, 0), A_ub=rows, b_ub=-np.ones(len(points)), bounds=[(None, None)] * 3).success


@settings(max_examples=150, deadline=None)
@given(
    cloud=st.one_of(clouds(fine), clouds(coarse)), directions=st.lists(st.tuples(fine, fine, fine), min_size=30, max_size=30)
)
def test_no_line_is_better(cloud, directions):
    points, labels = [(x1, x2) for x1, x2, _ in cloud], [y for *_, y in cloud]
    best = best_line(points, labels)
    assert mistakes(best.weights, points, labels) == best.mistakes, "the line shown makes the mistakes told"
    assert all(mistakes(weights, points, labels) >= best.mistakes for weights in directions)
    assert (best.mistakes == 0) == separable(points, labels)
    proof = overlap(points, labels)
    assert (proof is None) == (best.mistakes == 0)
    if proof:
        assert_proof(proof, points, labels)


def assert_proof(proof, points, labels):
    """Both hulls hold the same point, found here anew in fractions; and the corners are of the right classes."""
    assert {labels[k] for k in proof.zeros} == {0}
    assert {labels[k] for k in proof.ones} == {1}
    assert len(proof.zeros) + len(proof.ones) <= 4
    for corners in (proof.zeros, proof.ones):
        hull = [tuple(map(Fraction, points[k])) for k in corners]
        assert distance(hull, proof.at) < 1e-5


def distance(hull, at):
    """From a point to a point, segment or triangle."""
    x = np.array(at, dtype=float)
    hull = np.array(hull, dtype=float)
    if len(hull) == 3:
        shares = np.linalg.lstsq(np.vstack([hull.T, np.ones(3)]), np.append(x, 1), rcond=None)[0]
        return 0.0 if min(shares) >= -1e-6 else 1.0
    if len(hull) == 2:
        along = hull[1] - hull[0]
        share = np.clip((x - hull[0]) @ along / (along @ along), 0, 1)
        return np.linalg.norm(x - hull[0] - share * along)
    return np.linalg.norm(x - hull[0])


def test_xor():
    assert best_line(*XOR).mistakes == 1
    proof = overlap(*XOR)
    assert (proof.zeros, proof.ones, proof.at) == ((0, 3), (1, 2), (0.5, 0.5))


@pytest.mark.parametrize("labels", ([1, 1, 1], [0, 0, 0]))
def test_one_class_needs_no_line(labels):
    points = [(0, 0), (1, 0), (0, 1)]
    best = best_line(points, labels)
    assert best.mistakes == 0
    assert mistakes(best.weights, points, labels) == 0
    assert overlap(points, labels) is None


def test_the_best_line_stands_in_the_middle():
    w1, w2, b = best_line([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 0, 1, 1]).weights
    assert w2 == pytest.approx(0)
    assert -b / w1 == pytest.approx(0.5)


def test_forty_points_of_a_checkerboard():
    points = [(i / 2, j / 2) for i in range(-4, 4) for j in range(5)]
    labels = [(i + j) % 2 for i in range(-4, 4) for j in range(5)]
    best = best_line(points, labels)
    assert mistakes(best.weights, points, labels) == best.mistakes > 10
    assert_proof(overlap(points, labels), points, labels)
