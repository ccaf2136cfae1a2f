"""The overfitting page as a learner uses it, in a real Chromium."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.experiments import kept_run
from core.experiments import overfitting as experiment
from core.settings.overfitting import DEFAULTS, IRIS, Overfitting
from core.settings.schema import replace
from tests.browser import app
from tests.browser import overfitting as picture
from ui.labels import catalogue

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

ENGLISH = catalogue("en")
SMALL = replace(DEFAULTS, width_1=24, width_2=16, epochs=100)


def test_arrives_alive_and_every_number_follows_the_epoch_backwards_too(learner):
    page = learner(picture.address(SMALL))
    root = picture.picture(page)
    expect(root).to_have_attribute("data-playing", "true")
    picture.stands_at(page, 100)
    assert "epoch=" not in page.url, "playing on arrival changes no setting"
    film = experiment.run(SMALL).film
    canvas = page.locator(".fit canvas").first
    box = canvas.bounding_box()
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 80, steps=5)
    assert sent() == 0, "scrubbing asked the server before the learner rested"
    page.mouse.up()
    page.wait_for_url(re.compile(r"[?&]epoch=\d+"))
    epoch = int(picture.settings_of(page).epoch)
    assert 20 < epoch < 50
    frame = film.epochs.tolist().index(epoch) if epoch in film.epochs else None
    made = film.run
    for number, part in enumerate(("train", "validation", "test")):
        assert picture.reading(page, f"loss-{part}") == pytest.approx(made.loss[number, epoch], rel=6e-3)
        assert picture.reading(page, f"accuracy-{part}") == pytest.approx(100 * made.accuracy[number, epoch], abs=0.051)
        page.locator(f'button[data-part="{part}"]').click()
        expect(root).to_have_attribute("data-part", part)
        if frame is not None:
            assert picture.matrix(page) == film.confusion[frame, number].tolist()
            np.testing.assert_allclose(picture.scores(page), film.scores[frame, number], atol=0.0051)
    app.action(page, "first").click()
    picture.stands_at(page, 0)
    assert picture.matrix(page) == film.confusion[0, 2].tolist()
    app.action(page, "forward").click()
    picture.stands_at(page, 1)
    app.wait_for_link(page, "epoch=1&")
    expect(page.locator(".numbers")).to_contain_text("Epoch 1:")


def test_a_cell_lists_its_rows_and_a_row_its_numbers_and_the_link_holds_them(learner):
    settings = replace(SMALL, epoch="60", rows="train")
    page = learner(picture.address(settings))
    root = picture.stands_at(page, 60)
    result = experiment.run(settings)
    film, split = result.film, result.split
    frame = film.epochs.tolist().index(60)
    actual, predicted = 1, 1
    there = (split.rows.y[:86] == actual) & (film.predicted[frame, :86] == predicted)
    picture.cell(page, actual, predicted).click()
    expect(root).to_have_attribute("data-cell", "1.1")
    assert sorted(picture.listed(page)) == sorted((split.index[:86][there] + 1).tolist())
    assert page.locator(".samples .wrong:not(:empty)").count() == int((there & split.flipped[:86]).sum())
    page.locator(".samples button").first.click()
    number = picture.listed(page)[0]
    expect(page.locator(".numbers")).to_contain_text(f"Row {number} (training: alcohol")
    page.wait_for_url(re.compile("cell=1.1&sample="))
    # The arrow keys walk through the matrix, and Enter chooses.
    picture.cell(page, 1, 1).focus()
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(root).to_have_attribute("data-cell", "0.0")
    app.wait_for_link(page, "cell=0.0")
    expect(picture.cell(page, 0, 0)).to_be_focused()
    expect(page.locator(".samples button").nth(2)).to_be_visible()
    page.wait_for_load_state("networkidle")
    other = learner(page.url)
    picture.stands_at(other, 60)
    assert picture.state(other) == picture.state(page)
    page.reload()
    picture.stands_at(page, 60)
    assert picture.state(other) == picture.state(page)
    app.action(page, "close-list").click()
    expect(root).to_have_attribute("data-cell", "")
    expect(page.locator(".scores")).to_be_visible()


def test_a_cure_closes_the_gap_beside_the_kept_run(learner):
    page = learner(picture.address(replace(SMALL, epoch="100")))
    root = picture.stands_at(page, 100)
    before = float(root.get_attribute("data-held"))
    page.get_by_role("button", name=ENGLISH["playground.pin"]).click()
    expect(page.locator(".confusion")).to_have_count(2)
    expect(page.locator(".confusion").nth(1)).to_be_visible()
    app.wait_for_link(page, "pinned=")
    assert replace(kept_run.unpinned(picture.settings_of(page).pinned, Overfitting), epochs=100) == SMALL
    run = root.get_attribute("data-run")
    # Pressed in a hurry: the last one counts.
    app.slide(page, ENGLISH["knob.l2"], *["ArrowRight"] * 11)
    app.wait_for_link(page, "l2=10")
    cured = picture.settings_of(page)
    assert cured.l2 == 10
    expect(root).not_to_have_attribute("data-run", run)
    made = experiment.run(replace(SMALL, l2=10.0)).film.run
    page.wait_for_function(HELD, arg=float(made.loss[1, -1]))
    assert float(root.get_attribute("data-held")) < before
    expect(page.locator(".numbers")).to_contain_text("L2 (alpha) off → 10")
    run = root.get_attribute("data-run")
    page.get_by_role("button", name=ENGLISH["playground.unpin"]).click()
    expect(page.locator(".confusion").nth(1)).to_be_hidden()
    expect(root).to_have_attribute("data-run", run)
    app.slide(page, ENGLISH["knob.patience"], "End")
    app.wait_for_link(page, "patience=100")
    app.slide(page, ENGLISH["knob.l2"], "Home")
    app.slide(page, ENGLISH["knob.patience"], "Home", "ArrowRight")
    app.wait_for_link(page, "patience=5")
    stopped = experiment.run(replace(SMALL, patience=5)).film.run
    expect(page.locator(".notes")).to_contain_text(f"The network of epoch {stopped.best} is kept.")
    picture.stands_at(page, stopped.best)


ROOT = """[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.kaca-overfitting')).find(Boolean)
 ?? document.querySelector('.kaca-overfitting')"""
HELD = f"(held) => Math.abs(Number(({ROOT}).dataset.held) - held) < 1e-4"


def test_a_good_and_a_broken_csv(learner, tmp_path):
    rng = np.random.default_rng(0)
    rows = [f"{a:.2f},{b:.2f},{'round' if a * a + b * b < 9 else 'flat'}" for a, b in rng.uniform(-5, 5, (60, 2))]
    good, broken = tmp_path / "good.csv", tmp_path / "broken.csv"
    good.write_text("\n".join(["width,height,shape", *rows]))
    broken.write_text("\n".join(["width,height,shape", *rows[:5], "1.0,tall,flat", *rows[6:]]))
    page = learner(picture.address(replace(SMALL, data="csv", epochs=20)))
    expect(app.message(page)).to_contain_text("Choose a CSV file")
    page.locator('input[type="file"]').set_input_files(good)
    app.wait_for_link(page, "csv=")
    root = picture.picture(page)
    expect(page.locator(".fit-title")).to_contain_text("2 → 24 → 16 → 1")
    expect(root).to_have_attribute("data-playing", "false")
    expect(page.locator(".confusion").first).to_contain_text("round")
    before = picture.state(page)
    page.locator('input[type="file"]').set_input_files(broken)
    expect(app.message(page)).to_contain_text(re.compile("Row 7, column “height”: “tall”"))
    assert picture.state(page) == before


def test_a_phone_with_reduced_motion_and_scikit_learn(learner):
    settings = replace(IRIS, epochs=200)
    page = learner(
        picture.address(settings, lang="id"), width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    root = picture.stands_at(page, 200)
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390
    assert root.evaluate("(e) => e.scrollWidth - e.clientWidth") <= 0
    curves, player, matrix = (page.locator(part).first.bounding_box()["y"] for part in (".fit", ".player", ".confusion"))
    assert curves < player < matrix
    result = experiment.run(settings)
    assert picture.matrix(page) == result.film.confusion[-1, 2].tolist()
    beside = [int(text) for text in page.locator(".confusion .plain").all_inner_texts()]
    assert beside == result.beside.confusion.ravel().tolist()
    expect(page.locator(".numbers")).to_contain_text("MLPClassifier scikit-learn setelah 200 epoch")
    picture.cell(page, 0, 0).tap()
    page.locator(".samples button").first.tap()
    expect(page.locator(".numbers")).to_contain_text("sepal length")
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390
