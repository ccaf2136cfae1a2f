"""A device of this machine, the queue for it, and the one worker process that computes on it.

A paused job stays in its worker's memory, and goes on at once, for as long as nobody else wants the device. As soon as
somebody does (or after `idle_seconds`), it gives its place up, and queues again when it is resumed, to continue from its last
checkpoint: so a class of forty never waits for one who paused and left, and a pause costs at most the epoch that had begun.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

from core.errors import LearnerError
from core.training.events import Event
from core.training.jobs import TASKS, State
from core.training.record import ENDINGS, Job

ROOT = Path(__file__).parents[2]

log = logging.getLogger(__name__)


class Worker:
    """A fresh Python interpreter running core.training.worker, as the start method spawn gives.

    multiprocessing itself would import the server's `__main__` into it, which under Streamlit is the app's script.
    """

    def __init__(self):
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "core.training.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            # PyTorch's threads wait for each other asleep, not spinning: where pages or other programs take part of a core,
            # spinning threads hold up the one they wait for (two threads on two busy cores: 300 images/s instead of 3000).
            env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ, "PYTHONPATH": path},
        )
        self._answers = io.BufferedReader(self._process.stdout)

    def tell(self, *command):
        with contextlib.suppress(OSError):  # it died: `listen` says so
            self._process.stdin.write(pickle.dumps(command))

    def listen(self) -> Event | None:
        """The next event, None at the end of a job. Raises EOFError where the process ended."""
        try:
            return pickle.load(self._answers)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1.0)  # for its own exit code; whoever closes his end has nothing more to say
            raise EOFError from error

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self):
        self._process.kill()

    def bury(self) -> int:
        """Ends the process if it has not ended, and returns its exit code."""
        self._process.kill()
        self._process.stdin.close()
        self._answers.close()
        return self._process.wait()


class Lane:
    """First come, first served. Callers hold `changed`, the lock that all jobs of a backend share."""

    def __init__(self, changed: threading.Condition, queue_limit: int, idle_seconds: float, patience: float):
        self._changed = changed
        self._queue_limit = queue_limit
        self._idle_seconds = idle_seconds
        self._patience = patience
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None  # has the device
        self._leaving = False  # the worker was told to stop it
        self._worker: Worker | None = None
        self._thread: threading.Thread | None = None
        self._timer: threading.Timer | None = None
        self._closed = False

    def holds(self, job: Job) -> bool:
        return job is self._job or job in self._waiting

    def position(self, job: Job) -> int:
        return self._waiting.index(job) + 1 if job in self._waiting else 0

    def check_room(self):
        """Raises LearnerError "job.queue_full" where no further job may wait."""
        if len(self._waiting) >= self._queue_limit:
            raise LearnerError("job.queue_full", limit=self._queue_limit)

    def enqueue(self, job: Job):
        self.check_room()
        self._waiting.append(job)
        job.become(State.QUEUED)
        if self._job and self._job.state is State.PAUSED:
            self._take_off()
        if not self._thread:
            self._thread = threading.Thread(target=self._serve, daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def pause(self, job: Job):
        if job.state is State.QUEUED:
            self._leave_queue(job)
        elif job.state is State.RUNNING:
            if self._waiting:
                self._take_off()
            else:
                self._worker.tell("pause")
                self._later(self._idle_seconds, self._tire_of, job)
        else:
            return
        job.become(State.PAUSED)

    def resume(self, job: Job):
        if job.state is not State.PAUSED:
            return
        if self._has(job):
            self._later(None)
            self._worker.tell("resume")
            job.become(State.RUNNING)
        else:
            self.enqueue(job)

    def cancel(self, job: Job):
        if job.state is State.QUEUED:
            self._leave_queue(job)
        elif job.state not in (State.RUNNING, State.PAUSED):
            return
        elif self._has(job):
            self._take_off()
        job.become(State.CANCELLED)

    def close(self):
        """Ends worker and thread; what had the device has died, who waited never comes on."""
        self._closed = True
        self._later(None)
        if self._worker:
            self._worker.kill()
        self._changed.notify_all()

    def join(self):
        """Waits for the end of the thread. The caller must not hold the lock."""
        if thread := self._thread:
            thread.join()

    def _has(self, job: Job) -> bool:
        return self._job is job and not self._leaving

    def _leave_queue(self, job: Job):
        self._waiting.remove(job)
        self._moved()

    def _moved(self):
        for job in self._waiting:
            job.version += 1  # its position has changed

    def _take_off(self):
        """Stops the job that has the device; a worker that does not listen is killed."""
        if not self._leaving:
            self._leaving = True
            self._worker.tell("stop")
            self._later(self._patience, self._lose_patience, self._job)

    def _later(self, seconds: float | None, action=None, *arguments):
        """Calls `action` after `seconds`, in place of what was to happen later until now."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if seconds is not None:
            self._timer = threading.Timer(seconds, action, arguments)
            self._timer.daemon = True
            self._timer.start()

    def _tire_of(self, job: Job):
        with self._changed:
            if self._has(job) and job.state is State.PAUSED:
                self._take_off()

    def _lose_patience(self, job: Job):
        with self._changed:
            if self._job is job and self._leaving:
                self._worker.kill()

    def _serve(self):
        """One job after the other, until none has come for a while; then worker and thread give their memory back."""
        while job := self._begin():
            try:
                while (event := self._worker.listen()) is not None:
                    with self._changed:
                        # An ending that comes after the stop comes too late. An Epoch does not: its checkpoint is written.
                        if not (self._leaving and type(event) in ENDINGS):
                            job.add(event)
                died = False
            except EOFError:
                died = True
            with self._changed:
                self._end(job, died)

    def _begin(self) -> Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed, self._idle_seconds)
            if self._worker and (self._closed or not self._waiting or not self._worker.alive):
                self._worker.bury()
                self._worker = None
            if self._closed or not self._waiting:
                self._thread = None
                return None
            job = self._waiting.popleft()
            self._moved()
            try:
                self._worker = self._worker or Worker()
            except OSError as error:  # no memory, too many open files
                log.error("job %s: no worker could be started: %s", job.id, error)
                job.become(State.DIED)
                return self._begin()
            self._job = job
            job.become(State.RUNNING)
            task = TASKS[job.specification.task]
            self._worker.tell("run", task.module, task.function, job.specification.parsed(), job.folder)
            return job

    def _end(self, job: Job, died: bool):
        code = None
        if died:
            code = self._worker.bury()
            self._worker = None
        if not self._leaving and job.state.active:
            if not self._closed:
                log.error("job %s (%s) came to no end, exit code of its worker: %s", job.id, job.specification.task, code)
            job.become(State.DIED)
        self._later(None)
        self._job, self._leaving = None, False
