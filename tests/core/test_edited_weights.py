"""Weights typed in while a network trains: as text, and as the training that follows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import edited_weights, mlp_autograd, planes
from core.edited_weights import Edit, add, read, train_edited, write
from core.errors import LearnerError
from core.mlp import Data, Recipe, unpack

RECIPE = Recipe(optimizer="momentum")
TWO = (Edit(3, 1, 2, 3, -0.5), Edit(5, 3, 0, 1, 0.25))


def data():
    x, y = planes.points("circle", size=40)
    return Data(*planes.split(x, y), classes=2)


def test_text_and_back():
    assert write(TWO) == "3.1.2.3:-0.5,5.3.0.1:0.25"
    assert read(write(TWO), RECIPE) == TWO


@pytest.mark.parametrize(
    "text", ("x", "1.1.1.1", "1.1.1.1:x", "1.1.1:2", "1.9.1.1:2", "1.1.3.1:2", "1.1.1.5:2", "-1.1.1.1:2", "1.0.1.1:2")
)
@pytest.mark.parametrize("value", ("", ":nan", "1.1.1.1:1e9"))
def test_nonsense_in_a_link_is_left_out(text, value):
    assert read(f"{text},{value}", RECIPE) == ()


@given(st.text(max_size=60))
def test_any_text_is_read(text):
    for edit in read(text, RECIPE):
        assert abs(edit.value) <= edited_weights.LARGEST


def test_a_new_edit_replaces_the_same_weights_and_drops_later_ones():
    text = write(TWO)
    assert read(add(text, Edit(5, 3, 0, 1, 7.0), RECIPE), RECIPE) == (TWO[0], Edit(5, 3, 0, 1, 7.0))
    assert read(add(text, Edit(4, 1, 1, 1, 1.0), RECIPE), RECIPE) == (TWO[0], Edit(4, 1, 1, 1, 1.0))


@pytest.mark.parametrize("value", (1000.0, -1000.0, float("nan"), float("inf")))
def test_too_large_a_weight_is_refused(value):
    with pytest.raises(LearnerError) as error:
        add("", Edit(0, 1, 1, 1, value), RECIPE)
    assert error.value.key == "edit.out_of_range"


def test_training_goes_on_with_the_typed_weights():
    """Against autograd's training in three pieces, weights changed by hand between them."""
    run, made = train_edited(RECIPE, data(), 8, tuple(range(9)), TWO)
    assert made == TWO
    assert run.epochs.tolist() == run.keyframes.tolist() == list(range(9))
    state = mlp_autograd.train(RECIPE, data(), 3).state
    weights = state.weights.copy()
    unpack(RECIPE, weights)[0][0][1, 2] = -0.5
    first = mlp_autograd.train(RECIPE, data(), 2, start=state._replace(weights=weights))
    np.testing.assert_allclose(run.weights[3], weights, atol=1e-9)
    weights = first.state.weights.copy()
    unpack(RECIPE, weights)[2][1][0] = 0.25
    second = mlp_autograd.train(RECIPE, data(), 3, start=first.state._replace(weights=weights))
    np.testing.assert_allclose(run.weights[5], weights, atol=1e-9)
    np.testing.assert_allclose(run.weights[-1], second.state.weights, atol=1e-9)
    np.testing.assert_allclose(run.train_loss[3:5], first.train_loss[:2], atol=1e-9)
    np.testing.assert_allclose(run.train_loss[5:], second.train_loss, atol=1e-9)


def test_an_edit_before_the_first_epoch_changes_the_start():
    run, _ = train_edited(RECIPE, data(), 2, (0, 1, 2), (Edit(0, 1, 1, 1, 2.0),))
    assert unpack(RECIPE, run.weights[0])[0][0][0, 0] == 2
    assert run.keyframes.tolist() == [0, 1, 2]


def test_edits_beyond_the_end_are_not_made():
    run, made = train_edited(RECIPE, data(), 4, (), TWO)
    assert made == TWO[:1]
    assert run.epochs[-1] == 4
    stopped, made = train_edited(RECIPE, data(), 8, (), TWO, stop_loss=10.0)
    assert (stopped.stopped, made) == ("loss", ())
