"""Guided experiments: a question to predict first, one click that sets the controls, then what happened and why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.settings.mission import Mission
from ui import components, link
from ui.labels import say


def draw(page: str, missions: dict[str, Mission], start: Callable[[], None] | None = None) -> None:
    """The missions' titles, and the chosen one. Predicting and setting the controls brings its answer up beside the picture
    (`outcome`).

    `start` runs once the controls are set, where the picture needs more than that (a training to begin).
    """
    titles = {name: f"{number}. {say(f'mission.{page}.{name}.title')}" for number, name in enumerate(missions, start=1)}
    chosen = st.pills(
        say("ui.missions"),
        list(missions),
        format_func=titles.__getitem__,
        key=link.widget_key(page, "mission"),
        label_visibility="collapsed",
    )
    if chosen:
        _draw(page, f"mission.{page}.{chosen}", missions[chosen], start)


def outcome(page: str) -> None:
    """What happened in the mission just started, and why; stays until the learner closes it."""
    shown = st.session_state.get(f"{page}.outcome")
    if shown is None:
        return
    key, answer, right = shown
    with st.container(border=True, key=f"{page}.outcome.box"):
        verdict = say("ui.mission_right" if right else "ui.mission_wrong")
        told = say("ui.mission_answer", answer=say(f"{key}.options.{answer}"))
        st.markdown(f"**{say(f'{key}.title')}**\n\n**{verdict}** {told}\n\n{say(f'{key}.after')}")
        st.button(
            say("ui.close"),
            icon=":material/close:",
            key=f"{page}.outcome.close",
            on_click=lambda: st.session_state.pop(f"{page}.outcome"),
        )
        if st.session_state.pop(f"{page}.outcome.new", False):
            components.into_view(f".st-key-{page}-picture")


def _draw(page: str, key: str, mission: Mission, start: Callable[[], None] | None) -> None:

    def go() -> None:
        link.adopt(page, mission.settings)
        st.session_state[f"{page}.outcome"] = key, mission.answer, prediction == mission.answer
        st.session_state[f"{page}.outcome.new"] = True
        if start:
            start()

    names = {code: say(f"{key}.options.{code}") for code in mission.options}
    prediction = st.radio(
        say(f"{key}.question"),
        mission.options,
        index=None,
        format_func=names.__getitem__,
        key=link.widget_key(page, f"{key}.prediction"),
        horizontal=True,
    )
    st.button(
        say("ui.mission_go"),
        icon=":material/play_arrow:",
        key=f"{key}.go",
        disabled=prediction is None,
        on_click=go,
    )
