"""What the overfitting picture sends to the browser."""

import base64
import json

import numpy as np
import pytest
import streamlit as st

from core.data import tables
from core.experiments import kept_run, overfitting
from core.experiments.overfitting_data import describe
from core.settings.overfitting import DEFAULTS, IRIS, PRESETS
from core.settings.schema import replace
from ui import overfitting_picture, overfitting_words

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

LARGEST = "\n".join(f"{i % 97},{i % 89},{i % 10}" for i in range(5_000)).encode()
CASES = {
    "default": DEFAULTS,
    "iris": replace(IRIS, epochs=100),
    "kept": replace(PRESETS["weight_decay"], pinned=kept_run.pin(DEFAULTS), epoch="40"),
    "early_stopping": PRESETS["early_stopping"],
    "diverges": replace(DEFAULTS, optimizer="momentum", learning_rate=1.0, l2=100.0, train_fraction=20, activation="linear"),
    "largest": replace(DEFAULTS, **describe(LARGEST, "large.csv"), pinned="data=csv", epochs=10),
}


@pytest.fixture
def sent(monkeypatch):
    """draw(settings) → the data dictionary the component is given."""
    monkeypatch.setitem(st.session_state, "present", False)
    seen = {}
    monkeypatch.setattr(overfitting_picture, "_PICTURE", lambda page, data, **answers: seen.update(data=data))

    def draw(settings):
        file = tables.cells(LARGEST) if settings.data == "csv" else None
        overfitting_picture.draw("overfitting", settings, overfitting.run(settings, file), print)
        return json.loads(json.dumps(seen["data"], allow_nan=False))

    return draw


@pytest.mark.parametrize("name", CASES)
def test_the_data_are_complete_and_small(sent, name):
    data = sent(CASES[name])
    assert len(json.dumps(data)) <= 500_000
    frames, rows, classes = len(data["epochs"]), sum(data["counts"]), len(data["classes"])
    raw = {part: base64.b64decode(data[part]) for part in ("predicted", "percent", "confusion", "scores")}
    assert len(raw["predicted"]) == len(raw["percent"]) == frames * rows
    assert len(raw["confusion"]) == 2 * frames * 3 * classes**2
    assert len(raw["scores"]) == frames * 3 * (classes + 1) * 3
    assert len(data["numbers"]) == len(data["told"]) == rows
    assert set(data["epochs"]) <= set(data["history"]["epochs"]), "every keyframe has its loss"
    assert {data["best"], data["result"]} <= set(data["epochs"])
    for part, count in zip(("train", "validation", "test"), data["counts"], strict=True):
        for kind in (part, f"accuracy_{part}"):
            values = data["history"][kind]
            assert values is None if count == 0 else len(values) == len(data["history"]["epochs"])
    counts = np.frombuffer(raw["confusion"], "<u2").reshape(frames, 3, classes, classes)
    assert counts.sum(axis=(2, 3)).tolist() == [data["counts"]] * frames


def test_the_default_is_small(sent):
    assert len(json.dumps(sent(DEFAULTS))) <= 60_000


def test_scikit_learn_and_the_kept_run_stand_beside(sent):
    iris = sent(CASES["iris"])
    assert iris["sklearn"]["epochs"][0] == 0
    assert iris["sklearn"]["loss"][0] == pytest.approx(iris["history"]["train"][0], abs=1e-4)
    assert np.array(iris["sklearn"]["confusion"]).sum() == 45
    kept = sent(CASES["kept"])
    assert kept["pinned"]["history"]["train"][0] == kept["history"]["train"][0]
    assert sent(DEFAULTS)["sklearn"] is None
    assert sent(DEFAULTS)["pinned"] is None


def test_endings_are_said(sent):
    (told,) = sent(CASES["early_stopping"])["messages"]
    assert "epoch 33" in told
    assert "epoch 13 is kept" in told
    (told,) = sent(CASES["diverges"])["messages"]
    assert told.startswith("Diverged after epoch")
    assert sent(DEFAULTS)["messages"] == []
    wide = replace(DEFAULTS, hidden=3, width_1=128, width_2=128, width_3=128, data="breast_cancer", batch_size=8, epochs=2000)
    plan, wanted = overfitting.plan_of(wide)
    assert overfitting_words.count(wanted) == "2\u202f000"
    assert plan.epochs < 2000
