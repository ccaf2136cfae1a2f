"""One server and one Chromium for all browser tests; a fresh context, that is a fresh learner, for each."""

import os

import pytest

from benchmarks.browser import FLAGS, chromium, serve
from core.compilation import folder

PATIENCE = 60_000


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Chromium for the browser tests")
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    from playwright.sync_api import expect, sync_playwright

    # What takes a tenth of a second here may take seconds where two processes test on two busy cores.
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(browser, tmp_path_factory):
    # Machine code is the one thing from the user's cache: compiling it again takes ten seconds.
    with serve(XDG_CACHE_HOME=str(tmp_path_factory.mktemp("cache")), NUMBA_CACHE_DIR=str(folder().parent)) as (address, _):
        yield address


@pytest.fixture
def learner(browser, address):
    """Opens pages as one learner; fails the test if the browser logged an error or an exception was shown."""
    opened, complaints = [], []

    def open_page(path="/", width=1280, height=720, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, base_url=address, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda m: complaints.append(m.text) if m.type == "error" and "/_stcore/" not in m.location["url"] else None,
        )
        page.goto(path)
        page.locator("h1").first.wait_for()
        opened.append((context, page))
        return page

    yield open_page
    shown = [text for _, page in opened for text in page.locator('[data-testid="stException"]').all_inner_texts()]
    for context, _ in opened:
        context.close()
    assert not shown + complaints
