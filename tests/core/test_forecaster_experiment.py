"""The forecaster's experiment: the curriculum's run, fair races, what presets and missions promise, films and jobs."""

import numpy as np
import pytest
import torch
from torch import nn

from core.errors import LearnerError
from core.experiments import forecaster as experiment
from core.experiments import forecaster_film, kept_run
from core.experiments.forecaster import run
from core.settings.forecaster import DEFAULTS, MISSIONS, PRESETS, Forecaster, ForecasterJob
from core.settings.schema import from_json, from_link, replace, to_json, to_link
from core.training.events import Diverged, Epoch, Finished, Refused, Started, Step
from core.training.forecasts import FILM, ForecastRun, train
from core.training.jobs import JobSpecification

SMALL = Forecaster(hidden_size=4, window_size=6, epochs=3, batch_size=256)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def curriculum():
    return run(DEFAULTS)


def test_the_curriculums_run(curriculum):
    """Its loop as it stands there: windows of 50 of the sine, Adam 0.01, 30 epochs of one batch, every 5th loss printed."""
    data = torch.sin(torch.linspace(0, 100, 1000, dtype=torch.float64)).float()
    x = torch.stack([data[i : i + 50] for i in range(950)]).unsqueeze(-1)
    y = data[50:].unsqueeze(-1)
    torch.manual_seed(0)
    rnn, fc = nn.RNN(1, 20, batch_first=True), nn.Linear(20, 1)
    optimizer = torch.optim.Adam([*rnn.parameters(), *fc.parameters()], lr=0.01)
    printed = []
    for epoch in range(30):
        loss = nn.functional.mse_loss(fc(rnn(x)[0][:, -1]), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (epoch + 1) % 5 == 0:
            printed.append(loss.item())
    film = curriculum.films["rnn"]
    np.testing.assert_allclose(film.losses[4::5], printed, rtol=2e-3)
    with torch.no_grad():
        forecast = fc(rnn(x)[0][:, -1])[-150:, 0]
    np.testing.assert_allclose(film.one_step[-1][:150], forecast, atol=2e-3)


def errors(result, kind):
    """One step ahead, and left to itself for 100 steps: mean squared errors of the last moment."""
    film, truth = result.films[kind], result.series.scaled[-len(result.series.future) :]
    return np.mean((film.one_step[-1][-len(truth) :] - truth) ** 2), np.mean((film.free[-1][:100] - truth[:100]) ** 2)


def naive(result):
    truth = result.series.scaled[-len(result.series.future) :]
    one, free = experiment.yesterday(result)
    return np.mean((one[-len(truth) :] - truth) ** 2), np.mean((free[:100] - truth[:100]) ** 2)


def test_what_the_missions_tell(curriculum):
    rnn, yesterday = errors(curriculum, "rnn"), naive(curriculum)
    assert 0.6 < rnn[0] / yesterday[0] < 0.9, "hardly better than the same as yesterday"
    assert rnn[1] > 0.4, "as wrong as always saying 0"
    assert errors(curriculum, "dense")[1] < 0.02
    short = run(MISSIONS["short_window"].settings)
    for kind in ("rnn", "dense"):
        assert errors(short, kind)[0] < naive(short)[0]
        assert errors(short, kind)[1] > 1
    longer = experiment.plan_of(PRESETS["noisy"])
    dense = experiment.films_of(replace(longer, recipes=longer.recipes[-1:]))
    assert errors(replace(short, films=dense), "dense")[1] < 0.15
    memory = run(MISSIONS["memory"].settings)
    (rnn, rnn_free), (dense, dense_free) = (errors(memory, kind) for kind in ("rnn", "dense"))
    assert dense < rnn < naive(memory)[0] / 10
    assert dense_free < 0.001 < 0.05 < rnn_free


def test_presets_that_take_long_are_jobs_and_show_their_start():
    long = {name for name, preset in PRESETS.items() if run(preset, trained=False).long}
    assert long == {"curriculum_lstm", "curriculum_gru", "race"}
    race = run(PRESETS["race"])
    assert list(race.films) == ["rnn", "lstm", "gru", "dense"]
    assert not race.trained
    assert all(film.epochs.tolist() == [0] for film in race.films.values())
    assert not any(mission.settings for mission in MISSIONS.values() if run(mission.settings, trained=False).long)
    overshot = run(PRESETS["overshoots"]).films["rnn"]
    assert overshot.losses[-1] > 10 * DEFAULTS.learning_rate


def test_the_start_of_large_networks_waits_too():
    small, large = (
        run(PRESETS["curriculum_gru"], trained=False),
        run(replace(DEFAULTS, hidden_size=128, num_layers=3, window_size=200)),
    )
    assert small.forecasts and small.long
    assert large.long and not large.forecasts
    for film in large.films.values():
        assert film.one_step.shape == (1, 350) and film.free.shape == (1, 200)
        assert np.isnan(film.one_step).all()


def test_the_race_is_fair():
    race = run(replace(SMALL, race=True))
    for cell in ("rnn", "lstm", "gru"):
        alone = run(replace(SMALL, cell=cell))
        assert alone.films[cell].losses.tolist() == race.films[cell].losses.tolist()
        assert alone.films["dense"].losses.tolist() == race.films["dense"].losses.tolist()
    assert [film.parameters for film in race.films.values()] == [4 * 7 + 5, 4 * 4 * 7 + 5, 3 * 4 * 7 + 5, 4 * 7 + 5]


def test_a_film_shows_the_points_it_says(curriculum):
    film, x = curriculum.films["rnn"], curriculum.series.scaled
    assert film.one_step.shape == (18, 350)
    assert film.free.shape == (18, 200)
    assert film.epochs[[0, -1]].tolist() == [0, 30]
    np.testing.assert_allclose(film.free[:, 0], film.one_step[:, 150], atol=1e-5)
    again = forecaster_film.read(forecaster_film.write(curriculum.films))
    for kind, film in curriculum.films.items():
        for name, value in vars(film).items():
            np.testing.assert_array_equal(getattr(again[kind], name), value)
    one, free = experiment.yesterday(curriculum)
    assert one.tolist() == x[849:1199].tolist()
    assert set(free.tolist()) == {float(x[999])}


def test_only_noise_of_a_noisy_series_and_where_one_looks_change_no_training():
    plan = experiment.plan_of(SMALL)
    assert experiment.plan_of(replace(SMALL, noise_std=0.5, column=3, horizon="7", epoch="2", csv="x~y")) == plan
    noisy = replace(SMALL, data="noisy")
    assert experiment.plan_of(replace(noisy, noise_std=0.5)) != experiment.plan_of(noisy)


def test_a_kept_run_stands_beside_this_one():
    kept = replace(SMALL, window_size=9, epoch="2")
    now = replace(SMALL, pinned=kept_run.pin(kept), epochs=2)
    settings, films = run(from_link(Forecaster, to_link(now))).pinned
    assert settings == replace(kept, epoch="", epochs=2)
    assert films["rnn"].losses.tolist() == run(kept).films["rnn"].losses[:2].tolist()
    assert run(replace(now, data="sawtooth")).pinned is None


def test_own_file_and_its_job(tmp_path):
    rng = np.random.default_rng(1)
    content = "\n".join(
        ["day;price", *(f"{i};{50 + 10 * np.sin(i / 3) + rng.normal():.3f}".replace(".", ",") for i in range(90))]
    )
    settings = replace(SMALL, **experiment.describe(content.encode(), "my~prices.csv"))
    for file, wanted in ((None, "series.missing_file"), (None, "series.choose")):
        with pytest.raises(LearnerError, match=wanted.replace(".", r"\.")):
            run(settings if wanted.endswith("file") else replace(settings, csv=""), file)
    file = experiment.read_file(content.encode())
    result = run(settings, file)
    assert result.series.name == "price"
    assert settings.csv.endswith("~my-prices.csv")
    specification = JobSpecification.of("forecasts", experiment.job(settings, file))
    made = JobSpecification.from_json(specification.to_json()).parsed()
    events = list(train(made, tmp_path))
    assert isinstance(events[-1], Finished)
    films = forecaster_film.read((tmp_path / FILM).read_bytes())
    for kind, film in result.films.items():
        np.testing.assert_array_equal(films[kind].losses, film.losses)
        np.testing.assert_array_equal(films[kind].free, film.free)
    done = run(settings, file, filmed={experiment.name(settings): films})
    assert done.trained
    assert done.films is films


def test_a_job_tells_what_happens_and_goes_on_after_an_interruption(tmp_path, monkeypatch):
    monkeypatch.setattr("core.training.forecasts.CHECKPOINT_SECONDS", 0.0)
    job = from_json(ForecasterJob, to_json(experiment.job(replace(SMALL, epochs=4, race=True))))
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    events = list(train(job, whole))
    started, finished = events[0], events[-1]
    assert isinstance(started, Started) and isinstance(finished, Finished)
    assert (started.steps, started.steps_per_epoch, started.done) == (4 * 16, 16, 0)
    assert [event.epoch for event in events if isinstance(event, Epoch)] == [1, 2, 3, 4]
    steps = [event for event in events if isinstance(event, Step)]
    assert steps[-1].step == started.steps
    assert all(event.accuracy is None for event in steps)
    broken = train(job, parts)
    while not (isinstance(event := next(broken), Epoch) and event.epoch == 2):
        pass
    broken.close()
    assert forecaster_film.read((parts / FILM).read_bytes())["gru"].epochs.tolist() == [0, 1, 2]
    rest = list(train(job, parts))
    assert rest[0].done == 2 * 16
    one, other = (forecaster_film.read((folder / FILM).read_bytes()) for folder in (whole, parts))
    for kind in one:
        np.testing.assert_array_equal(one[kind].losses, other[kind].losses)
        np.testing.assert_array_equal(one[kind].one_step, other[kind].one_step)


def test_a_long_training_is_seen_as_it_stands_now(tmp_path):
    run = ForecastRun(ForecasterJob(**to_json(replace(SMALL, epochs=200))), tmp_path)
    for _ in range(8):
        list(run.epoch_events())
    for live, epochs in ((True, [*range(8), 8]), (False, list(range(8)))):
        run.save_film(live)
        films = forecaster_film.read((tmp_path / FILM).read_bytes())
        assert all(film.epochs.tolist() == epochs for film in films.values())
        assert all(len(film.losses) == 8 for film in films.values())


def test_a_job_that_cannot_be(tmp_path):
    own = replace(SMALL, data="csv")
    huge = ",".join(["1e30" if i == 40 else str(i % 5) for i in range(200)])
    (refused,) = train(ForecasterJob(**to_json(own), values="1,2,3"), tmp_path / "short")
    assert isinstance(refused, Refused) and refused.key == "series.too_short"
    *_, last = train(replace(ForecasterJob(**to_json(own)), values=huge, learning_rate=1.0), tmp_path / "huge")
    assert isinstance(last, Finished | Diverged)
