"""The process in which jobs run: `python -m core.training.worker`, started by core.training.local.

Commands come in on standard input, events go out on standard output, both pickled: tuples ("run", module, function,
settings, folder), ("pause",), ("resume",), ("stop",), answered by the events of the job and then None.
"""

import contextlib
import importlib
import itertools
import os
import pickle
import queue
import signal
import sys
import threading

from core.errors import LearnerError
from core.training.events import Diverged, Finished, Refused

NICENESS = 10


class Controls:
    """What the server wants, read on a thread of its own so that a busy task cannot delay it."""

    def __init__(self, stream):
        self.runs: queue.SimpleQueue[tuple] = queue.SimpleQueue()
        self.stopped = False
        self._going = threading.Event()
        self._stream = stream
        threading.Thread(target=self._listen, daemon=True).start()

    def wait_while_paused(self):
        self._going.wait()

    def _listen(self):
        try:
            while True:
                self._obey(*pickle.load(self._stream))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)  # the server is gone: at once, whatever the task is doing, since nobody is left to hear of it

    def _obey(self, command: str, *arguments):
        match command:
            case "run":
                self.stopped = False
                self._going.set()
                self.runs.put(arguments)
            case "pause":
                self._going.clear()
            case "resume":
                self._going.set()
            case "stop":
                self.stopped = True
                self._going.set()


def events(module: str, function: str, settings, folder, controls: Controls):
    """The events of one job, until its ending or until the server wants no more."""
    try:
        task = getattr(importlib.import_module(module), function)
        give_way_to_the_server()
        with contextlib.closing(task(settings, folder)) as run:
            for event in run:
                yield event
                if isinstance(event, Finished | Diverged | Refused):
                    return
                controls.wait_while_paused()
                if controls.stopped:
                    return
    except LearnerError as error:
        yield Refused(error.key, error.values)


def give_way_to_the_server():
    """Low priority and one thread less than there are cores, so that pages stay quick; called after the imports, for which
    a learner waits. A small network even trains faster with one thread less.

    Measured on two cores with the case-study network in batches of 64: one thread 7500 images/s, two threads 3300; with other
    programs at work 2800 and 900.
    """
    if hasattr(os, "nice"):
        os.nice(max(0, NICENESS - os.nice(0)))
    torch = sys.modules.get("torch")  # only a task that computes with it has imported it
    if torch:
        from core.threads import cores  # imports PyTorch, which a worker that waits for its first task does not need yet

        torch.set_num_threads(max(1, min(torch.get_num_threads(), cores() - 1)))


def die(*error):
    """For an exception that nobody expected: reports it and ends at once, without waiting for any thread."""
    sys.__excepthook__(*error)
    sys.stderr.flush()
    os._exit(1)


def main():
    sys.excepthook = die
    threading.excepthook = lambda error: die(error.exc_type, error.exc_value, error.exc_traceback)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server; its end is ours
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a task prints must not mix with the answers
    controls = Controls(sys.stdin.buffer)
    while True:
        job = controls.runs.get()
        # Any exception but a LearnerError ends the process: its traceback goes to the server's log, and the next job gets
        # a fresh worker. After a CUDA error or a lack of memory nothing else would do.
        for event in itertools.chain(events(*job, controls), [None]):
            pickle.dump(event, answers)
            answers.flush()


if __name__ == "__main__":
    main()
