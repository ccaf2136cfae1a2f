"""Trainings of the forecaster that take too long to wait for: started by a button, found again by their settings."""

from __future__ import annotations

import streamlit as st

from core.data.tables import Cells
from core.errors import LearnerError
from core.experiments import forecaster as experiment
from core.experiments import forecaster_film
from core.experiments.forecaster import Experiment
from core.experiments.forecaster_film import Film
from core.settings.forecaster import Forecaster
from core.training.forecasts import FILM
from core.training.jobs import JobSpecification, JobView
from ui import jobs
from ui.labels import say

TASK = "forecasts"


def view(settings: Forecaster) -> JobView | None:
    """The job that trains, or has trained, these settings: anybody's, since equal settings train equally."""
    id = _started().get(experiment.name(settings))
    if id is None:
        return None
    try:
        return jobs.backend().view(id)
    except LearnerError:
        return None  # its folder was tidied away


def filmed(settings: Forecaster) -> dict[str, dict[str, Film]]:
    """What jobs have filmed so far of these settings, and of those kept to compare with, by their name."""
    films = {}
    for one in filter(None, (settings, experiment.kept_of(settings))):
        if (job := view(one)) and (path := job.folder / FILM).exists():
            films[experiment.name(one)] = forecaster_film.read(path.read_bytes())
    return films


def start(settings: Forecaster, file: Cells | None) -> None:
    """Queues the training of `settings`, unless a press before this one, perhaps another learner's, has."""
    if view(settings):
        return
    if id := jobs.attempt(lambda: jobs.backend().submit(JobSpecification.of(TASK, experiment.job(settings, file)))):
        _started()[experiment.name(settings)] = id


def controls(page: str, settings: Forecaster, file: Cells | None, result: Experiment, job: JobView | None) -> None:
    """The button that starts a long training, or how far it is and its buttons: one row, so that the picture below it stays in
    its place, under the learner's pointer, when the training begins and when it ends.
    """
    if not (job or result.long):
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"{page}.job"):
        if job:
            jobs.status(job)
            if job.state.active or job.state.restartable:
                jobs.buttons(job, page)
        else:
            st.button(
                say("forecaster.train", seconds=f"{result.seconds:.0f}"),
                icon=":material/play_arrow:",
                key=f"{page}.start",
                type="primary",
                on_click=lambda: start(settings, file),
            )
            st.markdown(say("forecaster.untrained"))


@st.cache_resource(show_spinner=False)
def _started() -> dict[str, str]:
    """Of the whole server: the name of settings → the job that trains them; at first those of earlier servers."""
    known = jobs.backend().specifications(TASK)
    return {experiment.name(experiment.settings_of_job(job.parsed())): id for id, job in known.items()}
