"""What the page on vanishing gradients computes: the curriculum's claims, fair comparison, and products that add up."""

import math
from fractions import Fraction

import numpy as np
import pytest

from core.data import digits
from core.errors import LearnerError
from core.experiments import kept_run
from core.experiments import vanishing_gradients as experiment
from core.experiments.vanishing_gradients_numbers import product, significant, way
from core.rounding import read
from core.settings.schema import consistent, knobs, replace
from core.settings.vanishing_gradients import CURES, DEFAULTS, MISSIONS, PRESETS, VanishingGradients, cured

SMALL = replace(DEFAULTS, depth=4, width=8, steps=50)


@pytest.fixture(scope="module")
def standard():
    return experiment.run(DEFAULTS)


def ratio(flow):
    """What of the last layer's gradient reaches the first."""
    return flow.delta[0] / flow.delta[-2]


def test_twenty_sigmoids_leave_nothing_and_relu_with_he_learns(standard):
    """Mission 1: the gradient shrinks by less than 0.25 a layer, the network guesses; the cured one does not."""
    shown, other = standard.shown, standard.other
    assert ratio(shown.flows[0]) == pytest.approx(5.8e-17, rel=0.02)
    assert ratio(shown.flows[0]) ** (1 / 19) == pytest.approx(0.14, abs=0.005)
    assert shown.flows[-1].loss == pytest.approx(math.log(10), abs=0.01)
    assert shown.accuracy[-1] < 0.15
    assert 0.1 < ratio(other.flows[0]) < 10
    assert other.flows[-1].loss < 0.6
    assert other.accuracy[-1] > 0.75
    assert shown.steps == other.steps
    assert (shown.steps[0], shown.steps[-1], len(shown.losses)) == (0, 300, 300)


def test_weights_of_variance_one_break_the_training_at_the_third_step():
    """Mission 2."""
    result = experiment.run(MISSIONS["explodes"].settings)
    flow = result.shown.flows[0]
    growth = flow.signal[1:] / flow.signal[:-1]
    assert growth.mean() == pytest.approx(math.sqrt(32 / 2), rel=0.15), "√(n/2): half of a ReLU's variance passes"
    assert flow.loss > 1e12
    assert result.shown.diverged == 3
    assert result.shown.losses[1] > 1e190
    assert result.shown.steps == (0,)
    assert np.isfinite(result.shown.losses).all()
    assert result.other.diverged is None


def test_adam_alone_does_not_rescue_twenty_sigmoids_but_helps_four():
    """Mission 3, and the preset beside it."""
    stuck = experiment.run(MISSIONS["adam_alone"].settings).other
    assert stuck.plan.training.optimizer == "adam"
    assert stuck.flows[0].delta[:4].max() < 1e-8 / 100, "far below Adam's ε"
    assert stuck.accuracy[-1] < 0.15
    spread = stuck.flows[0].values
    assert (spread.counts[-1] > 0).sum() < 24
    few = experiment.run(PRESETS["adam"])
    assert few.shown.accuracy[-1] < 0.15
    assert few.other.accuracy[-1] > 0.6


@pytest.mark.parametrize("name", PRESETS)
def test_presets_start_and_are_not_cut_short(name):
    result = experiment.run(PRESETS[name], trained=False)
    assert result.wanted is None
    assert not result.trained
    for film in (result.shown, result.other):
        assert film.steps == (0,)
        assert film.flows[0].finite
    assert result.shown.plan != result.other.plan


def test_the_start_is_the_same_before_and_after_training(standard):
    start = experiment.run(DEFAULTS, trained=False)
    assert start.steps == standard.steps == 300
    for before, after in ((start.shown, standard.shown), (start.other, standard.other)):
        assert (before.flows[0].delta == after.flows[0].delta).all()


@pytest.mark.parametrize("cure", CURES)
def test_a_cure_changes_itself_and_nothing_else(cure):
    settings = replace(SMALL, cure=cure)
    with_cure = cured(settings)
    changed = {name for name in knobs(settings) if getattr(with_cure, name) != getattr(settings, name)}
    assert changed == {name for name, value in CURES[cure].items() if value != getattr(settings, name)}
    assert changed
    plan, other = experiment.plan_of(settings), experiment.plan_of(with_cure)
    assert plan.network.seed == other.network.seed
    assert plan.data == other.data


