"""A page's settings and the browser's address, kept the same.

Streamlit can bind a widget to the address by itself, but writes a choice as its *label*, so a link would change
with the language and with every rewording; and edited cells or drawings are no widgets. Here one table, the settings
schema, is read from the address and written back: codes, numbers and text, only what differs from the defaults.

It is read when the learner comes by an address: opens a link, changes the page, or goes Back. It is written by a
component, because every address that Streamlit writes renders the whole app again, half the time of a slider's answer.
"""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.settings.schema import Number, consistent, from_link, knobs, replace, to_link
from ui import components
from ui.labels import LANGUAGES

Settings = TypeVar("Settings")
ENGLISH = "en"


def widget_key(page: str, name: str) -> str:
    """A widget's options are labelled in one language: another language is another widget with the same value."""
    return f"{page}.{name}.{st.session_state.get('lang', ENGLISH)}"


def open_frame(locale: str | None) -> None:
    """Language and presenter mode: as the link says, else as they were, else by the browser's language."""
    state, params = st.session_state, st.query_params
    state.setdefault("lang", "id" if (locale or "").startswith("id") else ENGLISH)
    state.setdefault("lang.chosen", False)
    state.setdefault("present", False)
    if _came_by_address():
        if params.get("lang") in LANGUAGES:
            choose_language(params["lang"])
        if "present" in params:
            state["present"] = params["present"] == "1"


def choose_language(language: str) -> None:
    """From now on the learner's choice, which links carry to others."""
    st.session_state.update({"lang": language, "lang.chosen": True})


def frame_params() -> dict[str, str]:
    """Language and presenter mode, as every link of the app carries them."""
    state = st.session_state
    params = {"lang": state["lang"]} if state["lang"] != ENGLISH or state["lang.chosen"] else {}
    return params | ({"present": "1"} if state["present"] else {})


def settings_of(page: str, kind: type[Settings]) -> Settings:
    """What page `page` is set to now: by the link just opened, else by its widgets, else as the learner left it."""
    state = st.session_state
    stored = f"{page}.settings"
    linked = {name: value for name, value in st.query_params.items() if name in knobs(kind)}
    arrived = state.get("link.page") != page
    if stored not in state or (linked if arrived else _came_by_address()):
        adopt(page, from_link(kind, linked))
        return state[stored]
    if (adopted := state.get(f"{page}.adopted")) is not None:
        # A run cut short by the learner's next click never told the browser these values: tell it again.
        change(page, adopted)
        return adopted
    before = state[stored]
    state[stored] = consistent(before, replace(before, **_widget_values(page, before)))
    return state[stored]


def adopt(page: str, settings: Any) -> None:
    """Start over with `settings`: what the learner did in the picture before is over. Only when `change` may be called."""
    st.session_state[f"{page}.chapter"] = st.session_state.get(f"{page}.chapter", 0) + 1
    change(page, settings, everywhere=True)


def change(page: str, settings: Any, everywhere: bool = False) -> None:
    """Make `settings` the page's own and show them in its widgets. Only before the widgets are drawn, or in a callback.

    A widget that is told its value forgets what the learner is just doing with it: a slider tells its move only when it rests.
    So, but for `everywhere`, only those are told that show another value.
    """
    st.session_state[f"{page}.settings"] = st.session_state[f"{page}.adopted"] = settings
    for name in knobs(settings):
        key, value = widget_key(page, name), getattr(settings, name)
        if key in st.session_state and (everywhere or _plain(st.session_state[key]) != value):
            st.session_state[key] = value


def amend(page: str, kind: type[Settings], **changes: Any) -> None:
    """What was done in the picture, or by a button, becomes part of the page's settings, and so of the link."""
    settings = settings_of(page, kind)
    change(page, consistent(settings, replace(settings, **changes)))


def change_next(page: str, settings: Any) -> None:
    """Make `settings` the page's own and show them in its widgets from the next run on, which is to begin at once."""
    st.session_state[f"{page}.settings"] = st.session_state[f"{page}.adopted"] = settings


def remember(page: str, settings: Any) -> None:
    """Make `settings`, which differ only in what has no widget, the page's own; at any time, for the next run."""
    st.session_state[f"{page}.settings"] = settings
    st.session_state.pop(f"{page}.adopted", None)


def publish(page: str = "", settings: Any = None, **more: str) -> None:
    """Write what is on screen to the address: the settings, `more` of the page's own, the language and presenter mode."""
    state = st.session_state
    params = {} if settings is None else to_link(settings)
    params |= {name: value for name, value in more.items() if value} | frame_params()
    components.address(f"?{urlencode(params)}" if params else "", arrived=_came_by_address() or state.get("link.page") != page)
    state["link.page"], state["link.published"] = page, params
    state.pop(f"{page}.adopted", None)


def _came_by_address() -> bool:
    """True in the run that answers an opened link, or Back or Forward."""
    return "link.published" not in st.session_state or get_script_run_ctx().is_history_navigation


def _widget_values(page: str, settings: Any) -> dict[str, Any]:
    """The values of the widgets on screen, as the schema writes them; an emptied widget keeps what it had."""
    values = {}
    for name, knob in knobs(settings).items():
        value = _plain(st.session_state.get(widget_key(page, name)))
        if value is not None and value != ():
            values[name] = knob.decode(knob.encode(value)) if isinstance(knob, Number) else value
    return values


def _plain(value: Any) -> Any:
    """A widget's value as settings hold it."""
    return tuple(value) if isinstance(value, list) else value
