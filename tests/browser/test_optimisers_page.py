"""The page on learning rates and optimisers as a learner uses it, in a real Chromium."""

import pytest
import torch
from playwright.sync_api import expect

from core.experiments.optimisers import run
from core.rounding import read
from core.settings.optimisers import DEFAULTS, MISSIONS, NAMES, PRESETS, TUNED
from core.settings.schema import replace
from tests.assets.test_optimisers_script import printed
from tests.browser import app
from tests.browser import optimisers as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")


def number(text):
    """A loss of the legend: "0.0123", "1.20×10⁻⁵"."""
    return float(read(text.replace("×", "·")))


def adams_path(steps):
    """Adam in the ravine, by torch.optim and autograd."""
    w = torch.tensor([-2.6, 1.0], dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([w], lr=0.2)
    places = [w.detach().tolist()]
    for _ in range(steps):
        adam.zero_grad()
        ((w[0] ** 2 + 20 * w[1] ** 2) / 2).backward()
        adam.step()
        places.append(w.detach().tolist())
    return places, adam.state[w]


def test_the_race_plays_by_itself_and_is_scrubbed_both_ways(learner):
    page = learner(picture.address(replace(DEFAULTS, race_steps=20)))
    root = picture.picture(page)
    expect(root).to_have_attribute("data-playing", "true")
    picture.stands_at(page, 20)
    assert "step=" not in page.url
    end = picture.losses(page)

    page.locator('[data-select="adam"]').click()
    expect(root).to_have_attribute("data-selected", "adam")
    app.action(page, "scrub").press("Home")
    picture.stands_at(page, 0)
    assert {number(text) for text in picture.losses(page).values()} == {13.4}, "½ (2.6² + 20 · 1²)"
    for _ in range(3):
        app.action(page, "forward").click()
    app.action(page, "back").click()
    picture.stands_at(page, 2)
    app.wait_for_link(page, "step=2")
    assert "selected=adam" in page.url

    places, _ = adams_path(3)
    heading = page.locator(".numbers").first
    expect(heading).to_contain_text("Step 2 of Adam")
    lines = {symbol: float(read(result)) for symbol, *_, result in picture.updates(page)}
    assert [lines["w₁"], lines["w₂"]] == pytest.approx(places[2], abs=6e-5)
    loss = (places[2][0] ** 2 + 20 * places[2][1] ** 2) / 2
    assert number(picture.losses(page)["adam"]) == pytest.approx(loss, rel=5e-3)

    other = learner(page.url)
    picture.stands_at(other, 2)
    assert picture.losses(other) == picture.losses(page)
    app.action(page, "scrub").press("End")
    picture.stands_at(page, 20)
    assert picture.losses(page) == end


def test_a_start_is_clicked_and_moved_with_the_keys_and_rates_are_set_on_the_rulers(learner):
    page = learner(picture.address(replace(DEFAULTS, race_steps=20), step=20))
    picture.stands_at(page, 20)
    frame = page.locator(".frame")
    frame.click(position=picture.place(page, "ravine", 1.5, -0.5))
    app.wait_for_link(page, "start=")
    w1, w2 = (float(part) for part in picture.settings_of(page).start.split("_"))
    assert (w1, w2) == pytest.approx((1.5, -0.5), abs=0.02)
    expect(picture.picture(page)).to_have_attribute("data-start", f"{w1:g},{w2:g}")
    picture.stands_at(page, 20)

    frame.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    app.wait_for_link(page, f"start={w1 + 0.1:g}_{w2 + 0.01:g}")

    ruler = page.locator('[data-rate="adam"]')
    ruler.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    app.wait_for_link(page, "learning_rate_adam=0.25")
    page.locator('[data-toggle="sgd"]').click()
    app.wait_for_link(page, "racers=momentum")
    expect(picture.picture(page)).to_have_attribute("data-racers", ",".join(NAMES[1:]))
    expect(picture.picture(page)).to_have_attribute("data-selected", "momentum")
    picture.stands_at(page, 20)
    shown = picture.losses(page)
    assert shown["sgd"] == ""
    for name, racer in run(picture.settings_of(page)).racers.items():
        assert number(shown[name]) == pytest.approx(racer.path.loss[-1], rel=6e-3, abs=1e-12)


def test_divergence_is_told_in_words_and_the_limit_is_on_the_ruler(learner):
    page = learner(picture.address(PRESETS["divergent"], step=37))
    root = picture.stands_at(page, 37)
    caption = page.locator(".race-caption")
    expect(caption).to_have_text("SGD: η = 0.11 is above its stability limit 2 / λ = 0.1.")
    app.action(page, "forward").click()
    expect(caption).to_have_text("SGD diverged in step 38: η = 0.11 is above its stability limit 0.1.")
    assert picture.losses(page)["sgd"] == "diverged at 38"
    assert root.get_attribute("data-gone") == "sgd"
    # The hatched part of the ruler begins where its thumb stands for 0.1.
    zone = page.locator('[data-racer="sgd"] .beyond').bounding_box()["x"]
    page.get_by_text(ENGLISH["ui.more"], exact=True).click()
    app.slide(page, ENGLISH["knob.learning_rate_sgd"], "ArrowLeft")
    app.wait_for_link(page, "learning_rate_sgd=0.1")
    expect(caption).to_contain_text("to and fro, for ever")
    ruler = page.locator('[data-rate="sgd"]')
    box = ruler.bounding_box()
    share = ruler.evaluate("(e) => (e.value - e.min) / (e.max - e.min)")
    assert zone == pytest.approx(box["x"] + 9 + share * (box["width"] - 18), abs=1.5)
    for text in ("NaN", "Infinity", "∞"):
        assert text not in page.locator("body").inner_text()


def test_another_surface_brings_its_rates_and_can_be_turned_in_space(learner):
    page = learner(picture.address(replace(DEFAULTS, race_steps=20)), reduced_motion="reduce")
    picture.stands_at(page, 20)
    page.get_by_label(ENGLISH["knob.surface"], exact=True).click()
    page.get_by_role("option", name=ENGLISH["option.surface.network"]).click()
    expect(picture.picture(page)).to_have_attribute("data-surface", "network")
    app.wait_for_link(page, "surface=network")
    assert tuple(getattr(picture.settings_of(page), f"learning_rate_{name}") for name in NAMES) == TUNED["network"]
    flat = picture.pixels(page, "ground")
    page.locator('[data-view="3d"]').click()
    app.wait_for_link(page, "view=3d.35.38")
    raised = picture.pixels(page, "ground")
    assert raised != flat
    box = page.locator(".frame").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 130, steps=4)
    page.mouse.up()
    app.wait_for_link(page, "view=3d.75.28")
    assert picture.pixels(page, "ground") != raised
    assert "start=" not in page.url
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    expect(picture.picture(page)).to_have_attribute("data-surface", "ravine")
    expect(picture.picture(page)).to_have_attribute("data-view", "map")


