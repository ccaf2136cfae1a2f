"""What is written for one neuron can be added up again, digit by digit."""

from fractions import Fraction

import numpy as np
import pytest

from core.experiments.playground import run
from core.experiments.playground_numbers import function, neuron_sum
from core.rounding import DECIMALS, read, rounded, shown
from core.settings.playground import DEFAULTS, PRESETS
from core.settings.schema import replace

CASES = {
    **PRESETS,
    "mse": replace(DEFAULTS, loss="mse", activation="relu"),
    "half_sse": replace(DEFAULTS, loss="half_sse", activation="elu"),
    "hinge": replace(DEFAULTS, loss="hinge", activation="silu"),
    "three_mse": replace(PRESETS["spirals_3"], loss="mse"),
}


@pytest.mark.parametrize("name", CASES)
def test_sums_can_be_added_up_again(name):
    result = run(replace(CASES[name], epochs=50))
    recipe = result.plan.recipe
    units = sum(recipe.hidden) + recipe.outputs
    for neuron in {0, units // 2, units - 1}:
        for point in (0, len(result.points.x) - 1):
            total = neuron_sum(result, neuron, point, 50)
            by_hand = sum((read(w) * read(x) for w, x in total.terms), Fraction(0)) + read(total.bias)
            assert float(by_hand) == pytest.approx(float(read(total.z)), rel=1e-2 if "·" in total.z else 0, abs=0.6e-4)
            places = len(total.z.partition(".")[2]) if "·" not in total.z else 2
            assert shown(float(by_hand), max(places, DECIMALS)) == total.z
            z = np.array([float(read(text)) for text in (total.z, *total.others)])
            assert shown(float(function(total.activation)(z)[0])) == total.a


def test_the_sum_is_that_of_the_epoch_and_the_neuron():
    result = run(DEFAULTS)
    total = neuron_sum(result, 5, 2, 57)
    assert (total.layer, total.number, total.epoch) == (2, 2, 57)
    assert total.names == ("a1", "a2", "a3", "a4")
    weight = result.film.run.weights[57][12:20].reshape(4, 2)[:, 1]
    assert [rounded(w) for w in weight] == pytest.approx([float(read(w)) for w, _ in total.terms], abs=1e-4)
    first = neuron_sum(result, 0, 2, 57)
    assert first.names == ("x1", "x2")
    assert [x for _, x in first.terms] == [shown(x) for x in result.points.x[2]]


def test_the_loss_of_a_point():
    result = run(DEFAULTS)
    blue, orange = (int(np.flatnonzero(result.points.y == label)[0]) for label in (1, 0))
    for point, formula in ((blue, lambda p: -np.log(p)), (orange, lambda p: -np.log(1 - p))):
        error = neuron_sum(result, 6, point, 20).error
        assert error.target == str(result.points.y[point])
        assert shown(float(formula(float(read(error.answer))))) == error.loss
    squared = neuron_sum(run(replace(DEFAULTS, loss="mse")), 6, orange, 20).error
    assert squared.target == "−1"
    assert shown((float(read(squared.answer)) + 1) ** 2) == squared.loss
    assert neuron_sum(result, 0, 0, 20).error is None


def test_out_of_range_is_the_output_and_no_point_is_no_sum():
    result = run(DEFAULTS)
    assert neuron_sum(result, 99, 0, 10**6).layer == 3
    assert neuron_sum(result, 0, 300, 0) is None
    assert neuron_sum(run(replace(DEFAULTS, data="own")), 0, 0, 0) is None
