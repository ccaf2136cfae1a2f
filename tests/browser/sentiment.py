"""The sentiment page's picture, as a test reads and moves it. Locators pierce the component's shadow root."""

from functools import partial

from playwright.sync_api import expect

from core.experiments import sentiment as experiment
from core.sentiment_reading import probability
from core.settings.sentiment import Sentiment
from core.training.example import shipped
from tests.browser import app

address = partial(app.address, "sentiment")
picture = partial(app.picture, selector=".kaca-sentiment table")
settings_of = partial(app.settings_of, kind=Sentiment)


def reading(sentence):
    """What the network that comes with Kaca makes of it, computed here."""
    view = shipped("sentiment")
    return experiment.run(experiment.trained(view.specification.parsed(), view.folder), sentence)


def field(page):
    return page.get_by_role("textbox", name="Your sentence")


def rows(page):
    return page.locator(".kaca-sentiment tbody tr")


def answers(page):
    """The verdicts of the network and of the bag of words."""
    return page.locator(".kaca-sentiment .answer")


def percent(share):
    """As the picture writes a share that is neither 0 nor 1."""
    return f"{100 * share:.{2 if share > 0.9995 or share < 0.0005 else 1}f}\u202f%"


def expect_words(page, sentence):
    """The table shows every word of `sentence` with its running probability, as computed here."""
    found = reading(sentence)
    expect(page.locator(".kaca-sentiment .token")).to_have_text(list(found.words))
    expect(page.locator(".kaca-sentiment td.so_far .number")).to_have_text([percent(p) for p in probability(found.so_far)])
    p = float(probability(found.logit))
    expect(answers(page).first).to_have_text(f"{'praise' if p > 0.5 else 'blame'} {percent(max(p, 1 - p))}")


def finish(page):
    expect(page.get_by_test_id("stProgress")).to_contain_text("Finished")
