"""The layers written by hand, with and without loops, against PyTorch: values, and every gradient."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from core import cnn_from_scratch, gradient_check
from core.cnn_from_scratch import VERSIONS, build, build_twin, initial_weights
from core.cnn_from_scratch_im2col import col2im, im2col
from core.cnn_from_scratch_mistakes import MISTAKES
from core.sample_images import digit

every_version = pytest.mark.parametrize("version", VERSIONS)


def numbers(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def assert_as_autograd(layer, function, x, *parameters):
    """`layer`'s value and gradients are those of `function` under autograd."""
    leaves = [value.clone().requires_grad_() for value in (x, *parameters)]
    expected = function(*leaves)
    upstream = numbers(*expected.shape, seed=9)
    torch.testing.assert_close(layer.forward(x), expected.detach())
    gradients = torch.autograd.grad(expected, leaves, upstream)
    torch.testing.assert_close(layer.backward(upstream), gradients[0])
    if parameters:
        torch.testing.assert_close(layer.weight_gradient, gradients[1])
        torch.testing.assert_close(layer.bias_gradient, gradients[2])


@every_version
@pytest.mark.parametrize("shape", [(2, 3, 6, 5, 4, 3), (1, 1, 4, 4, 1, 4), (3, 2, 3, 7, 2, 1)])
def test_convolution(version, shape):
    batch, channels, height, width, filters, k = shape
    x, weight, bias = (
        numbers(batch, channels, height, width),
        numbers(filters, channels, k, k, seed=1),
        numbers(filters, seed=2),
    )
    assert_as_autograd(VERSIONS[version].Conv2d(weight, bias), F.conv2d, x, weight, bias)


@settings(max_examples=30, deadline=None)
@given(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(3, 7), st.integers(3, 7)), st.integers(1, 3), st.booleans())
def test_im2col_is_unfold_and_col2im_is_fold(shape, k, transposed):
    """Also where the picture's memory is not in reading order."""
    x = numbers(*shape)
    x = x.mT if transposed else x
    patches = im2col(x, k)
    assert torch.equal(patches, F.unfold(x, k))
    torch.testing.assert_close(col2im(patches, x.shape, k), F.fold(patches, x.shape[2:], k))


@every_version
@pytest.mark.parametrize("size", [(4, 6), (5, 7)])
def test_max_pooling_cuts_off_what_fills_no_window(version, size):
    assert_as_autograd(VERSIONS[version].MaxPool2d(), lambda a: F.max_pool2d(a, 2), numbers(2, 3, *size))


@every_version
def test_of_equal_cells_the_first_gets_the_gradient_as_in_pytorch(version):
    ties = torch.randint(0, 2, (3, 4, 8, 8), generator=torch.Generator().manual_seed(3)).double()
    assert_as_autograd(VERSIONS[version].MaxPool2d(), lambda a: F.max_pool2d(a, 2), ties)


@every_version
def test_relu_dense_flatten_and_loss(version):
    kinds = VERSIONS[version]
    z = numbers(2, 3, 4, 2)
    z[0, 0, 0] = 0  # ReLU's kink: PyTorch passes nothing there
    assert_as_autograd(kinds.ReLU(), F.relu, z)
    assert_as_autograd(kinds.Flatten(), lambda p: p.flatten(1), z)
    weight, bias = numbers(5, 6, seed=1), numbers(5, seed=2)
    assert_as_autograd(kinds.Linear(weight, bias), F.linear, numbers(4, 6), weight, bias)
    logits, labels = (40 * numbers(4, 10)).requires_grad_(), torch.tensor([3, 0, 9, 3])
    expected = F.cross_entropy(logits, labels)
    loss = kinds.CrossEntropy()
    torch.testing.assert_close(loss.forward(logits.detach(), labels), expected.detach())
    torch.testing.assert_close(loss.backward(), torch.autograd.grad(expected, logits)[0])


