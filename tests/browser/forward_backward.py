"""The forward-and-backward page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from core.rounding import read
from core.settings.forward_backward import ForwardBackward
from tests.browser import app

PICTURE = ".kaca-forward_backward[data-moment]"
address = partial(app.address, "forward_backward")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=ForwardBackward)


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


def written(page):
    """All numbers in the drawing that can be seen: "e1.2.3.weight", "n1.2.delta", "L.value"."""
    texts = picture(page).evaluate(
        """(root) => Object.fromEntries([...root.querySelectorAll('[data-mark] > g')]
          .filter((g) => getComputedStyle(g.querySelector('text')).visibility === 'visible')
          .map((g) => [`${g.parentNode.dataset.mark}.${g.classList[0]}`, g.querySelector('text').textContent]))"""
    )
    return {name: float(read(text.replace("\u00a0", " ").split()[-1])) for name, text in texts.items() if name != "L.name"}


def weight(page, mark):
    return edge_label(page, mark).locator(".weight text")


def gradient(page, mark):
    return edge_label(page, mark).locator(".gradient text")


def loss(page):
    return number(cell(page, "L", "value"))


def visible(locator):
    return locator.evaluate("(e) => getComputedStyle(e).visibility === 'visible'")


def opacity(locator):
    return float(locator.evaluate("(e) => getComputedStyle(e).opacity"))


def state(page):
    """All that is written in the picture and below it."""
    picture(page)
    return {
        "data": {k: v for k, v in page.locator(PICTURE).evaluate("(e) => ({ ...e.dataset })").items() if k != "playing"},
        "network": page.locator(".network text").all_text_contents(),
        "formulas": page.locator(".formulas").inner_text(),
    }


def type_over(page, locator, value):
    locator.click()
    field = page.locator(".number-field")
    field.fill(str(value))
    field.press("Enter")


# Boxes of type are taller than their digits: these may touch.
OVERLAPS = """(root) => {
  const boxes = [...root.querySelectorAll('.label text, .box text')]
    .filter((e) => getComputedStyle(e).visibility === 'visible' && e.textContent.trim())
    .map((e) => [e.textContent, e.getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([one, a], k) => boxes.slice(k + 1).forEach(([two, b]) => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const tall = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 0.5 && tall > 0.24 * a.height) found.push([one, two]);
  }));
  return found; }"""


def overlaps(page):
    """Pairs of numbers in the drawing whose type lies on one another."""
    return picture(page).evaluate(OVERLAPS)


def overlaps_at_every_moment(page):
    return picture(page).evaluate(
        f"""async (root) => {{
          const [scrub, all] = [root.querySelector('.scrub'), []];
          for (let moment = 0; moment <= Number(scrub.max); moment++) {{
            scrub.value = moment;
            scrub.dispatchEvent(new Event('input'));
            while (Number(root.dataset.moment) !== moment) await new Promise(requestAnimationFrame);
            all.push(({OVERLAPS})(root));
          }}
          return all; }}"""
    )
