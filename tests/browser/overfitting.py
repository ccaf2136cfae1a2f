"""The overfitting picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from playwright.sync_api import expect

from core.settings.overfitting import Overfitting
from tests.browser import app

PICTURE = ".kaca-overfitting[data-epoch]"
address = partial(app.address, "overfitting")
picture = partial(app.picture, selector=PICTURE)
settings_of = partial(app.settings_of, kind=Overfitting)


def stands_at(page, epoch):
    """Waits until the picture stands still at an epoch."""
    root = picture(page)
    expect(root).to_have_attribute("data-epoch", str(epoch))
    expect(root).to_have_attribute("data-playing", "false")
    return root


def cell(page, actual, predicted):
    return page.locator(f'button[data-cell="{actual}.{predicted}"]')


def matrix(page, classes=3):
    """The counts on screen."""
    return [[int(cell(page, i, j).inner_text()) for j in range(classes)] for i in range(classes)]


def reading(page, name):
    """A loss, or an accuracy in percent: "loss-train", "accuracy-test" …"""
    return float(page.locator(f'td[data-number="{name}"]').inner_text().rstrip("% ").strip())


def scores(page):
    return [[float(text) for text in row.locator("td").all_inner_texts()] for row in page.locator(".scores tr").all()[1:]]


def listed(page):
    """The rows behind the chosen cell: their numbers in the table."""
    return [int(button.locator("span").first.inner_text().split()[-1]) for button in page.locator(".samples button").all()]


def words(page):
    """Everything written below the picture."""
    return page.locator(".numbers").inner_text()


def state(page):
    """Where the picture stands, and what it says."""
    root = picture(page)
    data = root.evaluate("(e) => ({ ...e.dataset })")
    return data, page.locator(".fit-side").inner_text(), words(page)
