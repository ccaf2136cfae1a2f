"""From a slider to the new picture in Chromium: Kaca's pages beside a page with one slider and one text.

Both servers run the same configuration. Each page is open alone beside the trivial one, and moves alternate between the
two: headless Chromium goes on painting hidden tabs, and the films of ten pages would time each other. A move is timed in the
browser, from the key press on the slider to the first frame that shows the new picture, so it includes Streamlit's own
waiting for the slider to rest.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.browser import FLAGS, ROOT, chromium, serve
from benchmarks.report import report
from ui.labels import catalogue
from ui.pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Resolves with the milliseconds from the key press until the picture has taken new data and a frame is painted. What
# tells that it has is found once, so that looking at it costs nothing: a component counts its updates, other pictures
# and the trivial page change their text.
MOVE = """([picture, slider]) => new Promise((resolve, reject) => {
  const area = document.querySelector(picture);
  const roots = [...area.querySelectorAll("*")].map((element) => element.shadowRoot?.querySelector(".kaca") ?? element);
  const component = roots.find((element) => element.updates);
  const look = () => component ? component.updates : document.querySelector(picture).textContent;
  const before = look();
  [...document.querySelectorAll("input[type=range], [role=slider]")].find((e) => e.ariaLabel === slider).focus();
  document.addEventListener("keydown", () => {
    const start = performance.now();
    const limit = start + 10000;
    const watch = () => {
      if (performance.now() > limit) return void reject(new Error("the picture did not change"));
      if (look() === before) return void requestAnimationFrame(watch);
      requestAnimationFrame(() => resolve(performance.now() - start));
    };
    requestAnimationFrame(watch);
  }, { once: true, capture: true });
})"""


class Case(NamedTuple):
    """A page, by its link, and the slider to move."""

    name: str
    path: str
    slider: str


TRIVIAL = Case("one slider, one text", "/", "Stride")
SLIDERS = {
    "perceptron": "learning_rate",
    "activations": "mean",
    "forward_backward": "updates",
    "playground": "learning_rate",
    "optimisers": "gradient_noise",
    "overfitting": "label_noise",
    "vanishing_gradients": "depth",
    "convolution": "stride",
    "pooling": "stride",
    "cnn_anatomy": "angle",
    "cnn_from_scratch": "filter",
    "recurrent_cells": "units",
    "forecaster": "window_size",
    "sentiment": "epochs",
    "digit_trainer": "epochs",
}
# Most views of the two trainers wait for a training; here every knob is answered at once.
VIEWS = {"digit_trainer": "?view=layers", "sentiment": "?view=evaluation"}
LARGEST = Case(
    "convolution, 64×64, 8 filters, colour",
    "/convolution?input=china&size=64&colour=1&padding=1"
    "&kernels=identity,sobel_x,sobel_y,laplacian,sharpen,gaussian_blur,emboss,box_blur",
    "Stride",
)


def cases() -> list[Case]:
    """Every page of the table of contents, and the heaviest picture."""
    words = catalogue("en")
    pages = []
    for page in PAGES:
        pages.append(Case(page.name, f"/{page.name}{VIEWS.get(page.name, '')}", words[f"knob.{SLIDERS[page.name]}"]))
    return [*pages, LARGEST]


def picture(case: Case) -> str:
    """The selector of what the slider changes."""
    return "h1" if case is TRIVIAL else f".st-key-{case.path.strip('/').partition('?')[0]}-picture"


def opened(browser: Browser, address: str, case: Case) -> Page:
    tab = browser.new_page(viewport={"width": 1280, "height": 720})
    tab.goto(address + case.path)
    tab.locator(picture(case)).last.wait_for()
    tab.get_by_role("slider", name=case.slider).first.wait_for()
    tab.wait_for_timeout(3000)
    return tab


def milliseconds(tab: Page, case: Case, key: str) -> float:
    """From pressing `key` on the slider to the frame with the new picture."""
    tab.bring_to_front()
    tab.wait_for_timeout(400)  # a tab that comes to the front is painted anew
    timed = tab.evaluate_handle(f"(what) => ({{ promise: ({MOVE})(what) }})", [picture(case), case.slider])
    tab.keyboard.press(key)
    passed = timed.evaluate("handle => handle.promise")
    tab.wait_for_timeout(250)
    return passed


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks rerun", description=__doc__)
    parser.add_argument("--moves", type=int, default=30)
    parser.add_argument("--pages", nargs="*", default=[], help="only pages whose names begin so")
    options = parser.parse_args(arguments)

    from playwright.sync_api import sync_playwright

    chosen = [case for case in cases() if not options.pages or case.name.startswith(tuple(options.pages))]
    rows, ratios = [], {}
    with contextlib.ExitStack() as stack:
        trivial, kaca = (stack.enter_context(serve(ROOT / script))[0] for script in ("benchmarks/trivial_page.py", "Home.py"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        base = opened(browser, trivial, TRIVIAL)
        for case in chosen:
            page = opened(browser, kaca, case)
            times = []
            for move in range(-4, options.moves):  # the first four warm up
                key = "ArrowLeft" if move % 2 else "ArrowRight"
                pair = milliseconds(base, TRIVIAL, key), milliseconds(page, case, key)
                if move >= 0:
                    times.append(pair)
            page.close()
            beside, own = zip(*times, strict=True)
            ratios[case.name] = round(statistics.median(own) / statistics.median(beside), 2)
            shown = (statistics.median(beside), statistics.median(own), statistics.quantiles(own, n=20)[-1])
            rows.append((case.name, *(f"{ms:.0f}" for ms in shown), f"{ratios[case.name]:.2f}"))
        browser.close()
    largest = ratios.pop(LARGEST.name, None)
    report(
        "rerun",
        ("page", "trivial page ms", "median ms", "p95 ms", "ratio"),
        rows,
        ratio=max(ratios.values(), default=None),
        largest_picture_ratio=largest,
        ratios=ratios,
        moves=options.moves,
        excluded="page load; the first four moves",
    )
