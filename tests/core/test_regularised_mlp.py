"""The table classifier's gradient and training against PyTorch's autograd, modules and optimisers, and scikit-learn."""

import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from torch import nn

from core.errors import LearnerError
from core.experiments.sklearn_beside import classifier
from core.mlp import OPTIMIZERS
from core.regularised_mlp import (
    ACTIVATIONS,
    Recipe,
    backward,
    cross_entropies,
    decide,
    initial_numbers,
    layers_of,
    logits,
    penalty,
    probabilities,
)
from core.regularised_training import Rows, train

MODULES = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "linear": nn.Identity}


pytestmark = pytest.mark.usefixtures("one_thread")


class Masked(nn.Module):
    """Dropout with given masks."""

    def __init__(self, mask):
        super().__init__()
        self.mask = mask

    def forward(self, x):
        return x * self.mask if self.training else x


def module(recipe, numbers, masks=None):
    """The same network as nn.Sequential, with the same numbers."""
    parts = []
    for index, layer in enumerate(layers_of(recipe, numbers)):
        linear = nn.Linear(*layer.weight.shape, dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(layer.weight.T.copy()), torch.tensor(layer.bias.copy())
        parts.append(linear)
        if index < len(recipe.hidden):
            if layer.gamma is not None:
                norm = nn.BatchNorm1d(len(layer.gamma), dtype=torch.float64)
                norm.weight.data, norm.bias.data = torch.tensor(layer.gamma.copy()), torch.tensor(layer.beta.copy())
                norm.running_mean.data = torch.tensor(layer.mean.copy())
                norm.running_var.data = torch.tensor(layer.variance.copy())
                parts.append(norm)
            parts.append(MODULES[recipe.activation]())
            parts.append(Masked(torch.tensor(masks[index]) if masks else 1.0))
    return nn.Sequential(*parts).train()


def loss_of(recipe, net, x, y):
    """Mean cross-entropy and the penalty over n rows."""
    z, target = net(torch.tensor(x)), torch.tensor(y)
    two = recipe.outputs == 1
    loss = F.binary_cross_entropy_with_logits(z[:, 0], target.double()) if two else F.cross_entropy(z, target)
    weights = [part.weight for part in net if isinstance(part, nn.Linear)]
    return loss + sum(recipe.l1 * w.abs().sum() + recipe.l2 / 2 * (w**2).sum() for w in weights) / len(x)


def flat(net, what):
    """All numbers, or their gradients, in the order of the flat array."""
    linears = [part for part in net if isinstance(part, nn.Linear)]
    norms = [part for part in net if isinstance(part, nn.BatchNorm1d)]
    pieces = []
    for index, linear in enumerate(linears):
        pieces += [what(linear.weight).T, what(linear.bias)]
        if index < len(norms):
            pieces += [what(norms[index].weight), what(norms[index].bias)]
    return torch.cat([piece.reshape(-1) for piece in pieces]).detach().numpy()


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 1000),
    hidden=st.lists(st.integers(1, 5), max_size=3).map(tuple),
    classes=st.integers(2, 4),
    activation=st.sampled_from(ACTIVATIONS),
    batch_norm=st.booleans(),
    dropout=st.sampled_from((0.0, 0.5)),
    penalties=st.sampled_from(((0.0, 0.0), (0.7, 0.0), (0.0, 1.3), (0.4, 0.2))),
)
def test_the_gradient_is_autograds(seed, hidden, classes, activation, batch_norm, dropout, penalties):
    recipe = Recipe(3, hidden, classes, activation, batch_norm, dropout, *penalties)
    rng = np.random.RandomState(seed)
    numbers = initial_numbers(recipe, rng)
    numbers[: recipe.trained] += 0.3 * rng.randn(recipe.trained)
    x, y = rng.randn(7, 3), rng.randint(0, classes, 7)
    masks = [(rng.rand(7, width) >= dropout) / (1 - dropout) for width in hidden] if dropout else None
    net = module(recipe, numbers, masks)
    loss_of(recipe, net, x, y).backward()
    gradient = np.zeros(recipe.trained)
    backward(recipe, layers_of(recipe, numbers), layers_of(recipe, gradient), x, y, masks)
    np.testing.assert_allclose(gradient, flat(net, lambda p: p.grad), rtol=1e-6, atol=1e-9)
    # Batch normalisation's running statistics moved as PyTorch's did, and the trained network answers the same.
    net.eval()
    with torch.no_grad():
        np.testing.assert_allclose(logits(recipe, numbers, x), net(torch.tensor(x)).numpy(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("classes", (2, 3))
def test_answers_and_losses_are_pytorchs(classes):
    rng = np.random.default_rng(classes)
    z = rng.normal(scale=4, size=(20, 1 if classes == 2 else classes))
    y = rng.integers(0, classes, 20)
    tensor = torch.tensor(z)
    if classes == 2:
        expected = F.binary_cross_entropy_with_logits(tensor[:, 0], torch.tensor(y).double(), reduction="none")
        shares = torch.stack([1 - tensor[:, 0].sigmoid(), tensor[:, 0].sigmoid()], dim=1)
    else:
        expected, shares = F.cross_entropy(tensor, torch.tensor(y), reduction="none"), tensor.softmax(dim=1)
    np.testing.assert_allclose(cross_entropies(z, y), expected.numpy(), rtol=1e-12)
    np.testing.assert_allclose(probabilities(z), shares.numpy(), rtol=1e-9)
    assert (decide(z) == shares.argmax(dim=1).numpy()).all()
    assert np.isfinite(cross_entropies(1e4 * z, y)).all()


def rows(n=40, classes=3, seed=0, counts=(28, 6, 6)):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, classes, n)
    return Rows(rng.normal(size=(n, 4)) + y[:, None], y, counts)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_training_is_torch_optims(optimizer):
    recipe = Recipe(4, (5, 3), 3, "tanh", True, 0.0, 0.01, 0.5, optimizer, 0.01, seed=3)
    table = rows()
    run = train(recipe, table, 30)
    net = module(recipe, initial_numbers(recipe, np.random.RandomState(3)))
    made = {
        "sgd": lambda p: torch.optim.SGD(p, 0.01),
        "momentum": lambda p: torch.optim.SGD(p, 0.01, momentum=0.9),
        "rmsprop": lambda p: torch.optim.RMSprop(p, 0.01),
        "adam": lambda p: torch.optim.Adam(p, 0.01),
    }[optimizer](net.parameters())
    for _ in range(30):
        made.zero_grad()
        loss_of(recipe, net, table.x[:28], table.y[:28]).backward()
        made.step()
    # The bias before a normalisation has no gradient but rounding noise, of which Adam and RMSprop make whole steps.
    net.eval()
    with torch.no_grad():
        np.testing.assert_allclose(
            logits(recipe, run.numbers[-1], table.x), net(torch.tensor(table.x)).numpy(), rtol=1e-3, atol=2e-3
        )
        loss = loss_of(Recipe(4, (5, 3), 3), net, table.x[28:34], table.y[28:34])
    assert run.loss[1, -1] == pytest.approx(loss.item(), abs=1e-3)
    assert run.loss.shape == (3, 31)
    assert run.penalty[-1] == pytest.approx(penalty(recipe, layers_of(recipe, run.numbers[-1]), 28))


@pytest.mark.parametrize(
    "changes",
    (
        {},
        {"activation": "sigmoid", "classes": 2},
        {"batch_size": 8, "optimizer": "momentum", "l2": 3.0},
        {"batch_size": 16, "optimizer": "sgd", "activation": "tanh", "hidden": (6, 5)},
        {"hidden": ()},
    ),
)
def test_scikit_learn_ends_at_the_same_weights(changes):
    recipe = Recipe(**{"inputs": 4, "hidden": (7,), "classes": 3, "l2": 1e-4, "learning_rate": 0.01, "seed": 5} | changes)
    table = rows(classes=recipe.classes)
    model = classifier(recipe, 28, 40)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table.x[:28], table.y[:28])
    run = train(recipe, table, model.n_iter_)
    for layer, weight, bias in zip(layers_of(recipe, run.numbers[-1]), model.coefs_, model.intercepts_, strict=True):
        np.testing.assert_allclose(layer.weight, weight, atol=1e-4)
        np.testing.assert_allclose(layer.bias, bias, atol=1e-4)
    np.testing.assert_allclose(probabilities(logits(recipe, run.numbers[-1], table.x)), model.predict_proba(table.x), atol=1e-4)
    if not recipe.batch_size:
        np.testing.assert_allclose((run.loss[0] + run.penalty)[:-1], model.loss_curve_, atol=1e-5)


