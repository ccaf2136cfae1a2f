"""Overfitting and regularisation: a network learns a table by heart, and what keeps it from that."""

import streamlit as st

from core.experiments import overfitting as experiment
from core.experiments import overfitting_script
from core.settings.overfitting import MISSIONS, PRESETS, Overfitting
from core.settings.schema import replace
from ui import controls, export, frame, link, missions, overfitting_controls, overfitting_picture, overfitting_words
from ui.labels import explain

PAGE = "overfitting"


def look(event: dict) -> None:
    """Where the learner looks: an epoch, which rows, a cell of the confusion matrix, one row."""
    settings = link.settings_of(PAGE, Overfitting)
    link.change(PAGE, replace(settings, **{name: str(event[name]) for name in Overfitting.looks if name in event}))


@st.fragment
def body() -> None:
    settings = link.settings_of(PAGE, Overfitting)
    file = overfitting_controls.file(settings)
    picture, panel = frame.stage(PAGE)
    with picture:
        (settings_shown, result), error = frame.last_valid(PAGE, settings, lambda settings: experiment.run(settings, file))
        if error:
            st.warning(explain(error), icon=":material/error:")
        overfitting_picture.draw(PAGE, settings_shown, result, look)
        epoch = experiment.epoch_of(settings_shown, result)
        st.html(f"<div class='numbers'>{overfitting_words.paragraphs(settings_shown, result, epoch)}</div>")
    with panel:
        controls.presets(PAGE, settings, PRESETS)
        overfitting_controls.draw(PAGE, settings)
        controls.reset(PAGE, settings)
    # Last, because the browser spends time on a new address that the picture should not wait for.
    link.publish(PAGE, settings)
    frame.refresh_code(PAGE)


frame.header(PAGE)
body()
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, overfitting_script.values(*frame.valid(PAGE))),
)
