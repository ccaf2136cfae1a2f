"""The forward-and-backward page as a learner uses it, in a real Chromium."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core.experiments.forward_backward import run
from core.settings.forward_backward import DEFAULTS, MISSIONS, PRESETS
from core.settings.schema import replace
from tests.browser import app
from tests.browser import forward_backward as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
WORDS = {key.removeprefix("component.forward_backward."): value for key, value in ENGLISH.items()}


def caption(page):
    return page.locator(".caption")


def act(page, name):
    page.locator(f'[data-action="{name}"]').click()


def step_to(page, moment):
    scrub = page.locator('[data-action="scrub"]')
    scrub.focus()
    scrub.press("Home")
    for _ in range(moment):
        scrub.press("ArrowRight")
    expect(page.locator(picture.PICTURE)).to_have_attribute("data-moment", str(moment))


def test_every_number_of_the_curriculum_is_legible_on_the_first_screen(learner):
    page = learner(picture.address())
    picture.picture(page)
    result, shown = run(DEFAULTS), picture.written(page)
    expected = {"L.value": result.loss}
    for number, layer in enumerate(result.layers, start=1):
        for i, j in np.ndindex(layer.weight.shape):
            expected[f"e{number}.{i + 1}.{j + 1}.weight"] = layer.weight[i, j]
            expected[f"e{number}.{i + 1}.{j + 1}.gradient"] = result.gradients.weight[number - 1][i, j]
        columns = {"bias": layer.bias, "z": result.passed.z[number - 1], "a": result.passed.a[number]}
        for name, values in (columns | {"delta": result.gradients.delta[number - 1]}).items():
            expected |= {f"n{number}.{j}.{name}": value for j, value in enumerate(values, start=1)}
    assert len(expected) == 1 + 9 * 2 + 4 * 4
    assert {name: shown[name] for name in expected} == pytest.approx(expected, abs=5e-5)
    assert picture.overlaps(page) == []
    sizes = page.locator(".network text").evaluate_all("(all) => all.map((e) => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 16
    expect(page.locator('[data-action="play"]')).to_be_in_viewport(ratio=1)
    expect(page.locator(".formula").first).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("settings", [PRESETS["saturated"], PRESETS["largest"]], ids=["saturated", "largest"])
def test_no_number_lies_on_another_at_any_moment(learner, settings):
    page = learner(picture.address(settings), reduced_motion="reduce")
    found = picture.overlaps_at_every_moment(page)
    assert found == [[]] * (4 * len(run(settings).layers) + 3)
    names = page.locator(".flow").evaluate_all("(all) => all.map((e) => getComputedStyle(e).animationName)")
    assert set(names) == {"none"}, "no dot runs along an edge for those who asked for less motion"


def test_moments_are_played_stepped_and_scrubbed_backwards(learner):
    page = learner(picture.address())
    root = picture.picture(page)
    place = page.locator(".place")
    expect(place).to_have_text("1 / 11")
    act(page, "forward")
    expect(caption(page)).to_have_text(WORDS["caption_z"].format(layer=WORDS["hidden"]))
    assert picture.visible(picture.cell(page, "n1.1", "z"))
    assert picture.text(picture.cell(page, "n1.1", "a")).strip() == "a", "a is not known before it is computed"
    assert not picture.visible(picture.cell(page, "n1.1", "delta"))
    page.wait_for_function("(e) => +getComputedStyle(e).opacity < 0.3", arg=picture.item(page, "n2.1").element_handle())
    assert picture.opacity(picture.item(page, "n0.1")) == 1
    for kind in ("a", "z", "a", "loss", "delta", "gradient", "delta", "gradient", "update"):
        act(page, "forward")
        expect(root).to_have_attribute("data-kind", kind)
    after = run(DEFAULTS).loss_after
    expect(caption(page)).to_have_text(WORDS["caption_update"].format(loss="0.1245", after=f"{after:.4f}"))
    new = run(DEFAULTS).updated[1].weight[0, 0]
    assert picture.number(picture.weight(page, "e2.1.1")) == pytest.approx(new, abs=5e-5)
    act(page, "back")
    expect(place).to_have_text("10 / 11")
    scrub = page.locator('[data-action="scrub"]')
    scrub.focus()
    scrub.press("Home")
    expect(root).to_have_attribute("data-kind", "all")
    page.locator('[data-action="speed"]').select_option("2")
    act(page, "play")
    expect(root).to_have_attribute("data-playing", "true")
    expect(root).not_to_have_attribute("data-kind", "all")
    act(page, "play")
    expect(root).to_have_attribute("data-playing", "false")
    app.wait_for_link(page, "moment=")


def test_formula_table_and_picture_are_linked_without_the_server(learner):
    page = learner(picture.address())
    root = picture.picture(page)
    page.wait_for_load_state("networkidle")
    page.evaluate(
        "() => { window.kacaSent = 0; const send = WebSocket.prototype.send;"
        " WebSocket.prototype.send = function (data) { window.kacaSent++; return send.call(this, data); }; }"
    )
    term = page.locator(".values .term", has_text="0.8·0.5")
    term.hover()
    expect(root).to_have_attribute("data-marked", "n0.2 e1.2.1")
    expect(picture.item(page, "n0.2")).to_have_class(re.compile("marked"))
    expect(picture.edge_label(page, "e1.2.1")).to_have_class(re.compile("marked"))
    page.mouse.move(5, 5)
    expect(root).to_have_attribute("data-marked", "")

    picture.edge_label(page, "e2.3.1").hover()
    expect(root).to_have_attribute("data-focus", "e2.3.1")
    chosen = page.locator(".values .term.chosen")
    expect(chosen.first).to_have_text("0.4850·0.8")
    expect(page.locator(".formula", has_text="∂L/∂w₃₁⁽²⁾ = ").locator("strong").first).to_have_text("−0.0782")
    picture.item(page, "n1.3").hover()
    expect(page.locator(".formula").first).to_contain_text("0.5·0.4 + 0.8·(−0.2) + (−0.1) = −0.06")
    picture.item(page, "n0.1").hover()
    expect(page.locator(".formula").first).to_contain_text("0.5·0.2, 0.5·(−0.1), 0.5·0.4")
    assert page.evaluate("() => window.kacaSent") == 0, "hovering asked the server"

    comparison = page.locator(".comparison")
    expect(comparison.locator("summary")).to_contain_text("13 gradients")
    comparison.locator("summary").click()
    rows = comparison.locator("tbody tr")
    expect(rows).to_have_count(13)
    cells = [float(text.replace("−", "-")) for text in comparison.locator("td:not(:last-child)").all_inner_texts()]
    assert cells[::2] == pytest.approx(cells[1::2], abs=1e-9)
    rows.nth(2).hover()
    expect(page.locator(picture.PICTURE)).to_have_attribute("data-marked", rows.nth(2).get_attribute("data-mark"))


def test_numbers_are_typed_over_in_the_drawing_and_updates_applied(learner):
    page = learner(picture.address())
    picture.picture(page)
    picture.type_over(page, picture.edge_label(page, "e2.2.1"), "0,7")
    app.wait_for_link(page, "w2.2.1")
    edited = picture.settings_of(page)
    assert edited.edits == "w2.2.1:0.7"
    expect(picture.cell(page, "L", "value")).to_have_text(f"{run(edited).loss:.4f}")
    picture.type_over(page, picture.item(page, "n1.2").locator(".bias"), "-1")
    app.wait_for_link(page, "b1.2")
    picture.type_over(page, picture.item(page, "n0.1"), "0.9")
    app.wait_for_link(page, "x1")
    picture.type_over(page, picture.item(page, "y1"), "0.2")
    app.wait_for_link(page, "y1")
    settings = picture.settings_of(page)
    assert settings.edits == "w2.2.1:0.7,b1.2:-1,x1:0.9,y1:0.2"
    before = picture.loss(page)
    assert before == pytest.approx(run(settings).loss, abs=5e-5)

    act(page, "apply")
    expect(caption(page)).to_contain_text("Update 1")
    app.wait_for_link(page, "updates=1")
    after = picture.loss(page)
    assert after < before
    assert after == pytest.approx(run(replace(settings, updates=1)).loss, abs=5e-5)
    # A number typed over after an update is that number, and the history before it stays.
    picture.type_over(page, picture.edge_label(page, "e1.1.1"), "2")
    app.wait_for_link(page, "1%40w1.1.1")
    assert picture.number(picture.weight(page, "e1.1.1")) == 2

    picture.edge_label(page, "e1.1.1").click()
    field = page.locator(".number-field")
    field.fill("much")
    field.press("Enter")
    expect(page.locator(".field-message")).to_have_text(WORDS["invalid_number"])
    field.press("Escape")
    expect(field).to_have_count(0)
    assert picture.number(picture.weight(page, "e1.1.1")) == 2


def test_a_shared_link_reproduces_the_picture(learner):
    first = learner(picture.address(replace(PRESETS["classes"], updates=7), lang="id"))
    picture.picture(first)
    step_to(first, 8)
    app.wait_for_link(first, "moment=8")
    picture.item(first, "n1.3").click()
    app.wait_for_link(first, "selected=n1.3")
    first.mouse.move(5, 5)
    expect(first.locator(picture.PICTURE)).to_have_attribute("data-focus", "n1.3")
    second = learner(first.url)
    expect(second.locator("h1")).to_have_text(catalogue("id")["page.forward_backward.title"])
    expect(second.locator(picture.PICTURE)).to_have_attribute("data-moment", "8")
    assert picture.state(second) == picture.state(first)


def test_keyboard_alone(learner):
    page = learner(picture.address())
    root = picture.picture(page)
    page.get_by_role("button", name=ENGLISH["ui.present"]).focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate(ACTIVE_MARK):
            break
    assert page.evaluate(ACTIVE_MARK) == "n1.1"
    for arrow, mark in (("Left", "e1.1.1"), ("Down", "e1.2.1"), ("Down", "e1.1.2"), ("Right", "n1.2"), ("Right", "e2.2.1")):
        page.keyboard.press(f"Arrow{arrow}")
        expect(root).to_have_attribute("data-cursor", mark)
        assert page.evaluate(ACTIVE_MARK) == mark
    expect(picture.item(page, "e2.2.1")).to_have_attribute("aria-label", re.compile("^Weight from Hidden 2 to Output 1: −0.4,"))
    page.keyboard.press("Enter")
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    app.wait_for_link(page, "w2.2.1")
    assert run(picture.settings_of(page)).layers[1].weight[1, 0] == 1.5
    assert page.evaluate(ACTIVE_MARK) == "e2.2.1", "the focus stays where the number was typed"
    page.keyboard.press("End")
    expect(root).to_have_attribute("data-cursor", "L")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "false")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    app.wait_for_link(page, "updates=1")


ACTIVE_MARK = """() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
 return e?.dataset?.mark ?? null; }"""


def test_invalid_combinations_are_explained_and_the_picture_stays(learner):
    page = learner(picture.address())
    before = picture.state(page)
    page.get_by_text(ENGLISH["option.loss.cross_entropy"], exact=True).click()
    expect(page.get_by_test_id("stAlert")).to_contain_text(ENGLISH["error.forward_backward.softmax_alone"])
    assert picture.state(page) == before
    page.get_by_text(ENGLISH["option.loss.binary_cross_entropy"], exact=True).click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    picture.type_over(page, picture.item(page, "y1"), "3")
    expect(page.get_by_test_id("stToast")).to_contain_text("y1 is 3")
    assert picture.settings_of(page).edits == ""


def test_a_mission_predict_act_explain(learner):
    page = learner(picture.address())
    picture.picture(page)
    key = "mission.forward_backward.overshoot"
    page.get_by_text(ENGLISH[f"{key}.title"]).click()
    page.get_by_test_id("stRadioGroup").get_by_text(ENGLISH[f"{key}.options.rises"], exact=True).click()
    start = page.get_by_role("button", name=ENGLISH["ui.mission_go"])
    expect(start).to_be_enabled()
    start.click()
    outcome = page.locator(".st-key-forward_backward-outcome-box")
    expect(outcome).to_contain_text(ENGLISH["ui.mission_right"])
    expect(picture.cell(page, "L", "value")).to_have_text("11.1222")
    app.wait_for_link(page, "selected=L")
    assert picture.settings_of(page) == MISSIONS["overshoot"].settings
    act(page, "apply")
    expect(caption(page)).to_have_text(WORDS["applied_worse"].format(updates=2, before="11.1222", after="39.5388"))
    expect(page.locator(".history")).to_contain_text("39.5388")


def test_updates_and_sliders_in_a_hurry(learner):
    page = learner(picture.address())
    picture.picture(page)
    for _ in range(4):
        act(page, "apply")
    expect(caption(page)).to_contain_text("Update 4")
    slider = page.get_by_role("slider", name=ENGLISH["knob.updates"])
    slider.focus()
    slider.press("End")
    expect(page.locator('[data-action="apply"]')).to_have_attribute("aria-disabled", "true")
    expect(picture.cell(page, "L", "value")).to_have_text(f"{run(replace(DEFAULTS, updates=200)).loss:.4f}")
    act(page, "play")
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    expect(picture.cell(page, "L", "value")).to_have_text("0.1245")
    page.wait_for_function("() => !location.search.includes('updates')")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_touch_on_a_phone(learner):
    page = learner(picture.address(), width=390, height=844, has_touch=True, is_mobile=True)
    root = picture.picture(page)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    picture.item(page, "n1.2").tap()
    expect(root).to_have_attribute("data-cursor", "n1.2")
    expect(page.locator(".formula").first).to_contain_text("= 0.19")
    assert picture.overlaps(page) == []
    picture.item(page, "n0.1").tap()
    expect(page.locator(".number-field")).to_have_count(0)
    picture.item(page, "n0.1").tap()
    expect(page.locator(".number-field")).to_be_visible()
    expect(page.locator('[data-action="play"]')).to_be_in_viewport(ratio=1)
