"""Resident memory of the server and its training process, with one learner in Chromium training on MNIST."""

from __future__ import annotations

import argparse
import tempfile
import time

import psutil

from benchmarks.browser import FLAGS, chromium, serve
from benchmarks.report import report

MEGABYTE = 10**6
LIMIT_SERVER, LIMIT_BOTH = 1200, 2500  # MB


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks memory", description=__doc__)
    parser.add_argument("--epochs", type=int, default=2)
    epochs = parser.parse_args(arguments).epochs

    from playwright.sync_api import sync_playwright

    peak = {"server": 0.0, "training process": 0.0, "both": 0.0}
    with (
        tempfile.TemporaryDirectory() as cache,
        serve(XDG_CACHE_HOME=cache) as (address, server),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.goto(f"{address}/digit_trainer?data=mnist&epochs={epochs}")
        page.get_by_role("button", name="Train", exact=True).click()
        page.wait_for_url("**run=*")
        process, limit = psutil.Process(server.pid), time.monotonic() + 300
        while "Finished" not in page.get_by_test_id("stProgress").inner_text() and time.monotonic() < limit:
            resident = process.memory_info().rss / MEGABYTE
            workers = sum(child.memory_info().rss / MEGABYTE for child in process.children(recursive=True))
            for name, megabytes in zip(peak, (resident, workers, resident + workers), strict=True):
                peak[name] = max(peak[name], megabytes)
            page.wait_for_timeout(250)
        browser.close()
    report(
        "memory",
        ("process", "peak MB", "limit MB"),
        [
            ("server", f"{peak['server']:.0f}", LIMIT_SERVER),
            ("training process", f"{peak['training process']:.0f}", ""),
            ("both", f"{peak['both']:.0f}", LIMIT_BOTH),
        ],
        ratio=round(peak["both"] / LIMIT_BOTH, 2),
        server_mb=round(peak["server"]),
        both_mb=round(peak["both"]),
        epochs=epochs,
        excluded="the browser; memory is sampled four times a second",
    )
