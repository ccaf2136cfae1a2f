"""The pooling page as a learner uses it, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from core.experiments.pooling import run
from core.settings.pooling import DEFAULTS, MISSIONS, PRESETS, Pooling
from core.settings.schema import replace
from tests.browser import app
from tests.browser import pooling as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
LINKED = Pooling(input="random", size=7, kernel_size=3, padding=1, selected="1.1")


def windows(settings, size):
    """By counting: output (i, j) → cells of the padded grid it reads."""
    out = (size + 2 * settings.padding - settings.kernel_size) // settings.stride + 1
    reach = range(settings.kernel_size)
    return {
        (i, j): {(i * settings.stride + u, j * settings.stride + v) for u in reach for v in reach}
        for i in range(out)
        for j in range(out)
    }


def test_hover_links_windows_and_cells_without_the_server(learner):
    page = learner(picture.address(LINKED))
    reads = windows(LINKED, 7)
    result, (image,) = run(LINKED), run(LINKED).image
    pooled = result.pooled["max"]
    picture.picture(page)
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    for i, j in ((0, 0), (2, 1), (3, 3)):
        picture.hover(page, "output", i, j)
        assert picture.outlined(page, "outlined-cells") == {(r - 1, c - 1) for r, c in reads[i, j]}
        assert picture.shown(page) == pooled.output[0, i, j].item()
        inside = [image[r - 1, c - 1].item() for r, c in sorted(reads[i, j]) if 0 < r <= 7 and 0 < c <= 7]
        said = picture.formula(page).partition("(")[2].partition("max (")[2].partition(")")[0]
        assert [float(number) for number in said.split(",") if "∞" not in number] == inside
        assert said.count("∞") == 9 - len(inside)
        (winner,) = picture.outlined(page, "winner")
        assert image[winner].item() == max(inside)
    picture.hover(page, "input", 4, 4, origin=1)
    fed = {place for place, cells in reads.items() if (4, 4) in cells}
    assert len(fed) > 1 and picture.outlined(page, "outlined-windows") == fed
    assert f"= {image[3, 3].item():g}; windows that read it: {len(fed)}" in picture.formula(page)
    assert picture.outlined(page, "won") == {place for place in fed if pooled.winners[0][place] == 3 * 7 + 3}

    # The way back: the gradient of a cell is what the windows it wins send.
    page.locator('[data-choice="backward"]').click()
    assert sent() > 0, "the view is part of the link"
    app.wait_for_link(page, "view=backward")
    for row, column in ((2, 1), (0, 4), (6, 6)):
        picture.hover(page, "gradient", row, column)
        assert picture.shown(page) == pooled.gradient[0, row, column].item()

    # In colour: a line, a winner and a gradient for every channel. One of them alone is looked at, and typed into, like grey.
    page.get_by_text(ENGLISH["ui.more"], exact=True).click()
    page.get_by_text(ENGLISH["knob.colour"], exact=True).click()
    expect(picture.picture(page)).to_have_attribute("data-mixed", "")
    app.slide(page, ENGLISH["knob.size"], "End")
    app.slide(page, ENGLISH["knob.stride"], "Home")
    expect(page.locator(".place")).to_have_text(re.compile("/ 4096$"))
    colour = run(replace(LINKED, colour=True, size=64, stride=1)).pooled["max"]
    picture.hover(page, "gradient", 30, 41)
    assert [picture.shown(page, k) for k in range(3)] == colour.gradient[:, 30, 41].tolist()
    page.locator('[data-choice="forward"]').click()
    picture.hover(page, "output", 5, 7)
    assert [picture.shown(page, k) for k in range(3)] == colour.output[:, 5, 7].tolist()
    assert picture.outlined(page, "winner") == {divmod(cell, 64) for cell in colour.winners[:, 5, 7].tolist()}
    page.locator('[data-choice="blue"]').click()
    app.wait_for_link(page, "channel=blue")
    picture.hover(page, "output", 5, 7)
    expect(page.locator(".equation")).to_have_count(1)
    assert picture.shown(page) == colour.output[2, 5, 7].item()
    picture.type_into(page, "input", 6, 7, "-4")
    app.wait_for_link(page, "cells=2.5.6")
    assert run(picture.settings_of(page)).image[2, 5, 6] == -4


def test_average_and_l2_spread_what_comes_back(learner):
    """Formulas whose numbers give the result, by hand."""
    page = learner(picture.address(PRESETS["beside"]))
    result = run(PRESETS["beside"])
    picture.hover(page, "output", 1, 1, "average")
    assert picture.formula(page) == "y(1, 1) = ( 8 + 7 + 0 + 3 ) / 4 = 18 / 4 = 4.5"
    picture.hover(page, "output", 0, 0, "l2")
    assert "1² + 3² + 5² + 6²" in picture.formula(page)
    assert picture.shown(page) == pytest.approx((1 + 9 + 25 + 36) ** 0.5, abs=1e-6)
    page.locator('[data-choice="backward"]').click()
    picture.hover(page, "gradient", 1, 1, "average")
    assert picture.formula(page) == "∂L/∂x(1, 1) = 1 / 4 = 0.25"
    picture.hover(page, "gradient", 1, 1, "l2")
    assert "1 · 6 / √71" in picture.formula(page)
    assert picture.shown(page) == pytest.approx(6 / 71**0.5, abs=1e-6)
    assert picture.shown(page) == pytest.approx(result.pooled["l2"].gradient[0, 1, 1].item(), abs=1e-6)


@pytest.mark.parametrize("include", (True, False), ids=("counted", "not_counted"))
def test_averages_at_the_edge_divide_by_what_is_shown(learner, include):
    """With padding and a window that hangs over: the numbers shown, added and divided by hand, are what core computes."""
    settings = Pooling(
        input="random", size=8, method="average", kernel_size=3, padding=1, ceil_mode=True, count_include_pad=include
    )
    page = learner(picture.address(settings))
    (output,) = run(settings).pooled["average"].output
    last = output.shape[0] - 1
    for i, j in ((0, 0), (0, 2), (last, last)):
        picture.hover(page, "output", i, j)
        terms, divisor, total = re.fullmatch(r".*= \( (.*) \) / (\d+) = (\S+) / \2 \S+ \S+", picture.formula(page)).groups()
        numbers = [float(number) for number in terms.split(" + ")]
        assert len(numbers) == int(divisor)
        assert sum(numbers) == float(total)
        assert float(total) / int(divisor) == pytest.approx(output[i, j].item(), abs=1e-9)
        assert picture.shown(page) == pytest.approx(output[i, j].item(), abs=1e-6)


def test_edits_views_and_selection_travel_with_the_link(learner):
    first = learner(picture.address(lang="id"))
    picture.picture(first)
    picture.type_into(first, "input", 1, 1, "-4")
    app.wait_for_link(first, "cells=")
    first.locator('[data-choice="backward"]').click()
    picture.type_into(first, "upstream", 1, 0, "2,5")
    app.wait_for_link(first, "upstream=")
    first.locator('[data-action="forward"]').click()
    first.locator('[data-choice="forward"]').click()
    picture.grid(first, "output").click(position=picture.point(first, "output", 1, 0))
    app.wait_for_link(first, "selected=1.0")
    first.locator('[data-choice="backward"]').click()
    app.wait_for_link(first, "view=backward")
    first.mouse.move(5, 715)
    edited = picture.settings_of(first)
    result = run(edited)
    assert result.image[0, 1, 1] == -4
    assert result.pooled["max"].gradient[0, 2, 0] == 2.5
    picture.hover(first, "gradient", 2, 0)
    assert picture.shown(first) == 2.5
    first.mouse.move(5, 715)
    expect(first.locator(picture.PICTURE)).to_have_attribute("data-side", "window")
    second = learner(first.url)
    picture.picture(second)
    assert picture.state(second) == picture.state(first)


def test_shifting_the_picture(learner):
    page = learner(picture.address(MISSIONS["shifted_line"].settings))
    root = picture.picture(page)
    line = page.locator('[data-share="max"] strong')
    expect(line).to_have_text(re.compile("141.4 %"))
    for presses, expected in ((1, "0 %"), (1, "0 %")):
        for _ in range(presses):
            page.locator('[data-shift="right"]').click()
        expect(line).to_have_text(re.compile(rf"^\s*{expected}"))
    expect(page.locator('[data-share="none"] strong')).to_have_text(re.compile("141.4 %"))
    # Pressed quickly, no press is lost.
    for _ in range(4):
        page.locator('[data-shift="down"]').click()
    expect(root).to_have_attribute("data-shift", "4,1")
    app.wait_for_link(page, "shift=4.1")
    settings = picture.settings_of(page)
    assert run(settings).shift == (4, 1)


def test_keyboard_player_and_reset(learner):
    page = learner(picture.address(replace(LINKED, compare=True)), reduced_motion="reduce")
    root = picture.picture(page)
    place = page.locator(".place")
    expect(place).to_have_text("6 / 16")
    page.locator('[data-action="back"]').click()
    expect(place).to_have_text("5 / 16")
    scrub = page.locator('[data-action="scrub"]')
    scrub.focus()
    scrub.press("End")
    expect(place).to_have_text("16 / 16")
    output = picture.grid(page, "output", "max")
    output.focus()
    page.keyboard.press("Home")
    expect(place).to_have_text("13 / 16")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    expect(place).not_to_have_text("13 / 16")
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "false")
    page.locator('[data-choice="forward"]').focus()
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("data-view", "backward")
    picture.grid(page, "upstream").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    page.keyboard.type("-3")
    page.keyboard.press("Enter")
    app.wait_for_link(page, "upstream=")
    assert run(picture.settings_of(page)).upstream[0, 0] == -3

    # Every slider to its ends, in a hurry; what cannot be is explained and the picture stays.
    for name in ("kernel_size", "stride"):
        app.slide(page, ENGLISH[f"knob.{name}"], "End", "Home", "End")
        page.locator('[data-action="play"]').click()
    page.get_by_text(ENGLISH["ui.more"], exact=True).click()
    app.slide(page, ENGLISH["knob.kernel_size"], "Home")
    message = page.locator('[data-testid="stAlert"]')
    expect(message).to_have_text(re.compile("Padding 1 is more than half the kernel size 1"))
    expect(root).to_be_visible()
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    expect(message).to_have_count(0)
    expect(place).to_have_text(re.compile("/ 4$"))
    page.wait_for_function("() => !location.search.includes('kernel')")
    assert picture.settings_of(page) == replace(DEFAULTS, view=picture.settings_of(page).view)


def test_touch_on_a_phone(learner):
    page = learner(picture.address(), width=390, height=844, has_touch=True, is_mobile=True)
    root = picture.picture(page)
    picture.grid(page, "output").tap(position=picture.point(page, "output", 1, 1))
    expect(root).to_have_attribute("data-row", "1")
    assert picture.outlined(page, "outlined-cells") == {(2, 2), (2, 3), (3, 2), (3, 3)}
    app.wait_for_link(page, "selected=1.1")
    expect(page.locator('[data-action="play"]')).to_be_in_viewport(ratio=1)
    for view in ("backward", "shift", "forward"):
        page.locator(f'[data-choice="{view}"]').tap()
        expect(root).to_have_attribute("data-view", view)
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert root.bounding_box()["y"] < page.get_by_text(ENGLISH["ui.preset"], exact=True).bounding_box()["y"]


def test_a_slider_in_a_hurry_is_not_taken_back_by_the_list_of_examples(learner):
    page = learner(picture.address())
    picture.picture(page)
    app.slide(page, ENGLISH["knob.kernel_size"], "End", "Home", "End", "ArrowLeft")
    app.wait_for_link(page, "kernel_size=4")
    page.wait_for_load_state("networkidle")
    assert picture.settings_of(page).kernel_size == 4
