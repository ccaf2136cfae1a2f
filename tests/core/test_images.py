import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.errors import LearnerError
from core.images import centre_digit


def test_a_drawing_is_scaled_to_twenty_pixels_and_centred():
    drawing = np.zeros((280, 280), np.uint8)
    drawing[20:220, 200:240] = 255  # an upright bar, 200×40, far from the middle
    digit = centre_digit(drawing)
    assert digit.shape == (28, 28) and digit.dtype == np.uint8
    rows, columns = np.nonzero(digit)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (4, 23, 12, 15)
    assert digit.max() == 255


def test_the_centre_of_mass_is_in_the_middle_not_the_box():
    drawing = np.zeros((200, 200), np.uint8)
    drawing[100:140, 20:180] = 255
    drawing[20:140, 20:60] = 255  # an L: its mass is left and low
    digit = centre_digit(drawing).astype(float)
    rows, columns = np.indices(digit.shape)
    assert abs((digit * rows).sum() / digit.sum() - 13.5) <= 0.5
    assert abs((digit * columns).sum() / digit.sum() - 13.5) <= 0.5
    assert np.nonzero(digit)[1].min() > 4  # where the box itself would begin if it were centred


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 10_000))
def test_any_mark_becomes_a_picture_that_keeps_it_whole(height, width, seed):
    drawing = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    drawing[0, 0] = drawing[-1, -1] = 255
    rows, columns = np.nonzero(centre_digit(drawing))
    assert max(np.ptp(rows), np.ptp(columns)) <= 19
    assert rows.size > 0


@pytest.mark.parametrize("drawing", [np.zeros((50, 60), np.uint8), np.full((9, 9), 10, np.uint8), np.zeros((0, 0), np.uint8)])
def test_nothing_drawn_is_said(drawing):
    with pytest.raises(LearnerError, match="blank"):
        centre_digit(drawing)
