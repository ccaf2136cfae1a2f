"""The convolution page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

import json
import re
import subprocess
import sys
from functools import partial

from core.experiments import convolution as experiment
from core.settings.convolution import Convolution
from tests.browser import app

PICTURE = ".kaca-convolution[data-row]"
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Convolution)
settings_at = partial(app.settings_at, kind=Convolution)


def grid(page, kind, channel=None):
    """`kind` is input (padded coordinates), kernel or output."""
    return page.locator(f'[data-grid="{kind}"]' + (f'[data-channel="{channel}"]' if channel is not None else "")).first


def point(page, kind, row, column, channel=None):
    cell = float(grid(page, kind, channel).get_attribute("data-cell"))
    return {"x": (column + 0.5) * cell, "y": (row + 0.5) * cell}


def hover(page, kind, row, column, channel=None):
    picture(page)
    grid(page, kind, channel).hover(position=point(page, kind, row, column, channel))
    page.wait_for_function(
        "([source, row, column]) => {"
        " const { dataset } = [...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.kaca-convolution'))"
        "  .find(Boolean) ?? document.querySelector('.kaca-convolution');"
        " return dataset.source === source && +dataset.row === row && +dataset.column === column; }",
        arg=[kind, row, column],
    )


def outlined(page, kind):
    """The outlined cells of a grid, as a set of (row, column)."""
    text = picture(page).get_attribute(f"data-outlined-{kind}") or ""
    return {tuple(map(int, cell.split(","))) for cell in text.split()}


def shown_sum(page):
    return float(page.locator(".panel").get_attribute("data-sum"))


def state(page):
    """Everything the picture says: selection, outlines, sum, terms, sizes."""
    root = picture(page)
    page.evaluate("() => document.fonts.ready")
    return {
        "data": root.evaluate("(e) => ({ ...e.dataset })"),
        "sum": page.locator(".panel").get_attribute("data-sum"),
        "equation": page.locator(".equation").text_content(),
        "terms": page.locator(".term").all_text_contents(),
        "pixels": [grid.evaluate("(e) => e.toDataURL()") for grid in page.locator("canvas.cells").all()],
    }


def numbers(state):
    """A state without the words of its language."""
    return {part: state[part] for part in ("data", "sum", "terms", "pixels")}


def feature_maps(output):
    """What the exported script printed: the shape line, then one JSON matrix per filter."""
    first, *maps = output.strip().splitlines()
    assert first.startswith("output shape")
    return tuple(map(int, re.findall(r"\d+", first))), [json.loads(line) for line in maps]


def run_script(path):
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=60, check=True)
    return feature_maps(done.stdout)


def computed(settings):
    """The maps core computes, as the page shows them."""
    result = experiment.run(settings)
    return (result.output if result.activated is None else result.activated).tolist()


def hover_left(page):
    """Waits until the pointer's hover has given way to the selection."""
    page.wait_for_function("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
