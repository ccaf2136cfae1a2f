"""The settings schema: every value a control can take survives the link, and bad links do no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings.cnn_anatomy import CnnAnatomy
from core.settings.convolution import Convolution
from core.settings.digit_trainer import DigitTrainer
from core.settings.forward_backward import ForwardBackward
from core.settings.optimisers import Optimisers
from core.settings.overfitting import Overfitting
from core.settings.playground import Playground
from core.settings.pooling import Pooling
from core.settings.recurrent_cells import RecurrentCells
from core.settings.schema import Number, from_json, from_link, knobs, ladder, replace, to_json, to_link
from core.settings.vanishing_gradients import VanishingGradients

KINDS = (
    *(Convolution, ForwardBackward, Playground, Optimisers, VanishingGradients, Overfitting, DigitTrainer, Pooling),
    RecurrentCells,
    CnnAnatomy,
)


@pytest.mark.parametrize("kind", KINDS)
def test_extremes_survive_link_and_json(kind):
    for name, knob in knobs(kind).items():
        for value in knob.extremes():
            settings = replace(kind(), **{name: value})
            assert from_link(kind, to_link(settings)) == settings
            assert from_json(kind, to_json(settings)) == settings


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_make_an_empty_link(kind):
    assert to_link(kind()) == {}


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=30))
def test_any_text_in_a_link_gives_valid_settings(kind, text):
    settings = from_link(kind, dict.fromkeys(knobs(kind), text))
    for name, knob in knobs(kind).items():
        value = getattr(settings, name)
        assert knob.decode(knob.encode(value)) == value


def test_numbers_are_clamped_and_put_on_the_grid():
    knob = Number(0.0, -5.0, 5.0, 0.5)
    assert [knob.decode(text) for text in ("99", "-99", "0.6", "0.3")] == [5.0, -5.0, 0.5, 0.5]
    whole = Number(1, 1, 4, 1)
    assert whole.decode("2.4") == 2
    assert isinstance(whole.decode("2.4"), int)
    for text in ("nan", "inf", "two"):
        with pytest.raises(ValueError):
            whole.decode(text)


def test_ladder():
    assert ladder(-2, 0) == (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
