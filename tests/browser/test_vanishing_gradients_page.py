"""Vanishing gradients as a learner uses the page, in a real Chromium."""

import re

from playwright.sync_api import expect

from core.experiments import vanishing_gradients as experiment
from core.settings.schema import replace
from core.settings.vanishing_gradients import DEFAULTS, VanishingGradients
from tests.browser import app
from tests.browser import vanishing_gradients as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
SMALL = replace(DEFAULTS, depth=6, width=8, steps=50, batch_size=16)
SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """The number in "‖δ‖ = 7.58×10⁻¹⁴" or "RMS 0.52"."""
    mantissa, power = re.search(r"([\d.]+)(?:×10([⁻⁰-⁹¹²³]+))?$", text).groups()
    return float(mantissa) * 10.0 ** int((power or "0").translate(SUPERSCRIPT))


def close(text, value):
    return abs(read(text) - value) <= 0.006 * value


def test_plays_on_arrival_and_any_layer_and_step_can_be_looked_at(learner):
    page = learner(picture.address(SMALL))
    root = picture.picture(page)
    expect(root).to_have_attribute("data-playing", "true")
    picture.stands_at(page, 50)
    assert "step=" not in page.url, "what plays by itself moves no link"
    films = (result := experiment.run(SMALL)).shown, result.other
    for name, film in zip(("shown", "other"), films, strict=True):
        assert close(picture.number(page, f"{name}-loss").inner_text(), film.flows[-1].loss)
        assert picture.number(page, f"{name}-accuracy").inner_text() == f"{100 * film.accuracy[-1]:.1f}\u00a0%"

    page.wait_for_load_state("networkidle")
    sent = app.watch_frames(page)
    picture.hover_layer(page, 3, "gradient", SMALL.depth)
    for which, film in enumerate(films):
        assert close(picture.size(page, which).inner_text(), film.flows[-1].delta[2])
    picture.hover_layer(page, 5, "values", SMALL.depth)
    for which, film in enumerate(films):
        assert close(picture.size(page, which).inner_text(), film.flows[-1].signal[4])
    assert sent() == 0, "hovering asked the server"

    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile("layer=5.*quantity=values|quantity=values.*layer=5"))
    expect(page.locator(".numbers")).to_contain_text(ENGLISH["vanishing.place"].format(layer=5, step=50))
    page.mouse.move(5, 715)
    picture.lanes(page).focus()
    for key in ("ArrowDown", "ArrowLeft", "Home", "ArrowRight"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile(r"layer=2\b"))
    expect(root).to_have_attribute("data-quantity", "gradient")

    app.action(page, "first").click()
    picture.stands_at(page, 0)
    page.wait_for_url(re.compile(r"step=0\b"))
    assert close(picture.size(page, picture.SHOWN).inner_text(), films[0].flows[0].delta[1])
    for moment, words in ((1, "forward_wave"), (2, "backward_wave")):
        app.action(page, "forward").click()
        expect(root).to_have_attribute("data-moment", str(moment))
        expect(page.locator(".place")).to_contain_text(ENGLISH[f"component.vanishing_gradients.{words}"])
    app.action(page, "forward").click()
    picture.stands_at(page, films[0].steps[1])
    page.wait_for_url(re.compile(rf"step={films[0].steps[1]}\b"))

    page.reload()
    picture.stands_at(page, films[0].steps[1])
    expect(root).to_have_attribute("data-layer", "2")
    assert close(picture.size(page, picture.SHOWN).inner_text(), films[0].flows[1].delta[1])


def test_a_knob_shows_the_new_start_then_trains_and_a_cure_lets_the_network_learn(learner):
    page = learner(picture.address(SMALL, step=50))
    root = picture.stands_at(page, 50)
    root.evaluate(
        "(root) => { root.seen = []; new MutationObserver(() => root.seen.push(root.dataset.trained))"
        ".observe(root, { attributeFilter: ['data-trained'] }); }"
    )
    depth = page.get_by_role("slider", name=ENGLISH["knob.depth"])
    for _ in range(3):
        depth.press("ArrowRight")
    page.wait_for_url(re.compile(r"depth=9\b"))
    deeper = experiment.run(replace(SMALL, depth=9))
    picture.stands_at(page, 50)
    assert "false" in root.evaluate("(root) => root.seen"), "the start answers the slider before the training is there"
    assert close(picture.number(page, "shown-loss").inner_text(), deeper.shown.flows[-1].loss)
    assert close(picture.size(page, picture.SHOWN).inner_text(), deeper.shown.flows[-1].delta[0])

    page.get_by_role("button", name=ENGLISH["vanishing.pin"]).click()
    expect(page.locator(".readings .series").nth(picture.OTHER)).to_have_text(ENGLISH["vanishing.kept"])
    page.get_by_role("radio", name=ENGLISH["option.normalisation.batch"]).click()
    page.wait_for_url(re.compile("normalisation=batch"))
    cured = experiment.run(replace(SMALL, depth=9, normalisation="batch")).shown
    picture.stands_at(page, 50)
    assert close(picture.number(page, "shown-loss").inner_text(), cured.flows[-1].loss)
    assert cured.flows[-1].loss < deeper.shown.flows[-1].loss - 0.1, "the kept network still guesses"
    assert close(picture.number(page, "other-loss").inner_text(), deeper.shown.flows[-1].loss)


def test_fits_a_phone_and_the_first_screen_and_rests_for_those_who_ask(learner):
    page = learner(picture.address(SMALL, lang="id"), width=390, height=844, reduced_motion="reduce", color_scheme="dark")
    picture.stands_at(page, 50)
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    explodes = VanishingGradients(activation="relu", initialisation="normal", steps=50)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(picture.address(explodes, lang="en"))
    root = picture.picture(page)
    expect(page.locator(".notes")).to_contain_text("at step 3 the loss was no finite number")
    picture.stands_at(page, 50)
    expect(picture.number(page, "shown-loss")).to_have_text(ENGLISH["component.vanishing_gradients.lost"])
    player = root.locator(".player").bounding_box()
    assert player["y"] + player["height"] <= 720, "the player is on the first screen"
