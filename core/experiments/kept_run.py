"""A run kept to be compared with the next one: its settings, as the text of a link within the link."""

from __future__ import annotations

import hashlib
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from core.settings.playground import Playground
from core.settings.schema import from_link, knobs, replace, to_link

Settings = TypeVar("Settings")

# These change where a training ends, or what stands beside it, but not how it goes; and so do a page's `looks`.
BESIDES = ("epochs", "stop_loss", "pinned", "starts", "sklearn")


def pin(settings: Settings) -> str:
    """`settings` as the text of `pinned`; never empty."""
    looks = {name: getattr(type(settings)(), name) for name in besides(settings)}
    return urlencode({"data": settings.data} | to_link(replace(settings, **looks)), safe="~,:")


def unpinned(text: str, kind: type[Settings] = Playground) -> Settings:
    """The settings kept by `pin`; from a link, anything: what is unreadable keeps its default."""
    kept, default = from_link(kind, dict(parse_qsl(text))), kind()
    return replace(kept, **{name: getattr(default, name) for name in ("pinned", "starts", "sklearn") if name in knobs(kind)})


def name_of(settings: Settings) -> str:
    """The same for two settings whose training begins and goes the same way."""
    values = {name: text for name, text in to_link(settings).items() if name not in besides(settings)}
    return hashlib.sha256(urlencode(values).encode()).hexdigest()[:12]


def besides(settings: Settings) -> tuple[str, ...]:
    """The fields of `settings` that do not change how a training goes."""
    return tuple(name for name in (*BESIDES, *settings.looks) if name in knobs(settings))
