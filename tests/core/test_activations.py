"""core.activations against torch.nn.functional: values, and gradients by autograd."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS, softmax, softmax_jacobian

LARGE = (1.0, 1.5, 20.0, 36.7, 37.5, 88.0, 89.0, 700.0, 710.0, 746.0, 1e4, 1e8, 1e300)
POINTS = np.array(sorted({0.0, *np.linspace(-6, 6, 481), *LARGE, *(-x for x in LARGE)}))
ORACLES = {
    "sigmoid": (torch.sigmoid, [{}]),
    "tanh": (torch.tanh, [{}]),
    "relu": (F.relu, [{}]),
    "leaky_relu": (F.leaky_relu, [{}, {"negative_slope": 0.0}, {"negative_slope": 0.3}, {"negative_slope": 1.0}]),
    "elu": (F.elu, [{}, {"alpha": 0.1}, {"alpha": 3.0}]),
    "gelu": (F.gelu, [{}]),
    "silu": (F.silu, [{}]),
    "softplus": (F.softplus, [{}, {"beta": 0.5}, {"beta": 5.0}]),
    "hardtanh": (F.hardtanh, [{}]),
}
CASES = [(name, parameters) for name, (_, several) in ORACLES.items() for parameters in several]


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_values_and_gradients_are_pytorchs(name, parameters):
    """From −1e300 to 1e300, kinks included. PyTorch's softplus goes straight above 20/β, hence the absolute tolerance."""
    x = torch.tensor(POINTS, requires_grad=True)
    y = ORACLES[name][0](x, **parameters)
    y.sum().backward()
    with np.errstate(all="raise", under="ignore"):
        ours = ACTIVATIONS[name].function(POINTS, **parameters)
        slopes = ACTIVATIONS[name].derivative(POINTS, **parameters)
    np.testing.assert_allclose(ours, y.detach().numpy(), rtol=1e-12, atol=5e-9 if name == "softplus" else 1e-14)
    np.testing.assert_allclose(slopes, x.grad.numpy(), rtol=1e-9, atol=5e-9 if name == "softplus" else 1e-14)


def test_step_is_the_curriculums():
    assert ACTIVATIONS["step"].function([-1e-300, -0.0, 0.0, 5]).tolist() == [0, 1, 1, 1]
    assert not ACTIVATIONS["step"].derivative(POINTS).any()


def test_every_function_but_the_step_has_an_oracle():
    assert ACTIVATIONS.keys() - ORACLES.keys() == {"step"}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_any_shape_goes_in_and_comes_out(name):
    for x in (0.5, [1, -2], np.ones((2, 3, 4))):
        assert ACTIVATIONS[name].function(x).shape == ACTIVATIONS[name].derivative(x).shape == np.shape(x)


def test_negative_digits_survive_where_the_textbook_formula_loses_them():
    """1 − σ(40) is 0 in float64, and so is 1 + erf(−12 / √2); the slopes and values are not."""
    assert ACTIVATIONS["sigmoid"].derivative(40.0) == pytest.approx(4.248354255291589e-18, rel=1e-12, abs=0)
    assert ACTIVATIONS["gelu"].function(-12.0) == pytest.approx(-12 * 1.7764821120776762e-33, rel=1e-9, abs=0)


logits = st.lists(st.floats(-700, 700), min_size=1, max_size=6).map(np.array)
# No timing decides a test, however busy the machine.
unhurried = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(z=logits, temperature=st.floats(0.2, 5))
def test_softmax_and_its_jacobian_are_pytorchs(z, temperature):
    tensor = torch.tensor(z)
    np.testing.assert_allclose(softmax(z, temperature), F.softmax(tensor / temperature, -1), rtol=1e-10, atol=1e-14)
    jacobian = torch.autograd.functional.jacobian(lambda z: F.softmax(z / temperature, -1), tensor)
    np.testing.assert_allclose(softmax_jacobian(z, temperature), jacobian, rtol=1e-10, atol=1e-13)


@unhurried
@given(z=logits, constant=st.floats(-100, 100))
def test_softmax_sees_only_differences(z, constant):
    np.testing.assert_allclose(softmax(z + constant), softmax(z), rtol=1e-9, atol=1e-12)


def test_softmax_works_row_by_row():
    rows = np.array([[2.0, 1.0, 0.1], [1000.0, 0.0, -1000.0]])
    np.testing.assert_allclose(softmax(rows), [softmax(row) for row in rows])
    assert softmax(rows).sum(axis=-1).tolist() == pytest.approx([1, 1])
    np.testing.assert_allclose(softmax_jacobian(rows), [softmax_jacobian(row) for row in rows])
