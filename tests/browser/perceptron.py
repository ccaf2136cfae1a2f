"""The perceptron page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

import re
from decimal import Decimal
from functools import partial

from playwright.sync_api import expect

from core.settings.perceptron import Perceptron
from tests.browser import app

PICTURE = ".kaca-perceptron[data-moment]"
address = partial(app.address, "perceptron")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Perceptron)
NEAR, WIDE = (-0.75, 1.75), (-2.3, 3.3)  # what the plane shows for the gates, and for points further out
LEFT, TOP = 30, 6  # room for the axes, in pixels


def at_moment(page, moment):
    expect(picture(page)).to_have_attribute("data-moment", str(moment))


def weights(page):
    return [float(v) for v in picture(page).get_attribute("data-weights").split(",")]


def pixel(page, x1, x2, view=NEAR):
    """Where (x1, x2) is in the window."""
    box = page.locator("svg.plane").bounding_box()
    side = box["width"] - LEFT - 6
    unit = side / (view[1] - view[0])
    return box["x"] + LEFT + (x1 - view[0]) * unit, box["y"] + TOP + (view[1] - x2) * unit


def seen_sum(page):
    """(what the terms of the sum shown add up to, the sum shown)."""
    text = page.locator(".number-row").nth(0).inner_text().replace("−", "-")
    _, terms, z = text.rsplit("=", 2)
    total = Decimal(0)
    for term in terms.split(" + "):
        product = Decimal(1)
        for number in re.findall(r"-?\d+\.?\d*", term):
            product *= Decimal(number)
        total += product
    return total, Decimal(z.strip())


def seen_updates(page):
    """[(what the terms of an update add up to, the new value shown), …] for w₁, w₂ and b; empty without a mistake."""
    found = []
    for text in page.locator(".number-row").nth(2).locator(".term").all_inner_texts():
        before, _, rest = text.split("←")[1].replace("−", "-").partition(" + ")
        products, _, after = rest.partition("=")
        step = Decimal(1)
        for number in re.findall(r"-?\d+\.?\d*", products):
            step *= Decimal(number)
        found.append((Decimal(before.strip()) + step, Decimal(after.strip())))
    return found


def line(page):
    """The ends of the line on screen, in pixels; None where there is none."""
    element = page.locator("svg.plane .line")
    if element.get_attribute("hidden") is not None:
        return None
    return [float(element.get_attribute(name)) for name in ("x1", "y1", "x2", "y2")]


def state(page):
    """Everything the picture says but its language: moment, weights, mistakes, line, numbers of the row."""
    root = picture(page)
    return {
        "data": root.evaluate("(e) => ({ ...e.dataset })"),
        "line": line(page),
        "points": page.locator(".point").evaluate_all("(all) => all.map((g) => g.innerHTML)"),
        "row": page.locator('.trace-row[aria-selected="true"]').text_content(),
        "values": page.locator(".value").all_text_contents(),
    }


def resting(page):
    """Waits until the line has arrived."""
    page.wait_for_function(
        "() => new Promise((done) => { const root = [...document.querySelectorAll('*')]"
        ".map((e) => e.shadowRoot?.querySelector('.kaca-perceptron')).find(Boolean);"
        " const of = () => root.querySelector('.line').outerHTML; const before = of();"
        " requestAnimationFrame(() => requestAnimationFrame(() => done(before === of()))); })"
    )
