"""The hand-written deep network: values and gradients are PyTorch's, the first weights are torch.nn.init's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from core.deep_network import (
    FUNCTIONS,
    INITIALISATIONS,
    NORMALISATIONS,
    Network,
    backward,
    count,
    cross_entropy,
    forward,
    gradient,
    initial,
    unpack,
)
from tests.core.deep_torch import Deep


def network(**changes):
    plain = dict(inputs=9, depth=4, width=6, outputs=5, activation="tanh", initialisation="xavier")
    return Network(**plain | dict(normalisation="none", residual=False, seed=5) | changes)


def batch(samples=7, inputs=9, outputs=5):
    rng = np.random.default_rng(2)
    return rng.normal(size=(samples, inputs)), rng.integers(0, outputs, samples)


def moved(net):
    """First parameters, with gains, shifts and biases that are not 1 and 0."""
    flat = initial(net)
    return flat + np.random.default_rng(3).normal(scale=0.1, size=flat.shape)


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("residual", [False, True], ids=["plain", "residual"])
@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@pytest.mark.parametrize("activation", FUNCTIONS)
def test_values_and_gradients_are_autograds(activation, normalisation, residual):
    net = network(activation=activation, normalisation=normalisation, residual=residual)
    flat = moved(net)
    parts = unpack(net, flat)
    x, labels = batch()
    oracle = Deep(net, parts)
    loss = F.cross_entropy(oracle(torch.tensor(x)), torch.tensor(labels))
    loss.backward()

    passed = forward(net, parts, x)
    back = backward(net, parts, passed, labels)
    slopes = unpack(net, gradient(net, x, passed, back))
    close(passed.h, torch.stack(oracle.h))
    close(passed.logits, oracle.logits)
    assert cross_entropy(passed.logits, labels) == pytest.approx(loss.item(), rel=1e-12)
    close(back.h, torch.stack([h.grad for h in oracle.h]))
    close(back.delta, torch.stack([z.grad for z in oracle.z]))
    close(back.output, oracle.logits.grad)
    for ours, linear in zip([slopes.first, *slopes.weight, slopes.last], oracle.layers, strict=True):
        close(ours.T, linear.weight.grad)
    for ours, linear in zip([*slopes.bias, slopes.last_bias], oracle.layers, strict=True):
        close(ours, linear.bias.grad)
    if normalisation == "none":
        assert not slopes.gain.any()
        assert not slopes.shift.any()
    else:
        close(slopes.gain, torch.stack([norm.weight.grad for norm in oracle.norms]))
        close(slopes.shift, torch.stack([norm.bias.grad for norm in oracle.norms]))


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_a_second_batch_overwrites_the_first_ones_memory(normalisation):
    net = network(normalisation=normalisation, residual=True)
    parts = unpack(net, moved(net))
    x, labels = batch()
    first = forward(net, parts, x[::-1] * 3)
    passed = forward(net, parts, x, into=first)
    back = backward(net, parts, passed, labels, into=backward(net, parts, first, labels))
    assert passed.h is first.h
    fresh = forward(net, parts, x)
    np.testing.assert_array_equal(passed.h, fresh.h)
    np.testing.assert_array_equal(back.delta, backward(net, parts, fresh, labels).delta)


def test_statistics_take_the_place_of_the_batch():
    net = network(normalisation="batch")
    parts = unpack(net, moved(net))
    x, _ = batch()
    rng = np.random.default_rng(4)
    mean, variance = rng.normal(size=(4, 6)), rng.uniform(0.5, 2, size=(4, 6))
    oracle = Deep(net, parts).eval()
    for norm, m, v in zip(oracle.norms, mean, variance, strict=True):
        norm.running_mean.copy_(torch.tensor(m))
        norm.running_var.copy_(torch.tensor(v))
    close(forward(net, parts, x, statistics=(mean, variance)).logits, oracle(torch.tensor(x)))


def test_pytorchs_own_initialisation_is_what_a_new_linear_has():
    """Bounds and spread of nn.Linear, measured on one large layer."""
    net = network(inputs=400, width=300, depth=2, initialisation="pytorch")
    parts = unpack(net, initial(net))
    torch.manual_seed(0)
    linear = nn.Linear(400, 300)
    for ours, theirs in ((parts.first, linear.weight), (parts.bias[0], linear.bias)):
        assert np.abs(ours).max() <= 400**-0.5
        assert ours.std() == pytest.approx(theirs.std().item(), rel=0.1)
    assert parts.weight[0].std() == pytest.approx((1 / 300 / 3) ** 0.5, rel=0.02)


def test_initialisations_have_the_spread_of_their_formula():
    stds = {"small": 0.01, "normal": 1.0, "xavier": (2 / 400) ** 0.5, "he": (2 / 200) ** 0.5, "orthogonal": 200**-0.5}
    assert {"pytorch", *stds} == set(INITIALISATIONS)
    for name, std in stds.items():
        parts = unpack(net := network(width=200, initialisation=name), initial(net))
        assert parts.weight.std() == pytest.approx(std, rel=0.02), name
        assert not parts.bias.any()
        assert (parts.gain == 1).all()
    square = unpack(net := network(width=200, initialisation="orthogonal"), initial(net)).weight[0]
    np.testing.assert_allclose(square @ square.T, np.eye(200), atol=1e-12)


def test_the_seed_decides_the_weights_and_the_global_generator_is_left_alone():
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    one, again, other = (initial(network(seed=seed)) for seed in (7, 7, 8))
    assert torch.equal(torch.rand(3), expected)
    assert (one == again).all()
    assert (one != other).any()
    assert len(one) == count(network())


def test_a_large_sum_saturates_without_overflowing():
    net = network(activation="sigmoid", initialisation="normal")
    x, labels = batch()
    passed = forward(net, unpack(net, initial(net) * 1e6), x)
    assert set(np.unique(passed.h[0])) <= {0.0, 1.0}
    assert not passed.slope[0].any()
    assert np.isfinite(cross_entropy(passed.logits, labels))
