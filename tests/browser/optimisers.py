"""The optimisers' picture, as a test reads and moves it. Locators pierce the component's shadow root."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from core.settings.optimisers import Optimisers
from core.settings.schema import from_link, to_link
from core.surfaces import SURFACES

PICTURE = ".kaca-optimisers[data-step]"


def address(settings, **more):
    query = "&".join(f"{name}={value}" for name, value in (to_link(settings) | more).items())
    return f"/optimisers?{query}"


def picture(page):
    page.wait_for_selector(PICTURE)
    return page.locator(PICTURE)


def stands_at(page, step):
    """Waits until the picture stands still, exactly at a step."""
    root = picture(page)
    expect(root).to_have_attribute("data-step", str(step))
    expect(root).to_have_attribute("data-exact", "true")
    expect(root).to_have_attribute("data-playing", "false")
    return root


def settings_of(page):
    """What the page's address describes, read by the schema."""
    link = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    return from_link(Optimisers, link)


def wait_for_link(page, part):
    page.wait_for_url(re.compile(re.escape(part)))


def action(page, name):
    return page.locator(f'[data-action="{name}"]')


def losses(page):
    """The losses in the legend, as text, by optimiser; empty for those who do not race."""
    return {cell.get_attribute("data-loss"): cell.inner_text() for cell in page.locator("[data-loss]").all()}


def place(page, surface, w1, w2):
    """Where weights lie in the map, in pixels."""
    low1, high1, low2, high2 = SURFACES[surface].bounds
    # The map takes its final width once fonts and sidebar are there: it has when it keeps it for half a second of frames.
    page.locator(".frame").evaluate(
        "(frame) => new Promise((done) => { let width = 0, same = 0; const look = () => {"
        " same = frame.clientWidth === width ? same + 1 : 0; width = frame.clientWidth;"
        " same < 30 ? requestAnimationFrame(look) : done(true); }; look(); })"
    )
    box = page.locator(".frame").bounding_box()
    return {"x": (w1 - low1) / (high1 - low1) * box["width"], "y": (high2 - w2) / (high2 - low2) * box["height"]}


def pixels(page, canvas):
    """What a canvas shows, as the browser encodes it."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    return page.locator(f"canvas.{canvas}").evaluate("(e) => e.toDataURL()")


def updates(page):
    """The lines of the step written out below the picture: [(symbol, numbers, result)], each "m₁ = numbers = result"."""
    lines = page.locator(".update [role='math']").all_text_contents()
    return [tuple(part.strip() for part in line.split(" = ")) for line in lines]
