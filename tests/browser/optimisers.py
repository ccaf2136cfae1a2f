"""The optimisers' picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from playwright.sync_api import expect

from core.settings.optimisers import Optimisers
from core.surfaces import SURFACES
from tests.browser import app

PICTURE = ".kaca-optimisers[data-step]"
address = partial(app.address, "optimisers")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Optimisers)


def stands_at(page, step):
    """Waits until the picture stands still, exactly at a step."""
    root = picture(page)
    expect(root).to_have_attribute("data-step", str(step))
    expect(root).to_have_attribute("data-exact", "true")
    expect(root).to_have_attribute("data-playing", "false")
    return root


def losses(page):
    """The losses in the legend, as text, by optimiser; empty for those who do not race."""
    return {cell.get_attribute("data-loss"): cell.inner_text() for cell in page.locator("[data-loss]").all()}


def place(page, surface, w1, w2):
    """Where weights lie in the map, in pixels."""
    low1, high1, low2, high2 = SURFACES[surface].bounds
    box = app.settled(page.locator(".frame"))
    return {"x": (w1 - low1) / (high1 - low1) * box["width"], "y": (high2 - w2) / (high2 - low2) * box["height"]}


def pixels(page, canvas):
    """What a canvas shows, as the browser encodes it."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    return page.locator(f"canvas.{canvas}").evaluate("(e) => e.toDataURL()")


def updates(page):
    """The lines of the step written out below the picture: [(symbol, numbers, result)], each "m₁ = numbers = result"."""
    lines = page.locator(".update [role='math']").all_text_contents()
    return [tuple(part.strip() for part in line.split(" = ")) for line in lines]
