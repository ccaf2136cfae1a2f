"""Jobs that train nothing, for the tests of the job seam."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from core.errors import LearnerError
from core.settings.schema import choice, number
from core.training.events import Diverged, Epoch, Event, Finished, Refused, Snapshot, Started, Step
from core.training.jobs import TASKS, Backend, JobSpecification, JobView, State, Task

BEHAVIOURS = ("finish", "raise", "refuse", "diverge", "exit", "kill", "hang", "stop_early", "refuse_slowly")


@dataclass(frozen=True)
class Count:
    """Counts to `epochs` times `steps`, sleeping `pause` milliseconds a step; then does what `behaviour` says.

    Started tells the worker's process id as the number of parameters.
    """

    epochs: int = number(2, 1, 10_000, 1)
    steps: int = number(3, 1, 10_000, 1)
    pause: int = number(0, 0, 1000, 1)
    behaviour: str = choice("finish", BEHAVIOURS)
    at: int = number(0, 0, 10_000, 1)  # misbehaves before this step of the first attempt; 0: after the last step


def count(settings: Count, folder: Path) -> Iterator[Event]:
    print("a task may print")
    checkpoint, attempts = folder / "checkpoint.txt", folder / "attempts.txt"
    first = not attempts.exists()
    attempts.write_text("yes")
    done = int(checkpoint.read_text()) if checkpoint.exists() else 0
    total = settings.epochs * settings.steps
    yield Started("cpu", "none", os.getpid(), 0, 0, total, settings.steps, done)
    for step in range(done + 1, total + 1):
        if step == settings.at and first:
            yield from misbehave(settings.behaviour, step, folder)
        time.sleep(settings.pause / 1000)
        yield Step(step, 1 / step, 0.5, 0.1, 100.0, 0.0)
        if step % settings.steps == 0:
            yield Snapshot("loaded", step, np.array([name in sys.modules for name in ("streamlit", "torch")]))
            checkpoint.write_text(str(step))
            yield Epoch(step // settings.steps, step, 0.1, 0.9, 0.2, 0.8, 0.1, np.eye(2, dtype=int))
    yield from misbehave(settings.behaviour if not settings.at else "finish", total, folder)


TASKS["count"] = Task("tests.core.training.toy_tasks", "count", Count)


def counting(device: str = "cpu", **settings) -> JobSpecification:
    return JobSpecification("count", settings, device)


LONG = counting(epochs=4000, steps=5, pause=5)  # longer than any test


def until(backend: Backend, id: str, condition: Callable[[JobView], bool]) -> JobView:
    """The first view that fulfils the condition; fails after half a minute."""
    deadline = time.monotonic() + 30
    while not condition(view := backend.view(id)):
        assert time.monotonic() < deadline, f"{view.state} at {view.position} after {view.events[-3:]}"
        time.sleep(0.01)
    return view


def until_state(backend: Backend, id: str, state: State) -> JobView:
    return until(backend, id, lambda view: view.state is state)


def until_step(backend: Backend, id: str, step: int = 1) -> JobView:
    return until(backend, id, lambda view: bool(view.all(Step)) and view.all(Step)[-1].step >= step)


def steps(view: JobView) -> list[int]:
    return [event.step for event in view.all(Step)]


def worker_of(view: JobView) -> psutil.Process:
    return psutil.Process(view.last(Started).parameters)


def misbehave(behaviour: str, step: int, folder: Path):
    match behaviour:
        case "finish":
            yield Finished(1.0, 100.0)
        case "raise":
            raise RuntimeError("a defect in the task")
        case "refuse":
            raise LearnerError("toy.refused", number=7)
        case "refuse_slowly":
            (folder / "hangs").touch()
            time.sleep(0.5)
            yield Refused("toy.refused", {"number": 7})
        case "diverge":
            yield Diverged(step, 0.1, float("nan"))
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            (folder / "hangs").touch()
            time.sleep(3600)
        case "stop_early":
            return
