"""What the playground sends to the browser, and what it says in words."""

import base64
import json
from itertools import pairwise

import numpy as np
import pytest

from core.experiments import kept_run, playground, playground_numbers, playground_seeds
from core.settings.playground import DEFAULTS, MISSIONS, PRESETS
from core.settings.schema import replace
from ui import differences, playground_picture, playground_words, seeds_picture
from ui.labels import say

WIDE = {"hidden": 6, **{f"width_{i}": 16 for i in range(1, 7)}}
CASES = {
    "default": DEFAULTS,
    "largest": replace(DEFAULTS, **WIDE, data="spirals_5", data_size=2000, features=PRESETS["circle"].features, epochs=50),
    "kept": replace(PRESETS["spirals_3"], pinned=kept_run.pin(replace(PRESETS["spirals_3"], learning_rate=0.03)), epoch="40"),
    "regression": PRESETS["multi_gauss"],
    "diverges": PRESETS["diverges"],
    "no_test": PRESETS["xor_by_hand"],
    "empty": replace(DEFAULTS, data="own"),
}


@pytest.fixture
def sent(monkeypatch):
    """draw(settings) → the data dictionary the component is given."""
    seen = {}
    monkeypatch.setattr(playground_picture, "_PICTURE", lambda page, data, **answers: seen.update(data=data))

    def draw(settings):
        playground_picture.draw("playground", settings, playground.run(settings), {})
        return json.loads(json.dumps(seen["data"], allow_nan=False))

    return draw


@pytest.mark.parametrize("name", CASES)
def test_the_data_are_complete_and_small(sent, name):
    data = sent(CASES[name])
    assert len(json.dumps(data)) <= 500_000
    frames, sizes, sides = len(data["epochs"]), data["sizes"], data["sides"]
    units, parameters = sum(sizes[1:]), sum((a + 1) * b for a, b in pairwise(sizes))
    raw = {part: base64.b64decode(data[part]) for part in ("weights", "maps", "boundary", "feature_maps")}
    assert len(raw["weights"]) == 4 * frames * parameters
    assert len(raw["maps"]) == frames * units * sides["map"] ** 2
    assert len(raw["boundary"]) == frames * sizes[-1] * sides["boundary"] ** 2
    assert len(raw["feature_maps"]) == 7 * sides["feature"] ** 2
    assert len(data["map_scale"]) == units
    assert len(data["dead"]) == frames
    assert set(data["epochs"]) <= set(data["history"]["epochs"]), "every keyframe has its loss"
    assert {len(values) for values in data["points"].values()} == {len(data["points"]["x1"])}
    for part in ("train", "test", "accuracy_train", "accuracy_test"):
        values = data["history"][part]
        assert values is None or len(values) == len(data["history"]["epochs"])
    assert data["confusion"] is None or len(data["confusion"]) == frames


def test_the_default_is_small(sent):
    assert len(json.dumps(sent(DEFAULTS))) <= 250_000


def test_weights_arrive_as_they_are(sent):
    data = sent(replace(DEFAULTS, epoch="57"))
    weights = np.frombuffer(base64.b64decode(data["weights"]), "<f4").reshape(len(data["epochs"]), -1)
    run = playground.run(DEFAULTS).film.run
    np.testing.assert_allclose(weights[data["epochs"].index(57)], run.weights[57], rtol=1e-6)
    assert data["history"]["train"][data["history"]["epochs"].index(57)] == pytest.approx(run.train_loss[57], rel=1e-5)
    assert data["start"] == {"epoch": 57, "play": False}
    assert sent(DEFAULTS)["start"] == {"epoch": 0, "play": True}


def test_training_can_go_on_only_where_there_is_more(sent):
    assert sent(DEFAULTS)["can_continue"]
    assert not sent(replace(DEFAULTS, epochs=20_000))["can_continue"]
    assert not sent(replace(DEFAULTS, stop_loss=0.5))["can_continue"]
    assert not sent(PRESETS["diverges"])["can_continue"]
    assert not sent(CASES["empty"])["can_continue"]
    assert not sent(replace(DEFAULTS, **WIDE, data_size=2000, batch_size=1, epochs=5000))["can_continue"]


