"""Forecaster: a network learns to continue a series, one step ahead and left to itself."""

import streamlit as st

from core.experiments import forecaster as experiment
from core.experiments import forecaster_script
from core.settings.forecaster import MISSIONS, PRESETS, Forecaster
from ui import export, forecaster_controls, forecaster_jobs, forecaster_picture, forecaster_words, frame, link, missions

PAGE = "forecaster"
TRAINED = f"{PAGE}.trained"


def look(event: dict) -> None:
    """Where the learner looks: how far ahead, after which epoch, at which point, one step ahead or free-running."""
    link.amend(PAGE, Forecaster, **{name: str(event[name]) for name in Forecaster.looks if name in event})


def train(event: dict) -> None:
    """Nobody turned a knob for a moment: now train what is on screen."""
    st.session_state[TRAINED] = event["run"]


def watch(event: dict) -> None:
    """While a job runs the picture asks what is new: the rerun that this causes is the answer."""


def picture(settings: Forecaster) -> None:
    file, job = forecaster_controls.file(settings), forecaster_jobs.view(settings)

    def compute(settings: Forecaster) -> experiment.Experiment:
        """The start at once, so that a slider is followed; the training when the browser asks, and for who just arrived."""
        run = experiment.name(settings)
        result = experiment.run(settings, file, st.session_state.get(TRAINED, run) == run, forecaster_jobs.filmed(settings))
        st.session_state.setdefault(TRAINED, run)
        return result

    (shown, result), _ = frame.last_valid(PAGE, settings, compute)
    running = shown == settings and job is not None and job.state.active
    # Always there: below something that comes and goes the picture would be made anew.
    with st.container():
        if shown == settings:
            forecaster_jobs.controls(PAGE, settings, file, result, job)
    forecaster_picture.draw(PAGE, shown, result, running, look=look, train=train, watch=watch)
    st.html(f"<div class='numbers'>{forecaster_words.paragraphs(shown, result)}</div>")


def panel(settings: Forecaster) -> None:
    forecaster_controls.draw(PAGE, settings)


frame.header(PAGE)
frame.body(PAGE, Forecaster, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, forecaster_script.values(*frame.valid(PAGE))),
)
