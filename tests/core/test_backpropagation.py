"""core.backpropagation against the curriculum, PyTorch's autograd and finite differences."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core import backpropagation
from core.backpropagation import OUTPUT_ACTIVATIONS, Layer
from core.experiments.forward_backward import PROGRAM, TEXTBOOK, X

LOSSES = {"mse": nn.MSELoss, "binary_cross_entropy": nn.BCEWithLogitsLoss, "cross_entropy": nn.NLLLoss}
MODULES = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity, "softmax": lambda: nn.LogSoftmax(0)}


def curriculum(numbers):
    return [
        Layer(np.array(numbers["w1"]), np.array(numbers["b1"]), "sigmoid"),
        Layer(np.array(numbers["w2"]), np.array(numbers["b2"]), "sigmoid"),
    ]


def test_forward_of_the_curriculum():
    passed = backpropagation.forward(np.array(X[:2]), curriculum(TEXTBOOK))
    np.testing.assert_allclose(passed.z[0], [0.6, 0.19, -0.06], atol=1e-12)
    assert passed.a[1].round(4).tolist() == [0.6457, 0.5474, 0.4850]
    assert passed.z[1].round(4).tolist() == [0.6065]
    assert passed.a[2].round(4).tolist() == [0.6471]


def test_the_program_of_the_source_gives_another_output():
    assert backpropagation.forward(np.array(X[:2]), curriculum(PROGRAM)).a[2].round(4).tolist() == [0.4691]


def test_backward_of_the_curriculum_by_pencil():
    """With y = 1: every factor from the rounded numbers above, multiplied out on paper."""
    layers = curriculum(TEXTBOOK)
    passed = backpropagation.forward(np.array(X[:2]), layers)
    gradients = backpropagation.backward("mse", passed, np.array([1.0]), layers)
    output = 2 * (0.6471 - 1) * 0.6471 * (1 - 0.6471)
    hidden = [w * output * a * (1 - a) for w, a in zip((0.6, -0.4, 0.8), (0.6457, 0.5474, 0.4850), strict=True)]
    np.testing.assert_allclose(gradients.delta[1], [output], atol=1e-4)
    np.testing.assert_allclose(gradients.delta[0], hidden, atol=1e-4)
    np.testing.assert_allclose(gradients.weight[0], [[0.5 * d for d in hidden], [0.8 * d for d in hidden]], atol=1e-4)
    np.testing.assert_allclose(gradients.weight[1].ravel(), [a * output for a in (0.6457, 0.5474, 0.4850)], atol=1e-4)
    assert gradients.bias[0] is gradients.delta[0]


@st.composite
def problems(draw):
    kind = draw(st.sampled_from(sorted(LOSSES)))
    outputs = draw(st.integers(2 if kind == "cross_entropy" else 1, 4))
    widths = [draw(st.integers(1, 4)), *draw(st.lists(st.integers(1, 6), max_size=2)), outputs]
    hidden = draw(st.sampled_from(("sigmoid", "tanh", "relu", "linear")))
    last = OUTPUT_ACTIVATIONS.get(kind) or draw(st.sampled_from(("sigmoid", "tanh", "relu", "linear")))
    rng = np.random.RandomState(draw(st.integers(0, 10_000)))
    layers = [
        Layer(rng.randn(n_in, n_out), rng.randn(n_out), hidden if k < len(widths) - 2 else last)
        for k, (n_in, n_out) in enumerate(pairwise(widths))
    ]
    y = np.eye(outputs)[rng.randint(outputs)] if kind == "cross_entropy" else rng.rand(outputs)
    return kind, rng.randn(widths[0]), y, layers


def pytorch(kind, x, y, layers):
    """nn.Linear, nn activations and nn losses, as a learner would write the network."""
    parts = []
    for layer in layers:
        linear = nn.Linear(*layer.weight.shape, dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(layer.weight.T), torch.tensor(layer.bias)
        parts += [linear, MODULES[layer.activation]()]
    network = nn.Sequential(*parts)
    target = torch.tensor(y).argmax() if kind == "cross_entropy" else torch.tensor(y)
    # Of z, not of a: a sigmoid rounded close to 1 has lost the digits that ln(1 − a) needs.
    answer = network[:-1] if kind == "binary_cross_entropy" else network
    loss = LOSSES[kind]()(answer(torch.tensor(x)), target)
    loss.backward()
    linears = parts[::2]
    return loss.item(), [m.weight.grad.numpy().T for m in linears], [m.bias.grad.numpy() for m in linears], network


@settings(max_examples=200, deadline=None)
@given(problem=problems())
def test_equals_pytorch_over_all_architectures_activations_and_losses(problem):
    kind, x, y, layers = problem
    passed = backpropagation.forward(x, layers)
    ours = backpropagation.backward(kind, passed, y, layers)
    loss, weight, bias, network = pytorch(*problem)
    close = {"rtol": 0, "atol": 1e-10}
    assert backpropagation.loss(kind, passed, y) == pytest.approx(loss, abs=1e-10)
    for mine, theirs in zip([*ours.weight, *ours.bias], [*weight, *bias], strict=True):
        np.testing.assert_allclose(mine, theirs, **close)
    value, shown = backpropagation.autograd(kind, x, y, layers)
    assert value == pytest.approx(loss, abs=1e-10)
    for mine, theirs in zip([*ours.weight, *ours.bias, *ours.delta], [*shown.weight, *shown.bias, *shown.delta], strict=True):
        np.testing.assert_allclose(mine, theirs, **close)

    torch.optim.SGD(network.parameters(), lr=0.3).step()
    stepped = backpropagation.update(layers, ours, 0.3)
    for layer, linear in zip(stepped, network[::2], strict=True):
        np.testing.assert_allclose(layer.weight, linear.weight.detach().numpy().T, **close)
        np.testing.assert_allclose(layer.bias, linear.bias.detach().numpy(), **close)


def test_gradients_are_slopes_of_the_loss():
    """∂L/∂w by nudging each weight of the curriculum's example, independent of any chain rule."""
    layers, x, y, nudge = curriculum(TEXTBOOK), np.array(X[:2]), np.array([1.0]), 1e-6
    gradients = backpropagation.backward("mse", backpropagation.forward(x, layers), y, layers)
    for layer, gradient in zip(layers, gradients.weight, strict=True):
        for index in np.ndindex(layer.weight.shape):
            losses = []
            for sign in (1, -1):
                layer.weight[index] += sign * nudge
                losses.append(backpropagation.loss("mse", backpropagation.forward(x, layers), y))
                layer.weight[index] -= sign * nudge
            assert gradient[index] == pytest.approx((losses[0] - losses[1]) / (2 * nudge), abs=1e-8)


@pytest.mark.parametrize(("kind", "y", "expected"), [("binary_cross_entropy", 0.0, 800.0), ("binary_cross_entropy", 1.0, 0.0)])
def test_a_saturated_output_gives_no_infinity(kind, y, expected):
    layers = [Layer(np.array([[0.0]]), np.array([800.0]), "sigmoid")]
    passed = backpropagation.forward(np.array([1.0]), layers)
    assert backpropagation.loss(kind, passed, np.array([y])) == pytest.approx(expected)
    assert backpropagation.backward(kind, passed, np.array([y]), layers).delta[0] == pytest.approx(1 - y)


def test_unknown_loss_is_refused():
    layers = curriculum(TEXTBOOK)
    passed = backpropagation.forward(np.array(X[:2]), layers)
    for call in (backpropagation.loss, lambda *a: backpropagation.output_delta(*a, "sigmoid")):
        with pytest.raises(ValueError):
            call("hinge", passed, np.array([1.0]))
