"""Ranges, steepest slopes, kinks, flat and dead zones: what is stated, checked on a fine grid."""

import numpy as np
import pytest

from core.activation_facts import SATURATED, facts, kinks, zones
from core.activations import ACTIVATIONS

FINE = np.linspace(-60, 60, 240_001)
CASES = [
    *((name, {}) for name in ACTIVATIONS),
    ("leaky_relu", {"negative_slope": 0.0}),
    ("leaky_relu", {"negative_slope": 1.0}),
    ("elu", {"alpha": 3.0}),
    ("elu", {"alpha": 0.1}),
    ("softplus", {"beta": 5.0}),
]


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_ranges_and_slopes(name, parameter):
    known = facts(name, **parameter)
    values = ACTIVATIONS[name].function(FINE, **parameter)
    slopes = ACTIVATIONS[name].derivative(FINE, **parameter)
    for bound, reached, extreme in zip((known.low, known.high), known.reached, (values.min(), values.max()), strict=True):
        if np.isinf(bound):
            assert abs(extreme) >= (0.01 if name == "leaky_relu" and bound < 0 else 1) * 60
        else:
            assert extreme == pytest.approx(bound, abs=1e-6), "the bound is attained, or approached"
            if reached:
                assert (values.min() >= bound - 1e-9) if bound == known.low else (values.max() <= bound + 1e-9)
    assert np.abs(slopes).max() == pytest.approx(known.steepest, abs=1e-6)


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_zero_centred_is_odd_symmetry(name, parameter):
    function = ACTIVATIONS[name].function
    odd = np.allclose(function(-FINE, **parameter), -function(FINE, **parameter))
    assert facts(name, **parameter).odd == odd


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_flat_and_dead_sides(name, parameter):
    slopes = ACTIVATIONS[name].derivative(np.array([-60.0, -9.0, 9.0, 60.0]), **parameter)
    known = facts(name, **parameter)
    sides = {(True, True): "both", (True, False): "left", (False, True): "right", (False, False): "none"}
    flat = sides[abs(slopes[0]) < 1e-6, abs(slopes[3]) < 1e-6]
    dead = sides[slopes[1] == 0, slopes[2] == 0]
    assert (known.flat if known.flat != "everywhere" else "both") == flat
    assert (known.dead if known.dead != "everywhere" else "both") == dead


def test_zones_have_their_edges_where_algebra_puts_them():
    """σ′ = s(1 − s) = 0.05 at s = (1 ± √0.8)/2; tanh′ = 1 − t² = 0.05 at t = ±√0.95; ReLU is dead below 0."""
    x = np.linspace(-5, 5, 100_001)
    edge = np.log((1 + np.sqrt(0.8)) / (1 - np.sqrt(0.8)))
    assert zones("sigmoid", x)["saturated"] == [(-5, pytest.approx(-edge, abs=2e-4)), (pytest.approx(edge, abs=2e-4), 5)]
    edge = np.arctanh(np.sqrt(0.95))
    assert zones("tanh", x)["saturated"] == [(-5, pytest.approx(-edge, abs=2e-4)), (pytest.approx(edge, abs=2e-4), 5)]
    assert zones("relu", x) == {"dead": [(-5, pytest.approx(0, abs=2e-4))], "saturated": []}
    assert zones("hardtanh", x)["dead"] == [(-5, pytest.approx(-1, abs=2e-4)), (pytest.approx(1, abs=2e-4), 5)]
    assert zones("step", x)["dead"] == [(-5, 5)]
    assert zones("leaky_relu", x, negative_slope=0.04)["saturated"] == [(-5, pytest.approx(0, abs=2e-4))]
    assert zones("leaky_relu", x, negative_slope=0.05)["saturated"] == []
    assert SATURATED == 0.05


def test_kinks():
    assert [(k.x, k.slopes) for k in kinks("relu")] == [(0, (0, 0, 1))]
    assert [(k.x, k.slopes) for k in kinks("leaky_relu", negative_slope=0.1)] == [(0, (0.1, 0.1, 1))]
    assert [(k.x, k.slopes) for k in kinks("hardtanh")] == [(-1, (0, 0, 1)), (1, (1, 0, 0))]
    assert [(k.x, k.slopes) for k in kinks("elu", alpha=2.0)] == [(0, (2, 2, 1))]
    assert [(k.values, k.slopes) for k in kinks("step")] == [((0, 1, 1), (0, 0, 0))]
    assert not kinks("elu", alpha=1.0) + kinks("leaky_relu", negative_slope=1.0) + kinks("gelu") + kinks("softplus", beta=5.0)
