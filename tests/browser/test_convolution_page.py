"""The convolution page as a learner uses it, in a real Chromium."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from core.experiments.convolution import run
from core.settings.convolution import DEFAULTS, MISSIONS, Convolution
from core.settings.schema import to_link
from tests.browser import app
from tests.browser import convolution as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")


def address(settings=DEFAULTS, **more):
    query = "&".join(f"{name}={value}" for name, value in (to_link(settings) | more).items())
    return f"/convolution?{query}"


LINKED = Convolution(input="random", size=8, padding="1", stride=2, dilation=2, bias=0.5, kernels=("sobel_x",))


def test_hover_links_input_kernel_and_output_without_the_server(learner):
    page = learner(address(LINKED))
    result, (s, d) = run(LINKED), (LINKED.stride, LINKED.dilation)
    rows, columns = result.output.shape[1:]
    taps = [(u, v) for u in range(3) for v in range(3)]
    places = [(i, j) for i in range(rows) for j in range(columns)]
    picture.picture(page)
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)

    for i, j in ((0, 0), (1, 2), (rows - 1, columns - 1)):
        picture.hover(page, "output", i, j)
        assert picture.outlined(page, "input") == {(i * s + u * d, j * s + v * d) for u, v in taps}
        assert picture.outlined(page, "kernel") == set(taps)
        assert picture.shown_sum(page) == result.output[0, i, j].item()
    products = [text.replace("−", "-") for text in page.locator(".tile").all_inner_texts()]
    values = [eval_product(text) for text in products[:9]]
    assert sum(values) + LINKED.bias == pytest.approx(picture.shown_sum(page), abs=1e-9)

    picture.hover(page, "input", 4, 4, channel=0)
    fed = {(i, j) for i, j in places if any((i * s + u * d, j * s + v * d) == (4, 4) for u, v in taps)}
    assert fed and picture.outlined(page, "output") == fed

    picture.hover(page, "kernel", 0, 2, channel=0)
    assert picture.outlined(page, "input") == {(i * s, j * s + 2 * d) for i, j in places}
    assert sent() == 0, "hovering asked the server"


def eval_product(text):
    """The product of a tile such as "3 × (-1) = -3" or "3 × (-1)"."""
    x, w = (float(number) for number in re.findall(r"-?\d*\.?\d+", text)[:2])
    return x * w


def test_watching_counts_what_is_sent(learner):
    page = learner(address())
    picture.picture(page)
    sent = app.watch_frames(page)
    picture.grid(page, "output").click(position=picture.point(page, "output", 2, 1))
    app.wait_for_link(page, "selected=2.1")
    assert sent() > 0


def test_keyboard_alone(learner):
    page = learner(address())
    picture.picture(page)
    page.get_by_role("button", name=ENGLISH["ui.present"]).focus()
    for _ in range(4):
        page.keyboard.press("Tab")
        kind = page.evaluate(ACTIVE_GRID)
        if kind:
            break
    assert kind == "input", "Tab reaches the picture's first grid"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator(picture.PICTURE)).to_have_attribute("data-column", "1")
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE_GRID) == "kernel"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("2,5")
    page.keyboard.press("Enter")
    app.wait_for_link(page, "weights=")
    edited = picture.settings_of(page)
    assert run(edited).weight[0, 0].flatten().tolist().count(2.5) == 1
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE_GRID) == "output"
    page.keyboard.press("End")
    expect(page.locator(picture.PICTURE)).to_have_attribute("data-column", "2")
    row = int(page.locator(picture.PICTURE).get_attribute("data-row"))
    assert picture.shown_sum(page) == run(edited).output[0, row, 2].item()
    assert "selected" not in page.url
    page.keyboard.press("Enter")
    app.wait_for_link(page, f"selected={row}.2")


ACTIVE_GRID = """() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
 return e?.dataset?.grid ?? null; }"""


# Moments of 31 milliseconds, but a film waits for what a press elsewhere on the page brings; what was on its way comes first.
SEEN_AFTER_A_PRESS_ELSEWHERE = """(place) => new Promise((resolve) => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true }));
  const [until, seen] = [performance.now() + 200, new Set()];
  const look = (now) => {
    seen.add(place.textContent);
    now < until ? requestAnimationFrame(look) : resolve([...seen]);
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
})"""


def test_player_plays_pauses_steps_and_scrubs_backwards(learner):
    page = learner(address(selected="1.1"))
    root = picture.picture(page)
    place = page.locator(".place")
    expect(place).to_have_text("5 / 9")
    page.locator('[data-action="forward"]').click()
    expect(place).to_have_text("6 / 9")
    page.locator('[data-action="back"]').click()
    page.locator('[data-action="back"]').click()
    expect(place).to_have_text("4 / 9")
    scrub = page.locator('[data-action="scrub"]')
    scrub.focus()
    scrub.press("End")
    expect(place).to_have_text("9 / 9")
    scrub.press("ArrowLeft")
    expect(place).to_have_text("8 / 9")
    assert picture.shown_sum(page) == run(DEFAULTS).output[0, 2, 1].item()
    picture.grid(page, "output").focus()
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "true")
    expect(place).not_to_have_text("8 / 9")
    page.locator('[data-action="speed"]').select_option("8")
    assert len(place.evaluate(SEEN_AFTER_A_PRESS_ELSEWHERE)) == 1
    expect(place).not_to_have_text(place.inner_text())
    picture.grid(page, "output").focus()
    page.keyboard.press("Space")
    expect(root).to_have_attribute("data-playing", "false")
    scrub.press("End")  # wherever it was paused, perhaps at the beginning
    page.locator('[data-action="first"]').click()
    expect(place).to_have_text("1 / 9")


def type_into(page, kind, row, column, value):
    picture.grid(page, kind).click(position=picture.point(page, kind, row, column))
    page.locator(".cell-field").fill(value)
    page.locator(".cell-field").press("Enter")


def test_shared_link_reproduces_edits_selection_and_language(learner):
    first = learner(address(kernels="bright_to_dark,laplacian", lang="id"))
    picture.picture(first)
    type_into(first, "input", 2, 2, "-4")
    app.wait_for_link(first, "cells=")
    type_into(first, "kernel", 1, 1, "0.25")
    app.wait_for_link(first, "weights=")
    first.locator('.filter[data-filter="1"]').click()
    first.wait_for_url(re.compile(r"filter=1"))
    picture.grid(first, "output").click(position=picture.point(first, "output", 2, 0))
    app.wait_for_link(first, "selected=2.0")
    first.mouse.move(5, 715)
    picture.hover_left(first)
    edited = picture.settings_of(first)
    assert picture.shown_sum(first) == run(edited).output[1, 2, 0].item()

    second = learner(first.url)
    expect(second.locator("h1")).to_have_text(catalogue("id")["page.convolution.title"])
    assert picture.state(second) == picture.state(first)
    third = learner(first.url.replace("lang=id", "lang=en"))
    expect(third.locator("h1")).to_have_text(ENGLISH["page.convolution.title"])
    assert picture.numbers(picture.state(third)) == picture.numbers(picture.state(first))


def test_a_drawing_travels_with_the_link_and_can_be_wiped(learner):
    page = learner(address(Convolution(input="drawing", size=12)))
    picture.picture(page)
    blank = picture.state(page)["pixels"]
    canvas = page.locator(".upper-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 190, box["y"] + 190, steps=6)
    page.mouse.up()
    app.wait_for_link(page, "picture=")
    settings = picture.settings_of(page)
    assert run(settings).image.max() > 0.5
    expect(app.message(page)).to_have_count(0)
    page.mouse.move(5, 715)
    other = learner(page.url)
    assert picture.state(other) == picture.state(page)
    assert picture.state(other)["pixels"] != blank

    page.get_by_label("Reset canvas & history").click()
    page.wait_for_function("() => !location.search.includes('picture')")
    page.mouse.move(5, 715)
    assert picture.state(page)["pixels"] == blank


def test_upload_a_picture_then_a_broken_file(learner, tmp_path):
    good, broken = tmp_path / "stripes.png", tmp_path / "broken.png"
    Image.new("RGB", (80, 60), "white").save(good)
    broken.write_bytes(b"\x89PNG\r\n\x1a\nthis is no picture")
    page = learner(address(Convolution(input="upload", size=8)))
    picture.picture(page)
    page.locator('input[type="file"]').set_input_files(good)
    app.wait_for_link(page, "picture=")
    assert run(picture.settings_of(page)).image.min() == 1
    before, link = picture.state(page), page.url
    page.locator('input[type="file"]').set_input_files(broken)
    expect(app.message(page)).to_contain_text(ENGLISH["error.picture.unreadable"])
    assert picture.state(page) == before
    assert page.url == link


def test_an_invalid_combination_is_explained_and_the_picture_stays(learner):
    page = learner(address(dilation="2"))
    before = picture.state(page)
    page.get_by_text(ENGLISH["ui.more"], exact=True).click()
    app.slide(page, ENGLISH["knob.kernel_height"], "End")
    sentence = ENGLISH["error.convolution.kernel_too_large"].format(span=13, kernel=7, dilation=2, padded=5)
    expect(app.message(page)).to_have_text(re.compile(re.escape(sentence)))
    assert picture.state(page) == before
    app.slide(page, ENGLISH["knob.kernel_height"], "Home")
    expect(app.message(page)).to_have_count(0)
    expect(page.locator(".kernel .title")).to_have_text("Kernel 1×3")


def test_a_mission_predict_act_explain(learner):
    page = learner(address())
    picture.picture(page)
    key = "mission.convolution.checkerboard"
    page.get_by_text(ENGLISH[f"{key}.title"]).click()
    start = page.get_by_role("button", name=ENGLISH["ui.mission_go"])
    expect(start).to_be_disabled()
    page.get_by_test_id("stRadioGroup").get_by_text(ENGLISH[f"{key}.options.four"], exact=True).click()
    expect(start).to_be_enabled()
    start.click()
    outcome = page.locator(".st-key-convolution-outcome-box")
    expect(outcome).to_contain_text(ENGLISH["ui.mission_wrong"])
    expect(outcome).to_contain_text(ENGLISH[f"{key}.after"][:40])
    expect(outcome).to_be_in_viewport()
    expect(picture.grid(page, "output")).to_be_in_viewport()
    assert picture.settings_of(page) == MISSIONS["checkerboard"].settings
    assert picture.shown_sum(page) == 5
    outcome.get_by_role("button", name=ENGLISH["ui.close"]).click()
    expect(outcome).to_have_count(0)


@pytest.mark.parametrize(
    "settings",
    [
        DEFAULTS,
        Convolution(
            input="flower", size=9, colour=True, padding="2", padding_mode="reflect", dilation=2, activation="relu",
            kernels=("sobel_x", "gaussian_blur"), bias=-0.5,
        ),
    ],
    ids=["default", "colour"],
)  # fmt: skip
def test_the_downloaded_script_prints_what_the_page_shows(learner, settings, tmp_path):
    page = learner(address(settings), height=2400)  # no scroll bar comes or goes with the code
    picture.picture(page)
    page.get_by_role("radio", name=ENGLISH["ui.code"]).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=ENGLISH["ui.download_py"]).click()
    script = tmp_path / "convolution.py"
    download.value.save_as(script)
    shape, maps = picture.run_script(script)
    assert page.locator(".output .title").inner_text() == f"Output {shape[1]}×{shape[2]}"
    for filter_index in range(shape[0]):
        if shape[0] > 1:
            page.locator(f'.filter[data-filter="{filter_index}"]').click()
        for row, column in ((0, 0), (shape[1] - 1, shape[2] // 2)):
            picture.hover(page, "output", row, column)
            final = page.locator(".chip.final").inner_text().replace("−", "-")
            assert float(final) == maps[filter_index][row][column]


def test_sliders_and_buttons_in_a_hurry(learner):
    page = learner(address(Convolution(input="random", size=10, kernels=("sobel_x", "laplacian"))))
    picture.picture(page)
    page.get_by_text(ENGLISH["ui.more"], exact=True).click()
    for name in ("size", "stride", "dilation", "kernel_height", "kernel_width", "bias"):
        app.slide(page, ENGLISH[f"knob.{name}"], "End", "Home", "End")
        page.locator('[data-action="play"]').click()
        page.locator('.filter[data-filter="1"]').click()
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    expect(page.locator(".output .title")).to_have_text("Output 3×3")
    expect(app.message(page)).to_have_count(0)
    page.wait_for_function("() => !location.search.includes('stride')")
    assert picture.settings_of(page) == DEFAULTS


def test_touch_on_a_phone(learner):
    page = learner(address(), width=390, height=844, has_touch=True, is_mobile=True)
    root = picture.picture(page)
    picture.grid(page, "output").tap(position=picture.point(page, "output", 1, 2))
    expect(root).to_have_attribute("data-column", "2")
    assert picture.outlined(page, "input") == {(1 + u, 2 + v) for u in range(3) for v in range(3)}
    app.wait_for_link(page, "selected=1.2")
    expect(page.locator('[data-action="play"]')).to_be_in_viewport(ratio=1)
    picture_top = root.bounding_box()["y"]
    assert picture_top < page.get_by_text(ENGLISH["ui.preset"], exact=True).bounding_box()["y"]


def test_reduced_motion_jumps_instead_of_sliding(learner):
    page = learner(address(), reduced_motion="reduce")
    root = picture.picture(page)
    page.locator('[data-action="play"]').click()
    expect(root).not_to_have_attribute("data-column", "0")
    page.locator('[data-action="play"]').click()
    assert len(picture.outlined(page, "input")) == 9
