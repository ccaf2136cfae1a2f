"""The picture of a CNN from scratch, as a test reads and moves it. Locators pierce the component's shadow root."""

import json
from functools import partial

from playwright.sync_api import expect

from core.settings.cnn_from_scratch import CnnFromScratch
from tests.browser import app

PICTURE = ".kaca-cnn_from_scratch[data-stage]"
BACK = ("errors", "output_weights", "hidden_back", "pooled_back", "map_back", "filter", "pixels")
address = partial(app.address, "cnn_from_scratch")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=CnnFromScratch)


def stands_at(page, stage, moment):
    root = picture(page)
    expect(root).to_have_attribute("data-stage", stage)
    expect(root).to_have_attribute("data-moment", str(moment))
    return root


def wait_for_the_way_back(page):
    """Until the play has come to any of the stages that go back."""
    page.wait_for_selector(f"{PICTURE}:is({', '.join(f'[data-stage={stage}]' for stage in BACK)})")


def choose_stage(page, stage):
    page.locator(f'[data-stage-name="{stage}"]').click()
    expect(picture(page)).to_have_attribute("data-stage", stage)


def scrub_to(page, index):
    """A moment counted through all stages."""
    app.action(page, "scrub").evaluate(
        "(slider, index) => { slider.value = index; slider.dispatchEvent(new Event('input', { bubbles: true })); }", index
    )


def hover(page, kind, row, column):
    """Rests on a cell of a grid and waits until it is outlined."""
    grid = page.locator(f'[data-grid="{kind}"]')
    cell = float(grid.get_attribute("data-cell"))
    grid.hover(position={"x": (column + 0.5) * cell, "y": (row + 0.5) * cell})
    page.wait_for_function(
        "([selector, kind, cell]) => [...document.querySelectorAll('*')].some((e) => {"
        " const root = e.shadowRoot?.querySelector(selector);"
        " return root && (JSON.parse(root.dataset.outlined)[kind] ?? []).some((at) => String(at) === cell); })",
        arg=[PICTURE, kind, f"{row},{column}"],
    )


def outlined(page, kind):
    """The cells outlined in a grid, as a list of (row, column)."""
    return [tuple(cell) for cell in json.loads(picture(page).get_attribute("data-outlined")).get(kind, [])]


def result(page):
    """The number that the formula arrives at."""
    return float(page.locator(".panel").get_attribute("data-result"))


def formula(page):
    return page.locator(".equation").inner_text().replace("\n", " ").replace("−", "-")
