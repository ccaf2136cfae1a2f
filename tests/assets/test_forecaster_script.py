"""The forecaster's exported script trains the networks of the page: the same losses, and the same errors of their forecasts."""

import re

import numpy as np
import pytest

from core.experiments import forecaster as experiment
from core.experiments import forecaster_numbers as numbers
from core.experiments.forecaster_script import values
from core.settings.forecaster import DEFAULTS, Forecaster
from core.settings.schema import Text, knobs, replace
from ui import export

SMALL = Forecaster(hidden_size=6, window_size=8, epochs=4, batch_size=256, horizon="30")
EXAMPLES = {
    "curriculum": replace(DEFAULTS, epochs=10),
    "race": replace(SMALL, race=True, num_layers=2, data="sum_of_sines"),
    "noisy": replace(SMALL, data="noisy", noise_std=0.3, cell="gru", clip=0.2, seed=7),
    "sawtooth": replace(SMALL, data="sawtooth", cell="lstm", batch_size=DEFAULTS.batch_size, learning_rate=0.05),
}


pytestmark = pytest.mark.usefixtures("one_thread")


def script_of(settings, file=None):
    return export.script("forecaster", values(settings, experiment.run(settings, file, trained=False)))


def assert_same(settings, source, capsys, file=None):
    exec(compile(source, "forecaster.py", "exec"), {"__name__": "__main__"})
    text = capsys.readouterr().out
    result, horizon = experiment.run(settings, file), int(settings.horizon)
    judged = re.findall(r"(.+) · one step ahead (\S+) · free-running for (\d+) steps (\S+)", text)
    assert [name for name, *_ in judged] == [*result.films, "the same as yesterday"]
    for name, one, steps, free in judged:
        film = result.films.get(name)
        errors = numbers.errors_of(result, film) if film else numbers.errors_of_yesterday(result)
        assert int(steps) == horizon
        assert float(one) == pytest.approx(errors.one[-1], rel=0.01)
        assert float(free) == pytest.approx(errors.free[-1, horizon - 1], rel=0.02)
        if film:
            last = re.findall(rf"{name} · epoch (\d+) · loss (\S+) · gradient norm (\S+)", text)[-1]
            assert int(last[0]) == settings.epochs
            assert float(last[1]) == pytest.approx(film.losses[-1], rel=0.005)
            assert float(last[2]) == pytest.approx(film.norms[-1], rel=0.02)


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    assert_same(EXAMPLES[name], script_of(EXAMPLES[name]), capsys)


def test_own_file(tmp_path, monkeypatch, capsys):
    rng = np.random.default_rng(2)
    rows = [f"{i};{20 + 5 * np.sin(i / 4) + rng.normal():.3f}".replace(".", ",") for i in range(120)]
    content = "\n".join(["day;price", *rows]).encode()
    (tmp_path / "prices.csv").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    file = experiment.read_file(content)
    settings = replace(SMALL, horizon="20", **experiment.describe(content, "prices.csv"))
    for column in (0, 2):
        chosen = replace(settings, column=column)
        assert_same(chosen, script_of(chosen, file), capsys, file)
    bare = experiment.read_file(content.split(b"\n", 1)[1])
    assert values(replace(settings, column=1), experiment.run(replace(settings, column=1), bare, trained=False))["column"] == 0


def test_every_control_reaches_the_script():
    start = replace(SMALL, data="noisy")
    for name, knob in knobs(start).items():
        if isinstance(knob, Text) or name == "column":
            continue
        changed = [value for value in knob.extremes() if value not in (getattr(start, name), "csv")]
        assert {script_of(replace(start, **{name: value})) for value in changed} - {script_of(start)}, name
    assert script_of(replace(start, epoch="2", place="7", view="one")) == script_of(start)
