"""Forecaster: a network learns to continue a series, one step ahead and left to itself."""

from functools import partial

import streamlit as st

from core.experiments import forecaster as experiment
from core.experiments import forecaster_script
from core.settings.forecaster import MISSIONS, PRESETS, Forecaster
from ui import export, forecaster_controls, forecaster_jobs, forecaster_picture, forecaster_words, frame, link, missions

PAGE = "forecaster"
TRAINED = f"{PAGE}.trained"
SECONDS_BETWEEN_LOOKS = 0.6  # at a job
change = partial(link.amend, PAGE, Forecaster)


def look(event: dict) -> None:
    """Where the learner looks: how far ahead, after which epoch, at which point, one step ahead or free-running."""
    change(**{name: str(event[name]) for name in Forecaster.looks if name in event})


def train(event: dict) -> None:
    """Nobody turned a knob for a moment: now train what is on screen."""
    st.session_state[TRAINED] = event["run"]


def show(settings: Forecaster) -> None:
    """The picture, its job where it has one, and its numbers."""
    file, job = forecaster_controls.file(settings), forecaster_jobs.view(settings)
    running = job is not None and job.state.active
    if st.session_state.get(f"{PAGE}.running", running) and not running:
        st.session_state[f"{PAGE}.running"] = False
        st.rerun()  # only a run of the whole page ends this fragment's polling, and publishes where the learner looked

    def compute(settings: Forecaster) -> experiment.Experiment:
        """The start at once, so that a slider is followed; the training when the browser asks, and for who just arrived."""
        run = experiment.name(settings)
        trained = st.session_state.setdefault(TRAINED, run) == run
        return experiment.run(settings, file, trained, forecaster_jobs.filmed(settings))

    (shown, result), _ = frame.last_valid(PAGE, settings, compute)
    forecaster_picture.draw(PAGE, shown, result, running and shown == settings, look=look, train=train)
    if shown == settings:
        forecaster_jobs.controls(PAGE, settings, file, result, job)
    st.html(f"<div class='numbers'>{forecaster_words.paragraphs(shown, result)}</div>")


def picture(settings: Forecaster) -> None:
    job = forecaster_jobs.view(settings)
    running = st.session_state[f"{PAGE}.running"] = job is not None and job.state.active
    if running:
        st.fragment(lambda: show(link.settings_of(PAGE, Forecaster)), run_every=SECONDS_BETWEEN_LOOKS)()
    else:
        show(settings)


def panel(settings: Forecaster) -> None:
    forecaster_controls.draw(PAGE, settings)


frame.header(PAGE)
frame.body(PAGE, Forecaster, PRESETS, picture, panel)
frame.tabs(
    PAGE,
    lambda: missions.draw(PAGE, MISSIONS),
    lambda: export.draw(PAGE, forecaster_script.values(*frame.valid(PAGE))),
)
