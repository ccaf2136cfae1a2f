"""Jobs that train nothing, for the tests of the job seam."""

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import LearnerError
from core.settings.schema import choice, number
from core.training.events import Diverged, Epoch, Finished, Snapshot, Started, Step

BEHAVIOURS = ("finish", "raise", "refuse", "diverge", "exit", "kill", "hang", "stop_early")


@dataclass(frozen=True)
class Count:
    """Counts to `epochs` times `steps`, sleeping `pause` milliseconds a step; then does what `behaviour` says."""

    epochs: int = number(2, 1, 10_000, 1)
    steps: int = number(3, 1, 10_000, 1)
    pause: int = number(0, 0, 1000, 1)
    behaviour: str = choice("finish", BEHAVIOURS)
    at: int = number(0, 0, 10_000, 1)  # misbehaves before this step of the first attempt; 0: after the last step


def count(settings: Count, folder: Path):
    print("a task may print")
    checkpoint, attempts = folder / "checkpoint.txt", folder / "attempts.txt"
    first = not attempts.exists()
    attempts.write_text("yes")
    done = int(checkpoint.read_text()) if checkpoint.exists() else 0
    total = settings.epochs * settings.steps
    yield Started("cpu", "none", os.getpid(), 0, 0, total, settings.steps, done)
    for step in range(done * 1 + 1, total + 1):
        if step == settings.at and first:
            yield from misbehave(settings.behaviour, step)
        time.sleep(settings.pause / 1000)
        yield Step(step, 1 / step, 0.5, 0.1, 100.0, 0.0)
        if step % settings.steps == 0:
            yield Snapshot("loaded", step, np.array([name in sys.modules for name in ("streamlit", "torch")]))
            checkpoint.write_text(str(step))
            yield Epoch(step // settings.steps, step, 0.1, 0.9, 0.2, 0.8, 0.1, np.eye(2, dtype=int))
    yield from misbehave(settings.behaviour if not settings.at else "finish", total)


def misbehave(behaviour: str, step: int):
    match behaviour:
        case "finish":
            yield Finished(1.0, 100.0)
        case "raise":
            raise RuntimeError("a defect in the task")
        case "refuse":
            raise LearnerError("toy.refused", number=7)
        case "diverge":
            yield Diverged(step, 0.1, float("nan"))
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(3600)
        case "stop_early":
            return
