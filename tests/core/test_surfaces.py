"""core.surfaces against autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.surfaces import ASPECT, SURFACES, X, Y, curvature, drawn_height, relief, sharpest_minimum

ORACLES = {
    "bowl": lambda a, b: a**2 + b**2,
    "ravine": lambda a, b: (a**2 + 20 * b**2) / 2,
    "saddle": lambda a, b: a**2 / 2 - b**2 / 2 + b**4 / 4,
    "rosenbrock": lambda a, b: (1 - a) ** 2 + 100 * (b - a**2) ** 2,
    "beale": lambda a, b: sum((c - a + a * b**k) ** 2 for k, c in enumerate((1.5, 2.25, 2.625), start=1)),
    "himmelblau": lambda a, b: (a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2,
    "rastrigin": lambda a, b: sum(10 + w**2 - 10 * torch.cos(2 * torch.pi * w) for w in (a, b)),
    "network": lambda a, b: torch.nn.functional.mse_loss(b * torch.tanh(a * torch.tensor(X)), torch.tensor(Y)),
}
every_surface = pytest.mark.parametrize("name", SURFACES)


@every_surface
@settings(max_examples=40, deadline=None)
@given(across=st.floats(-1, 1), up=st.floats(-1, 1))
def test_values_and_gradients_are_autograds(name, across, up):
    surface = SURFACES[name]
    place = [surface.centre[0] + across * surface.reach, surface.centre[1] + up * ASPECT * surface.reach]
    w = torch.tensor(place, dtype=torch.float64, requires_grad=True)
    loss = ORACLES[name](*w)
    loss.backward()
    assert float(surface.value(*place)) == pytest.approx(loss.item(), rel=1e-10, abs=1e-12)
    assert list(surface.gradient(*place)) == pytest.approx(w.grad.tolist(), rel=1e-9, abs=1e-9)


@every_surface
def test_minima_are_minima(name):
    surface = SURFACES[name]
    for minimum in surface.minima:
        assert surface.gradient(*minimum) == pytest.approx((0, 0), abs=1e-9)
        assert float(surface.value(*minimum)) == pytest.approx(surface.lowest, abs=1e-12)
        hessian = torch.autograd.functional.hessian(lambda w: ORACLES[name](*w), torch.tensor(minimum, dtype=torch.float64))
        eigenvalues = torch.linalg.eigvalsh(hessian).tolist()
        assert curvature(name, minimum) == pytest.approx(eigenvalues, rel=1e-5)
        assert 0 < eigenvalues[0] <= eigenvalues[1] <= curvature(name, sharpest_minimum(name))[1] * (1 + 1e-6)


@every_surface
def test_the_part_shown(name):
    """The start and all minima lie in it, nothing in it is lower than the minima, and heights fill the scale."""
    surface = SURFACES[name]
    low1, high1, low2, high2 = surface.bounds
    for w1, w2 in (surface.start, *surface.minima):
        assert low1 < w1 < high1
        assert low2 < w2 < high2
    heights = relief(name, 41, 31)
    assert heights.shape == (31, 41)
    assert heights.max() == pytest.approx(1, abs=0.04)
    assert heights.min() >= float(drawn_height(name, np.array(surface.lowest))) - 1e-12
    assert heights[0, 0] == pytest.approx(float(drawn_height(name, surface.value(low1, high2)))), "the top row comes first"
    assert (np.diff(drawn_height(name, np.linspace(surface.lowest, 50, 99))) > 0).all()