def test_network_is_the_curriculums_with_one_convolution():
    twin = build_twin(initial_weights(0))
    assert sum(p.numel() for p in twin.parameters()) == 87_322
    shapes, x = [], torch.zeros(1, 1, 28, 28, dtype=torch.float64)
    for layer in twin:
        x = layer(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [(8, 26, 26), (8, 26, 26), (8, 13, 13), (1352,), (64,), (64,), (10,)]


def test_initial_weights_are_hes():
    weights = initial_weights(5)
    assert weights.keys() == dict(build_twin(weights).named_parameters()).keys()
    many = torch.cat([initial_weights(seed)["conv.weight"].flatten() for seed in range(60)])
    assert many.std() == pytest.approx((2 / 9) ** 0.5, rel=0.05)
    assert weights["hidden.weight"].std() == pytest.approx((2 / 1352) ** 0.5, rel=0.05)
    assert torch.equal(weights["conv.weight"], weights["conv.weight"].round(decimals=2))
    assert not any(weights[f"{name}.bias"].any() for name in ("conv", "hidden", "output"))
    assert not torch.equal(weights["conv.weight"], initial_weights(6)["conv.weight"])


def test_both_versions_make_the_same_steps_as_the_twin(monkeypatch):
    """Loops, im2col and torch.nn stay together over several batches; the picture is small, the loops are slow."""
    for name, value in {"FILTERS": 2, "HIDDEN": 5, "SIZE": 8, "POOLED": 3}.items():
        monkeypatch.setattr(cnn_from_scratch, name, value)
    weights = initial_weights(1)
    networks, twin = [build(weights, version) for version in VERSIONS], build_twin(weights)
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
    for step in range(4):
        x, labels = numbers(3, 1, 8, 8, seed=step), torch.tensor([1, 9, step])
        expected = F.cross_entropy(twin(x), labels)
        optimizer.zero_grad()
        expected.backward()
        optimizer.step()
        for network in networks:
            torch.testing.assert_close(network.loss.forward(network.forward(x), labels), expected.detach())
            network.backward()
            network.step(0.1)
    for network in networks:
        for name, values in twin.named_parameters():
            torch.testing.assert_close(network.weights()[name], values.detach())
    assert not torch.equal(networks[0].weights()["conv.weight"], weights["conv.weight"]), "copies were trained"


def test_every_gradient_of_the_network_is_checked_and_right():
    rows = gradient_check.check(build(initial_weights(0)), digit(3, 28), 3)
    assert [(row.layer, row.tensor, row.shape) for row in rows] == [
        ("conv", "input", (1, 28, 28)),
        ("conv", "weight", (8, 1, 3, 3)),
        ("conv", "bias", (8,)),
        ("relu", "input", (8, 26, 26)),
        ("pool", "input", (8, 26, 26)),
        ("flatten", "input", (8, 13, 13)),
        ("hidden", "input", (1352,)),
        ("hidden", "weight", (64, 1352)),
        ("hidden", "bias", (64,)),
        ("hidden_relu", "input", (64,)),
        ("output", "input", (64,)),
        ("output", "weight", (10, 64)),
        ("output", "bias", (10,)),
        ("loss", "input", (10,)),
    ]
    for row in rows:
        assert max(row.whole, *row.im2col, *row.loops) <= gradient_check.TOLERANCE, row
        assert row.im2col.finite > 0 or row.tensor == "bias", "finite differences are never exact"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found_in_its_layer_and_passed_on_below_it(mistake):
    weights = initial_weights(0)
    weights["conv.bias"] += 0.1  # a background above zero: its windows are ties
    rows = gradient_check.check(build(weights, mistake=mistake), digit(3, 28), 3, mistake)
    wrong = [row.layer for row in rows if row.whole > gradient_check.TOLERANCE]
    layers = list(gradient_check.KINDS)
    assert wrong and set(wrong) == set(layers[: layers.index(MISTAKES[mistake]) + 1])
    alone = {row.kind for row in rows if max(row.im2col) > gradient_check.TOLERANCE}
    assert alone == ({gradient_check.KINDS[MISTAKES[mistake]]} if mistake != "all_ties" else set()), (
        "no ties among spaced numbers"
    )
    assert all(max(row.loops) <= gradient_check.TOLERANCE for row in rows)


def test_finite_differences_find_a_slope_and_put_everything_back():
    values = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64)
    gradient = gradient_check.finite_differences(lambda: (values**3).sum(), values)
    torch.testing.assert_close(gradient, 3 * values**2, atol=1e-8, rtol=0)
    assert values.tolist() == [1.0, -2.0, 3.0]


@pytest.mark.parametrize("n", [1, 2, 7, 120])
def test_spaced_numbers_stay_apart_and_away_from_zero(n):
    values = gradient_check.spaced((n,), torch.Generator().manual_seed(n)).sort().values
    assert values.abs().min() > 0.9 / n and values.abs().max() <= 2.1
    assert n == 1 or values.diff().min() > 3.9 / n
