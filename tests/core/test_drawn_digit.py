"""Drawn and disturbed digits."""

import base64

import numpy as np
import pytest

from core.disturbances import disturb
from core.drawn_digit import PAPER, from_text, read_paper, to_text
from core.errors import LearnerError


def sent(paper):
    return base64.b64encode(paper.tobytes()).decode()


def test_a_stroke_arrives_centred():
    paper = np.zeros((PAPER, PAPER), np.uint8)
    paper[10:90, 20:30] = 255
    digit = read_paper(sent(paper))
    rows, columns = np.nonzero(digit)
    assert digit.shape == (28, 28)
    assert rows.max() - rows.min() == 19, "twenty pixels high, as MNIST's digits are"
    assert abs(rows.mean() - 13.5) < 1
    assert abs(columns.mean() - 13.5) < 1


@pytest.mark.parametrize("text", ["", "not base64!", "AAAA", "é"])
def test_what_is_no_paper_is_refused(text):
    with pytest.raises(LearnerError, match=r"picture\.unreadable"):
        read_paper(text)


def test_an_empty_paper_is_refused():
    with pytest.raises(LearnerError, match=r"drawing\.blank"):
        read_paper(sent(np.zeros((PAPER, PAPER), np.uint8)))


def test_a_digit_survives_the_link():
    digit = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    assert (from_text(to_text(digit)) == digit).all()
    for text in ("", "nonsense", to_text(digit)[:200]):
        with pytest.raises(LearnerError):
            from_text(text)


def test_disturbances_one_by_one():
    picture = np.zeros((28, 28), np.uint8)
    picture[5, 20] = 200
    assert disturb(picture).max() == 200
    assert np.argwhere(disturb(picture, right=3, down=-2)).tolist() == [[3, 23]]
    assert not disturb(picture, right=8).any(), "moved out of the frame"
    turned = disturb(picture, rotate=90)
    assert np.unravel_index(turned.argmax(), turned.shape) == (7, 5), "anticlockwise: from the upper right to the upper left"
    blurred = disturb(picture, blur=1.0)
    assert blurred.sum() == pytest.approx(200, rel=0.01)
    assert blurred.max() == pytest.approx(200 / (2 * np.pi), rel=0.1)
    noisy = disturb(np.full((28, 28), 128), noise=0.1, seed=1)
    assert noisy.std() == pytest.approx(25.5, rel=0.1)
    assert (noisy == disturb(np.full((28, 28), 128), noise=0.1, seed=1)).all()
    assert 0 <= disturb(picture, noise=1.0).min() <= disturb(picture, noise=1.0).max() <= 255