def test_the_mission_of_three_at_one_rate_and_the_downloaded_script(learner, tmp_path, capsys):
    page = learner(picture.address(DEFAULTS, step=0), height=2400)
    picture.stands_at(page, 0)
    key = "mission.optimisers.survivor"
    page.get_by_text(ENGLISH[f"{key}.title"]).click()
    page.get_by_test_id("stRadioGroup").get_by_text(ENGLISH[f"{key}.options.sgd"], exact=True).click()
    page.get_by_role("button", name=ENGLISH["ui.mission_go"]).click()
    outcome = page.locator(".st-key-optimisers-outcome-box")
    expect(outcome).to_contain_text(ENGLISH["ui.mission_wrong"])
    expect(picture.picture(page)).to_have_attribute("data-racers", "sgd,momentum,nesterov")
    picture.stands_at(page, 100)
    assert picture.losses(page)["nesterov"] == "diverged at 7"
    assert number(picture.losses(page)["momentum"]) < 1e-3
    app.wait_for_link(page, "racers=sgd")
    assert picture.settings_of(page) == MISSIONS["survivor"].settings

    page.get_by_role("radio", name=ENGLISH["ui.code"]).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=ENGLISH["ui.download_py"]).click()
    script = tmp_path / "optimisers.py"
    download.value.save_as(script)
    ends = printed(script.read_text(encoding="utf-8"), capsys)
    assert {name: diverged for name, (*_, diverged) in ends.items()} == {"sgd": 38, "momentum": None, "nesterov": 7}
    assert number(picture.losses(page)["momentum"]) == pytest.approx(ends["momentum"][2], rel=6e-3)


def test_on_a_phone_the_picture_comes_first_and_a_tap_moves_the_start(learner):
    page = learner(
        picture.address(replace(DEFAULTS, race_steps=20), step=10), width=390, height=844, has_touch=True, is_mobile=True
    )
    picture.stands_at(page, 10)
    expect(app.action(page, "play")).to_be_in_viewport(ratio=1)
    page.locator(".frame").tap(position=picture.place(page, "ravine", 1, 1))
    app.wait_for_link(page, "start=")
    picture.stands_at(page, 20)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
