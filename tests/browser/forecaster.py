"""The forecaster's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from playwright.sync_api import expect

from core.settings.forecaster import Forecaster
from tests.browser import app

PICTURE = ".kaca-forecaster[data-run]"
address = partial(app.address, "forecaster")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Forecaster)


def stands_at(page, epoch):
    """Waits until the picture stands still, trained, at an epoch."""
    root = picture(page)
    expect(root).to_have_attribute("data-state", "done")
    expect(root).to_have_attribute("data-epoch", str(epoch))
    expect(root).to_have_attribute("data-playing", "false")
    return root


def errors(page, kind):
    """Of one line the two mean squared errors on screen: one step ahead, and free-running."""
    return [float(text) for text in page.locator(f'.errors [data-kind="{kind}"] td').all_inner_texts()]


def state(page):
    """Where the picture stands, and what it says."""
    data = picture(page).evaluate("(e) => ({ ...e.dataset })")
    return data, page.locator(".errors").inner_text(), page.locator(".numbers").inner_text()
