"""The forecaster without a browser: files, kept runs, long trainings, its numbers, and bad links."""

import re

import numpy as np
import pytest

from core.experiments import forecaster as experiment
from core.experiments import kept_run
from core.rounding import read, shown
from core.settings.forecaster import PRESETS, Forecaster
from core.settings.schema import replace, to_link
from core.training.forecasts import train
from core.training.jobs import JobSpecification
from core.training.local import LocalBackend
from core.training.record import Job
from tests.pages.app import assert_sound, open_page
from ui import forecaster_jobs, jobs
from ui.labels import LANGUAGES, catalogue

PAGE = "forecaster"
ENGLISH = catalogue("en")
SMALL = {"hidden_size": "4", "window_size": "8", "epochs": "4", "batch_size": "256"}


def settings_of(app):
    return app.session_state[f"{PAGE}.settings"]


def numbers(app):
    return "".join(element.value for element in app.get("html") if "class='numbers'" in str(element.value))


def prices(rows=60):
    rng = np.random.default_rng(1)
    return "\n".join(["day,price", *(f"{i},{30 + rng.normal():.2f}" for i in range(rows))])


def upload(app, text):
    app.file_uploader(key=f"{PAGE}.file").upload("prices.csv", text.encode(), "text/csv").run()
    assert_sound(app)


def test_a_good_and_a_broken_file():
    app = open_page(PAGE, data="csv", column="9", **SMALL)
    assert ENGLISH["error.series.choose"] in [warning.value for warning in app.warning]
    upload(app, prices())
    before = settings_of(app)
    assert before.csv.endswith("~prices.csv")
    assert not app.warning
    assert "row 49" in numbers(app)
    assert "The network sees (“price” − " in numbers(app)
    lines = prices().splitlines()
    upload(app, "\n".join([*lines[:6], "5,dear", *lines[7:]]))
    (error,) = app.error
    assert error.value == ENGLISH["error.table.not_a_number"].format(row=7, column="price", cell="dear")
    assert settings_of(app) == before
    app.slider(key=f"{PAGE}.window_size.en").set_value(100).run()
    assert_sound(app)
    assert ENGLISH["error.series.too_short"].format(rows=60, window=100, most=24) in [w.value for w in app.warning]
    app.slider(key=f"{PAGE}.window_size.en").set_value(8).run()
    box = app.selectbox(key=f"{PAGE}.column.en")
    assert box.options == ["last: price", "1: day", "2: price"]
    box.set_value(1).run()
    assert_sound(app)
    assert "(“day” − " in numbers(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_missing_is_asked_for(language):
    app = open_page(PAGE, language, data="csv", csv="0123456789ab~prices.csv", **SMALL)
    assert_sound(app)
    assert catalogue(language)["error.series.missing_file"].format(name="prices.csv") in [w.value for w in app.warning]


def test_a_long_training_waits_for_its_button_and_shows_its_start():
    app = open_page(PAGE, **to_link(PRESETS["curriculum_lstm"]))
    assert_sound(app)
    assert app.button(key=f"{PAGE}.start")
    result = app.session_state[f"{PAGE}.valid"][1]
    assert not result.trained
    assert result.films["lstm"].epochs.tolist() == [0]
    assert "4 · 50 · (1 + 50 + 2) + 50 + 1 = <b>10\u202f651</b>" in numbers(app)


def test_a_training_of_an_earlier_server_is_found_by_its_settings(tmp_path, monkeypatch):
    settings = replace(Forecaster(), hidden_size=4, window_size=8, epochs=4, batch_size=256)
    specification = JobSpecification.of("forecasts", experiment.job(replace(settings, horizon="7")))
    job = Job("0" * 16, specification, tmp_path / ("0" * 16))
    job.folder.mkdir()
    (job.folder / "specification.json").write_text(specification.to_json())
    for event in train(specification.parsed(), job.folder):
        job.add(event)
    monkeypatch.setattr(jobs, "backend", lambda: LocalBackend(tmp_path))
    forecaster_jobs._started.clear()
    try:
        app = open_page(PAGE, **to_link(settings))
    finally:
        forecaster_jobs._started.clear()
    assert_sound(app)
    assert [bar.proto.value for bar in app.get("progress")] == [100]
    assert app.session_state[f"{PAGE}.valid"][1].trained
    assert f"{PAGE}.start" not in [button.key for button in app.button]


def test_a_large_network_shows_no_forecast_before_its_training():
    app = open_page(PAGE, hidden_size="128", num_layers="3", window_size="200", cell="lstm")
    assert_sound(app)
    assert app.button(key=f"{PAGE}.start")
    assert "nan" not in numbers(app)
    assert "parameters" in numbers(app)


def test_a_run_is_kept_and_compared():
    app = open_page(PAGE, **SMALL)
    app.button(key=f"{PAGE}.pin").click().run()
    kept = settings_of(app)
    assert kept_run.unpinned(kept.pinned, Forecaster) == replace(kept, pinned="", epochs=Forecaster().epochs)
    app.slider(key=f"{PAGE}.hidden_size.en").set_value(6).run()
    app.session_state[f"{PAGE}.trained"] = experiment.name(settings_of(app))  # as the browser asks for it
    app.run()
    assert_sound(app)
    settings, films = app.session_state[f"{PAGE}.valid"][1].pinned
    assert settings.hidden_size == 4
    assert len(films["rnn"].losses) == 4


def test_the_numbers_can_be_calculated_again():
    app = open_page(PAGE, place="40", epoch="2", clip="0.1", **SMALL)
    said = re.sub(r"<.*?>", "", numbers(app))
    number = r"\(?(−?\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)\)?"

    def found(pattern):
        return map(read, re.search(pattern.replace("#", number), said).groups())

    total, bias, forecast = found(r"w·h \+ b = # \+ # = #\.")
    assert round(float(total + bias), 4) == float(forecast)
    mine, truth, error, squared = found("e = ŷ − y = # − # = #, e² = #")
    assert mine == forecast
    assert mine - truth == error
    assert float(error**2) == pytest.approx(float(squared), rel=0.01)
    assert "4 · (1 + 4 + 2) + 4 + 1 = 33 parameters" in said
    norm, again, factor = found(r"‖∇‖ = #\. Longer than 0\.1, so it was multiplied by 0\.1 / # = #")
    assert norm == again
    assert round(0.1 / float(norm), 4) == float(factor)
    means = re.findall(f"{number} / 200 = {number}", said)
    assert len(means) == 3
    assert all(shown(float(read(total)) / 200) == mean for total, mean in means)
    x = app.session_state[f"{PAGE}.valid"][1].series.scaled
    assert float(truth) == pytest.approx(x[1000 - 150 + 40], abs=1e-4)


@pytest.mark.parametrize(
    "link",
    (
        {"pinned": "%%%", "csv": "~~~", "place": "9999", "epoch": "-3", "horizon": "0", "view": "none"},
        {"epoch": "99999", "place": "x", "horizon": "99999", "window_size": "0", "learning_rate": "7"},
        {"data": "csv", "csv": "~", "column": "99", "noise_std": "nan"},
    ),
)
def test_no_link_breaks_the_page(link):
    assert_sound(open_page(PAGE, **SMALL | link))
