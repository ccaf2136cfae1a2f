"""Guided experiments: a question to predict first, one click that sets the controls, then what happened and why."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.settings.mission import Mission
from ui import link
from ui.labels import say


def draw(page: str, missions: dict[str, Mission], start: Callable[[], None] | None = None) -> None:
    """Every mission of a page; the answer stays hidden until the learner has predicted and set the controls.

    `start` runs once the controls are set, where the picture needs more than that (a training to begin).
    """
    for number, (name, mission) in enumerate(missions.items(), start=1):
        _draw(page, f"mission.{page}.{name}", number, mission, start)


def _draw(page: str, key: str, number: int, mission: Mission, start: Callable[[], None] | None) -> None:
    shown = f"{key}.shown"

    def go() -> None:
        link.adopt(page, mission.settings)
        st.session_state[shown] = True
        if start:
            start()

    with st.container(key=key.replace(".", "-")):
        st.markdown(f"#### {number}. {say(f'{key}.title')}", anchors=False)
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
        if st.session_state.get(shown) and prediction is not None:
            right = say("ui.mission_right" if prediction == mission.answer else "ui.mission_wrong")
            st.markdown(f"**{right}** {say('ui.mission_answer', answer=names[mission.answer])}\n\n{say(f'{key}.after')}")
