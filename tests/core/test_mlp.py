"""core.mlp and core.mlp_autograd: the recipe, its gradients, and the loop, against torch.nn, torch.optim and the curriculum."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from core import mlp_autograd, mlp_engine, planes
from core.errors import LearnerError
from core.mlp import (
    ACTIVATIONS,
    Data,
    Recipe,
    decide,
    initial_state,
    initial_weights,
    pack,
    targets,
    unpack,
)

MODULES = {
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "sigmoid": nn.Sigmoid,
    "linear": nn.Identity,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "silu": nn.SiLU,
}
ENGINES = {"autograd": mlp_autograd.train, "compiled": mlp_engine.train}


def sample(classes: int, n: int = 23, seed: int = 0) -> Data:
    rng = np.random.default_rng(seed)
    x, test = rng.normal(0, 1.5, (n, 2)), rng.normal(0, 1.5, (9, 2))
    if classes == 0:
        return Data(x, np.sin(x[:, 0]), test, np.sin(test[:, 0]), 0)
    parts = [np.digitize(side[:, 0] * side[:, 1], np.linspace(-0.5, 0.5, classes - 1)) for side in (x, test)]
    return Data(x, parts[0], test, parts[1], classes)


def network(recipe: Recipe) -> nn.Sequential:
    """torch.nn's, with the recipe's initial weights, up to the last z where the loss wants it, else up to a."""
    names = (*recipe.activations, "linear" if recipe.loss in ("cross_entropy", "hinge") else recipe.output)
    modules = []
    for (weight, bias), name in zip(unpack(recipe, initial_weights(recipe)), names, strict=True):
        linear = nn.Linear(*weight.shape, dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(weight.T.copy()), torch.tensor(bias.copy())
        modules += [linear, MODULES[name]()]
    return nn.Sequential(*modules)


def flat(net: nn.Sequential, part=lambda parameter: parameter) -> np.ndarray:
    linears = [module for module in net if isinstance(module, nn.Linear)]
    return pack([(part(m.weight).detach().numpy().T, part(m.bias).detach().numpy()) for m in linears])


def loss_of(recipe: Recipe, answer: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """PyTorch's losses on a batch's answers (n, outputs) and classes or values y (n,)."""
    several, off = recipe.outputs > 1, 0.0 if recipe.output == "sigmoid" else -1.0
    if recipe.loss == "cross_entropy":
        return nn.CrossEntropyLoss()(answer, y) if several else nn.BCEWithLogitsLoss()(answer[:, 0], y.double())
    if recipe.loss == "hinge":
        signs = (2 * y - 1).double()
        return nn.MultiMarginLoss()(answer, y) if several else (1 - signs * answer[:, 0]).clamp(min=0).mean()
    if y.is_floating_point():
        wanted = y[:, None]
    elif several:
        wanted = nn.functional.one_hot(y, recipe.outputs).double()
        wanted = 2 * wanted - 1 if recipe.output == "tanh" else wanted
    else:
        wanted = torch.where(y == 1, 1.0, off).double()[:, None]
    return nn.MSELoss()(answer, wanted) if recipe.loss == "mse" else nn.MSELoss(reduction="sum")(answer, wanted) / 2


RECIPES = [
    *(Recipe(hidden=(5, 3), activations=(name, name)) for name in ACTIVATIONS),
    *(
        Recipe(loss=loss, output=output, outputs=outputs)
        for loss in ("mse", "half_sse")
        for output in ("tanh", "sigmoid", "linear")
        for outputs in (1, 3)
    ),
    *(Recipe(loss=loss, outputs=outputs) for loss in ("cross_entropy", "hinge") for outputs in (1, 3, 5)),
    Recipe(hidden=(), activations=()),
    Recipe(hidden=(16, 3, 1, 2, 9, 4), activations=("tanh", "relu", "sigmoid", "elu", "silu", "leaky_relu")),
    Recipe(l1=0.02),
    Recipe(l2=0.03, loss="cross_entropy"),
]


def data_for(recipe: Recipe) -> Data:
    return sample(recipe.outputs if recipe.outputs > 1 else 2)


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_gradients_equal_autograds(recipe):
    """One step of SGD with η = 1 takes the gradient off the weights: the compiled one is compared with that of torch.nn."""
    recipe = replace(recipe, learning_rate=1.0, batch_size=0, seed=4, initialisation="he")
    data = data_for(recipe)
    net = network(recipe)
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)
    weights = [module.weight for module in net if isinstance(module, nn.Linear)]
    penalty = sum(recipe.l1 * w.abs().sum() + recipe.l2 / 2 * w.square().sum() for w in weights)
    (loss_of(recipe, net(x), y) + penalty).backward()
    expected = flat(net, lambda parameter: parameter.grad)
    assert np.abs(expected).max() > 1e-3
    for engine in ENGINES.values():
        run = engine(recipe, data, 1)
        np.testing.assert_allclose(run.weights[0] - run.weights[1], expected, rtol=1e-9, atol=1e-12)


def test_gradient_of_a_regression():
    recipe, data = Recipe(output="linear", learning_rate=1.0, batch_size=0), sample(0)
    net = network(recipe)
    loss_of(recipe, net(torch.from_numpy(data.x)), torch.from_numpy(data.y)).backward()
    for engine in ENGINES.values():
        run = engine(recipe, data, 1)
        np.testing.assert_allclose(run.weights[0] - run.weights[1], flat(net, lambda p: p.grad), rtol=1e-9, atol=1e-12)
        assert run.train_accuracy is None and run.test_accuracy is None


OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "momentum": lambda parameters, lr: torch.optim.SGD(parameters, lr, momentum=0.9),
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}


@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_loop_is_the_one_anybody_would_write(optimizer, dropout):
    """Batches from one shuffling generator, dropout from another, torch.nn and torch.optim: the same weights."""
    recipe = Recipe(optimizer=optimizer, dropout=dropout, loss="cross_entropy", batch_size=6, seed=8)
    data = sample(2)
    net = network(recipe)
    optim = OPTIMIZERS[optimizer](net.parameters(), lr=recipe.learning_rate)
    shuffling, dropping = np.random.default_rng(8), np.random.default_rng((8, 1))
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)
    for _ in range(5):
        for batch in torch.from_numpy(shuffling.random(len(x)).argsort()).split(6):
            a = x[batch]
            for module in net:
                a = module(a)
                if isinstance(module, nn.Tanh) and dropout:
                    a = a * torch.from_numpy(dropping.random(tuple(a.shape)) >= dropout) / (1 - dropout)
            optim.zero_grad()
            loss_of(recipe, a, y[batch]).backward()
            optim.step()
    for engine in ENGINES.values():
        np.testing.assert_allclose(engine(recipe, data, 5).state.weights, flat(net), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
def test_curriculum_xor(engine):
    recipe = Recipe(
        hidden=(3,),
        activations=("sigmoid",),
        output="sigmoid",
        loss="half_sse",
        initialisation="normal",
        learning_rate=0.1,
        batch_size=0,
        seed=42,
    )
    data = Data(*planes.split(*planes.points("xor_4"), 100), 2)
    epochs = 4000 if engine == "autograd" else 10_000
    run = ENGINES[engine](recipe, data, epochs, every=2000)
    assert run.epochs.tolist() == list(range(0, epochs + 1, 2000))
    reached = [round(loss, 4) for loss in run.train_loss[:5].tolist()]
    assert reached == [0.3182, 0.1419, 0.0201, 0.0063, 0.0034][: len(reached)]
    if engine == "compiled":
        final = mlp_engine.outputs(recipe, run.state.weights, data.x)[:, 0]
        assert final.round(3).tolist() == [0.025, 0.953, 0.951, 0.063]
        assert run.train_accuracy[-1] == 1
        assert mlp_engine.confusion(recipe, run.state.weights, data.x, data.y, 2).tolist() == [[2, 0], [0, 2]]


def test_fifty_seeds_solve_the_curriculums_xor():
    recipe = Recipe(2, (3,), 1, ("sigmoid",), "sigmoid", "half_sse", "normal", learning_rate=0.1, batch_size=0)
    data = Data(*planes.split(*planes.points("xor_4"), 100), 2)
    runs = mlp_engine.seeds(recipe, data, 10_000, n=50, every=10_000)
    assert all(run.train_accuracy[-1] == 1 for run in runs)


def test_initial_weights():
    wide = Recipe(hidden=(16, 16), activations=("tanh", "tanh"), inputs=7)
    first, second, _ = unpack(wide, initial_weights(replace(wide, initialisation="normal", seed=42)))
    rng = np.random.RandomState(42)
    assert np.array_equal(first[0], rng.randn(7, 16)) and np.array_equal(second[0], rng.randn(16, 16))
    assert not initial_weights(replace(wide, initialisation="zeros")).any()
    he = partial(nn.init.kaiming_normal_, mode="fan_out", nonlinearity="relu")  # W stands here as (in, out)
    for name, initialise in (("xavier", nn.init.xavier_uniform_), ("he", he)):
        layers = [unpack(wide, initial_weights(replace(wide, initialisation=name, seed=seed)))[0] for seed in range(200)]
        theirs = torch.stack([initialise(torch.empty(7, 16)) for _ in range(200)])
        ours = np.stack([weight for weight, _ in layers])
        assert ours.std() == pytest.approx(float(theirs.std()), rel=0.03) and abs(ours.mean()) < 0.02
        assert np.abs(ours).max() == pytest.approx(float(theirs.abs().max()), rel=0.01 if name == "xavier" else 0.4)
        assert not np.stack([bias for _, bias in layers]).any()


def test_pack_is_the_opposite_of_unpack():
    recipe = Recipe(hidden=(3, 2))
    weights = np.arange(float(recipe.parameters))
    layers = unpack(recipe, weights)
    assert [(w.shape, b.shape) for w, b in layers] == [((2, 3), (3,)), ((3, 2), (2,)), ((2, 1), (1,))]
    assert layers[0][0].tolist() == [[0, 1, 2], [3, 4, 5]] and layers[0][1].tolist() == [6, 7, 8]
    assert np.array_equal(pack(layers), weights)
    assert unpack(recipe, np.stack([weights, weights]))[1][0].shape == (2, 3, 2)


def test_targets_and_decisions_agree():
    y = np.array([0, 1, 1])
    for recipe, wanted in (
        (Recipe(output="sigmoid"), [[0], [1], [1]]),
        (Recipe(output="tanh"), [[-1], [1], [1]]),
        (Recipe(output="linear"), [[-1], [1], [1]]),
        (Recipe(loss="cross_entropy"), [[0], [1], [1]]),
        (Recipe(loss="hinge"), [[-1], [1], [1]]),
        (Recipe(outputs=2, output="sigmoid"), [[1, 0], [0, 1], [0, 1]]),
        (Recipe(outputs=2, output="tanh"), [[1, -1], [-1, 1], [-1, 1]]),
    ):
        assert targets(recipe, y, 2).tolist() == wanted
        assert decide(recipe, targets(recipe, y, 2)).tolist() == y.tolist()
    assert targets(Recipe(outputs=3, loss="cross_entropy"), np.array([2, 0]), 3).tolist() == [[2], [0]]


@pytest.mark.parametrize(
    ("call", "key"),
    [
        (lambda: targets(Recipe(loss="hinge"), np.zeros(3), 0), "mlp.regression_loss"),
        (lambda: targets(Recipe(outputs=1), np.zeros(3, int), 3), "mlp.outputs"),
        (lambda: targets(Recipe(outputs=3), np.zeros(3, int), 5), "mlp.outputs"),
        (lambda: initial_state(Recipe(), np.zeros(3)), "mlp.weights"),
        *((lambda e=e: e(Recipe(output="linear"), sample(2), 3, start=huge()), "mlp.start") for e in ENGINES.values()),
    ],
)
def test_what_cannot_be_is_explained(call, key):
    with pytest.raises(LearnerError) as error:
        call()
    assert error.value.key == key


def huge():
    return initial_state(Recipe(), np.full(Recipe().parameters, 1e200))


def test_recipes_are_plain_values():
    assert hash(Recipe()) == hash(Recipe()) and Recipe().parameters == 12 + 10 + 3
    with pytest.raises(ValueError):
        Recipe(hidden=(3,))
