"""The pooling page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from core.settings.pooling import Pooling
from tests.browser import app

PICTURE = ".kaca-pooling[data-view]"
address = partial(app.address, "pooling")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Pooling)
COMPONENT = "[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.kaca-pooling')).find(Boolean)"


def grid(page, kind, method=None):
    """`kind` is input (padded coordinates), output, upstream, gradient, shifted, change, shifted_output or output_change."""
    return page.locator(f'[data-grid="{kind}"]' + (f'[data-channel="{method}"]' if method else "")).first


def point(page, kind, row, column, method=None):
    cell = float(grid(page, kind, method).get_attribute("data-cell"))
    return {"x": (column + 0.5) * cell, "y": (row + 0.5) * cell}


def hover(page, kind, row, column, method=None, origin=0):
    """Rests on a cell of a grid, counted from the grid's corner; `origin` is the padding before the picture's first cell."""
    picture(page)
    grid(page, kind, method).hover(position=point(page, kind, row, column, method))
    side = "window" if kind in ("output", "upstream", "shifted_output", "output_change") else "cell"
    page.wait_for_function(
        f"([side, row, column]) => {{ const {{ dataset }} = {COMPONENT};"
        " return dataset.side === side && +dataset.row === row && +dataset.column === column; }",
        arg=[side, row - origin, column - origin],
    )


def outlined(page, name):
    """The cells of data-<name>, as a set of (row, column)."""
    text = picture(page).get_attribute(f"data-{name}") or ""
    return {tuple(map(int, cell.split(","))) for cell in text.split()}


def shown(page, line=0):
    """The number that a line of the panel arrives at; a picture in colour has one for each channel."""
    return float(page.locator(".equation").nth(line).get_attribute("data-result"))


def formula(page):
    return page.locator(".equation").inner_text().replace("\n", " ").replace("−", "-")


def pixels(page, kind, method=None):
    page.evaluate("() => document.fonts.ready")
    return grid(page, kind, method).evaluate("(e) => e.toDataURL()")


def type_into(page, kind, row, column, value):
    grid(page, kind).click(position=point(page, kind, row, column))
    page.locator(".cell-field").fill(value)
    page.locator(".cell-field").press("Enter")


def state(page):
    """Everything the picture says: what is outlined, the formula, the pixels of every grid."""
    root = picture(page)
    page.evaluate("() => document.fonts.ready")
    return {
        "data": root.evaluate("(e) => ({ ...e.dataset })"),
        "panel": page.locator(".panel").text_content(),
        "pixels": [grid.evaluate("(e) => e.toDataURL()") for grid in page.locator("canvas.cells").all()],
    }