def test_early_stopping_waits_and_goes_back():
    table = rows(seed=1)
    recipe = Recipe(4, (32,), 3, learning_rate=0.03)
    whole = train(recipe, table, 200)
    judged = whole.loss[1]
    patience = 15
    # By its definition: the first epoch at which the lowest loss so far lies `patience` epochs back.
    lowest = np.array([judged[: e + 1].argmin() for e in range(201)])
    end = int(np.flatnonzero(np.arange(201) - lowest >= patience)[0])
    stopped = train(recipe, table, 200, patience, keep=(3,))
    assert stopped.stopped == "patience"
    assert stopped.loss.shape[1] - 1 == end
    assert stopped.best == stopped.result == lowest[end]
    assert stopped.kept.tolist() == sorted({3, end, int(lowest[end])})
    assert (stopped.numbers[stopped.kept == stopped.best] == whole.numbers[stopped.best]).all()
    assert (whole.result, whole.stopped) == (200, "epochs")


def test_without_validation_rows_the_test_rows_judge():
    table = rows(counts=(30, 0, 10))
    run = train(Recipe(4, (8,), 3, learning_rate=0.03), table, 50)
    assert table.judge == "test"
    assert run.best == run.loss[2].argmin()
    assert np.isnan(run.loss[1]).all()


def test_divergence_ends_at_the_last_finite_epoch():
    wild = rows()
    run = train(Recipe(4, (8,), 3, optimizer="momentum", learning_rate=1.0, activation="linear", l2=500.0), wild, 400)
    assert run.stopped == "diverged"
    assert np.isfinite(run.loss).all()
    assert np.isfinite(run.numbers).all()
    assert run.result == run.loss.shape[1] - 1 < 400
    huge = Rows(np.full_like(wild.x, 1e308), wild.y, wild.counts)
    with pytest.raises(LearnerError, match=r"mlp\.start"):
        train(Recipe(4, (8,), 3), huge, 5)


def test_dropout_and_seed_decide_the_run():
    table, recipe = rows(), Recipe(4, (16,), 3, dropout=0.5, batch_size=9)
    one, same = (train(recipe, table, 10) for _ in range(2))
    assert (one.loss == same.loss).all()
    assert not (train(Recipe(4, (16,), 3, dropout=0.5, batch_size=9, seed=1), table, 10).loss == one.loss).any()
    assert (train(Recipe(4, (16,), 3, batch_size=9), table, 10).loss[:, 0] == one.loss[:, 0]).all(), "it starts from the same"
