"""The CNN anatomy page as a learner uses it, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from core.experiments.cnn_anatomy import run
from core.receptive_field import pixels
from core.settings.cnn_anatomy import CnnAnatomy
from core.settings.schema import replace
from tests.browser import app
from tests.browser import cnn_anatomy as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
OPENED = CnnAnatomy(selected="conv_2.3.4.5")


@pytest.fixture(scope="module")
def result():
    return run(OPENED)


def test_hover_shows_receptive_field_and_sum_without_the_server(learner, result):
    page = learner(picture.address(OPENED))
    picture.wait_for(page, layer="conv_2", place="3.4.5")
    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    rows = {row.name: row.field for row in result.rows}
    for row, column in ((0, 0), (7, 2), (10, 10)):
        picture.big(page).hover(position=picture.point(page, row, column))
        picture.wait_for(page, place=f"3.{row}.{column}")
        down, across = (pixels(rows["conv_2"], k, 28) for k in (row, column))
        assert picture.field(page) == (down[0], across[0], down[-1], across[-1])
        assert picture.picture(page).get_attribute("data-read") == f"8,{row},{column},3,3", "a window in each map before"
        value, groups, bias = picture.shown(page)
        assert value == pytest.approx(result.maps["conv_2"][3, row, column].item(), abs=6e-5)
        assert len(groups) == 8, "one for each map of the layer before"
        assert f"{sum(groups) + bias:.4f}" == f"{value:.4f}", "what is shown adds up to what is shown"
        window = result.maps["activation_1"][:, row : row + 3, column : column + 3]
        kernels = result.weights.model.conv_2.weight[3].detach().double()
        assert groups == pytest.approx((window * kernels).sum((1, 2)).tolist(), abs=6e-5)
    # A unit of a layer that is not open, in the overview: of another convolution, whose weights are there too.
    page.locator('[data-row="conv_1"]').hover(position={"x": 2 * 27 + 10, "y": 10})
    picture.wait_for(page, layer="conv_1", place="2.10.10")
    value, groups, bias = picture.shown(page)
    assert value == pytest.approx(result.maps["conv_1"][2, 10, 10].item(), abs=6e-5)
    assert len(groups) == 1 and f"{sum(groups) + bias:.4f}" == f"{value:.4f}"
    strip = page.locator('[data-row="flatten"]')
    width = strip.bounding_box()["width"]
    strip.hover(position={"x": (137 + 0.5) * width / 400, "y": 5})
    picture.wait_for(page, layer="flatten", place="137")
    assert "map 5 (2, 2)" in page.locator(".equation").inner_text(), "137 = 5 · 25 + 2 · 5 + 2"
    down = pixels(rows["pool_2"], 2, 28)
    assert picture.field(page) == (down[0], down[0], down[-1], down[-1])
    assert sent() == 0


def test_another_layer_then_softmax_then_what_it_looks_at(learner, result):
    page = learner(picture.address(OPENED))
    picture.wait_for(page, layer="conv_2")
    page.locator('[data-layer="dense_1"]').click()
    best = result.maps["dense_1"].argmax().item()
    picture.wait_for(page, layer="dense_1", place=str(best))
    page.locator('.formula[data-groups*=" "]').wait_for()  # its weights have come
    value, groups, bias = picture.shown(page)
    assert value == pytest.approx(result.maps["dense_1"][best].item(), abs=6e-5)
    assert len(groups) == 16 and f"{sum(groups) + bias:.4f}" == f"{value:.4f}"
    app.wait_for_link(page, f"selected=dense_1.{best}")

    # Softmax, logit by logit.
    page.locator('[data-class="8"]').click()
    picture.wait_for(page, layer="output", place="8")
    expect(page.locator('[data-softmax="share"]')).to_have_count(10)
    logits = [picture.number(text) for text in page.locator('[data-softmax="z"]').all_inner_texts()]
    assert logits == pytest.approx(result.maps["output"].tolist(), abs=5.1e-3)
    app.wait_for_link(page, "selected=output.8")
    picture.big(page).focus()
    page.keyboard.press("ArrowLeft")
    picture.wait_for(page, place="7")
    app.wait_for_link(page, "selected=output.7")

    # Which pixels speak for it, and the next map to excite.
    page.get_by_text(ENGLISH["option.show.attention"], exact=True).click()
    picture.wait_for(page, show="attention")
    expect(page.locator("[data-map]:visible")).to_have_count(6)
    page.locator('[data-map="saliency"]').hover(position=picture.point(page, 10, 13, "saliency"))
    slope = run(replace(OPENED, show="attention", selected="output.7")).attention.saliency[10, 13].item()
    expect(page.locator(".readout")).to_contain_text(f"∂z/∂x {slope:.3g}".replace("-", "−")[:12])
    app.action(page, "map-after").click()
    app.wait_for_link(page, "selected=output.8")
    page.get_by_text(ENGLISH["option.show.layers"], exact=True).click()
    expect(page.get_by_text("2\u202f987\u202f946")).to_be_visible()

    # Longer names have room as well.
    page.get_by_role("combobox", name=ENGLISH["ui.architecture"]).click()
    page.get_by_role("option", name=ENGLISH["architecture.lenet_5"]).click()
    page.get_by_text(ENGLISH["option.show.inside"], exact=True).click()
    expect(page.locator(".row-title").nth(1)).to_have_text("Average pooling 1")
    assert page.locator(".row-title").evaluate_all("(names) => names.every((name) => name.scrollWidth <= name.clientWidth)")


def test_a_digit_drawn_on_a_phone_is_read(learner):
    page = learner(picture.address(), width=390, height=844)
    picture.wait_for(page, predicted="5")
    picture.draw(page, (0.25, 0.2), (0.75, 0.2), (0.45, 0.85))
    picture.wait_for(page, predicted="7")
    app.wait_for_link(page, "input=drawing")
    settings = picture.settings_of(page)
    assert run(settings).predicted == 7, "the link holds the drawing"
    expect(page.locator(".numbers")).to_contain_text("Your drawing")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    # The pen can be put down again; what was drawn before stays on the paper, until it is cleared.
    page.locator(".clear").click()
    picture.draw(page, (0.5, 0.15), (0.5, 0.85))
    picture.wait_for(page, predicted="1")
    page.get_by_role("slider", name=ENGLISH["knob.angle"]).press("ArrowRight")
    app.wait_for_link(page, "angle=5")
    page.reload()
    picture.wait_for(page, predicted=str(run(picture.settings_of(page)).predicted))
