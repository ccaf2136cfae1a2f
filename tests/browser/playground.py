"""The playground's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

import base64
import io
import re
from functools import partial

from PIL import Image, ImageChops
from playwright.sync_api import expect

from core.settings.playground import Playground
from tests.browser import app

PICTURE = ".kaca-playground[data-epoch]"
address = partial(app.address, "playground")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Playground)


def stands_at(page, epoch):
    """Waits until the picture stands still, exactly at an epoch."""
    root = picture(page)
    expect(root).to_have_attribute("data-epoch", str(epoch))
    expect(root).to_have_attribute("data-exact", "true")
    expect(root).to_have_attribute("data-playing", "false")
    return root


def neuron(page, number):
    return page.locator(f'[data-neuron="{number}"].neuron')


def feature(page, number):
    return page.locator(f'[data-feature="{number}"]')


def choose_weight(page, down=0, right=0):
    """Focuses the cursor of the weights and moves it; returns its name and value as a screen reader hears them."""
    cursor = page.locator(".spot.weight")
    cursor.focus()
    for key, times in (("ArrowRight", right), ("ArrowDown", down)):
        for _ in range(times):
            page.keyboard.press(key)
    return heard(cursor)


def heard(cursor):
    """("x₁ → neuron 1", 0.4312) of the label "Weight x₁ → neuron 1: 0.4312"."""
    name, value = re.fullmatch(r"\w+ (.+): (\S+)", cursor.get_attribute("aria-label")).groups()
    return name, float(value.replace("−", "-"))


def numbers(page):
    """The losses and accuracies on screen, as text, by their name."""
    return {cell.get_attribute("data-number"): cell.inner_text() for cell in page.locator("[data-number]").all()}


def pixels(page, canvas, number=0):
    """What a canvas shows."""
    return _image(page.locator(f"canvas.{canvas}").nth(number))


def _image(canvas):
    content = canvas.evaluate("(e) => e.toDataURL()").partition(",")[2]
    return Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA")


def alike(one, other):
    """Whether two pictures are the same, up to the roundings with which Chromium blends before and after a canvas was read."""
    return one.size == other.size and max(high for _, high in ImageChops.difference(one, other).getextrema()) <= 3


def state(page):
    """Everything the picture says: where it stands, the numbers, names and weights."""
    app.frames(page)
    data = picture(page).evaluate("(e) => ({ ...e.dataset })")
    spoken = [spot.get_attribute("aria-label") for spot in page.locator(".spot").all()]
    return {"data": data, "numbers": numbers(page), "spoken": spoken}


def place(page, x1, x2, reach=6.0):
    """Where a point of the plane lies in the large plot, in pixels."""
    side = app.settled(page.locator(".frame").first)["width"]
    return {"x": (x1 + reach) / (2 * reach) * side, "y": (reach - x2) / (2 * reach) * side}
