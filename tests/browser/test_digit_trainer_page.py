"""The learner's paths on the digit trainer: train, pause, stop, reload, share, a killed worker, draw, save and load."""

import os
import re
import signal

import psutil
import pytest
from playwright.sync_api import Page, expect

from core.data import digits
from core.weights import settings_of

needs_mnist = pytest.mark.skipif(not digits.present("mnist"), reason="MNIST is not here: set KACA_DATA")
SECONDS = 1000


def progress(page: Page):
    return page.get_by_test_id("stProgress")


def train(page: Page) -> None:
    """Start a run of one's own, and wait until it has a link."""
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile("run="))


def finish(page: Page, seconds: int = 150) -> None:
    expect(progress(page)).to_contain_text("Finished", timeout=seconds * SECONDS)


def press(page: Page, button: str, outcome: str) -> None:
    """Press a job's button and wait for what it does."""
    page.get_by_role("button", name=button).click()
    expect(progress(page)).to_contain_text(outcome, timeout=30 * SECONDS)


def show(page: Page, view: str) -> None:
    page.get_by_role("radio", name=view, exact=True).click()
    page.wait_for_url(re.compile("view="))


def draw_seven(page: Page) -> None:
    box = page.locator("canvas.upper-canvas").last.bounding_box()
    x, y, side = box["x"], box["y"], box["width"]
    page.mouse.move(x + 0.28 * side, y + 0.22 * side)
    page.mouse.down()
    page.mouse.move(x + 0.70 * side, y + 0.22 * side, steps=8)
    page.mouse.move(x + 0.45 * side, y + 0.82 * side, steps=8)
    page.mouse.up()


def test_alive_on_arrival(learner):
    """A finished example stands there without a click; every view of it can be opened."""
    page = learner("/digit_trainer")
    finish(page)
    expect(page.get_by_role("figure", name=re.compile("test loss after epoch"))).to_be_visible()
    # A chart that changes its text alternative is made anew, and for a moment stands beside the one before.
    expect(page.get_by_text(re.compile(r"Accuracy on test data: 9\d\.\d\d%"))).to_have_count(1)
    for view, seen in (
        ("Filters", "10 filters of the first layer"),
        ("Confusion matrix", "Confusion matrix: "),
        ("Mistakes", " read as "),
    ):
        show(page, view)
        role = "figure" if view == "Confusion matrix" else "img"
        expect(page.get_by_role(role, name=re.compile(seen)).first).to_be_visible()
    show(page, "Layers")
    expect(page.get_by_text("21\u202f840").first).to_be_visible()


def test_pause_resume_stop_and_restart(learner):
    page = learner("/digit_trainer?epochs=30&batch_size=16&width_1=128")
    train(page)
    expect(progress(page)).to_contain_text("images/s ·", timeout=60 * SECONDS)
    press(page, "Pause", "Paused at")
    page.wait_for_timeout(1000)  # the step it was taking is reported late
    standing = progress(page).inner_text()
    page.wait_for_timeout(1500)
    assert progress(page).inner_text() == standing
    press(page, "Resume", "images/s ·")
    press(page, "Stop", "Stopped at")
    press(page, "Restart", "images/s ·")
    press(page, "Stop", "Stopped at")


def test_a_reload_and_a_second_learner_find_the_run(learner):
    page = learner("/digit_trainer?epochs=30&batch_size=16&width_1=128&learning_rate=0.002")
    train(page)
    expect(progress(page)).to_contain_text("images/s ·", timeout=60 * SECONDS)
    page.reload()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    other = learner(page.url, width=390, height=844)
    expect(other.get_by_role("button", name="Stop")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth <= 390")
    page.get_by_role("link", name="Convolution").click()
    expect(page.get_by_role("heading", name="Convolution")).to_be_visible()
    page.get_by_role("link", name="Digit trainer").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    press(page, "Stop", "Stopped at")
    expect(progress(other)).to_contain_text("Stopped at")


def test_a_killed_worker_is_explained_and_restarted(learner):
    page = learner("/digit_trainer?epochs=30&batch_size=16&width_1=128&seed=7")
    train(page)
    expect(progress(page)).to_contain_text("images/s ·", timeout=60 * SECONDS)
    workers = [p for p in psutil.process_iter(["cmdline"]) if "core.training.worker" in " ".join(p.info["cmdline"] or [])]
    ours = [p for p in workers if any("streamlit" in " ".join(parent.cmdline()) for parent in p.parents())]
    for process in ours:
        os.kill(process.pid, signal.SIGKILL)
    expect(progress(page)).to_contain_text("ended unexpectedly")
    page.get_by_role("button", name="Restart").click()
    expect(progress(page)).to_contain_text("images/s ·", timeout=60 * SECONDS)
    press(page, "Stop", "Stopped at")


def test_divergence_is_put_into_words(learner):
    page = learner("/digit_trainer?lang=id")
    page.get_by_text("Langkah besar, belajar lebih cepat?").click()
    page.get_by_text("Rusak", exact=True).click()
    page.get_by_role("button", name="Atur kendali dan lihat").first.click()
    expect(page.get_by_text("Tebakan Anda benar.")).to_be_visible()
    expect(page.get_by_text("Kerugian menjadi tak hingga")).to_be_visible(timeout=60 * SECONDS)


def test_kept_runs_are_overlaid_and_told_apart(learner):
    page = learner("/digit_trainer?epochs=1&seed=3")
    train(page)
    finish(page)
    page.get_by_role("button", name="Keep this run").click()
    page.wait_for_url(re.compile("kept="))
    page.get_by_role("slider", name="Learning rate").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("learning_rate="))
    first = re.search("run=([0-9a-f]+)", page.url)[1]
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(lambda url: "run=" in url and f"run={first}" not in url)
    finish(page)
    expect(page.locator(".legendtext", has_text=re.compile("Learning rate 0.0\\d+ · test")).first).to_be_attached()
    expect(page.locator(".legendtext", has_text="this run · test").first).to_be_attached()


def test_weights_are_saved_loaded_and_checked(learner, tmp_path):
    page = learner("/digit_trainer?view=reader")
    finish(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save weights").click()
    weights = tmp_path / "weights.safetensors"
    download.value.save_as(weights)
    assert settings_of(weights.read_bytes()).filters_1 == 10
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"no weights at all")
    upload = page.locator('input[type="file"]')
    upload.set_input_files(broken)
    expect(page.get_by_text("not a safetensors file")).to_be_visible()
    upload.set_input_files(weights)
    expect(page.get_by_text("not a safetensors file")).not_to_be_visible()
    draw_seven(page)
    expect(page.get_by_role("figure", name=re.compile("It reads a"))).to_be_visible()


@needs_mnist
def test_mnist_from_a_click_to_a_digit_read_right(learner):
    """A whole run on MNIST, reloaded in the middle, then a drawn 7."""
    page = learner("/digit_trainer?data=mnist&epochs=1")
    train(page)
    expect(page.get_by_text("60\u202f000 training and 10\u202f000 test images")).to_be_visible(timeout=60 * SECONDS)
    expect(progress(page)).to_contain_text("images/s ·", timeout=60 * SECONDS)
    page.reload()
    finish(page)
    expect(page.get_by_text(re.compile(r"Accuracy on test data: 9[6-9]\.\d\d%"))).to_be_attached()
    show(page, "Your digit")
    draw_seven(page)
    expect(page.get_by_role("figure", name=re.compile("It reads a 7"))).to_be_visible()
    expect(page.get_by_role("img", name="Outputs of layer conv_1, 10 in all.")).to_be_visible()
