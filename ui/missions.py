"""Guided experiments: a question to predict first, one click that sets the controls, then what happened and why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.settings.mission import Mission
from ui import components, link
from ui.labels import say


def draw(page: str, missions: dict[str, Mission], start: Callable[[], None] | None = None) -> None:
    """Every mission of a page. Predicting and setting the controls brings its answer up beside the picture (`outcome`).

    `start` runs once the controls are set, where the picture needs more than that (a training to begin).
    """
    for number, (name, mission) in enumerate(missions.items(), start=1):
        _draw(page, f"mission.{page}.{name}", number, mission, start)


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


def _draw(page: str, key: str, number: int, mission: Mission, start: Callable[[], None] | None) -> None:

    def go() -> None:
        link.adopt(page, mission.settings)
        st.session_state[f"{page}.outcome"] = key, mission.answer, prediction == mission.answer
        st.session_state[f"{page}.outcome.new"] = True
        if start:
            start()

    # A closed one costs a slider nothing: every element on the page is drawn again in the browser at each rerun.
    box = st.expander(f"{number}. {say(f'{key}.title')}", key=link.widget_key(page, f"{key}.box"), on_change="rerun")
    if not box.open:
        return
    with box:
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
