"""What the page on vanishing gradients sends to the browser, and what it says in words."""

import base64
import json

import numpy as np
import pytest

from core.experiments import kept_run
from core.experiments import vanishing_gradients as experiment
from core.gradient_flow import BINS
from core.settings.schema import replace
from core.settings.vanishing_gradients import DEFAULTS, PRESETS
from ui import vanishing_gradients_picture, vanishing_gradients_words
from ui.labels import say

SMALL = replace(DEFAULTS, depth=4, width=8, steps=50, batch_size=16)


@pytest.fixture
def sent(monkeypatch):
    """draw(settings) → the data dictionary the component is given."""
    seen = {}
    monkeypatch.setattr(vanishing_gradients_picture, "_PICTURE", lambda page, data, **answers: seen.update(data=data))

    def draw(settings):
        vanishing_gradients_picture.draw("vanishing_gradients", settings, experiment.run(settings), {})
        return json.loads(json.dumps(seen["data"], allow_nan=False))

    return draw


def floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


def test_the_data_are_complete_and_small(sent):
    deepest = sent(replace(DEFAULTS, depth=50, width=8, steps=200, cure="residual"))
    assert len(json.dumps(deepest)) <= 500_000
    for network in deepest["networks"]:
        frames = len(network["steps"])
        assert len(floats(network["signal"])) == frames * 50
        assert len(floats(network["delta"])) == frames * 51
        assert len(floats(network["limits"])) == len(base64.b64decode(network["signed"])) == frames * 2 * 50
        assert len(base64.b64decode(network["histograms"])) == frames * 2 * 50 * BINS
        assert len(network["loss"]) == len(network["accuracy"]) == frames
        assert len(floats(network["losses"])) == deepest["total"]


def test_sizes_are_logarithms_and_lie_within_the_axis(sent):
    data, result = sent(SMALL), experiment.run(SMALL)
    for network, film in zip(data["networks"], (result.shown, result.other), strict=True):
        sizes = floats(network["delta"]).reshape(len(film.steps), -1)
        np.testing.assert_allclose(10.0 ** sizes[-1], film.flows[-1].delta, rtol=1e-4)
        for name in ("signal", "delta"):
            low, high = data["ranges"][name]
            assert low <= floats(network[name]).min()
            assert floats(network[name]).max() <= high


def test_what_exploded_is_told_and_no_number_is_infinite(sent):
    data = sent(replace(PRESETS["explodes_relu"], steps=50))
    shown, other = data["networks"]
    assert (shown["diverged"], other["diverged"]) == (3, None)
    assert np.isfinite(floats(shown["losses"])).all()
    [message] = data["messages"]
    assert "step 3" in message


def test_names_and_messages(sent):
    assert sent(SMALL)["names"] == [say("vanishing.as_set"), "ReLU + He"]
    assert sent(SMALL)["messages"] == []
    cured = sent(replace(SMALL, residual=True, cure="residual"))
    assert cured["messages"] == [say("vanishing.same", name="Residual connections")]
    kept = sent(replace(SMALL, pinned=kept_run.pin(replace(SMALL, learning_rate=0.1))))
    assert kept["names"][1] == say("vanishing.kept")
    assert kept["difference"] == "Learning rate 0.01 → 0.1"
    huge = replace(SMALL, depth=50, width=64, steps=1_000)
    result = experiment.run(huge, trained=False)
    [cut] = vanishing_gradients_words.messages(huge, result)
    assert str(result.steps) in cut


@pytest.mark.parametrize(("layer", "text"), [("", 1), ("3", 3), ("99", 4), ("x", 1)])
def test_any_layer_of_a_link_is_one_of_the_network(layer, text):
    assert vanishing_gradients_picture.layer_of(replace(SMALL, layer=layer)) == text


def test_the_formula_follows_normalisation_and_residual_connections():
    plain = replace(SMALL, activation="tanh")
    both = replace(plain, normalisation="batch", residual=True)
    words = [vanishing_gradients_words.numbers(s, experiment.run(s, trained=False), 2) for s in (plain, both)]
    assert "‖(δ³ W³ᵀ) ∘ f′(z²)‖" in words[0]
    assert "‖N′((δ³ W³ᵀ + ∂L/∂h³) ∘ f′(u²))‖" in words[1]
    assert words[0].count("(normalisation)") == 0
    assert words[1].count("(normalisation)") == 2
