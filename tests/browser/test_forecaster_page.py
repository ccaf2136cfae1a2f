"""The forecaster as a learner uses it, in a real Chromium."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.experiments import forecaster as experiment
from core.experiments import forecaster_numbers as numbers
from core.settings.forecaster import Forecaster
from core.settings.schema import replace
from tests.browser import app
from tests.browser import forecaster as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
SMALL = Forecaster(hidden_size=8, window_size=10, batch_size=256, epochs=10)
LONG = replace(SMALL, epochs=200, window_size=40, batch_size=Forecaster().batch_size)  # hardly long enough for a job


pytestmark = pytest.mark.usefixtures("one_thread")


def expected(result, kind, epoch, horizon):
    """One step ahead, and free-running, as the experiment says."""
    film = result.films[kind]
    errors, k = numbers.errors_of(result, film), film.epochs.tolist().index(epoch)
    return [pytest.approx(value, rel=0.06) for value in (errors.one[k], errors.free[k, horizon - 1])]


def test_arrives_alive_and_horizon_epoch_and_point_are_shared(learner):
    page = learner(picture.address(SMALL))
    root = picture.stands_at(page, 10)
    assert "epoch=" not in page.url, "playing on arrival changes no setting"
    result = experiment.run(SMALL)
    for kind in ("rnn", "dense"):
        assert picture.errors(page, kind) == expected(result, kind, 10, 100)
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    page.locator(".horizon").hover()
    assert sent() == 0
    slider = app.action(page, "horizon")
    slider.press("Home")
    expect(root).to_have_attribute("data-horizon", "1")
    assert picture.errors(page, "rnn") == expected(result, "rnn", 10, 1)
    slider.press("End")
    app.wait_for_link(page, "horizon=200")
    assert picture.errors(page, "rnn") == expected(result, "rnn", 10, 200)
    app.action(page, "first").click()
    expect(root).to_have_attribute("data-epoch", "0")
    app.wait_for_link(page, "epoch=0")
    # A press counts, though the button's icon changes before it is let go.
    play = app.action(page, "play")
    play.evaluate("(button) => button.addEventListener('click', () => (button.dataset.pressed = true))")
    play.hover()
    page.mouse.down()
    app.action(page, "plot").dispatch_event("keydown", {"key": " "})
    page.mouse.up()
    expect(play).to_have_attribute("data-pressed", "true")
    app.action(page, "scrub").press("End")
    app.action(page, "scrub").press("Home")
    expect(root).to_have_attribute("data-epoch", "0")
    app.wait_for_link(page, "epoch=0")
    assert picture.errors(page, "dense") == expected(result, "dense", 0, 200)
    expect(page.locator(".numbers")).to_contain_text("Epoch 0, t = 100.1")
    app.action(page, "plot").press("ArrowRight")
    app.wait_for_link(page, "place=151")
    expect(page.locator(".numbers")).to_contain_text("Epoch 0, t = 100.2")
    page.locator('[data-view="one"]').click()
    app.wait_for_link(page, "view=one")
    assert replace(SMALL, horizon="200", epoch="0", place="151", view="one") == picture.settings_of(page)
    other = learner(f"{page.url}&lang=id", width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    picture.stands_at(other, 0)
    assert picture.state(other)[0] == picture.state(page)[0] | {"narrow": ""}
    assert picture.errors(other, "rnn") == picture.errors(page, "rnn")
    assert other.evaluate("() => document.scrollingElement.scrollWidth") <= 390
    expect(other.locator(".numbers")).to_contain_text("membaca 10 nilai")
    # A knob shows the start at once; the training follows when the learner rests.
    # The answer to what was done in the picture leaves alone a slider on its way.
    run = root.get_attribute("data-run")
    slider.press("Home")
    app.slide(page, ENGLISH["knob.window_size"], "ArrowRight", "ArrowRight")
    app.wait_for_link(page, "window_size=12")
    expect(root).not_to_have_attribute("data-run", run)
    picture.stands_at(page, 10)
    assert picture.errors(page, "rnn") == expected(experiment.run(replace(SMALL, window_size=12)), "rnn", 10, 1)


def test_a_long_training_runs_as_a_job_and_is_found_again(learner):
    page = learner(picture.address(LONG))
    root = picture.picture(page)
    expect(root).to_have_attribute("data-state", "long")
    place = app.settled(root)
    page.get_by_role("button", name=re.compile("^Train")).click()
    picture.stands_at(page, 200)
    expect(page.get_by_test_id("stProgress")).to_contain_text("Finished")
    assert app.settled(root)["y"] == pytest.approx(place["y"], abs=1), "the picture stays where the learner points"
    loss = page.locator("canvas.loss")
    expect(loss).to_have_attribute("aria-label", re.compile("epoch 200"))
    before = picture.errors(page, "rnn")
    result = experiment.run(LONG, trained=False)
    assert before[0] < numbers.errors_of(result, result.films["rnn"]).one[0] / 20
    other = learner(page.url)
    picture.stands_at(other, 200)
    assert picture.errors(other, "rnn") == before


def test_a_good_and_a_broken_csv(learner, tmp_path):
    rng = np.random.default_rng(0)
    rows = [f"{i},{40 + 9 * np.sin(i / 5) + rng.normal():.2f}" for i in range(150)]
    good, broken = tmp_path / "good.csv", tmp_path / "broken.csv"
    good.write_text("\n".join(["day,price", *rows]))
    broken.write_text("\n".join(["day,price", *rows[:5], "5,dear", *rows[6:]]))
    page = learner(picture.address(replace(SMALL, data="csv")))
    expect(app.message(page)).to_contain_text("Choose a CSV file")
    picture.stands_at(page, 30)  # meanwhile the example is seen, trained
    page.locator('input[type="file"]').set_input_files(good)
    app.wait_for_link(page, "csv=")
    expect(page.locator(".numbers")).to_contain_text("row 121")
    picture.stands_at(page, 10)
    before = picture.state(page)
    page.locator('input[type="file"]').set_input_files(broken)
    expect(app.message(page)).to_contain_text("Row 7, column “price”: “dear”")
    assert picture.state(page) == before
