"""Training by hand goes as PyTorch's does, and what is measured on the way are autograd's norms."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.data import digit_rows
from core.deep_network import Network, initial, unpack
from core.deep_training import Training, accuracy, batches, train
from core.gradient_flow import BINS, factors, histogram, measure
from core.mlp import OPTIMIZERS
from tests.core.deep_torch import Deep

DATA = digit_rows.load("digits")


def network(**changes):
    plain = dict(inputs=64, depth=5, width=8, outputs=10, activation="relu", initialisation="he")
    return Network(**plain | dict(normalisation="none", residual=False, seed=1) | changes)


def probe(samples=50):
    return DATA.scaled(DATA.train[:samples]), DATA.train_labels[:samples]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("normalisation", ["none", "batch"])
def test_losses_and_accuracy_are_those_of_torch_optim(optimizer, normalisation):
    net, training = network(normalisation=normalisation), Training(optimizer, 0.01, 32, 50)
    *_, last = moments = list(train(net, training, DATA))
    oracle = Deep(net, unpack(net, initial(net)))
    weights = oracle.parameters()
    theirs = {
        "sgd": lambda: torch.optim.SGD(weights, 0.01),
        "momentum": lambda: torch.optim.SGD(weights, 0.01, momentum=0.9),
        "rmsprop": lambda: torch.optim.RMSprop(weights, 0.01),
        "adam": lambda: torch.optim.Adam(weights, 0.01),
    }[optimizer]()
    losses = []
    for batch in batches(training, len(DATA.train), net.seed):
        loss = F.cross_entropy(oracle(torch.tensor(DATA.scaled(DATA.train[batch]))), torch.tensor(DATA.train_labels[batch]))
        theirs.zero_grad()
        loss.backward()
        theirs.step()
        losses.append(loss.item())
    assert [moment.loss for moment in moments[1:]] == pytest.approx(losses, rel=1e-6)
    assert last.step == 50
    images = DATA.scaled(DATA.test)
    right = oracle.eval()(torch.tensor(images)).argmax(1).numpy() == DATA.test_labels
    assert accuracy(net, last, images, DATA.test_labels) == right.mean()


def test_batches_do_not_depend_on_the_network_and_shuffle_every_epoch():
    training = Training("sgd", 0.1, 30, 7)
    drawn = list(batches(training, 100, seed=4))
    assert [len(batch) for batch in drawn] == [30] * 7
    for epoch in (drawn[:3], drawn[3:6]):
        assert len(set(np.concatenate(epoch).tolist())) == 90, "no sample twice within an epoch"
    assert (drawn[0] != drawn[3]).any()
    assert all((one == other).all() for one, other in zip(drawn, batches(training, 100, seed=4), strict=True))


def test_a_loss_that_is_no_number_ends_the_training():
    net = network(depth=30, initialisation="normal", width=32)
    with np.errstate(over="ignore", invalid="ignore"):
        losses = [moment.loss for moment in train(net, Training("sgd", 0.1, 32, 50), DATA)]
    assert len(losses) < 10
    assert not np.isfinite(losses[-1])
    assert np.isfinite(losses[1:-1]).all()


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer"])
@pytest.mark.parametrize("residual", [False, True], ids=["plain", "residual"])
def test_the_flow_is_autograds(normalisation, residual):
    net = network(normalisation=normalisation, residual=residual, activation="tanh")
    parts = unpack(net, initial(net))
    x, labels = probe()
    flow = measure(net, parts, x, labels)
    oracle = Deep(net, parts)
    loss = F.cross_entropy(oracle(torch.tensor(x)), torch.tensor(labels))
    loss.backward()
    assert flow.loss == pytest.approx(loss.item())
    assert flow.signal == pytest.approx([h.detach().square().mean().sqrt().item() for h in oracle.h])
    assert flow.by_h == pytest.approx([h.grad.norm().item() for h in oracle.h])
    assert flow.delta == pytest.approx([z.grad.norm().item() for z in (*oracle.z, oracle.logits)])
    assert flow.weight == pytest.approx([linear.weight.grad.norm().item() for linear in oracle.layers])
    assert flow.finite


def test_factors_multiply_to_the_whole_way():
    for normalisation in ("none", "batch"):
        net = network(normalisation=normalisation, activation="sigmoid")
        flow = measure(net, unpack(net, initial(net)), *probe())
        found = factors(flow)
        assert np.prod(found.together) == pytest.approx(flow.delta[0] / flow.delta[-1])
        assert (found.slope <= 0.25).all(), "no slope of the sigmoid is steeper"
        assert (found.normalisation == 1).all() == (normalisation == "none")


def test_dead_and_blocked_are_counted():
    net = network(depth=2, width=4)
    parts = unpack(net, initial(net))
    parts.bias[0] = (-1000, -1000, 1000, 1000)
    flow = measure(net, parts, *probe())
    assert flow.dead[0] == 0.5
    assert flow.blocked[0] == 0.5


def test_histograms_count_every_value_once():
    values = np.array([[[-2.0, 0.0], [1.0, 2.0]], [[0.0, 1.0], [3.0, 4.0]]])
    counts, low, high = histogram(values)
    assert counts.sum(axis=1).tolist() == [4, 4]
    assert (low.tolist(), high.tolist()) == ([-2, 0], [2, 4])
    assert counts[0, [0, BINS // 2, 3 * BINS // 4, -1]].tolist() == [1, 1, 1, 1]
    assert histogram(values * 0).counts[:, 0].tolist() == [4, 4]
    bounded = histogram(values / 4, bounds=(-1.0, 1.0))
    assert bounded.high.tolist() == [1, 1]


def test_small_digits_are_scaled_and_split_as_everywhere():
    assert (DATA.train.shape, DATA.test.shape) == ((1437, 64), (360, 64))
    everything = DATA.scaled(np.concatenate([DATA.train, DATA.test]))
    assert everything.mean() == pytest.approx(0, abs=1e-3)
    assert everything.std() == pytest.approx(1, abs=1e-3)
    assert np.bincount(DATA.test_labels).min() >= 34