def test_a_kept_network_takes_the_cures_place():
    kept = replace(SMALL, activation="tanh", depth=3, steps=200)
    settings = replace(SMALL, pinned=kept_run.pin(kept), data="digits")
    result = experiment.run(settings)
    network = result.other.plan.network
    assert (network.activation, network.depth) == ("tanh", 3)
    assert result.other.plan.training.steps == 50
    assert result.shown.steps == result.other.steps
    nonsense = experiment.run(replace(SMALL, pinned="depth=x&%%%"), trained=False)
    assert nonsense.other.plan.network.depth == DEFAULTS.depth


def test_the_largest_network_is_trained_for_fewer_steps_than_asked():
    largest = replace(DEFAULTS, depth=50, width=64, batch_size=128, normalisation="batch", cure="all", steps=1_000)
    result = experiment.run(largest, trained=False)
    assert result.wanted == 1_000
    assert 10 <= result.steps < 100


def test_mnist_that_is_not_there_is_explained(monkeypatch):
    monkeypatch.setattr(digits, "present", lambda name: name == "digits")
    with pytest.raises(LearnerError, match=r"vanishing\.absent"):
        experiment.run(replace(DEFAULTS, data="mnist"))


@pytest.mark.skipif(not digits.present("mnist"), reason="MNIST is not on this computer")
def test_mnist_is_read_where_it_is():
    result = experiment.run(replace(SMALL, data="mnist", activation="relu", initialisation="he"))
    assert result.shown.plan.network.inputs == 784
    assert result.shown.losses[-10:].mean() < result.shown.losses[:10].mean()


def test_another_network_forgets_the_step_and_another_depth_the_layer():
    looking = replace(DEFAULTS, layer="15", step="40")
    assert consistent(looking, replace(looking, learning_rate=0.1)).step == ""
    assert consistent(looking, replace(looking, learning_rate=0.1)).layer == "15"
    assert consistent(looking, replace(looking, depth=10)).layer == ""


def multiplied(found):
    return math.prod(map(read, found.factors), start=Fraction(1))


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer"])
def test_factors_as_written_give_the_product_as_written(normalisation):
    settings = replace(DEFAULTS, normalisation=normalisation, activation="tanh", residual=normalisation == "layer")
    film = experiment.run(settings, trained=False).shown
    flow = film.flows[0]
    for layer in (1, 7, 20):
        found = way(film, layer, 0)
        assert significant(float(multiplied(found.here))) == found.here.result == significant(flow.delta[layer - 1])
        assert read(found.here.factors[0]) == pytest.approx(Fraction(flow.delta[layer]), rel=0.01)
        assert len(found.here.factors) == (3 if normalisation == "none" else 4)
        assert significant(float(multiplied(found.whole))) == found.whole.result
        assert float(read(found.whole.result)) == pytest.approx(flow.delta[0] / flow.delta[-1], rel=0.01)
        assert float(read(found.mean)) == pytest.approx((flow.delta[0] / flow.delta[-1]) ** (1 / 20), rel=0.01)


def test_the_bound_of_the_sigmoid_holds(standard):
    found = way(standard.shown, 1, 300)
    assert (found.step, found.steepest, found.bound) == (300, "0.25", "9.09·10⁻¹³")
    assert read(found.whole.factors[1]) < read(found.bound)
    assert way(standard.shown, 99, 17).layer == 20
    assert way(standard.shown, 1, 17).step == max(step for step in standard.shown.steps if step <= 17)


def test_no_gradient_at_all_is_no_product():
    settings = VanishingGradients(activation="relu", initialisation="small", depth=50, width=8, seed=0)
    film = experiment.run(settings, trained=False).shown
    film.flows[0].delta[:30] = 0.0
    film.flows[0].by_h[:29] = 0.0
    found = way(film, 3, 0)
    experiment.film.cache_clear()
    assert found.here is None
    assert found.whole is None


@pytest.mark.parametrize(
    ("value", "digits_", "text"),
    [
        (0.0, 3, "0"),
        (0.25, 3, "0.250"),
        (0.0123456, 3, "0.0123"),
        (123.456, 3, "123"),
        (6.9e-19, 3, "6.90·10⁻¹⁹"),
        (2e12, 4, "2.000·10¹²"),
    ],
)
def test_significant_digits(value, digits_, text):
    assert significant(value, digits_) == text


def test_a_product_takes_as_many_digits_as_it_needs():
    found = product([1 / 3, 0.3], 0.1)
    assert found.factors == ("0.3333", "0.3000"), "0.333 · 0.300 would be 0.0999"
    assert found.result == "0.100"
