"""Long trainings on screen: the one backend of the server, and the controls of a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import LearnerError
from core.training.events import Finished, Started, Step
from core.training.jobs import Backend, JobSpecification, JobView, State
from core.training.local import LocalBackend
from ui.labels import count, explain, say

# Pixels: wide enough for the longest label in either language.
BUTTON_WIDTH = 150


@st.cache_resource(show_spinner=False)
def backend() -> Backend:
    """One for the whole server: forty learners share its queue."""
    return LocalBackend()


def example(task: str, settings: Any) -> JobView:
    """The run of a worked example, trained once per server so that every learner finds it finished on arrival.

    Raises LearnerError where no training can start at all.
    """
    runs, view = _shared_runs(JobSpecification.of(task, settings).to_json()), shared(task, settings)
    if view is None or (view.state is State.DIED and len(runs) == 1):  # one that dies twice is left lying
        runs.append(backend().submit(JobSpecification.of(task, settings)))
        view = backend().view(runs[-1])
    return view


def shared(task: str, settings: Any) -> JobView | None:
    """The run of exactly these settings that `example` began for some learner of this server; None where there is none."""
    runs = _shared_runs(JobSpecification.of(task, settings).to_json())
    try:
        return backend().view(runs[-1]) if runs else None
    except LearnerError:
        return None  # its folder was tidied away


@st.cache_resource(show_spinner=False)
def _shared_runs(specification: str) -> list[str]:
    return []


def attempt(action: Callable[[], Any]) -> Any:
    """What `action` returns; a LearnerError is told in one sentence and nothing else changes."""
    try:
        return action()
    except LearnerError as error:
        st.toast(explain(error), icon=":material/error:")
        return None


def status(view: JobView) -> None:
    """One line on where the job stands, and its progress bar."""
    started, step, finished = view.last(Started), view.last(Step), view.last(Finished)
    done = 1.0 if finished else step.step / started.steps if started and step else 0.0
    throughput = finished.throughput if finished else step.throughput if step else 0.0
    left = step.seconds_left if step else 0.0
    st.progress(
        min(1.0, done),
        say(
            f"job.{'starting' if view.state is State.RUNNING and not step else view.state.value}",
            percent=f"{done:.0%}",
            position=view.position,
            throughput=count(throughput),
            unit=say(f"job.unit.{view.specification.task}"),
            left=f"{left:.0f}",
            seconds=f"{finished.seconds:.1f}" if finished else "",
        ),
    )


def buttons(view: JobView, key: str) -> None:
    """Pause or resume, stop or restart, in a horizontal container: two buttons that never move and never change their keys.

    A button with a new key stands beside the old one until the rerun is over, and shifts another under the pointer.
    """
    control = backend()

    def button(place: str, name: str, icon: str, action: Callable[[str], None], possible: bool) -> None:
        st.button(
            say(f"job.{name}_button"),
            icon=f":material/{icon}:",
            key=f"{key}.{place}",
            width=BUTTON_WIDTH,
            disabled=not possible,
            on_click=lambda: attempt(lambda: action(view.id)),
        )

    if view.state is State.PAUSED:
        button("interrupt", "resume", "play_arrow", control.resume, True)
    else:
        button("interrupt", "pause", "pause", control.pause, view.state.active)
    if view.state.restartable:
        button("end", "restart", "restart_alt", control.restart, True)
    else:
        button("end", "cancel", "stop", control.cancel, view.state.active)
