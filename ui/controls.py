"""Widgets from the settings schema: one call draws the right control for each field, labelled in the learner's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.experiments import kept_run
from core.settings.schema import Choice, Flag, Number, Several, knobs, replace
from ui import link
from ui.labels import catalogue, language, option, say


def draw(page: str, settings: Any, *names: str, offered: dict[Any, str] | None = None) -> None:
    """The controls of the fields `names`, in this order. `offered`: the values there are now, in words, where not all are."""
    for name in names:
        _draw(page, name, knobs(settings)[name], getattr(settings, name), offered)


def presets(page: str, settings: Any, choices: dict[str, Any]) -> None:
    """A list of worked examples, showing the one on screen if it is one, and the way back to the defaults."""
    looks = {name: getattr(settings, name) for name in getattr(settings, "looks", ())}
    shown = next((name for name, preset in choices.items() if replace(preset, **looks) == settings), "own")
    # What another control changes here is another list, so that the old one's value, which the browser sends with whatever is
    # pressed before it has seen the change, does not count as a choice.
    key = preset_key(page)
    if st.session_state.get(key, shown) != shown:
        st.session_state[f"{link.widget_key(page, 'preset')}.lists"] += 1
        key = preset_key(page)
    st.session_state[key] = shown

    def choose() -> None:
        # Streamlit takes what it hears of a list it has cleared away for a change.
        if key == preset_key(page):
            link.adopt(page, choices.get(st.session_state[key], settings))

    names = {name: say(f"preset.{page}.{name}") for name in choices} | {"own": say("ui.own")}
    st.selectbox(
        say("ui.preset"),
        list(names),
        index=list(names).index(shown),
        format_func=names.__getitem__,
        key=key,
        on_change=choose,
    )


def preset_key(page: str) -> str:
    """The key of the list of worked examples now on screen."""
    key = link.widget_key(page, "preset")
    return f"{key}.{st.session_state.setdefault(f'{key}.lists', 0)}"


def reset(page: str, settings: Any) -> None:
    st.button(
        say("ui.reset"), icon=":material/restart_alt:", key=f"{page}.reset", on_click=link.adopt, args=(page, type(settings)())
    )


def button(page: str, name: str, label: str, icon: str, settings: Any, **changes: Any) -> None:
    """A button that makes `changes` to settings which have no widget of their own."""
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"{page}.{name}",
        on_click=lambda: link.amend(page, type(settings), **changes),
    )


def pin(page: str, settings: Any, words: str) -> None:
    """Keeps the run on screen beside the next ones, or forgets it; `words` is the group of labels that names it."""
    if settings.pinned:
        button(page, "unpin", say(f"{words}.unpin"), "keep_off", settings, pinned="")
    else:
        button(page, "pin", say(f"{words}.pin"), "keep", settings, pinned=kept_run.pin(settings))


def fold(page: str, name: str, contents: Callable[[], None]) -> None:
    """Controls behind a title; they are drawn, and cost time, only while it is open."""
    box = st.expander(say(f"ui.{name}"), key=link.widget_key(page, name), on_change="rerun")
    if box.open:
        with box:
            contents()


def groups(page: str, **contents: Callable[[], None]) -> None:
    """Controls behind titles, one beside the other, of which one at most is open: three folds cost every slider much more."""
    titles = {name: say(f"ui.{name}") for name in contents}
    chosen = st.segmented_control(
        say("ui.more"),
        list(contents),
        format_func=titles.__getitem__,
        key=link.widget_key(page, "groups"),
        width="stretch",
    )
    if chosen:
        contents[chosen]()


def knob_label(name: str) -> str:
    """The label of a field; fields numbered _1, _2 … share one."""
    return say(f"knob.{_family(name)}")


def value_label(name: str, value: Any) -> str:
    """A field's value in the words of its control."""
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(option(_family(name), code) for code in values)


def _family(name: str) -> str:
    stem, _, number = name.rpartition("_")
    return stem if number.isdigit() else name


def _draw(page: str, name: str, knob: Any, value: Any, offered: dict[Any, str] | None = None) -> None:
    key = link.widget_key(page, name)
    if key not in st.session_state:
        st.session_state[key] = list(value) if isinstance(knob, Several) else value
    family = _family(name)
    names = {code: option(family, code) for code in getattr(knob, "options", ())}
    common = {
        "label": knob_label(name),
        "key": key,
        "help": catalogue(language()).get(f"help.{family}"),
    }
    # The value is given as the default too. Session state reaches the browser with one run only, and where that run's answer
    # is overtaken by the next one's before the widget is there, a widget without a default starts, and answers, at its minimum.
    now = st.session_state[key]
    match knob:
        case Choice() if offered:
            st.selectbox(index=list(offered).index(now), options=list(offered), format_func=offered.__getitem__, **common)
        case Number() if (knob.maximum - knob.minimum) / knob.step > 200:
            st.number_input(value=now, min_value=knob.minimum, max_value=knob.maximum, step=knob.step, **common)
        case Number():
            st.slider(value=now, min_value=knob.minimum, max_value=knob.maximum, step=knob.step, **common)
        case Choice() if isinstance(knob.options[0], (int, float)):
            st.select_slider(value=now, options=knob.options, format_func=names.__getitem__, **common)
        case Choice() if len(knob.options) <= 3:
            st.segmented_control(
                default=now, options=knob.options, format_func=names.__getitem__, required=True, width="stretch", **common
            )
        case Choice():
            st.selectbox(index=knob.options.index(now), options=knob.options, format_func=names.__getitem__, **common)
        case Several():
            st.multiselect(default=now, options=knob.options, max_selections=knob.most, format_func=names.__getitem__, **common)
        case Flag():
            st.toggle(value=now, **common)
