"""Overfitting and regularisation: a network learns a table by heart, and what keeps it from that."""

import streamlit as st

from core.experiments import overfitting as experiment
from core.experiments import overfitting_script
from core.settings.overfitting import MISSIONS, PRESETS, Overfitting
from core.settings.schema import replace
from ui import export, frame, link, missions, overfitting_controls, overfitting_picture, overfitting_words

PAGE = "overfitting"


def look(event: dict) -> None:
    """Where the learner looks: an epoch, which rows, a cell of the confusion matrix, one row."""
    settings = link.settings_of(PAGE, Overfitting)
    link.change(PAGE, replace(settings, **{name: str(event[name]) for name in Overfitting.looks if name in event}))


def picture(settings: Overfitting) -> None:
    file = overfitting_controls.file(settings)
    (settings_shown, result), _ = frame.last_valid(PAGE, settings, lambda settings: experiment.run(settings, file))
    overfitting_picture.draw(PAGE, settings_shown, result, look)
    epoch = experiment.epoch_of(settings_shown, result)
    st.html(f"<div class='numbers'>{overfitting_words.paragraphs(settings_shown, result, epoch)}</div>")


def panel(settings: Overfitting) -> None:
    overfitting_controls.draw(PAGE, settings)


frame.header(PAGE)
frame.body(PAGE, Overfitting, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, overfitting_script.values(*frame.valid(PAGE))),
)
