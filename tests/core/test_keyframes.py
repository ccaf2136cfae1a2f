"""Which epochs a player shows, and values as bytes."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import keyframes


@given(last=st.integers(0, 20_000), count=st.integers(8, 40))
def test_a_ladder_begins_at_the_start_ends_at_the_end_and_stays_short(last, count):
    epochs = keyframes.ladder(last, count)
    assert epochs[0] == 0
    assert epochs[-1] == last
    assert list(epochs) == sorted(set(epochs))
    assert epochs[: min(7, last + 1)] == tuple(range(min(7, last + 1))), "at first every epoch"
    assert len(epochs) <= count + 2
    gaps = np.diff(epochs)
    assert (gaps[1:-1] >= gaps[:-2] - 1).all(), "further and further apart"


@given(last=st.integers(0, 500), epoch=st.integers(0, 600))
def test_around_a_moment_every_epoch_is_kept(last, epoch):
    kept = keyframes.window(epoch, last)
    assert set(kept) == {e for e in range(last + 1) if abs(e - epoch) <= keyframes.WINDOW}


@pytest.mark.parametrize("outputs", (1, 5))
@pytest.mark.parametrize("hidden, width", ((0, 1), (2, 4), (6, 16)))
def test_any_network_fits_into_one_answer(outputs, hidden, width):
    sizes = (7, *[width] * hidden, outputs)
    parameters = sum((a + 1) * b for a, b in pairwise(sizes))
    units = hidden * width + outputs
    detail = keyframes.affordable(parameters, units, outputs)
    one = 4 * parameters + units * detail.small**2 + outputs * detail.boundary**2
    assert (detail.keyframes + 2 * keyframes.WINDOW + 1) * one <= keyframes.MOST_BYTES


def test_a_small_network_gets_the_finest_detail():
    assert tuple(keyframes.affordable(parameters=25, units=7, outputs=1)) == keyframes.DETAILS[0]


def test_bytes_are_signed_about_128_and_cut_off():
    assert list(keyframes.as_bytes(np.array([-9.0, -2, -1, 0, 1, 2, 9]), 2.0)) == [1, 1, 64, 128, 192, 255, 255]


def test_bounded_neurons_have_scale_one_and_others_their_own():
    maps = np.array([[[0.2, -0.9], [3.0, -8.0]], [[0.5, 0.1], [1.0, 6.0]]])  # (2 keyframes, 2 neurons, 2 cells)
    first, second = keyframes.scales(maps, np.array([True, False]))
    assert first == 1
    assert 6 <= second <= 8


@given(n=st.integers(1, 5000), most=st.integers(2, 300))
def test_thinning_keeps_first_and_last(n, most):
    kept = keyframes.thinned(np.arange(n), most)
    assert kept[0] == 0
    assert kept[-1] == n - 1
    assert len(kept) <= most
