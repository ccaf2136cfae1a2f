"""From a slider to the new picture in Chromium: Kaca's pages beside a page with one slider and one text.

Both servers run the same configuration; moves alternate between the pages. A move is timed in the browser, from the
key press on the slider to the first frame that shows the new picture, so it includes Streamlit's own waiting for the
slider to rest.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
from typing import NamedTuple

from benchmarks.browser import FLAGS, ROOT, chromium, serve
from benchmarks.report import report
from ui.labels import catalogue
from ui.pages import PAGES

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
    "digit_trainer": "epochs",
}
LARGEST = Case(
    "convolution, 64×64, 8 filters, colour",
    "/convolution?input=china&size=64&colour=1&padding=1"
    "&kernels=identity,sobel_x,sobel_y,laplacian,sharpen,gaussian_blur,emboss,box_blur",
    "Stride",
)


def cases() -> list[Case]:
    """The trivial page, every page of the table of contents, and the heaviest picture."""
    words = catalogue("en")
    pages = []
    for page in PAGES:
        # The digit trainer's curves wait for a training; its table of layers answers every knob at once.
        view = "?view=layers" if page.name == "digit_trainer" else ""
        pages.append(Case(page.name, f"/{page.name}{view}", words[f"knob.{SLIDERS[page.name]}"]))
    return [TRIVIAL, *pages, LARGEST]


def picture(case: Case) -> str:
    """The selector of what the slider changes."""
    return "h1" if case is TRIVIAL else f".st-key-{case.path.strip('/').partition('?')[0]}-picture"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks rerun", description=__doc__)
    parser.add_argument("--moves", type=int, default=30)
    parser.add_argument("--pages", nargs="*", default=[], help="only pages whose names begin so")
    options = parser.parse_args(arguments)

    from playwright.sync_api import sync_playwright

    chosen = [case for case in cases() if case is TRIVIAL or not options.pages or case.name.startswith(tuple(options.pages))]
    times: dict[str, list[float]] = {case.name: [] for case in chosen}
    scripts = (ROOT / "benchmarks" / "trivial_page.py", ROOT / "Home.py")
    with contextlib.ExitStack() as stack:
        trivial, kaca = (stack.enter_context(serve(script))[0] for script in scripts)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        tabs = {}
        for case in chosen:
            tab = tabs[case] = browser.new_page(viewport={"width": 1280, "height": 720})
            tab.goto((trivial if case is TRIVIAL else kaca) + case.path)
            tab.locator(picture(case)).last.wait_for()
            tab.get_by_role("slider", name=case.slider).first.wait_for()
            tab.wait_for_timeout(3000)
        for move in range(-3, options.moves):  # the first three warm up
            for case, tab in tabs.items():
                tab.bring_to_front()
                tab.wait_for_timeout(400)  # a tab that comes to the front is painted anew
                timed = tab.evaluate_handle(f"(what) => ({{ promise: ({MOVE})(what) }})", [picture(case), case.slider])
                tab.keyboard.press("ArrowRight" if move % 2 else "ArrowLeft")
                milliseconds = timed.evaluate("handle => handle.promise")
                if move >= 0:
                    times[case.name].append(milliseconds)
                tab.wait_for_timeout(250)
        browser.close()
    base = statistics.median(times[TRIVIAL.name])
    rows = [
        (
            name,
            f"{statistics.median(ms):.0f}",
            f"{statistics.quantiles(ms, n=20)[-1]:.0f}",
            f"{statistics.median(ms) / base:.2f}",
        )
        for name, ms in times.items()
    ]
    report(
        "rerun",
        ("page", "median ms", "p95 ms", "ratio"),
        rows,
        ratio=round(max(statistics.median(ms) for name, ms in times.items() if name != LARGEST.name) / base, 2),
        largest_picture_ratio=round(statistics.median(times[LARGEST.name]) / base, 2) if LARGEST in chosen else None,
        moves=options.moves,
        excluded="page load; the first three moves",
    )
