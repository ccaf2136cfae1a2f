"""What the browser tests of every page need: a page's address, its picture, and what its link says."""

import re
from urllib.parse import parse_qs, urlsplit

from core.settings.schema import from_link, to_link


def address(name, settings=None, **more):
    """The link of page `name` with `settings`, its defaults if there are none, and `more` as text."""
    query = "&".join(f"{key}={value}" for key, value in ((to_link(settings) if settings else {}) | more).items())
    return f"/{name}?{query}"


def picture(page, selector):
    page.wait_for_selector(selector)
    return page.locator(selector)


def settings_of(page, kind):
    """What the page's address describes, read by the schema."""
    return settings_at(page.url, kind)


def settings_at(url, kind):
    return from_link(kind, {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()})


def wait_for_link(page, part):
    page.wait_for_url(re.compile(re.escape(part)))


def action(page, name):
    return page.locator(f'[data-action="{name}"]')


def frames(page):
    """Waits until what was asked to be drawn is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")


def watch_frames(page):
    """Counts what the page sends from now on over Streamlit's WebSocket."""
    page.evaluate(
        "() => { window.kacaSent = 0; const send = WebSocket.prototype.send;"
        " WebSocket.prototype.send = function (data) { window.kacaSent++; return send.call(this, data); }; }"
    )
    return lambda: page.evaluate("() => window.kacaSent")


def message(page):
    return page.locator('[data-testid="stAlert"]')


def slide(page, name, *keys):
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    for key in keys:
        slider.press(key)


def settled(locator):
    """The box of an element, once it has kept its place for half a second of frames: fonts and the sidebar come late."""
    locator.evaluate(
        "(element) => new Promise((done) => { let place = '', same = 0; const look = () => {"
        " const { left, top, width, height } = element.getBoundingClientRect(); const now = String([left, top, width, height]);"
        " same = now === place ? same + 1 : 0; place = now; same < 30 ? requestAnimationFrame(look) : done(true); }; look(); })"
    )
    return locator.bounding_box()