def test_endings_and_warnings_are_said(sent):
    assert "NaN" in sent(PRESETS["diverges"])["diverged"]["text"]
    assert sent(PRESETS["diverges"])["stopped"] is None
    assert sent(replace(DEFAULTS, stop_loss=0.5))["stopped"]["text"].endswith("0.5.")
    assert sent(DEFAULTS)["messages"] == []
    assert sent(MISSIONS["all_zeros"].settings)["messages"] == [say("playground.symmetric", layers="1, 2")]
    assert sent(CASES["empty"])["messages"] == [say("playground.empty")]
    (cut,) = sent(replace(DEFAULTS, **WIDE, data_size=2000, batch_size=1, epochs=5000))["messages"]
    assert "5\u202f000" in cut


def test_the_kept_run_stands_beside_with_its_difference(sent):
    kept = sent(CASES["kept"])["pinned"]
    assert kept["difference"] == "Learning rate 0.03 → 0.01"
    assert len(base64.b64decode(kept["boundary"])) == len(kept["epochs"]) * 3 * kept["side"] ** 2
    result = playground.run(CASES["kept"])
    words = playground_words.comparison(CASES["kept"], result, 40)
    for run in (result.film.run, result.pinned[1].run):
        assert f"<b>{run.train_loss[40]:.4g}</b>" in words
    other = replace(DEFAULTS, pinned=kept_run.pin(PRESETS["spirals_3"]))
    assert sent(other)["pinned"] is None
    assert sent(other)["messages"] == [say("playground.incomparable")]


@pytest.mark.parametrize(
    "changes, said",
    (
        ({}, "nothing changed yet"),
        ({"epochs": 50, "epoch": "3"}, "nothing changed yet"),
        ({"noise": 20}, "Noise (%) 0 → 20"),
        ({"hidden": 3, "activation": "relu"}, "Hidden layers 2 → 3; Activation function tanh → ReLU"),
        ({"features": ("x1", "sin_x2")}, "Inputs (features) x₁, x₂ → x₁, sin x₂"),
        ({"edits": "1.1.1.1:2"}, "Edited weights"),
        (
            {"noise": 5, "weight_seed": 1, "loss": "mse", "dropout": 0.5},
            "Noise (%) 0 → 5; Seed of the weights 4 → 1; Loss To suit the data → MSE (+1)",
        ),
    ),
)
def test_differences_in_words(changes, said):
    assert differences.difference(DEFAULTS, replace(DEFAULTS, **changes)) == said


@pytest.mark.parametrize("settings", (DEFAULTS, PRESETS["spirals_3"], PRESETS["multi_gauss"], replace(DEFAULTS, loss="hinge")))
def test_the_sum_in_words_holds_every_term(settings):
    result = playground.run(settings)
    units = sum(result.plan.recipe.hidden) + result.plan.recipe.outputs
    for neuron in range(units):
        total = playground_numbers.neuron_sum(result, neuron, 0, 10**6)
        html = playground_words.neuron(result, total, 0)
        assert html.count(" · ") >= len(total.terms)
        assert f"<b>{total.z}</b>" in html
        assert f"<b>{total.a}</b>" in html


def test_the_seeds_picture(monkeypatch):
    seen = {}
    monkeypatch.setattr(seeds_picture, "_PICTURE", lambda page, data, **answers: seen.update(data=data))
    settings = MISSIONS["luck"].settings
    starts = playground_seeds.run(settings)
    seeds_picture.draw("playground", settings, starts, print)
    data = json.loads(json.dumps(seen["data"], allow_nan=False))
    losses = np.frombuffer(base64.b64decode(data["losses"]), "<f4").reshape(64, len(data["epochs"]))
    np.testing.assert_allclose(losses[:, -1], data["final"], rtol=1e-4)
    assert data["solved_count_text"].startswith(str(sum(data["solved"])))
    assert data["seed"] in data["seeds"]
