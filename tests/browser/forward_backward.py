"""The forward-and-backward page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from urllib.parse import parse_qs, urlsplit

from core.rounding import read
from core.settings.forward_backward import ForwardBackward
from core.settings.schema import from_link, to_link

PICTURE = ".kaca-forward_backward[data-moment]"


def address(settings=None, **more):
    link = to_link(settings or ForwardBackward()) | more
    return "/forward_backward?" + "&".join(f"{name}={value}" for name, value in link.items())


def picture(page):
    page.wait_for_selector(PICTURE)
    return page.locator(PICTURE)


def item(page, mark):
    """The neuron, edge, target or loss that can be focused."""
    return page.locator(f'[role="button"][data-mark="{mark}"]')


def edge_label(page, mark):
    return page.locator(f'.label[data-mark="{mark}"]')


def text(locator):
    return locator.text_content().replace("\u00a0", " ")


def number(locator):
    """The number written last in a text such as "z 0.6"."""
    return float(read(text(locator).split()[-1]))


def cell(page, mark, name):
    return item(page, mark).locator(f".{name} text")


def weight(page, mark):
    return edge_label(page, mark).locator(".weight text")


def gradient(page, mark):
    return edge_label(page, mark).locator(".gradient text")


def loss(page):
    return number(cell(page, "L", "value"))


def settings_of(page):
    """What the page's address describes, read by the schema."""
    link = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    return from_link(ForwardBackward, link)


def visible(locator):
    return locator.evaluate("(e) => getComputedStyle(e).visibility === 'visible'")


def opacity(locator):
    return float(locator.evaluate("(e) => getComputedStyle(e).opacity"))


def state(page):
    """All that is written in the picture and below it."""
    picture(page)
    return {
        "data": {k: v for k, v in page.locator(PICTURE).evaluate("(e) => ({ ...e.dataset })").items() if k != "playing"},
        "network": page.locator(".network").inner_text(),
        "formulas": page.locator(".formulas").inner_text(),
    }


def type_over(page, locator, value):
    locator.click()
    field = page.locator(".number-field")
    field.fill(str(value))
    field.press("Enter")


OVERLAPS = """(root) => {
  const boxes = [...root.querySelectorAll('.label .weight, .label .gradient, .box .bias, .box .z, .box .a, .box .delta, .box .x, .box .y, .box .name, .box .value')]
    .filter((e) => getComputedStyle(e.querySelector('text')).visibility === 'visible' && e.textContent.trim() && !e.closest('.absent'))
    .map((e) => [e.textContent, e.querySelector('text').getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], k) => boxes.slice(k + 1).forEach(([two, b]) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // Boxes of type are taller than their digits: these may touch.
    if (wide > 0.5 && tall > 0.24 * a.height) found.push([one, two]);
  }));
  return found; }"""


def overlaps(page):
    """Pairs of numbers in the drawing whose type lies on one another."""
    return picture(page).evaluate(OVERLAPS)
