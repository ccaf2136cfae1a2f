"""A CNN from scratch as a learner steps through it, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from core.experiments import cnn_from_scratch as experiment
from core.settings.cnn_from_scratch import CnnFromScratch
from core.settings.schema import replace
from tests.browser import app
from tests.browser import cnn_from_scratch as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
CHOSEN = CnnFromScratch(digit=7, filter=8)
FORWARD = {"conv": 676, "pool": 169, "hidden": 64, "output": 10, "softmax": 10}
BACK = {
    "errors": 10,
    "output_weights": 640,
    "hidden_back": 64,
    "pooled_back": 169,
    "map_back": 169,
    "filter": 10,
    "pixels": 784,
}
COUNTS = FORWARD | BACK


def beginning(stage):
    """The first moment of a stage, counted through all stages."""
    names = list(COUNTS)
    return sum(COUNTS[name] for name in names[: names.index(stage)])


def near(value):
    return pytest.approx(value.item(), abs=1e-9)


def test_hovered_numbers_are_cores_and_the_server_is_not_asked(learner):
    page = learner(picture.address(CHOSEN))
    result = experiment.run(CHOSEN)
    values, gradients, chosen = result.network.values, result.network.gradients, CHOSEN.filter - 1
    picture.stands_at(page, "conv", 296)
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    for i, j in ((11, 10), (0, 25), (14, 13)):
        picture.hover(page, "map", i, j)
        assert picture.result(page) == near(values["pool"][0, chosen, i, j])
        assert picture.outlined(page, "x") == [(i + u, j + v) for u in range(3) for v in range(3)]
        # The nine products can be added up by hand.
        products = re.findall(r"(-?[\d.]+)·\(?(-?[\d.]+)\)?", picture.formula(page))
        assert sum(float(x) * float(w) for x, w in products) == near(values["relu"][0, chosen, i, j])
    picture.hover(page, "x", 14, 14)
    assert set(picture.outlined(page, "map")) == {(i, j) for i in (12, 13, 14) for j in (12, 13, 14)}
    page.mouse.move(5, 715)

    # Scrubbed to any moment, forward and back, each stage tells the number that core found.
    for stage, moment, expected in (
        ("pixels", 14 * 28 + 12, gradients["conv"][0, 0, 14, 12]),
        ("filter", 4, result.network.layers["conv"].weight_gradient[chosen, 0, 1, 1]),
        ("filter", 9, result.network.layers["conv"].bias_gradient[chosen]),
        ("pooled_back", 6 * 13 + 5, gradients["flatten"][0, chosen, 6, 5]),
        ("hidden_back", 12, gradients["hidden_relu"][0, 12]),
        ("output_weights", 3 * 64 + 12, result.network.layers["output"].weight_gradient[3, 12]),
        ("errors", 7, gradients["loss"][0, 7]),
        ("softmax", 7, result.probabilities[7]),
        ("output", 3, result.network.layers["output"].weight[3] @ values["output"][0]),
        ("hidden", 12, values["output"][0, 12]),
        ("pool", 6 * 13 + 5, values["flatten"][0, chosen, 6, 5]),
        ("conv", 300, values["pool"][0, chosen].flatten()[300]),
    ):
        picture.scrub_to(page, beginning(stage) + moment)
        picture.stands_at(page, stage, moment)
        assert picture.result(page) == near(expected), stage
    winner = divmod(result.network.layers["pool"].winners[0, chosen, 6, 5, 0].item(), 2)
    picture.scrub_to(page, beginning("map_back") + 6 * 13 + 5)
    picture.stands_at(page, "map_back", 6 * 13 + 5)
    assert picture.result(page) == near(gradients["relu"][0, chosen, 12 + winner[0], 10 + winner[1]])
    assert sent() == 0, "hovering and scrubbing asked the server"


def test_plays_and_steps_through_stages_both_ways_and_a_link_brings_one_back(learner):
    page = learner(picture.address(CHOSEN, place="output.8"))
    root = picture.stands_at(page, "output", 8)
    for _ in range(2):
        app.action(page, "forward").click()
    picture.stands_at(page, "softmax", 0)
    app.action(page, "back").click()
    picture.stands_at(page, "output", 9)
    app.action(page, "play").click()
    # It plays on by itself, from one stage into the next, until somebody stops it.
    picture.wait_for_the_way_back(page)
    app.action(page, "first").click()
    picture.stands_at(page, "conv", 0)
    expect(root).to_have_attribute("data-playing", "false")

    picture.choose_stage(page, "filter")
    app.wait_for_link(page, "place=filter.0")
    grid = page.locator('[data-grid="kernelGradient"]')
    grid.focus()
    for key, moment in (("ArrowRight", 1), ("ArrowDown", 4), ("ArrowLeft", 3), ("End", 9)):
        page.keyboard.press(key)
        picture.stands_at(page, "filter", moment)
    page.keyboard.press("Enter")
    app.wait_for_link(page, "place=filter.9")
    page.reload()
    picture.stands_at(page, "filter", 9)

    app.slide(page, ENGLISH["knob.filter"], "ArrowLeft")
    app.wait_for_link(page, "filter=7")
    other = experiment.run(replace(CHOSEN, filter=7))
    expect(page.locator(".panel")).to_have_attribute(
        "data-result", re.compile(re.escape(f"{other.network.layers['conv'].bias_gradient[6].item():.6f}"[:7]))
    )
    picture.stands_at(page, "filter", 9)


def test_check_code_and_training_of_a_mistake(learner):
    settings = CnnFromScratch(view="check", data="digits", train_size=500, epochs=1)
    page = learner(picture.address(settings))
    expect(page.get_by_text(ENGLISH["scratch.check_right"].format(count=14))).to_be_visible()
    page.get_by_role("combobox", name=ENGLISH["knob.mistake"]).click()
    page.get_by_role("option", name=ENGLISH["option.mistake.skip_dense"]).click()
    expect(page.get_by_text(ENGLISH["scratch.check_wrong"].format(wrong=6, count=14))).to_be_visible()

    page.get_by_role("radio", name=ENGLISH["option.view.code"]).click()
    expect(page.get_by_text("def im2col")).to_be_attached()
    expect(page.locator("code", has_text="class Conv2d")).to_have_count(2)

    page.get_by_role("radio", name=ENGLISH["option.view.training"], exact=True).click()
    page.get_by_role("button", name=ENGLISH["trainer.start"], exact=True).click()
    expect(page.get_by_test_id("stProgress")).to_contain_text("Finished", timeout=150_000)
    # One epoch: its row has two different losses, since one of the two has wrong gradients.
    row = page.locator(".facts tr").nth(1).inner_text().split("\t")
    assert row[0] == "1" and row[1] != row[2]


def test_fits_a_phone_and_the_first_screen(learner):
    page = learner(picture.address(CHOSEN, lang="id"), width=390, height=844, color_scheme="dark")
    for stage in ("conv", "hidden", "softmax"):
        picture.choose_stage(page, stage)
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 720})
    for stage in COUNTS:
        picture.choose_stage(page, stage)
        app.frames(page)
        assert page.locator(".player").bounding_box()["y"] + 40 <= 720, stage
