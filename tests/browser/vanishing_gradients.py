"""The picture of the page on vanishing gradients, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from playwright.sync_api import expect

from tests.browser import app

PICTURE = ".kaca-vanishing_gradients[data-moment]"
address = partial(app.address, "vanishing_gradients")
picture = partial(app.picture, selector=PICTURE)
SHOWN, OTHER = 0, 1


def stands_at(page, step):
    """Waits until the training is there and the picture stands still, exactly at a step."""
    root = picture(page)
    expect(root).to_have_attribute("data-trained", "true")
    expect(root).to_have_attribute("data-step", str(step))
    expect(root).to_have_attribute("data-exact", "true")
    expect(root).to_have_attribute("data-playing", "false")
    return root


def number(page, name):
    """A cell of the readings, such as shown-loss or other-accuracy."""
    return page.locator(f'[data-number="{name}"]')


def lanes(page):
    return page.locator(".lanes")


def size(page, which):
    """‖δ‖ or the root mean square of the layer on show, as it is written."""
    return page.locator(".layer-panel .series").nth(which)


def hover_layer(page, layer, quantity, depth):
    """Moves the mouse over a layer (from 1) in the signal's ("values") or the gradient's lane."""
    box = app.settled(lanes(page))
    # The layers share the width between the numbers of the axis and the word after the last one: exact enough for a few layers.
    x = 52 + (box["width"] - 88) * (layer - 0.5) / depth
    page.mouse.move(box["x"] + x, box["y"] + box["height"] * {"values": 0.25, "gradient": 0.8}[quantity])
    root = picture(page)
    expect(root).to_have_attribute("data-layer", str(layer))
    expect(root).to_have_attribute("data-quantity", quantity)
