"""From a slider to the new picture in Chromium: Kaca's pages beside a page with one slider and one text.

Both servers run the same configuration; moves alternate between the pages. A move is timed in the browser, from the
key press on the slider to the first frame that shows the new picture, so it includes Streamlit's own waiting for the
slider to rest.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics

from benchmarks.browser import FLAGS, ROOT, chromium, serve
from benchmarks.report import report

# Resolves with the milliseconds from the key press until what is shown changes and a frame is painted. The element is
# found once, so that looking at it costs nothing.
MOVE = """() => new Promise((resolve, reject) => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
  const picture = roots.map((root) => root.querySelector("canvas[data-grid=output], h1")).filter(Boolean).pop();
  const look = () => picture.dataset.rows ?? [...document.querySelectorAll("h1")].pop().innerText;
  const before = look();
  document.querySelector('input[type=range][aria-label="Stride"], [role=slider][aria-label="Stride"]').focus();
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

TRIVIAL = "one slider, one text"
PAGES = {
    TRIVIAL: "/",
    "convolution": "/convolution",
    "convolution, 64×64, 8 filters, colour": (
        "/convolution?input=china&size=64&colour=1&padding=1"
        "&kernels=identity,sobel_x,sobel_y,laplacian,sharpen,gaussian_blur,emboss,box_blur"
    ),
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks rerun", description=__doc__)
    parser.add_argument("--moves", type=int, default=30)
    moves = parser.parse_args(arguments).moves

    from playwright.sync_api import sync_playwright

    times: dict[str, list[float]] = {name: [] for name in PAGES}
    scripts = (ROOT / "benchmarks" / "trivial_page.py", ROOT / "Home.py")
    with contextlib.ExitStack() as stack:
        trivial, kaca = (stack.enter_context(serve(script))[0] for script in scripts)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        tabs = {}
        for name, path in PAGES.items():
            tabs[name] = browser.new_page(viewport={"width": 1280, "height": 720})
            tabs[name].goto((trivial if name == TRIVIAL else kaca) + path)
            tabs[name].get_by_role("slider", name="Stride").wait_for()
            tabs[name].wait_for_timeout(3000)
        for move in range(-3, moves):  # the first three warm up
            for name in PAGES:
                key = "ArrowRight" if move % 2 else "ArrowLeft"
                tabs[name].bring_to_front()
                timed = tabs[name].evaluate_handle(f"() => ({{ promise: ({MOVE})() }})")
                tabs[name].keyboard.press(key)
                milliseconds = timed.evaluate("handle => handle.promise")
                if move >= 0:
                    times[name].append(milliseconds)
                tabs[name].wait_for_timeout(250)
        browser.close()
    base = statistics.median(times[TRIVIAL])
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
        ratio=round(statistics.median(times["convolution"]) / base, 2),
        largest_ratio=round(max(statistics.median(ms) for ms in times.values()) / base, 2),
        moves=moves,
        excluded="page load; the first three moves",
    )
