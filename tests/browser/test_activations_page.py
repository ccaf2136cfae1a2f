"""The activations page as a learner uses it, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from core.activation_by_hand import by_hand
from core.experiments.activations import run
from core.rounding import shown
from core.settings.activations import DEFAULTS, PRESETS, Activations
from core.settings.schema import replace, to_link
from tests.browser import activations as picture
from tests.browser import app
from ui.labels import catalogue

ENGLISH = catalogue("en")


def address(settings=DEFAULTS, **more):
    query = "&".join(f"{name}={value}" for name, value in (to_link(settings) | more).items())
    return f"/activations?{query}"


def labels(settings):
    return [ENGLISH[f"option.activation.{name}"] for name in settings.activation]


def test_hover_links_both_plots_and_the_batch_without_the_server(learner):
    page = learner(address())
    picture.picture(page)
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    for kind, x in (("f", -1.5), ("d", 0.5), ("inputs", 2.25), ("f", 0.0)):
        picture.hover(page, kind, x)
        settings = replace(DEFAULTS, x=x)
        assert picture.readout(page) == picture.computed(settings, labels(settings))
        lines = picture.probe_lines(page)
        assert lines == pytest.approx([picture.place(page, x)["x"]] * 3, abs=0.01)
        sigmoid = run(settings).curves[1]
        assert picture.tangent_slope(page) == pytest.approx(sigmoid.slopes[run(settings).probe], abs=1e-3)
    page.mouse.move(5, 5)
    picture.wait_for_x(page, DEFAULTS.x)
    assert sent() == 0, "hovering asked the server"
    picture.plot(page, "f").click(position=picture.place(page, -0.75))
    app.wait_for_link(page, "x=-0.75")
    assert sent() > 0
    line = by_hand("sigmoid", -0.75)[0]
    expect(page.locator(".numbers")).to_contain_text(f"{line.numbers} ≈ {line.result}")


def test_keyboard_alone_moves_the_probe_and_chooses(learner):
    page = learner(address(activation="relu,tanh", shown="relu", x=0.5))
    root = picture.picture(page)
    page.get_by_role("button", name=ENGLISH["ui.present"]).focus()
    page.keyboard.press("Tab")
    probe = page.get_by_role("slider", name=ENGLISH["component.activations.probe"])
    expect(probe).to_be_focused()
    for key, x in (("ArrowRight", 0.6), ("Shift+ArrowLeft", 0.55), ("PageDown", -0.45), ("End", 5.0), ("Home", -5.0)):
        page.keyboard.press(key)
        picture.wait_for_x(page, x)
    assert "−5" in probe.get_attribute("aria-valuetext")
    app.wait_for_link(page, "x=-5")
    assert picture.readout(page)["ReLU"] == ("0", "0")
    expect(page.locator(".zone.dead")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-shown", "tanh")
    expect(page.locator(".zone.dead")).to_have_count(0)
    expect(page.locator(".zone.saturated")).to_have_count(4)
    app.wait_for_link(page, "shown=tanh")


def test_corner_is_told(learner):
    page = learner(address(PRESETS["dead_relu"], x=0))
    picture.picture(page)
    told = ENGLISH["component.activations.note_kink"].format(name="ReLU", left=0, right=1, at=0)
    expect(page.locator(".curves .notes")).to_contain_text(told)
    ends = page.locator(".plot-d circle.end")
    expect(ends).to_have_count(2)
    fills = ends.evaluate_all(
        "(list) => list.map((e) => [e.getAttribute('fill') === e.getAttribute('stroke'), +e.getAttribute('cy')])"
    )
    filled, open_ = sorted(fills, reverse=True)
    assert (filled[0], open_[0]) == (True, False)
    assert filled[1] > open_[1], "the point that holds, slope 0, lies lower"
    share = run(PRESETS["dead_relu"]).curves[0].share
    expect(page.locator(".words")).to_contain_text(f"{100 * share.zero:.1f}\u202f% of the outputs are exactly 0")


def test_overlay_changes_and_a_parameter_appears(learner):
    page = learner(address(activation="relu", shown="relu", x=-2))
    root = picture.picture(page)
    slope = page.get_by_role("slider", name=ENGLISH["knob.negative_slope"])
    expect(slope).to_have_count(0)
    box = page.get_by_role("combobox", name=re.compile(ENGLISH["knob.activation"]))
    box.click()
    page.get_by_role("option", name="Leaky ReLU").click()
    expect(page.locator(".plot-f path.curve")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(slope).to_have_count(1)
    assert picture.readout(page)["Leaky ReLU"] == ("−0.2", "0.1")
    slope.focus()
    for _ in range(3):
        slope.press("ArrowRight")
    app.wait_for_link(page, "negative_slope=0.13")
    expect(page.locator(".readout tbody tr").nth(1).locator("td").nth(1)).to_have_text("0.13")
    page.locator('[data-function="leaky_relu"]').click()
    expect(root).to_have_attribute("data-shown", "leaky_relu")
    mean = page.get_by_role("slider", name=ENGLISH["knob.mean"])
    mean.press("Home")
    app.wait_for_link(page, "mean=-5")
    assert picture.settings_of(page) == Activations(
        activation=("relu", "leaky_relu"), negative_slope=0.13, mean=-5.0, x=-2.0, shown="leaky_relu"
    )
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    expect(page.locator(".plot-f path.curve")).to_have_count(4)
    page.wait_for_function("() => !location.search.includes('mean')")


def test_player_sweeps_pauses_and_goes_back(learner):
    page = learner(address(x=0))
    root = picture.picture(page)
    page.locator('[data-action="forward"]').click()
    picture.wait_for_x(page, 0.05)
    page.locator('[data-action="play"]').click()
    page.wait_for_function(f"() => +{picture.ROOT}.dataset.x > 0.3")
    page.locator('[data-action="play"]').click()
    expect(root).to_have_attribute("data-playing", "false")
    x = float(root.get_attribute("data-x"))
    app.wait_for_link(page, f"x={x:g}")
    scrub = page.locator('[data-action="scrub"]')
    scrub.focus()
    scrub.press("Home")
    picture.wait_for_x(page, -5)
    expect(page.locator(".place")).to_have_text("x = −5")


def test_softmax_follows_the_drag_at_once_and_remembers_it(learner):
    page = learner(address(view="softmax"))
    picture.picture(page, "softmax")
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    track = page.locator('.track[data-logit="1"]')
    box = track.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20, steps=4)
    dragged = Activations(view="softmax", logits="2,4,0.1")
    expect(page.locator(picture.PICTURE)).to_have_attribute("data-logits", "2.0,4.0,0.1")
    assert picture.probabilities(page) == [shown(float(p)) for p in run(dragged).p]
    assert sent() == 0, "dragging asked the server"
    *powers, total = (float(text) for text in page.locator(".softmax-row > :nth-child(4)").all_inner_texts()[1:])
    assert total == pytest.approx(sum(powers), abs=1e-9), "the powers shown add up to the sum shown"
    page.mouse.up()
    page.wait_for_url(re.compile("logits=2(,|%2C)4(,|%2C)0.1"))
    cells = page.locator(".jacobian td").all_inner_texts()
    assert cells == [shown(float(v)) for v in run(dragged).jacobian.flatten()]
    page.locator('[data-cell="0.1"]').hover()
    expect(page.locator(".meaning")).to_contain_text(
        ENGLISH["component.activations.falls"].format(z="z₂", p="p₁", value=cells[1])
    )
    page.locator('.track[data-logit="0"]').focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("logits=2.9(,|%2C)4(,|%2C)0.1"))
    before = picture.probabilities(page)
    assert before == [shown(float(p)) for p in run(Activations(view="softmax", logits="2.9,4,0.1")).p]
    page.get_by_role("slider", name=ENGLISH["knob.offset"]).press("End")
    app.wait_for_link(page, "offset=5")
    expect(page.locator(".softmax .amount.z").first).to_have_text("2.9 + 5")
    assert picture.probabilities(page) == before


def test_a_shared_link_shows_the_same(learner):
    first = learner(address(PRESETS["smooth"]))
    picture.picture(first)
    first.locator('[data-function="silu"]').click()
    app.wait_for_link(first, "shown=silu")
    picture.plot(first, "d").click(position=picture.place(first, -1.3, limit=4))
    app.wait_for_link(first, "x=-1.3")
    second = learner(first.url, width=390, height=844)
    root = picture.picture(second)
    expect(root).to_have_attribute("data-shown", "silu")
    assert picture.readout(second) == picture.readout(first)
    assert second.locator(".numbers").inner_text().split() == first.locator(".numbers").inner_text().split()
    wide = second.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390


def test_touch_on_a_phone(learner):
    page = learner(address(), width=390, height=844, has_touch=True, is_mobile=True)
    picture.picture(page)
    picture.plot(page, "f").tap(position=picture.place(page, -2))
    app.wait_for_link(page, "x=-2")
    picture.wait_for_x(page, -2)
    assert picture.readout(page)["Sigmoid"] == picture.computed(replace(DEFAULTS, x=-2.0), labels(DEFAULTS))["Sigmoid"]
