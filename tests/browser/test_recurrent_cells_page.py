"""The page on recurrent cells as a learner uses it, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from core.experiments.recurrent_cells import run
from core.settings.recurrent_cells import PRESETS, RecurrentCells
from core.settings.schema import replace
from tests.browser import app
from tests.browser import recurrent_cells as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")


def assert_formulas(page, settings, step, unit):
    """Every value's formula arrives at what core computes for this step and unit, counted from 1."""
    shown = picture.results(page)
    values = run(settings).passed.values
    assert shown.keys() == values.keys()
    for name, result in shown.items():
        assert result == pytest.approx(values[name][step - 1, unit - 1], abs=5.1e-5), name


def test_type_a_sentence_hover_and_edit(learner):
    page = learner(picture.address(lang="en"))
    root = picture.picture(page)
    expect(root).to_have_attribute("data-step", "5")
    assert_formulas(page, RecurrentCells(), 5, 1)

    # A sentence of one's own.
    page.locator(".text-field").fill("not bad, not good")
    page.locator(".text-field").press("Enter")
    expect(root).to_have_attribute("data-steps", "4")
    app.wait_for_link(page, "sentence=")
    typed = RecurrentCells(sentence="not bad, not good")
    assert picture.settings_of(page).sentence == typed.sentence

    # Hovering a step and a value marks them in the formulas and in the cell.
    for step, name, unit in ((1, "f", 1), (3, "h", 2)):
        picture.hover_lanes(page, step, name, unit)
        expect(root).to_have_attribute("data-step", str(step))
        expect(root).to_have_attribute("data-focus", name)
        expect(root).to_have_attribute("data-unit", str(unit))
        expect(picture.line(page, name)).to_have_class(re.compile("focus"))
        expect(page.locator(f'.node.gate[data-name="{name}"], .node.state[data-name="{name}"]')).to_have_class(
            re.compile("focus")
        )
        assert_formulas(page, typed, step, unit)
    page.mouse.move(5, 715)

    # A term of a formula marks the state it stands for, one step before.
    page.locator(".lanes").focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("data-step", "2")
    picture.line(page, "c").locator(".term").nth(1).hover()
    expect(root).to_have_attribute("data-marked", "c.1.1")
    expect(page.locator('.node.state[data-name="cp"]')).to_have_class(re.compile("focus"))

    # A weight typed over: first no number, then one.
    page.locator('[data-weight="f.1.bx"]').click()
    page.locator(".weight-field").press("Escape")
    expect(page.locator('[data-weight="f.1.bx"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".weight-field").fill("much")
    page.locator(".weight-field").press("Enter")
    expect(page.locator(".complaint")).to_have_text(ENGLISH["component.recurrent_cells.invalid_number"])
    page.locator(".weight-field").fill("0")
    page.locator(".weight-field").press("Enter")
    expect(picture.line(page, "f")).to_have_attribute("data-result", "0.5")
    expect(page.locator(".weight-field")).to_have_count(0)
    app.wait_for_link(page, "edits=")
    edited = picture.settings_of(page)
    assert edited.edits == "f.1.bx:0"
    assert_formulas(page, edited, 2, 1)

    # Reset brings everything back.
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    expect(page.locator(".text-field")).to_have_value(RecurrentCells().sentence)
    page.wait_for_function("() => !location.search.includes('edits')")
    assert_formulas(page, RecurrentCells(), 5, 1)


def test_step_scrub_back_and_share(learner):
    page = learner(picture.address(PRESETS["learned"], lang="en"), reduced_motion="reduce")
    root = picture.picture(page)
    place = page.locator(".place")
    count = len(PRESETS["learned"].sentence)
    expect(place).to_have_text(f"9 / {count}")
    scrub = app.action(page, "scrub")
    scrub.focus()
    scrub.press("End")
    expect(root).to_have_attribute("data-step", str(count))
    scrub.press("Home")
    app.action(page, "forward").click()
    expect(root).to_have_attribute("data-step", "2")
    app.wait_for_link(page, "selected=2.1")
    assert_formulas(page, PRESETS["learned"], 2, 1)
    page.locator(".lanes").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(root).to_have_attribute("data-unit", "3")
    assert_formulas(page, PRESETS["learned"], 2, 3)
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    expect(root).not_to_have_attribute("data-step", "2")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "false")

    # How far back.
    page.locator('[data-choice="reach"]').click()
    expect(root).to_have_attribute("data-view", "reach")
    page.locator(".plot").focus()
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-step", "1")
    expected = {cell: values[0] for cell, values in run(PRESETS["learned"]).reaches.items()}
    assert picture.reached(page) == pytest.approx(expected, rel=1e-3)
    app.wait_for_link(page, "view=reach")
    page.get_by_role("radio", name=ENGLISH["option.cell.gru"]).click()
    app.wait_for_link(page, "cell=gru")
    expect(page.locator(".reading.chosen")).to_have_attribute("data-cell", "gru")
    app.wait_for_link(page, "back=49")
    shared = page.url
    second = learner(shared)
    expect(picture.picture(second)).to_have_attribute("data-view", "reach")
    expect(second.locator(".reading.chosen")).to_have_attribute("data-cell", "gru")
    assert picture.settings_of(second) == picture.settings_of(page)
    assert picture.reached(second) == picture.reached(page)


def test_numbers_errors_and_a_phone(learner):
    settings = replace(PRESETS["impulse"], cell="gru")
    page = learner(picture.address(settings, lang="id"), width=390, height=844, has_touch=True, is_mobile=True)
    root = picture.picture(page)
    expect(root).to_have_attribute("data-steps", "8")
    page.locator(".text-field").fill("1 satu 2")
    page.locator(".text-field").press("Enter")
    message = app.message(page)
    expect(message).to_have_text(re.compile("“satu” bukan angka"))
    expect(page.locator(".text-field")).to_have_value("1 satu 2")
    expect(root).to_have_attribute("data-steps", "8")
    page.locator(".text-field").fill("1; −0,5 2")
    page.locator(".text-field").press("Enter")
    expect(root).to_have_attribute("data-steps", "3")
    expect(message).to_have_count(0)
    page.locator(".lanes").tap(position={"x": 60, "y": 60})
    expect(root).to_have_attribute("data-step", "1")
    assert_formulas(page, replace(settings, series="1; -0.5 2"), 1, 1)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.locator('[data-choice="reach"]').tap()
    expect(root).to_have_attribute("data-view", "reach")
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
