"""The frame around the pages and the home page, in a real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from core.settings.convolution import PRESETS, Convolution
from core.settings.schema import to_link
from tests.browser import convolution as picture
from ui.labels import catalogue
from ui.pages import PAGES

ENGLISH, INDONESIAN = catalogue("en"), catalogue("id")
SETTINGS = Convolution(input="digit", digit=7, size=12, stride=2, padding="1", activation="relu", kernels=("sobel_y", "emboss"))


def address(settings=SETTINGS, **more):
    return "/convolution?" + "&".join(f"{name}={value}" for name, value in (to_link(settings) | more).items())


def test_home_leads_to_every_page_in_the_language_chosen(learner):
    page = learner("/")
    expect(page.get_by_text(ENGLISH["ui.home_device"], exact=True)).to_be_visible()
    page.get_by_text("ID", exact=True).click()
    expect(page.get_by_text(INDONESIAN["ui.home_device"], exact=True)).to_be_visible()
    page.locator(".st-key-card-convolution").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(INDONESIAN["page.convolution.title"])
    picture.picture(page)
    sections = page.get_by_role("navigation")
    for name in PAGES:
        expect(sections.get_by_role("link", name=INDONESIAN[f"page.{name.name}.title"], exact=True)).to_be_visible()


def test_language_switch_reload_and_back_keep_every_setting(learner):
    page = learner(address(selected="2.1"))
    before = picture.numbers(picture.state(page))
    page.get_by_text("ID", exact=True).click()
    expect(page.locator("h1")).to_have_text(INDONESIAN["page.convolution.title"])
    page.wait_for_url(re.compile("lang=id"))
    assert picture.settings_of(page) == picture.settings_at(address(selected="2.1"))
    page.reload()
    expect(page.locator("h1")).to_have_text(INDONESIAN["page.convolution.title"])
    assert picture.numbers(picture.state(page)) == before

    slider = page.get_by_role("slider", name=INDONESIAN["knob.stride"])
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator(".output .title")).to_have_text("Keluaran 4×4")
    page.wait_for_url(re.compile("stride=3"))
    page.go_back()
    expect(page.locator(".output .title")).to_have_text("Keluaran 6×6")
    page.mouse.move(5, 715)
    assert picture.numbers(picture.state(page)) == before
    expect(slider).to_have_value("2")


def test_presenter_mode_has_larger_type_no_sidebar_and_a_drawer(learner):
    page = learner(address(Convolution()))
    picture.picture(page)
    sidebar, size = page.get_by_test_id("stSidebar"), "(e) => parseFloat(getComputedStyle(e).fontSize)"
    sentence = page.get_by_text(ENGLISH["page.convolution.sentence"])
    normal = sentence.evaluate(size)
    expect(sidebar).to_be_visible()
    page.get_by_role("button", name=ENGLISH["ui.present"]).click()
    page.wait_for_url(re.compile("present=1"))
    expect(sidebar).not_to_be_visible()
    assert sentence.evaluate(size) >= 20 > normal >= 16
    stride = page.get_by_role("slider", name=ENGLISH["knob.stride"])
    expect(stride).not_to_be_visible()
    page.get_by_role("button", name=ENGLISH["ui.controls"], exact=True).click()
    expect(stride).to_be_visible()
    stride.focus()
    stride.press("ArrowRight")
    expect(page.locator(".output .title")).to_have_text("Output 2×2")
    page.get_by_role("button", name=ENGLISH["ui.controls_hide"]).click()
    expect(stride).not_to_be_visible()
    expect(page.locator(".output .title")).to_have_text("Output 2×2")
    expect(page.locator('[data-action="play"]')).to_be_in_viewport()
    page.get_by_role("button", name=ENGLISH["ui.present_off"]).click()
    expect(sidebar).to_be_visible()
    expect(stride).to_be_visible()


def test_copy_link_copies_the_address(learner):
    page = learner(address(), permissions=["clipboard-read", "clipboard-write"])
    picture.picture(page)
    page.get_by_role("button", name=ENGLISH["ui.link"]).click()
    expect(page.get_by_text(ENGLISH["ui.link_copied"])).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize("path", ["/", "/convolution", "/convolution?input=china&size=64&colour=1&present=1"])
def test_no_horizontal_scrolling_on_a_phone(learner, path):
    # Indonesian words are the longer ones.
    page = learner(f"{path}{'&' if '?' in path else '?'}lang=id", width=390, height=844, has_touch=True, is_mobile=True)
    ready(page, path)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.get_by_test_id("stMain").evaluate("(e) => e.scrollWidth") <= 390
    header = page.get_by_test_id("stHeader").bounding_box()
    assert page.locator("h1").bounding_box()["y"] >= header["y"] + header["height"] - 1, "the title lies under Streamlit's bar"


def ready(page, path):
    if path.startswith("/convolution"):
        picture.picture(page)
    else:
        page.get_by_test_id("stImage").nth(len(PAGES) - 1).wait_for()


@pytest.mark.parametrize("preset", ["textbook", "filter_bank"])
def test_picture_and_player_stand_on_the_first_screen(learner, preset):
    page = learner(address(PRESETS[preset]))
    root = picture.picture(page)
    expect(page.locator('[data-action="play"]')).to_be_in_viewport(ratio=1)
    header = page.locator(".st-key-sentence").bounding_box()
    assert root.bounding_box()["width"] >= 0.6 * header["width"]


@pytest.mark.parametrize("path", ["/", "/convolution"])
def test_dark_theme_and_text_alternatives(learner, path):
    page = learner(path, color_scheme="dark")
    ready(page, path)
    background = page.get_by_test_id("stApp").evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 3 * 64
    if path == "/convolution":
        zero = picture.grid(page, "kernel").evaluate(
            "(e) => Array.from(e.getContext('2d').getImageData(e.width / 2, 4, 1, 1).data.slice(0, 3))"
        )
        assert zero == [35, 38, 43], "a zero is the dark theme's grey, not white"
        for kind in ("input", "kernel", "output"):
            assert picture.grid(page, kind).get_attribute("aria-label").startswith(kind.capitalize())
        assert "S(0, 0)" in page.locator('[data-action="scrub"]').get_attribute("aria-valuetext")
    silent = page.locator('[data-testid="stMain"] img').evaluate_all("(all) => all.filter((e) => !e.alt?.trim()).length")
    assert silent == 0


def test_first_visitor_of_a_fresh_server_by_deep_link(browser, tmp_path):
    with serve(XDG_CACHE_HOME=str(tmp_path)) as (fresh, _):
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{fresh}/convolution?stride=2&lang=id")
        expect(page.locator("h1")).to_have_text(INDONESIAN["page.convolution.title"], timeout=30_000)
        expect(page.locator(".output .title")).to_have_text("Keluaran 2×2", timeout=30_000)
        assert page.get_by_test_id("stSidebar").bounding_box()["width"] < 230
        expect(page.get_by_role("navigation")).to_contain_text(INDONESIAN["section.vision"])
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert "lang=id" in page.url and "stride=2" in page.url
        page.close()
