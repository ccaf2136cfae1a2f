"""The playground as a learner uses it, in a real Chromium."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from core import drawn_points, edited_weights, mlp_autograd
from core.experiments import kept_run, playground_data, playground_seeds
from core.experiments import playground as experiment
from core.mlp import initial_weights, unpack
from core.settings.playground import DEFAULTS
from core.settings.schema import replace
from tests.browser import app
from tests.browser import playground as picture
from ui.labels import catalogue

ENGLISH = catalogue("en")
SMALL = replace(DEFAULTS, data_size=20)


def autograd_weights(settings, epoch):
    """[(W, b), …] after so many epochs of plain PyTorch."""
    plan, _ = experiment.plan_of(settings)
    run = mlp_autograd.train(plan.recipe, experiment.data_of(plan), epoch, every=max(1, epoch))
    return unpack(plan.recipe, run.weights[-1])


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_scrubbing_shows_the_weights_of_that_epoch_and_reset_the_same_start(learner):
    page = learner(picture.address(SMALL, epoch=30))
    picture.stands_at(page, 30)
    (first, first_bias), (second, _), _ = autograd_weights(SMALL, 30)
    assert picture.choose_weight(page) == ("x₁ → neuron 1", pytest.approx(first[0, 0], abs=6e-5))
    assert picture.choose_weight(page, right=5, down=2)[1] == pytest.approx(second[2, 1], abs=6e-5)
    press(page, "ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowDown")
    assert picture.heard(page.locator(".spot.weight")) == ("bias of neuron 4", pytest.approx(first_bias[3], abs=6e-5))

    history = experiment.run(SMALL).film.run
    assert float(picture.picture(page).get_attribute("data-train")) == pytest.approx(history.train_loss[30], rel=1e-5)
    app.action(page, "forward").click()
    picture.stands_at(page, 31)
    app.action(page, "back").click()
    app.action(page, "back").click()
    picture.stands_at(page, 29)
    app.wait_for_link(page, "epoch=29")
    app.action(page, "scrub").press("Home")
    picture.stands_at(page, 0)
    (start, _), *_ = unpack(experiment.recipe_of(SMALL, 2), initial_weights(experiment.recipe_of(SMALL, 2)))
    assert picture.choose_weight(page) == ("bias of neuron 4", 0.0)
    press(page, "ArrowUp")
    assert picture.heard(page.locator(".spot.weight")) == ("x₂ → neuron 4", pytest.approx(start[1, 3], abs=6e-5))


def test_arrives_alive_plays_on_beyond_the_end_and_pauses(learner):
    page = learner(picture.address(SMALL))
    root = picture.picture(page)
    expect(root).to_have_attribute("data-playing", "true")
    picture.stands_at(page, 200)
    assert "epochs=" not in page.url
    app.action(page, "play").click()
    page.wait_for_function(EPOCH_BEYOND, arg=300)
    app.wait_for_link(page, "epochs=")  # it goes on in steps; a slow server sees some of them at once
    app.action(page, "play").click()
    # Epochs asked for while it played may arrive after the pause: what is told then is where the picture rests.
    app.wait_for_link(page, "epoch=")
    epoch = int(picture.settings_of(page).epoch)
    picture.stands_at(page, epoch)
    (first, _), *_ = autograd_weights(SMALL, epoch)
    assert picture.choose_weight(page)[1] == pytest.approx(first[0, 0], abs=6e-5)


ROOT = """[...document.querySelectorAll('*')].map((e) => e.shadowRoot?.querySelector('.kaca-playground')).find(Boolean)
 ?? document.querySelector('.kaca-playground')"""
EPOCH_BEYOND = f"(epoch) => {{ const root = {ROOT}; return Number(root.dataset.epoch) > epoch; }}"


def test_hover_shows_a_neuron_large_and_a_weight_live_without_the_server(learner):
    page = learner(picture.address(SMALL, epoch=200))
    picture.stands_at(page, 200)
    page.wait_for_load_state("networkidle")
    page.mouse.move(5, 715)
    app.frames(page)
    output = picture.pixels(page, "colours")
    sent = app.watch_frames(page)
    title = page.locator(".view-title")
    shown = [output]
    for number in (0, 1, 4):
        picture.neuron(page, number).hover()
        layer, unit = (1, number + 1) if number < 4 else (2, 1)
        expect(title).to_have_text(f"Layer {layer}, neuron {unit} (tanh)")
        app.frames(page)
        now = picture.pixels(page, "colours")
        assert not any(picture.alike(now, before) for before in shown)
        shown.append(now)
    picture.feature(page, 4).hover()
    expect(title).to_have_text("Feature x₁x₂")
    page.locator('.spot.bias[data-bias="5"]').hover()
    bias = unpack(experiment.recipe_of(SMALL, 2), experiment.run(SMALL).film.weights[-1])[1][1][1]
    expect(page.locator(".chip")).to_have_text(f"bias of neuron 2{bias:.4f}".replace("-", "−"))
    page.mouse.move(5, 715)
    app.frames(page)
    assert picture.alike(picture.pixels(page, "colours"), output)
    assert sent() == 0, "hovering asked the server"


def edge_middle(page, layer, source, target):
    """The middle of an edge between two neurons, on the page."""
    boxes = [app.settled(picture.neuron(page, number)) for number in (source, target)]
    left, right = boxes[0]["x"] + boxes[0]["width"], boxes[1]["x"]
    return (left + right) / 2, sum(box["y"] + box["height"] / 2 for box in boxes) / 2


def test_a_weight_is_clicked_and_edited_and_the_link_holds_it(learner):
    page = learner(picture.address(SMALL, epoch=40))
    picture.stands_at(page, 40)
    x, y = edge_middle(page, 2, 4, 6)
    page.mouse.move(x, y)
    expect(page.locator(".chip")).to_contain_text("neuron 1 → Output")
    page.mouse.click(x, y)
    field = page.locator(".weight-field input")
    field.fill("minus one")
    field.press("Enter")
    expect(page.locator(".complaint")).to_have_text(ENGLISH["component.playground.invalid_number"])
    field.fill("-1,25")
    field.press("Enter")
    app.wait_for_link(page, "edits=")
    picture.stands_at(page, 40)
    edited = picture.settings_of(page)
    assert edited_weights.read(edited.edits, experiment.recipe_of(edited, 2)) == (edited_weights.Edit(40, 3, 1, 1, -1.25),)
    page.mouse.move(5, 715)
    assert picture.choose_weight(page, right=6) == ("neuron 1 → Output", -1.25)
    app.action(page, "forward").click()
    picture.stands_at(page, 41)
    film = experiment.run(replace(edited, epoch="41")).film
    after = unpack(film.run.recipe, film.weights[film.epochs.tolist().index(41)])
    assert picture.heard(page.locator(".spot.weight")) == ("neuron 1 → Output", pytest.approx(after[2][0][0, 0], abs=6e-5))

    app.wait_for_link(page, "epoch=41")
    page.mouse.move(5, 715)
    other = learner(page.url)
    picture.stands_at(other, 41)
    page.reload()
    picture.stands_at(page, 41)
    assert picture.state(other) == picture.state(page)
    assert picture.alike(picture.pixels(other, "colours"), picture.pixels(page, "colours"))
    assert picture.alike(picture.pixels(other, "wires"), picture.pixels(page, "wires"))


def test_points_are_added_moved_and_removed(learner):
    page = learner(picture.address(replace(SMALL, data_size=10), epoch=0))
    picture.stands_at(page, 0)
    before = playground_data.points(playground_data.Sample.of(replace(SMALL, data_size=10)))
    app.action(page, "edit-points").click()
    frame = page.locator(".frame").first
    page.locator('[data-tool="1"]').click()
    frame.click(position=picture.place(page, 5, 5))
    page.locator('[data-tool="2"]').click()
    # A second click before the first one's answer: neither is lost.
    frame.click(position=picture.place(page, -5, 5))
    frame.click(position=picture.place(page, -5, -5))
    page.wait_for_url(re.compile("own_points=.*_2~.*_2(&|$)"))
    drawn = drawn_points.read(picture.settings_of(page).own_points)
    assert [p.label for p in drawn[10:]] == [1, 2, 2]
    assert drawn[10][:2] == pytest.approx((5, 5), abs=0.05)
    assert [p[:2] for p in drawn[:10]] == [pytest.approx(place, abs=0.01) for place in before.x]
    expect(page.locator(".neuron")).to_have_count(4 + 2 + 3)

    box, start, end = frame.bounding_box(), picture.place(page, 5, 5), picture.place(page, 0, 5.5)
    page.mouse.move(box["x"] + start["x"], box["y"] + start["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + end["x"], box["y"] + end["y"], steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"own_points=.*~-?0(\.0\d?)?_5\.5\d?_1~"))
    frame.click(position=picture.place(page, -5, 5), modifiers=["Shift"])
    page.wait_for_function("() => new URLSearchParams(location.search).get('own_points').split('~').length === 12")
    assert [p.label for p in drawn_points.read(picture.settings_of(page).own_points)[10:]] == [1, 2]


def test_a_kept_run_stands_beside_the_next_one_from_the_same_start(learner):
    page = learner(picture.address(SMALL, epoch=20))
    picture.stands_at(page, 20)
    page.get_by_role("button", name=ENGLISH["playground.pin"]).click()
    expect(page.locator(".plane")).to_have_count(2)
    expect(page.locator(".plane").nth(1)).to_be_visible()
    assert kept_run.unpinned(picture.settings_of(page).pinned).learning_rate == SMALL.learning_rate
    slider = page.get_by_role("slider", name=ENGLISH["knob.learning_rate"])
    slider.press("ArrowRight")
    app.wait_for_link(page, "learning_rate=")
    expect(picture.picture(page)).to_have_attribute("data-epoch", "200")
    app.action(page, "first").click()
    picture.stands_at(page, 0)
    app.frames(page)
    assert picture.alike(*(picture.pixels(page, "colours", k) for k in (0, 1))), (
        "two runs from the same start are the same at epoch 0"
    )
    app.action(page, "scrub").press("End")
    picture.stands_at(page, 200)
    app.frames(page)
    assert not picture.alike(*(picture.pixels(page, "colours", k) for k in (0, 1)))


def test_keyboard_alone(learner):
    page = learner(picture.address(SMALL, epoch=10))
    picture.stands_at(page, 10)
    picture.feature(page, 0).focus()
    press(page, "ArrowDown", "ArrowDown", "Enter")
    app.wait_for_link(page, "features=")
    assert picture.settings_of(page).features == ("x1", "x2", "x1_squared")
    expect(picture.feature(page, 2)).to_be_focused()
    picture.picture(page)
    tab_to(page, "neuron")
    press(page, "ArrowRight", "ArrowDown")
    expect(page.locator(".view-title")).to_have_text("Layer 2, neuron 2 (tanh)")
    press(page, "Enter")
    app.wait_for_link(page, "neuron=5")
    tab_to(page, "weight")
    press(page, "Enter")
    page.keyboard.type("0.5")
    press(page, "Enter")
    app.wait_for_link(page, "edits=")
    page.locator('[data-step="neurons0+"]').focus()
    press(page, "Enter", "Enter")
    app.wait_for_link(page, "width_1=6")
    expect(page.locator(".neuron")).to_have_count(6 + 2 + 1)
    assert page.evaluate(ACTIVE, "step") == "neurons0+"
    app.action(page, "edit-points").focus()
    press(page, "Enter")
    page.locator(".frame").first.focus()
    press(page, "ArrowRight", "2", "Enter")
    app.wait_for_link(page, "own_points=")
    assert len(drawn_points.read(picture.settings_of(page).own_points)) == 21


ACTIVE = """(name) => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
 return name === 'class' ? e?.getAttribute('class') ?? '' : e?.dataset?.[name] ?? ''; }"""


def tab_to(page, name):
    for _ in range(30):
        page.keyboard.press("Tab")
        if name in page.evaluate(ACTIVE, "class").split():
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_the_plane_warped_by_two_neurons_and_the_matrix(learner):
    page = learner(picture.address(replace(DEFAULTS, data="spirals_3", data_size=100), epoch=50))
    picture.stands_at(page, 50)
    plane = picture.pixels(page, "colours")
    app.action(page, "view").select_option("warped")
    app.wait_for_link(page, "warp=1.0.1")
    page.locator('[data-warp="layer"]').select_option("0")
    page.locator('[data-warp="b"]').select_option("3")
    app.wait_for_link(page, "warp=0.0.3")
    app.frames(page)
    assert not picture.alike(picture.pixels(page, "colours"), plane)
    other = learner(page.url)
    picture.stands_at(other, 50)
    expect(app.action(other, "view")).to_have_value("warped")
    expect(other.locator('[data-warp="b"]')).to_have_value("3")
    app.action(page, "view").select_option("matrix")
    film = experiment.run(picture.settings_of(page)).film
    cells = [int(cell) for cell in page.locator(".matrix td:not(:empty)").all_inner_texts()]
    assert cells == film.confusion[film.epochs.tolist().index(50)].ravel().tolist()


def test_sixty_four_starts_are_counted_and_one_is_picked(learner):
    settings = replace(SMALL, starts="sixty_four", epochs=100)
    page = learner(picture.address(settings))
    starts = playground_seeds.run(settings)
    expect(page.locator(".seeds-solved")).to_contain_text(f"{int(starts.solved.sum())} of 64")
    expect(page.locator(".seeds-grid .solved")).to_have_count(int(starts.solved.sum()))
    page.locator('[data-seed="17"]').hover()
    expect(page.locator(".seeds-readout")).to_contain_text("Seed 17")
    page.locator('[data-seed="17"]').click()
    root = picture.picture(page)
    app.wait_for_link(page, "weight_seed=17")
    expect(root).to_have_attribute("data-epoch", "100")
    expect(root).to_have_attribute("data-playing", "false")
    assert float(root.get_attribute("data-train")) == pytest.approx(starts.loss[17], rel=1e-4)


def test_a_good_and_a_broken_csv(learner, tmp_path):
    rng = np.random.default_rng(0)
    rows = [f"{a:.2f},{b:.2f},{'in' if a * a + b * b < 9 else 'out'}" for a, b in rng.uniform(-5, 5, (40, 2))]
    good, broken = tmp_path / "good.csv", tmp_path / "broken.csv"
    good.write_text("\n".join(["width,height,kind", *rows]))
    broken.write_text("\n".join(["width,height,kind", *rows[:5], "1.0,tall,in"]))
    page = learner(picture.address(replace(SMALL, data="csv")))
    page.locator('input[type="file"]').set_input_files(good)
    app.wait_for_link(page, "csv=")
    expect(picture.picture(page)).to_have_attribute("data-playing", "false")
    before = picture.state(page)
    page.locator('input[type="file"]').set_input_files(broken)
    expect(app.message(page)).to_contain_text(re.compile("7.*2.*tall"))
    assert picture.state(page)["data"] == before["data"]


def test_a_phone_and_reduced_motion(learner):
    page = learner(picture.address(SMALL), width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    root = picture.stands_at(page, 200)
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390
    overflow = root.evaluate("(e) => e.scrollWidth - e.clientWidth")
    assert overflow <= 0
    plane, player, network = (page.locator(part).first.bounding_box()["y"] for part in (".plane", ".player", ".net"))
    assert plane < player < network
    expect(app.action(page, "play")).to_be_in_viewport(ratio=1)
    app.action(page, "first").tap()
    picture.stands_at(page, 0)
    app.action(page, "edit-points").tap()
    frame = page.locator(".frame").first
    frame.tap(position=picture.place(page, 5, 5))
    app.wait_for_link(page, "own_points=")
    expect(root).to_have_attribute("data-playing", "false")
