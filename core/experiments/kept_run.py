"""A run kept to be compared with the next one: its settings, as the text of a link within the link."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, urlencode

from core.settings.playground import DEFAULTS, Playground
from core.settings.schema import from_link, replace, to_link

# These change where a training ends, or what stands beside it, but not how it goes.
BESIDES = ("epochs", "stop_loss", "pinned", "starts", *Playground.looks)


def pin(settings: Playground) -> str:
    """`settings` as the text of `pinned`; never empty."""
    looks = {name: getattr(DEFAULTS, name) for name in BESIDES}
    return urlencode({"data": settings.data} | to_link(replace(settings, **looks)), safe="~,:")


def unpinned(text: str) -> Playground:
    """The settings kept by `pin`; from a link, anything: what is unreadable keeps its default."""
    return replace(from_link(Playground, dict(parse_qsl(text))), pinned="", starts="one")


def name_of(settings: Playground) -> str:
    """The same for two settings whose training begins and goes the same way."""
    values = {name: text for name, text in to_link(settings).items() if name not in BESIDES}
    return hashlib.sha256(urlencode(values).encode()).hexdigest()[:12]
