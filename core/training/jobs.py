"""The job seam: a specification goes in, events come out. Nothing above it knows what runs a job, or where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from core.errors import LearnerError
from core.settings import schema
from core.settings.cnn_from_scratch import CnnFromScratch
from core.settings.digit_trainer import DigitTrainer
from core.settings.forecaster import ForecasterJob
from core.settings.sentiment import Sentiment
from core.training.events import Diverged, Epoch, Event, Finished, Refused, Snapshot, Started, Step

Kind = TypeVar("Kind", Started, Step, Epoch, Finished, Diverged, Refused)


class Task(NamedTuple):
    """`function(settings, folder)` in `module`, imported only by the worker, is a generator of events.

    It yields several times a second, because between two events a job can be paused and stopped. Its last event is Finished,
    Diverged or Refused (a LearnerError that it raises becomes one). It writes a checkpoint to `folder` directly before each
    Epoch that it yields, and continues from the one it finds there; Started tells from which step. The process may end at any
    moment, so a checkpoint is written beside the old one and then renamed. specification.json and record.json in that folder
    belong to the backend.
    """

    module: str
    function: str
    settings: type


TASKS: dict[str, Task] = {
    "digits": Task("core.training.digits", "train", DigitTrainer),
    "cnn_from_scratch": Task("core.training.cnn_from_scratch", "train", CnnFromScratch),
    "sentiment": Task("core.training.sentiment", "train", Sentiment),
    "forecasts": Task("core.training.forecasts", "train", ForecasterJob),
}


@dataclass(frozen=True)
class JobSpecification:
    """What to train: `task` is a key of TASKS, `settings` its settings as plain values, `device` as in core.devices.choose.

    Raises LearnerError "job.specification" for an unknown task, field or option; numbers are clamped to their range.
    """

    task: str
    settings: dict[str, Any]
    device: str = "auto"

    def __post_init__(self):
        try:
            settings = schema.from_json(TASKS[self.task].settings, self.settings)
            plain = {name: knob.decode(knob.encode(getattr(settings, name))) for name, knob in schema.knobs(settings).items()}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise LearnerError("job.specification", task=str(self.task)) from error
        object.__setattr__(self, "settings", plain)

    @classmethod
    def of(cls, task: str, settings: Any) -> JobSpecification:
        """The specification of training `task` with `settings`, on the device that they name."""
        return cls(task, schema.to_json(settings), getattr(settings, "device", "auto"))

    @classmethod
    def from_json(cls, text: str) -> JobSpecification:
        """The inverse of `to_json`. Raises LearnerError "job.specification" for anything else."""
        try:
            return cls(**json.loads(text))
        except (TypeError, json.JSONDecodeError) as error:
            raise LearnerError("job.specification", task="?") from error

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    def parsed(self) -> Any:
        """The settings as an instance of the task's settings class."""
        return schema.from_json(TASKS[self.task].settings, self.settings)


class State(StrEnum):
    """Where a job stands. `active` ones have not ended; `restartable` ones can go on from their checkpoint."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    DIVERGED = "diverged"
    REFUSED = "refused"  # bad input, found by the worker: the last event is Refused
    DIED = "died"  # the worker ended unexpectedly; `restart` continues from the checkpoint

    @property
    def active(self) -> bool:
        return self in (State.QUEUED, State.RUNNING, State.PAUSED)

    @property
    def restartable(self) -> bool:
        return self in (State.DIED, State.CANCELLED)


@dataclass(frozen=True, eq=False)
class JobView:
    """A job at one moment.

    `position` in the queue: 1 is next, 0 is not in it. `events` holds no Snapshot (the newest of each name is in
    `snapshots`), and of a long run not every Step. `seconds` counts only the time in which it ran.
    `version` changes whenever anything but `seconds` does.
    """

    id: str
    specification: JobSpecification
    state: State
    position: int
    events: tuple[Event, ...]
    snapshots: Mapping[str, Snapshot]
    folder: Path
    seconds: float
    version: int

    def all(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every event of this kind, oldest first."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def last(self, kind: type[Kind]) -> Kind | None:
        """The newest event of this kind."""
        return next((event for event in reversed(self.events) if isinstance(event, kind)), None)


class Backend(Protocol):
    """Runs jobs. Every method but `submit` may be called twice, or too late: it then changes nothing.

    What takes an id raises LearnerError "job.unknown" for one that is not, or no longer, known.
    """

    def submit(self, specification: JobSpecification) -> str:
        """Queues a job and returns its id.

        Raises LearnerError "job.queue_full", "device.absent", and "job.folder" where nothing can be written.
        """

    def view(self, id: str) -> JobView: ...

    def specifications(self, task: str) -> dict[str, JobSpecification]:
        """Of every known job of this task, those of earlier servers too, its id and what it trains; the newest comes last."""
        ...

    def pause(self, id: str) -> None: ...

    def resume(self, id: str) -> None:
        """Goes on with a paused job. Where it had to give its place to others it queues again: "job.queue_full"."""

    def cancel(self, id: str) -> None: ...

    def restart(self, id: str) -> None:
        """Queues a job that died or was cancelled, from its checkpoint. Raises LearnerError "job.queue_full"."""

    def close(self) -> None:
        """Stops all workers. What was running can be restarted by a later backend on the same folder."""
