"""What is remembered of a run: its state and its events, in memory and in its folder."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.errors import LearnerError
from core.training.events import Diverged, Epoch, Event, Finished, Mistake, Refused, Snapshot, Started, Step
from core.training.jobs import JobSpecification, State

STEPS = 2000  # more points than a curve on any screen can show
ENDINGS = {Finished: State.FINISHED, Diverged: State.DIVERGED, Refused: State.REFUSED}
KINDS = {kind.__name__: kind for kind in (Started, Step, Epoch, *ENDINGS)}

log = logging.getLogger(__name__)


class Record:
    """The events of a job, in bounded memory: of the Snapshots only the newest of each name, and at most `STEPS` Steps."""

    def __init__(self, events: Iterable[Event] = ()):
        self.events: list[Event] = list(events)
        self.snapshots: dict[str, Snapshot] = {}
        self._steps = sum(isinstance(event, Step) for event in self.events)

    def add(self, event: Event):
        match event:
            case Snapshot():
                self.snapshots[event.name] = event
            case Started():
                self._rewind(event)
            case Step():
                self.events.append(event)
                self._steps += 1
                if self._steps > STEPS:
                    self._thin()
            case _:
                self.events.append(event)

    def _rewind(self, started: Started):
        """What came after the checkpoint happens again, so it is forgotten."""
        kept = [event for event in self.events if isinstance(event, Step | Epoch) and event.step <= started.done]
        self.events = [started, *kept]
        self.snapshots = {name: snapshot for name, snapshot in self.snapshots.items() if snapshot.step <= started.done}
        self._steps = sum(isinstance(event, Step) for event in kept)

    def _thin(self):
        """Drops at least every second Step, most of them where they lie closest; the newest stays."""
        steps = [event for event in self.events if isinstance(event, Step)]
        apart = 2 * (steps[-1].step - steps[0].step) / STEPS
        kept, before = set(), float("inf")
        for step in reversed(steps):
            if before - step.step >= apart:
                kept.add(id(step))
                before = step.step
        self.events = [event for event in self.events if not isinstance(event, Step) or id(event) in kept]
        self._steps = len(kept)


@dataclass(eq=False)
class Job:
    """A job and its folder, which holds specification.json and record.json beside what the task keeps there."""

    id: str
    specification: JobSpecification
    folder: Path
    state: State = State.QUEUED
    record: Record = field(default_factory=Record)
    version: int = 0
    _ran: float = 0.0  # seconds, until it last stopped
    _since: float | None = None  # time.monotonic() of when it last began

    @classmethod
    def open(cls, folder: Path) -> Job:
        """The job of an earlier server: what was queued or running then has died. Raises LearnerError "job.unknown"."""
        try:
            specification = JobSpecification.from_json((folder / "specification.json").read_text(encoding="utf-8"))
            saved = json.loads((folder / "record.json").read_text(encoding="utf-8"))
            state, seconds = State(saved["state"]), float(saved["seconds"])
            record = Record(_decoded(**fields) for fields in saved["events"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LearnerError("job.unknown") from error
        if state in (State.QUEUED, State.RUNNING):
            state = State.DIED
        return cls(folder.name, specification, folder, state, record, _ran=seconds)

    @property
    def seconds(self) -> float:
        """The time in which it ran."""
        return self._ran + (0.0 if self._since is None else time.monotonic() - self._since)

    def add(self, event: Event):
        self.record.add(event)
        self.version += 1
        if isinstance(event, Epoch | Finished | Diverged | Refused):
            self.become(ENDINGS.get(type(event), self.state))

    def become(self, state: State):
        self._ran, self._since = self.seconds, time.monotonic() if state is State.RUNNING else None
        self.state = state
        self.version += 1
        self._save()

    def _save(self):
        events = [{"event": type(event).__name__, **vars(event)} for event in self.record.events]
        text = json.dumps({"state": self.state, "seconds": self._ran, "events": events}, default=_plain)
        fresh = self.folder / "record.new"
        try:
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, self.folder / "record.json")
        except OSError as error:  # a full disk, a deleted folder: the run itself goes on
            log.warning("job %s: its record is not saved: %s", self.id, error)


def _plain(value):
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else vars(value)


def _decoded(event: str, **fields) -> Event:
    if event == Epoch.__name__:
        if fields["confusion"] is not None:
            fields["confusion"] = np.array(fields["confusion"])
        fields["mistakes"] = tuple(Mistake(**mistake) for mistake in fields["mistakes"])
    return KINDS[event](**fields)
