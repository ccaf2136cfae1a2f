"""core.planes: TensorFlow Playground's data sets, their classes, and how they are divided."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import planes
from core.errors import LearnerError


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from(planes.NAMES), noise=st.integers(0, 50), size=st.integers(4, 2000), seed=st.integers(0, 9999))
def test_points_are_what_they_are_called(name, noise, size, seed):
    x, y = planes.points(name, noise, size, seed)
    again = planes.points(name, noise, size, seed)
    assert np.array_equal(x, again[0]) and np.array_equal(y, again[1])
    assert x.shape == (4 if name == "xor_4" else size, 2) and x.dtype == np.float64 and np.isfinite(x).all()
    if planes.CLASSES[name]:
        assert y.dtype == np.int64 and set(y.tolist()) <= set(range(planes.CLASSES[name]))
    else:
        assert y.dtype == np.float64 and np.abs(y).max() <= (1.8 if name == "plane" else 1)


@pytest.mark.parametrize("name", planes.NAMES)
def test_every_class_has_its_share(name):
    classes = planes.CLASSES[name]
    y = planes.points(name, 0, 1000, 3)[1]
    if classes:
        assert np.bincount(y, minlength=classes).min() > 0.8 * len(y) / classes


def label(name, x1, x2):
    """The class or value of a place, from TensorFlow Playground's formulas."""
    match name:
        case "xor":
            return x1 * x2 >= 0
        case "circle":
            return math.hypot(x1, x2) < 2.5
        case "checkerboard":
            return (math.floor(x1 / 3) + math.floor(x2 / 3)) % 2
        case "plane":
            return (x1 + x2) / 10
        case "multi_gauss":
            nearest = min(planes.BUMPS, key=lambda bump: math.dist(bump[:2], (x1, x2)))
            return nearest[2] * max(0.0, 1 - math.dist(nearest[:2], (x1, x2)) / 2)


@pytest.mark.parametrize("name", ["xor", "circle", "checkerboard", "plane", "multi_gauss"])
def test_without_noise_the_place_decides(name):
    x, y = planes.points(name, 0, 400, 1)
    assert y == pytest.approx([float(label(name, *place)) for place in x])


@pytest.mark.parametrize("name", ["xor", "circle", "checkerboard", "plane", "multi_gauss"])
def test_noise_changes_what_the_place_says(name):
    x, y = planes.points(name, 50, 400, 1)
    assert np.mean([abs(float(label(name, *place)) - value) > 0.01 for place, value in zip(x, y, strict=True)]) > 0.05


@pytest.mark.parametrize("name", ["two_gaussians", "spiral", "moons", "spirals_3", "spirals_5"])
def test_noise_moves_the_same_points_further(name):
    still, little, much = (planes.points(name, noise, 300, 5)[0] for noise in (0, 10, 40))
    assert np.linalg.norm(much - still) > 1.5 * np.linalg.norm(little - still) > 0


def test_gaussians_have_the_playgrounds_variance():
    for noise, variance in ((0, 0.5), (50, 4)):
        x, y = planes.points("two_gaussians", noise, 2000, 0)
        for cls, centre in ((1, 2), (0, -2)):
            assert x[y == cls].mean(axis=0) == pytest.approx([centre, centre], abs=0.3)
            assert x[y == cls].var() == pytest.approx(variance, rel=0.12)


@pytest.mark.parametrize(("name", "arms", "turns"), [("spiral", 2, 1.75), ("spirals_3", 3, 1.0), ("spirals_5", 5, 0.6)])
def test_spirals_turn_as_far_as_they_say(name, arms, turns):
    x, y = planes.points(name, 0, 100 * arms, 0)
    for arm in range(arms):
        mine = x[y == arm]
        angles = np.unwrap(np.arctan2(mine[1:, 0], mine[1:, 1]))
        assert angles[-1] - angles[0] == pytest.approx(turns * 2 * math.pi * 98 / 100)
        assert np.hypot(*mine.T)[-1] == pytest.approx(5 * 99 / 100)


def test_xor_4_is_the_curriculums():
    x, y = planes.points("xor_4", 50, 1000, 7)
    assert x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and y.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("size", [3, 2001])
def test_size_has_limits(size):
    with pytest.raises(LearnerError) as error:
        planes.points("xor", size=size)
    assert error.value.key == "planes.size"


@given(n=st.integers(2, 300), train=st.integers(10, 90), seed=st.integers(0, 99))
def test_split_divides_without_loss(n, train, seed):
    x, y = np.arange(2 * n).reshape(n, 2), np.arange(n)
    x_train, y_train, x_test, y_test = planes.split(x, y, train, seed)
    assert sorted([*y_train, *y_test]) == list(range(n))
    assert np.array_equal(x_train, x[y_train]) and np.array_equal(x_test, x[y_test])
    assert 1 <= len(y_train) < n and abs(len(y_train) - n * train / 100) <= 1


def test_split_of_everything_tests_on_the_same():
    x, y = planes.points("xor_4")
    x_train, y_train, x_test, y_test = planes.split(x, y, 100)
    assert np.array_equal(x_train, x) and np.array_equal(x_test, x)
    assert np.array_equal(y_train, y) and np.array_equal(y_test, y)


def test_features_are_the_playgrounds_seven():
    x = np.array([[2.0, -3.0], [0.5, 1.0]])
    assert planes.features(x, tuple(planes.FEATURES)).tolist() == [
        [2, -3, 4, 9, -6, math.sin(2), math.sin(-3)],
        [0.5, 1, 0.25, 1, 0.5, math.sin(0.5), math.sin(1)],
    ]
    assert planes.features(x, ("x2", "x1")).tolist() == [[-3, 2], [1, 0.5]]


def test_grid_reads_like_a_page():
    assert planes.grid(2).tolist() == [[-3, 3], [3, 3], [-3, -3], [3, -3]]
    assert planes.grid(3, reach=1.5).tolist()[0] == [-1, 1]
