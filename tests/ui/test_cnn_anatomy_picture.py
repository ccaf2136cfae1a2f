"""What the CNN anatomy picture is sent, and networks of the digit trainer's runs."""

import base64

import numpy as np
import pytest
import streamlit as st
import torch

from core.architectures import build
from core.errors import LearnerError
from core.experiments.cnn_anatomy import run
from core.settings.cnn_anatomy import CnnAnatomy
from core.settings.digit_trainer import DigitTrainer
from core.settings.network import ARCHITECTURES
from core.training.events import Epoch
from core.training.jobs import JobSpecification, JobView, State
from core.weights import save_weights
from tests.pages.app import assert_sound, open_page, texts
from ui import cnn_anatomy_picture, cnn_anatomy_words, jobs, network_editor, trained_runs
from ui.labels import catalogue


@pytest.fixture
def sent(monkeypatch):
    """The data of the picture for some settings."""
    found = {}
    monkeypatch.setattr(cnn_anatomy_picture, "_PICTURE", lambda page, data, **answers: found.update(data))

    def send(settings):
        found.clear()
        cnn_anatomy_picture.draw("cnn_anatomy", settings, run(settings), None, None)
        return found

    return send


def singles(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


def test_maps_and_the_opened_layers_weights(sent):
    settings = CnnAnatomy(selected="conv_2.3.4.5")
    data, result = sent(settings), run(settings)
    assert [layer["name"] for layer in data["layers"]] == list(result.maps)
    for layer in data["layers"]:
        values = result.maps[layer["name"]]
        assert layer["shape"] == list(values.shape)
        np.testing.assert_array_equal(singles(layer["values"]), values.float().numpy().ravel())
    assert data["unit"] == {"layer": "conv_2", "place": [3, 4, 5]}
    weight = result.weights.model.conv_2.weight.detach().numpy()
    np.testing.assert_array_equal(singles(data["sums"]["conv_2"]["weight"]), weight.ravel())
    assert set(data["sums"]) == {"conv_1", "conv_2", "output"}, (
        "those of small layers, to hover; the dense one waits for a click"
    )
    assert "attention" not in data and "sums" not in sent(CnnAnatomy(show="attention"))


@pytest.mark.parametrize(
    "settings", [CnnAnatomy(), CnnAnatomy(blocks=3, hidden=5, batch_norm=True, dropout=0.5, pool_1="average")]
)
def test_no_two_layers_have_the_same_name(sent, settings):
    data = sent(settings)
    titles = [layer["title"] for layer in data["layers"]]
    assert len(set(titles)) == len(titles)
    assert titles[1:] == network_editor.layer_names(run(settings).rows), "the table's names"
    assert titles[-1] == "Output" and "ReLU 3" in titles, "a dense layer's activation is counted with the convolutions'"


def test_of_a_large_dense_layer_one_units_weights_are_sent(sent):
    settings = CnnAnatomy(**ARCHITECTURES["textbook"], selected="dense_1.7")
    data = sent(settings)
    assert data["sums"]["dense_1"]["row"] == 7
    weight = run(settings).weights.model.dense_1.weight[7].detach().numpy()
    np.testing.assert_array_equal(singles(data["sums"]["dense_1"]["weight"]), weight)
    assert set(data["sums"]) == {"conv_1", "conv_2", "dense_1", "output"}
    assert "row" not in sent(CnnAnatomy(selected="dense_1.7"))["sums"]["dense_1"]


@pytest.mark.parametrize("name", ["small", "textbook", "dense", "one_conv"])
def test_a_rerun_sends_at_most_half_a_megabyte(sent, name):
    for show in ("inside", "attention"):
        data = sent(CnnAnatomy(**ARCHITECTURES[name], show=show, selected="dense_1.0"))
        letters = sum(len(layer["values"]) for layer in data["layers"])
        letters += sum(len(layer.get("weight", "")) for layer in data.get("sums", {}).values())
        assert letters + sum(map(len, data.get("attention", {}).get("maps", {}).values())) < 500_000


def a_run(tmp_path, epochs):
    settings = DigitTrainer(filters_1=5, width_1=12, batch_norm=True, seed=4)
    torch.manual_seed(1)
    model = build(settings)
    (tmp_path / "weights.safetensors").write_bytes(save_weights(model, settings))
    events = (Epoch(3, 69, 0.2, 0.95, 0.3, 0.9125, 4.0, np.eye(10)),) if epochs else ()
    specification = JobSpecification.of("digits", settings)
    return model, JobView("0" * 16, specification, State.FINISHED, 0, events, {}, tmp_path, 4.0, 1)


def test_the_network_of_a_run(tmp_path, monkeypatch):
    model, view = a_run(tmp_path, epochs=3)
    monkeypatch.setattr(jobs, "backend", lambda: type("Backend", (), {"view": lambda self, run: view})())
    weights = trained_runs.weights("0" * 16)
    st.cache_resource.clear()
    assert weights.network.filters_1 == 5
    result = run(CnnAnatomy(weights_from="run"), weights)
    pixels = (torch.from_numpy(result.pixels).float() / 255 - 0.1307) / 0.3081
    expected = model.eval()(pixels[None, None])[0]
    torch.testing.assert_close(result.maps["output"].float(), expected.detach(), rtol=1e-4, atol=1e-4)
    assert weights.facts["accuracy"] == "91.25%"


def test_runs_without_weights_are_told(tmp_path, monkeypatch):
    _, view = a_run(tmp_path, epochs=0)
    monkeypatch.setattr(jobs, "backend", lambda: type("Backend", (), {"view": lambda self, run: view})())
    with pytest.raises(LearnerError, match=r"anatomy\.no_weights"):
        trained_runs.weights("0" * 16)
    with pytest.raises(LearnerError, match=r"anatomy\.no_run"):
        trained_runs.weights("")


def test_wanting_a_run_before_there_is_one_is_told_and_the_picture_stays():
    app = open_page("cnn_anatomy", weights_from="run")
    assert_sound(app)
    assert catalogue("en")["error.anatomy.no_run"] in texts(app)
    app = open_page("cnn_anatomy", weights_from="run", run="../../etc")
    assert_sound(app)
    assert catalogue("en")["error.job.unknown"] in texts(app)


def test_the_page_says_on_what_the_weights_were_trained():
    trained = cnn_anatomy_words.weights(run(CnnAnatomy()))
    assert "<b>MNIST</b> (60\u202f000 images), seed 0" in trained
    assert "99.36%" in trained
    assert "python -m core.training.shipped --names small" in trained
    assert "seed 7" in cnn_anatomy_words.weights(run(CnnAnatomy(weights_from="untrained", seed=7)))
