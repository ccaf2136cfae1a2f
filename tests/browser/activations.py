"""The activations page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from core.experiments import activations as experiment
from core.rounding import shown
from core.settings.activations import Activations
from tests.browser import app

PICTURE = ".kaca-activations[data-view]"
settings_of = partial(app.settings_of, kind=Activations)
ROOT = """(() => [...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.kaca-activations')).find(Boolean)
 ?? document.querySelector('.kaca-activations'))()"""


def picture(page, view="curves"):
    page.wait_for_selector(f'.kaca-activations[data-view="{view}"][data-shown]')
    return page.locator(PICTURE)


def plot(page, kind):
    """`kind` is f, d, or inputs."""
    return page.locator(".inputs" if kind == "inputs" else f".plot-{kind}")


def place(page, x, limit=5):
    """The point of a plot above `x`."""
    box = page.locator(".plot-f clipPath rect")
    left, width = (float(box.get_attribute(name)) for name in ("x", "width"))
    return {"x": left + (x + limit) / (2 * limit) * width, "y": 40}


def wait_for_x(page, x):
    page.wait_for_function(f"(x) => +{ROOT}.dataset.x === x", arg=x)


def hover(page, kind, x, limit=5):
    picture(page)
    plot(page, kind).hover(position=place(page, x, limit))
    wait_for_x(page, x)


def readout(page):
    """Label → (f(x), f′(x)), as they are written."""
    rows = page.locator(".readout tbody tr").all()
    return {row.locator("button").inner_text(): tuple(row.locator("td").all_inner_texts()) for row in rows}


def computed(settings, labels):
    """What core computes for the readout."""
    result = experiment.run(settings)
    pairs = ((each.values[result.probe], each.slopes[result.probe]) for each in result.curves)
    return {label: tuple(shown(float(v)) for v in pair) for label, pair in zip(labels, pairs, strict=True)}


def probe_lines(page):
    """Where the probe stands in the three plots, in pixels."""
    return [float(plot(page, kind).locator(".probe-line").get_attribute("x1")) for kind in ("f", "d", "inputs")]


def tangent_slope(page):
    """Rise over run of the drawn tangent, in units of the plot: read from two ticks of each axis."""
    values = {k: float(page.locator("line.tangent").get_attribute(k)) for k in ("x1", "x2", "y1", "y2")}
    unit = page.locator(".plot-f").evaluate(
        "(svg) => { const rect = svg.querySelector('clipPath rect'); const ticks = [...svg.querySelectorAll('.tick')];"
        " const read = (t) => parseFloat(t.textContent.replace('−', '-'));"
        " const [a, b] = [ticks[1], ticks[2]];"
        " return [+rect.getAttribute('width') / 10, (a.getAttribute('y') - b.getAttribute('y')) / (read(b) - read(a))]; }"
    )
    return (values["y1"] - values["y2"]) / unit[1] / ((values["x2"] - values["x1"]) / unit[0])


def probabilities(page):
    return page.locator(".softmax .amount.p").all_inner_texts()
