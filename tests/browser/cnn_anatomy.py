"""The CNN anatomy page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from core.settings.cnn_anatomy import CnnAnatomy
from tests.browser import app

PICTURE = ".kaca-cnn_anatomy[data-show]"
address = partial(app.address, "cnn_anatomy")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=CnnAnatomy)
COMPONENT = "[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.kaca-cnn_anatomy')).find(Boolean)"


def wait_for(page, **data):
    """Until the picture's data-<name> is as given."""
    page.wait_for_function(
        f"(wanted) => {{ const root = {COMPONENT};"
        " return root && Object.entries(wanted).every(([name, value]) => root.dataset[name] === value); }",
        arg=data,
    )


def number(text):
    return float(text.replace("−", "-"))


def big(page, name="opened"):
    """The opened layer's map; the input is "sees"."""
    return page.locator(f'[data-map="{name}"]')


def point(page, row, column, name="opened"):
    cell = float(big(page, name).get_attribute("data-cell"))
    return {"x": (column + 0.5) * cell, "y": (row + 0.5) * cell}


def field(page):
    """First and last row and column of the receptive field: (top, left, bottom, right)."""
    return tuple(int(n) for n in picture(page).get_attribute("data-field").split(","))


def shown(page):
    """The sum in the formula: its value, what each map adds, and the bias."""
    formula = page.locator(".formula")
    value, groups, bias = (formula.get_attribute(f"data-{name}") for name in ("value", "groups", "bias"))
    return number(value), [number(text) for text in groups.split()], number(bias)


def draw(page, *points):
    """One stroke on the paper, through `points` in shares of its side."""
    paper = page.locator("[data-paper]")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()
