"""Jobs on this machine: a queue and a worker process per device, both started by the first job that needs them."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import threading
import time
from pathlib import Path

import platformdirs

from core import devices
from core.errors import LearnerError
from core.training.jobs import JobSpecification, JobView, State
from core.training.lane import Lane
from core.training.record import Job

ID = re.compile(r"[0-9a-f]{16}")  # one case only, because some file systems take "A" for "a"
FOLDERS, DAYS = 200, 7  # how many job folders are kept, and for how long
REMEMBERED = 50  # jobs kept in memory beside the active ones; others are read from their folder when somebody looks


class LocalBackend:
    """The Backend of core.training.jobs.

    `folder` holds one folder per job (default: in the user's cache), `queue_limit` bounds the queue of each device. A worker
    without anything to do ends after `idle_seconds`; one that does not stop a job within `patience` seconds is killed.
    """

    def __init__(self, folder: Path | None = None, *, queue_limit=40, idle_seconds=600.0, patience=10.0):
        self._folder = folder or platformdirs.user_cache_path("kaca", appauthor=False) / "jobs"
        self._lane_settings = queue_limit, idle_seconds, patience
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}  # the one looked at most recently comes last
        self._lanes: dict[str, Lane] = {}
        self._delete_old_folders()

    def submit(self, specification: JobSpecification) -> str:
        with self._changed:
            lane = self._lane(specification)
            lane.check_room()
            self._delete_old_folders()
            id = secrets.token_hex(8)
            job = Job(id, specification, self._folder / id)
            try:
                job.folder.mkdir(parents=True)
                (job.folder / "specification.json").write_text(specification.to_json(), encoding="utf-8")
            except OSError as error:
                raise LearnerError("job.folder", folder=str(self._folder)) from error
            self._remember(job)
            lane.enqueue(job)
            return id

    def view(self, id: str) -> JobView:
        with self._changed:
            job = self._find(id)
            queued = job.state is State.QUEUED
            return JobView(
                id=job.id,
                specification=job.specification,
                state=job.state,
                position=self._lane(job.specification).position(job) if queued else 0,
                events=tuple(job.record.events),
                snapshots=dict(job.record.snapshots),
                folder=job.folder,
                seconds=job.seconds,
                version=job.version,
            )

    def specifications(self, task: str) -> dict[str, JobSpecification]:
        written = []
        for path in self._folder.glob("*/specification.json"):
            if ID.fullmatch(path.parent.name):
                # Deleted meanwhile, or another version's.
                with contextlib.suppress(OSError, ValueError, LearnerError):
                    specification = JobSpecification.from_json(path.read_text(encoding="utf-8"))
                    written.append((path.stat().st_mtime_ns, path.parent.name, specification))
        written.sort(key=lambda one: one[:2])
        return {id: specification for _, id, specification in written if specification.task == task}

    def pause(self, id: str):
        with self._changed:
            job = self._find(id)
            if job.state.active:
                self._lane(job.specification).pause(job)

    def resume(self, id: str):
        with self._changed:
            job = self._find(id)
            if job.state.active:
                self._lane(job.specification).resume(job)

    def cancel(self, id: str):
        with self._changed:
            job = self._find(id)
            if job.state.active:
                self._lane(job.specification).cancel(job)

    def restart(self, id: str):
        with self._changed:
            job = self._find(id)
            if job.state.restartable:
                self._lane(job.specification).enqueue(job)

    def close(self):
        with self._changed:
            for lane in self._lanes.values():
                lane.close()
        for lane in self._lanes.values():
            lane.join()

    def _lane(self, specification: JobSpecification) -> Lane:
        code = devices.choose(specification.device).code
        if code not in self._lanes:
            self._lanes[code] = Lane(self._changed, *self._lane_settings)
        return self._lanes[code]

    def _find(self, id: str) -> Job:
        """The job that a link names, from memory or from its folder."""
        if not ID.fullmatch(id):
            raise LearnerError("job.unknown")
        job = self._jobs.pop(id, None) or Job.open(self._folder / id)
        self._remember(job)
        return job

    def _remember(self, job: Job):
        self._jobs[job.id] = job
        idle = [job for job in self._jobs.values() if not self._busy(job)]
        for old in idle[:-REMEMBERED]:
            del self._jobs[old.id]

    def _busy(self, job: Job) -> bool:
        return any(lane.holds(job) for lane in self._lanes.values())

    def _delete_old_folders(self):
        oldest = time.time() - DAYS * 86_400
        folders = [(path.stat().st_mtime, path) for path in self._folder.glob("*") if ID.fullmatch(path.name)]
        for rank, (changed, path) in enumerate(sorted(folders, reverse=True)):
            job = self._jobs.get(path.name)
            if (rank >= FOLDERS or changed < oldest) and not (job and self._busy(job)):
                shutil.rmtree(path, ignore_errors=True)
                self._jobs.pop(path.name, None)
