"""The picture of the page on recurrent cells, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from core.settings.recurrent_cells import RecurrentCells
from tests.browser import app

PICTURE = ".kaca-recurrent_cells[data-view]"
address = partial(app.address, "recurrent_cells")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=RecurrentCells)


def hover_lanes(page, step, name, unit):
    """Rests on a value of a step and unit, counted from 1, of the unrolled cell."""
    steps = int(picture(page).get_attribute("data-steps"))
    lanes = page.locator(".lanes")
    width = app.settled(lanes)["width"]
    rows = dict(row.split(":") for row in lanes.get_attribute("data-rows").split())
    left = float(lanes.get_attribute("data-left"))
    pitch = (width - left) / steps
    lanes.hover(position={"x": left + (step - 0.5) * pitch, "y": float(rows[f"{name}.{unit}"])})


def line(page, name):
    """The formula of a value: the paragraph."""
    return page.locator(f'.formula[data-name="{name}"]')


def results(page):
    """Name → what its formula arrives at, as the page writes it."""
    return page.locator(".formula").evaluate_all(
        "(all) => Object.fromEntries(all.map((e) => [e.dataset.name, +e.dataset.result]))"
    )


def reached(page):
    """Cell → the gradient at the step looked at."""
    return page.locator(".reading").evaluate_all(
        "(all) => Object.fromEntries(all.map((e) => [e.dataset.cell, +e.dataset.value]))"
    )
