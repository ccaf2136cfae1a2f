"""core.mlp_engine, the compiled engine: equal to autograd's loop, in any number of parts, threads and seeds."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import sklearn.metrics
import torch

from core import compilation, mlp_autograd, mlp_engine, mlp_kernels, planes
from core.mlp import OPTIMIZERS, Data, Recipe, initial_state, initial_weights
from tests.core.test_mlp import RECIPES, data_for, sample

LARGE = Data(*planes.split(*planes.points("circle", 10, 320), 60), 2)  # more points than go at once

HUNDRED_EPOCHS = [
    *((replace(recipe, batch_size=8, learning_rate=0.05, seed=3), data_for(recipe)) for recipe in RECIPES),
    *((Recipe(optimizer=name, batch_size=8, dropout=0.2, l1=0.001, l2=0.01), sample(2)) for name in OPTIMIZERS),
    *((Recipe(optimizer=name, batch_size=8, learning_rate=0.02), sample(2)) for name in OPTIMIZERS),
    (Recipe(output="linear", batch_size=4, dropout=0.1), sample(0)),
    (Recipe(batch_size=1), sample(2, n=5)),
    (Recipe(batch_size=3, initialisation="zeros", optimizer="adam"), sample(2)),
    (Recipe(batch_size=0, optimizer="adam", dropout=0.4), LARGE),
    (Recipe(batch_size=150, optimizer="rmsprop", learning_rate=0.01, dropout=0.4, hidden=(9, 8)), LARGE),
]


@pytest.mark.parametrize(("recipe", "data"), HUNDRED_EPOCHS, ids=lambda value: str(value) if isinstance(value, Recipe) else "")
def test_equals_autograd_over_100_epochs(recipe, data):
    ours, theirs = (engine.train(recipe, data, 100, (1, 50), every=4) for engine in (mlp_engine, mlp_autograd))
    assert ours.keyframes.tolist() == theirs.keyframes.tolist() == [0, 1, 50, 100]
    assert np.abs(ours.weights[-1] - ours.weights[0]).max() > 1e-3 or recipe.initialisation == "zeros"
    np.testing.assert_allclose(ours.weights, theirs.weights, rtol=0, atol=1e-5)
    np.testing.assert_allclose(ours.state.moments, theirs.state.moments, rtol=0, atol=1e-5)
    assert ours.state[2:] == theirs.state[2:]
    assert ours.epochs.tolist() == theirs.epochs.tolist() == list(range(0, 101, 4))
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        if getattr(theirs, name) is None:
            assert getattr(ours, name) is None
        else:
            np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=0, atol=1e-5)


RECIPE = Recipe(optimizer="adam", dropout=0.1, loss="cross_entropy", l2=0.001, seed=11)


def test_sixty_four_seeds_equal_sixty_four_runs():
    runs = mlp_engine.seeds(RECIPE, LARGE, 30, n=64, every=10)
    assert len({run.train_loss[-1] for run in runs}) == 64
    for i, run in enumerate(runs):
        alone = mlp_engine.train(replace(RECIPE, seed=11 + i), LARGE, 30, every=10)
        assert run.recipe == alone.recipe
        assert np.array_equal(run.weights, alone.weights) and np.array_equal(run.test_loss, alone.test_loss)


def test_a_class_of_learners_at_once():
    recipes = [replace(case[0], batch_size=5) for case in HUNDRED_EPOCHS[:24]]
    with ThreadPoolExecutor(24) as learners:
        together = list(learners.map(lambda recipe: mlp_engine.train(recipe, data_for(recipe), 40), recipes))
    for recipe, run in zip(recipes, together, strict=True):
        assert np.array_equal(run.weights, mlp_engine.train(recipe, data_for(recipe), 40).weights)


def test_keyframes_are_the_weights_of_that_epoch():
    run = mlp_engine.train(RECIPE, LARGE, 40, (17, 3, 3, 40, 99))
    assert run.keyframes.tolist() == [0, 3, 17, 40]
    for epoch, weights in zip(run.keyframes.tolist(), run.weights, strict=True):
        assert np.array_equal(mlp_engine.train(RECIPE, LARGE, epoch).state.weights, weights)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_two_parts_equal_the_whole(optimizer):
    recipe = replace(RECIPE, optimizer=optimizer)
    whole = mlp_engine.train(recipe, LARGE, 50, (35,))
    first = mlp_engine.train(recipe, LARGE, 20)
    second = mlp_engine.train(recipe, LARGE, 30, (5, 35), start=first.state)
    assert second.keyframes.tolist() == [20, 35, 50] and second.epochs.tolist() == list(range(20, 51))
    assert np.array_equal(second.weights[1:], whole.weights[1:])
    assert np.array_equal(np.concatenate([first.test_loss, second.test_loss[1:]]), whole.test_loss)
    assert np.array_equal(second.state.moments, whole.state.moments)


def test_reset_returns_to_the_same_start():
    runs = [mlp_engine.train(RECIPE, LARGE, 5) for _ in range(2)]
    assert np.array_equal(runs[0].weights, runs[1].weights)
    assert np.array_equal(runs[0].weights[0], initial_weights(RECIPE))


def test_an_edited_weight_is_where_training_goes_on():
    first = mlp_engine.train(RECIPE, LARGE, 10)
    edited = first.state.weights.copy()
    edited[2] = 3.5
    start = first.state._replace(weights=edited)
    ours, theirs = (engine.train(RECIPE, LARGE, 5, start=start) for engine in (mlp_engine, mlp_autograd))
    assert ours.weights[0][2] == 3.5 and np.array_equal(start.weights, edited)
    np.testing.assert_allclose(ours.weights[-1], theirs.weights[-1], atol=1e-9)


def test_random_numbers_in_portions_are_the_same(monkeypatch):
    whole = mlp_engine.train(RECIPE, LARGE, 20)
    monkeypatch.setattr(mlp_engine, "DRAWN", 5 * len(LARGE.x))
    assert np.array_equal(mlp_engine.train(RECIPE, LARGE, 20).weights, whole.weights)


def test_losses_every_so_often():
    run = mlp_engine.train(RECIPE, LARGE, 23, every=10)
    full = mlp_engine.train(RECIPE, LARGE, 23)
    assert run.epochs.tolist() == [0, 10, 20, 23]
    assert np.array_equal(run.test_loss, full.test_loss[run.epochs])


def test_no_epochs_show_the_start():
    run = mlp_engine.train(RECIPE, LARGE, 0)
    assert run.keyframes.tolist() == run.epochs.tolist() == [0] and run.stopped == "epochs"


@pytest.mark.parametrize("engine", [mlp_engine, mlp_autograd])
def test_stops_at_a_loss(engine):
    full = mlp_engine.train(RECIPE, LARGE, 40)
    threshold = float(full.train_loss[:26].min())
    first = int(np.flatnonzero(full.train_loss <= threshold + 1e-9)[0])
    run = engine.train(RECIPE, LARGE, 40, (4, 39), stop_loss=threshold + 1e-9)
    assert (run.stopped, run.state.epoch) == ("loss", first)
    assert run.keyframes.tolist() == [0, 4, first] and run.epochs[-1] == first


DIVERGING = [
    (Recipe(output="linear", hidden=(4,), activations=("relu",), learning_rate=10.0), 1),
    (Recipe(output="linear", hidden=(), activations=(), learning_rate=10.0, optimizer="momentum"), 1),
    (Recipe(output="linear", hidden=(4,), activations=("linear",), learning_rate=3.0, loss="half_sse"), 5),
    (Recipe(output="linear", hidden=(), activations=(), learning_rate=1.0, batch_size=0), 4),
]


@pytest.mark.parametrize(("recipe", "every"), DIVERGING)
def test_divergence_is_found_and_named(recipe, every):
    ours, theirs = (engine.train(recipe, sample(2), 3000, (2, 2900), every=every) for engine in (mlp_engine, mlp_autograd))
    assert ours.stopped == theirs.stopped == "diverged"
    assert ours.divergence == theirs.divergence and ours.keyframes.tolist() == theirs.keyframes.tolist()
    for values in (ours.weights, ours.train_loss, ours.test_loss, ours.state.moments):
        assert np.isfinite(values).all()
    found = ours.divergence
    assert found.quantity in ("activation", "loss", "gradient", "weight") and found.step >= 1
    assert ours.state.epoch < found.epoch <= ours.state.epoch + every
    # One epoch more, and what is named is indeed not finite.
    assert 0 <= found.layer <= len(recipe.hidden) + 1


def test_divergence_of_the_test_loss_alone():
    data = sample(2)
    far = data._replace(x_test=data.x_test * 1e160)
    recipe = Recipe(output="linear", hidden=(), activations=(), initialisation="zeros")
    run = mlp_engine.train(recipe, far, 5)
    assert run.stopped == "diverged" and run.state.epoch < run.divergence.epoch
    assert (run.divergence.layer, run.divergence.quantity) == (0, "loss")


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_maps_equal_the_forward_pass(recipe):
    recipe = replace(recipe, initialisation="normal")
    places = planes.grid(13)
    weights = np.stack([initial_weights(replace(recipe, seed=seed)) for seed in range(5)])
    maps = mlp_engine.maps(recipe, weights, places)
    for frame, w in zip(maps, weights, strict=True):
        layers = mlp_autograd.forward(recipe, torch.tensor(w), torch.from_numpy(places))
        np.testing.assert_allclose(frame, torch.cat([a for _, a in layers], dim=1).T, rtol=1e-9, atol=1e-12)
    assert np.array_equal(mlp_engine.maps(recipe, weights[3], places), maps[3])
    outputs = mlp_engine.outputs(recipe, weights, places)
    assert np.array_equal(outputs, maps[:, -recipe.outputs :].transpose(0, 2, 1))
    assert np.array_equal(mlp_engine.predict(recipe, weights[1], places), mlp_engine.predict(recipe, weights, places)[1])


def test_confusion_and_accuracy_are_scikit_learns():
    x, y = planes.points("spirals_5", 20, 300)
    data = Data(*planes.split(x, y, 50), 5)
    recipe = Recipe(hidden=(8,), activations=("silu",), outputs=5, loss="cross_entropy", learning_rate=0.2)
    run = mlp_engine.train(recipe, data, 60, (20,))
    counts = mlp_engine.confusion(recipe, run.weights, data.x_test, data.y_test, 5)
    for frame, weights, accuracy in zip(counts, run.weights, run.test_accuracy[run.keyframes], strict=True):
        predicted = mlp_engine.predict(recipe, weights, data.x_test)
        assert np.array_equal(frame, sklearn.metrics.confusion_matrix(data.y_test, predicted, labels=range(5)))
        assert accuracy == pytest.approx(sklearn.metrics.accuracy_score(data.y_test, predicted))
    assert np.array_equal(mlp_engine.confusion(recipe, run.weights[1], data.x_test, data.y_test, 5), counts[1])


def test_dead_relus():
    recipe = Recipe(hidden=(3, 2), activations=("relu", "tanh"))
    weights = initial_weights(replace(recipe, initialisation="he"))
    weights[6:9] = (-100, 0, 100)  # the biases of the first layer
    x = planes.grid(10)
    dead = mlp_engine.dead_relus(recipe, np.stack([weights, initial_weights(replace(recipe, initialisation="zeros"))]), x)
    assert dead.tolist() == [[True, False, False, False, False], [True, True, True, False, False]]
    assert mlp_engine.dead_relus(recipe, weights, x).tolist() == dead[0].tolist()
    start = initial_state(recipe, weights)
    data = Data(*planes.split(*planes.points("circle", 0, 60)), 2)
    trained = mlp_engine.train(recipe, data, 50, start=start).weights[-1]
    assert trained[[0, 3, 6]].tolist() == weights[[0, 3, 6]].tolist()  # what leads into it has not learned


def test_tanh_to_the_last_places():
    x = np.concatenate([np.linspace(-25, 25, 20001), np.logspace(-300, 1, 500), [np.inf, -np.inf, 0.0]])
    ours = np.array([mlp_kernels.tanh(value) for value in x])
    np.testing.assert_allclose(ours, np.tanh(x), rtol=2e-15)
    assert np.isnan(mlp_kernels.tanh(np.nan))


def test_works_where_nothing_can_be_kept_on_disk(monkeypatch):
    real = compilation.njit

    def refuses(cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(compilation, "njit", refuses)
    assert compilation.compiled(lambda x: x + 1)(2) == 3


def test_old_machine_code_is_not_used_for_new_sources(monkeypatch, tmp_path):
    for name in compilation.SOURCES:
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(compilation, "__file__", str(tmp_path / "compilation.py"))
    before = compilation.folder()
    assert compilation.folder() == before
    (tmp_path / compilation.SOURCES[0]).write_text("two")
    assert compilation.folder() != before
