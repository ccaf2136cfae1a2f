"""The perceptron page as a learner uses it, in a real Chromium."""

import re
from decimal import Decimal

from playwright.sync_api import expect

from core.experiments.perceptron import run
from core.settings.perceptron import DEFAULTS, MISSIONS, PRESETS, Perceptron
from core.settings.schema import replace
from tests.browser import app
from tests.browser import perceptron as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
WORDS = "component.perceptron"


def wait_for_points(page, points):
    page.wait_for_url(re.compile(f"points={re.escape(points)}(&|$)"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


ACTIVE = """() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
 return e?.getAttribute("class") ?? ""; }"""


def tab_to(page, name):
    for _ in range(12):
        page.keyboard.press("Tab")
        if name in page.evaluate(ACTIVE).split():
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_steps_rows_and_numbers_are_those_of_the_rule(learner):
    page = learner(picture.address(replace(DEFAULTS, step=0)))
    root = picture.picture(page)
    run_of_or = run(DEFAULTS)
    note = page.locator(".note").first
    expect(note).to_contain_text("w = (0, 0)")
    assert picture.line(page) is None
    for moment, step in enumerate(run_of_or.training.steps[:9], start=1):
        page.locator('[data-action="forward"]').click()
        picture.at_moment(page, moment)
        assert picture.weights(page) == [float(v) for v in step.neuron]
        assert int(root.get_attribute("data-wrong")) == run_of_or.wrong[moment].sum()
        assert page.locator(".point.wrong").count() == run_of_or.wrong[moment].sum()
        total, z = picture.seen_sum(page)
        assert total == z == step.z
        updates = picture.seen_updates(page)
        assert bool(updates) == bool(step.error)
        if updates:
            assert updates == [(value, value) for value in step.neuron]
        row = page.locator('.trace-row[aria-selected="true"]')
        cells = [text.replace("−", "-") for text in row.locator("[role=gridcell]").all_inner_texts()]
        x = run_of_or.points[step.sample]
        shown = [str(step.epoch), f"{x.x1}, {x.x2}", str(step.prediction), f"{step.error:+}" if step.error else "0"]
        assert cells[:4] == shown
        assert [Decimal(cell) for cell in cells[4:]] == list(step.neuron)
    expect(note).to_be_empty()
    picture.resting(page)
    assert page.locator(".bar[data-here]").get_attribute("data-epoch") == "3"
    expect(page.locator(".verdict")).to_have_text(ENGLISH["perceptron.verdict.converged"].format(epoch=4))
    app.wait_for_link(page, "step=9")


def test_play_pause_scrub_backwards_and_click_a_row(learner):
    page = learner(picture.address(replace(DEFAULTS, step=0)))
    root = picture.picture(page)
    page.locator('[data-action="speed"]').select_option("8")
    page.locator('[data-action="play"]').click()
    expect(root).to_have_attribute("data-playing", "true")
    picture.at_moment(page, 16)
    expect(root).to_have_attribute("data-playing", "false")
    app.wait_for_link(page, "step=16")
    scrub = page.locator('[data-action="scrub"]')
    scrub.focus()
    press(page, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    picture.at_moment(page, 13)
    press(page, "Home")
    picture.at_moment(page, 0)
    assert picture.weights(page) == [0, 0, 0]
    page.locator('.trace-row[data-moment="6"]').click()
    picture.at_moment(page, 6)
    assert picture.weights(page) == [float(v) for v in run(DEFAULTS).training.neurons[6]]
    page.locator('.bar[data-epoch="1"]').click()
    picture.at_moment(page, 4)
    app.wait_for_link(page, "step=4")
    page.get_by_role("button", name=ENGLISH["ui.reset"]).click()
    picture.at_moment(page, DEFAULTS.step)


def test_add_drag_and_delete_points(learner):
    page = learner(picture.address(DEFAULTS))
    root = picture.picture(page)
    page.locator('[data-class="0"]').click()
    page.mouse.click(*picture.pixel(page, 0.9, 1.5))
    gate = "0_0_0~0_1_1~1_0_1~1_1_1"
    wait_for_points(page, f"{gate}~0.9_1.5_0")
    assert picture.settings_of(page).problem == "own"
    expect(root).to_have_attribute("data-points", "5")
    cycle = run(picture.settings_of(page)).training.cycle
    expect(page.locator(".verdict")).to_have_text(ENGLISH["perceptron.verdict.cycle"].format(first=cycle[0], period=cycle[1]))

    before = page.url
    page.mouse.move(*picture.pixel(page, 0.9, 1.5))
    page.mouse.down()
    page.mouse.move(*picture.pixel(page, 0.6, 0.5), steps=5)
    assert page.url == before, "a drag is sent when it ends"
    page.mouse.move(*picture.pixel(page, -0.4, -0.3), steps=5)
    page.mouse.up()
    wait_for_points(page, f"{gate}~-0.4_-0.3_0")
    expect(page.locator(".verdict")).to_contain_text("Converged")

    page.keyboard.down("Shift")
    page.mouse.click(*picture.pixel(page, 1, 1))
    page.keyboard.up("Shift")
    wait_for_points(page, "0_0_0~0_1_1~1_0_1~-0.4_-0.3_0")
    page.mouse.click(*picture.pixel(page, 0, 1))
    page.locator('[data-action="remove"]').click()
    wait_for_points(page, "0_0_0~1_0_1~-0.4_-0.3_0")
    for _ in range(3):
        page.locator('svg.plane [data-point="0"]').click()
        count = int(root.get_attribute("data-points"))
        page.locator('[data-action="remove"]').click()
        expect(root).to_have_attribute("data-points", str(count - 1))
    wait_for_points(page, "none")
    expect(page.locator(".verdict")).to_have_text(ENGLISH["perceptron.verdict.empty"])
    page.mouse.click(*picture.pixel(page, -2, 3, view=picture.WIDE))
    wait_for_points(page, "-2_3_0")


def test_keyboard_alone(learner):
    page = learner(picture.address(DEFAULTS))
    root = picture.picture(page)
    page.get_by_role("button", name=ENGLISH["ui.present"]).focus()
    tab_to(page, "plane")
    expect(page.locator(".keys")).to_be_visible()
    press(page, "PageDown", "PageDown", "ArrowUp", "ArrowUp", "Shift+ArrowRight")
    expect(page.locator(".keys")).not_to_be_visible()
    wait_for_points(page, "0_0_0~0.01_1.2_1~1_0_1~1_1_1")
    press(page, "Delete")
    wait_for_points(page, "0_0_0~1_0_1~1_1_1")
    press(page, "0", "ArrowRight", "ArrowDown", "Enter")
    wait_for_points(page, "0_0_0~1_0_1~1_1_1~0.5_0.4_0")
    expect(page.locator('[data-class="0"]')).to_have_attribute("aria-checked", "true")
    press(page, "Escape", "1", "ArrowRight", "Enter")
    wait_for_points(page, "0_0_0~1_0_1~1_1_1~0.5_0.4_0~0.6_0.4_1")
    expect(root).to_have_attribute("data-points", "5")
    press(page, "Space")
    expect(root).to_have_attribute("data-playing", "true")
    press(page, "Space")
    expect(root).to_have_attribute("data-playing", "false")
    tab_to(page, "trace")
    press(page, "Home")
    picture.at_moment(page, 0)
    press(page, "ArrowDown", "PageDown", "PageDown", "ArrowUp")
    selected = page.locator('.trace-row[aria-selected="true"]')
    moment = int(root.get_attribute("data-moment"))
    expect(selected).to_have_attribute("data-moment", str(moment))
    assert moment > 8
    training = run(picture.settings_of(page)).training
    assert picture.weights(page) == [float(v) for v in training.neurons[moment]]
    app.wait_for_link(page, f"step={moment}")


def test_four_thousand_rows(learner):
    points = "~".join(f"{k % 8 * 0.5 - 2:g}_{k // 8 * 0.9 - 1.5:g}_{k % 2}" for k in range(40))
    page = learner(picture.address(Perceptron(problem="own", points=points, most_epochs=100, step=0)))
    picture.picture(page)
    page.locator(".trace").focus()
    press(page, "End")
    picture.at_moment(page, 4000)
    row = page.locator('.trace-row[data-moment="4000"]')
    expect(row).to_be_in_viewport()
    expect(row).to_have_attribute("aria-selected", "true")
    assert page.locator(".trace-rows .trace-row").count() < 60
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == 0, "only the table scrolls"
    page.mouse.click(*picture.pixel(page, 2.9, 2.9, view=picture.WIDE))
    too_many = ENGLISH[f"{WORDS}.too_many"].format(limit=40)
    expect(page.locator(".note").first).to_have_text(too_many)
    assert picture.settings_of(page).points == points


def test_a_shared_link_reproduces_the_picture(learner):
    first = learner(picture.address(PRESETS["cloud"], lang="id", learning_rate="0.3"))
    root = picture.picture(first)
    first.mouse.click(*picture.pixel(first, 0.5, 0.5, view=picture.WIDE))
    app.wait_for_link(first, "~0.5_0.5_1")
    expect(root).to_have_attribute("data-points", "13")
    first.locator('.trace-row[data-moment="5"]').click()
    app.wait_for_link(first, "step=5")
    first.locator('[data-action="forward"]').click()
    app.wait_for_link(first, "step=6")
    second = learner(first.url)
    picture.at_moment(second, 6)
    first.keyboard.press("Tab")
    first.locator("svg.plane").focus()
    first.keyboard.press("Escape")
    first.locator(".trace").focus()
    for page in (first, second):
        picture.resting(page)
    seen, copy = picture.state(first), picture.state(second)
    assert copy == seen
    expect(second.locator("h1")).to_have_text(catalogue("id")["page.perceptron.title"])


def test_xor_shows_the_best_line_and_why(learner):
    page = learner(picture.address(DEFAULTS))
    picture.picture(page)
    key = "mission.perceptron.xor"
    page.get_by_text(ENGLISH[f"{key}.title"]).click()
    page.get_by_test_id("stRadioGroup").get_by_text(ENGLISH[f"{key}.options.never"], exact=True).click()
    start = page.get_by_role("button", name=ENGLISH["ui.mission_go"])
    expect(start).to_be_enabled()
    start.click()
    expect(page.locator(".st-key-perceptron-outcome-box")).to_contain_text(ENGLISH["ui.mission_right"])
    picture.at_moment(page, 400)
    assert picture.settings_of(page) == MISSIONS["xor"].settings
    assert page.locator("svg.plane .best").get_attribute("hidden") is None
    assert page.locator("svg.plane .hulls path").count() == 3, "two diagonals and the point where they cross"
    expect(page.locator("div.numbers")).to_contain_text(ENGLISH["perceptron.reason.crossing"])
    page.locator('[data-action="back"]').click()
    expect(page.locator("svg.plane .hulls path")).to_have_count(0)

    page.locator('[data-action="forward"]').click()
    page.locator('svg.plane [data-point="3"]').hover()  # waits until the page has scrolled to the picture
    page.mouse.down()
    page.mouse.move(*picture.pixel(page, 0.3, 0.3), steps=5)
    page.mouse.up()
    expect(page.locator(".verdict")).to_contain_text("Converged")


def test_touch_on_a_phone_without_motion(learner):
    page = learner(picture.address(DEFAULTS), width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    root = picture.picture(page)
    expect(page.locator('[data-action="play"]')).to_be_in_viewport(ratio=1)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.touchscreen.tap(*picture.pixel(page, 0.5, 0.2))
    app.wait_for_link(page, "~0.5_0.2_1")
    page.locator('svg.plane [data-point="4"]').tap()
    page.locator('[data-action="remove"]').tap()
    wait_for_points(page, "0_0_0~0_1_1~1_0_1~1_1_1")
    expect(root).to_have_attribute("data-points", "4")
    before = picture.line(page)
    page.locator('[data-action="back"]').tap()
    picture.at_moment(page, 6)
    assert picture.line(page) != before, "without motion the line is there at once"


def test_a_slider_keeps_the_moment_and_new_numbers_come(learner):
    page = learner(picture.address(replace(DEFAULTS, step=5)))
    picture.picture(page)
    for knob in ("learning_rate", "first_bias"):
        slider = page.get_by_role("slider", name=ENGLISH[f"knob.{knob}"])
        slider.focus()
        slider.press("End")
        app.wait_for_link(page, f"{knob}=")
        weights = run(picture.settings_of(page)).training.neurons[5]
        expect(picture.picture(page)).to_have_attribute("data-weights", ",".join(f"{float(v):g}" for v in weights))
        picture.at_moment(page, 5)
