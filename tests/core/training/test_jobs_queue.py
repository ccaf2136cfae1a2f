import threading

import numpy as np
import pytest

from core import devices
from core.errors import LearnerError
from core.training.events import Epoch, Finished, Started, Step
from core.training.jobs import State
from core.training.local import LocalBackend
from tests.core.training.toy_tasks import LONG, counting, steps, until, until_state, until_step, worker_of


@pytest.fixture
def backend(tmp_path):
    backend = LocalBackend(tmp_path)
    yield backend
    backend.close()


def positions(backend, ids):
    return [backend.view(id).position for id in ids]


def test_first_come_first_served(backend):
    running = backend.submit(LONG)
    until_step(backend, running)
    ids = [backend.submit(counting()) for _ in range(4)]
    assert positions(backend, [running, *ids]) == [0, 1, 2, 3, 4]
    backend.cancel(ids[1])
    assert positions(backend, ids) == [1, 0, 2, 3]
    backend.cancel(running)
    until_state(backend, ids[3], State.FINISHED)
    assert [backend.view(id).state for id in ids] == ["finished", "cancelled", "finished", "finished"]
    begun = [(backend.view(id).folder / "attempts.txt").stat().st_mtime_ns for id in (running, ids[0], ids[2], ids[3])]
    assert begun == sorted(begun)


def test_the_queue_is_bounded(tmp_path):
    backend = LocalBackend(tmp_path, queue_limit=2)
    running = backend.submit(LONG)
    until_step(backend, running)
    waiting = [backend.submit(counting()) for _ in range(2)]
    with pytest.raises(LearnerError) as caught:
        backend.submit(counting())
    assert (caught.value.key, caught.value.values) == ("job.queue_full", {"limit": 2})
    assert len(list(tmp_path.iterdir())) == 3  # nothing is left of the job that was turned away
    backend.cancel(waiting[0])
    third = backend.submit(counting())
    with pytest.raises(LearnerError):
        backend.restart(waiting[0])
    assert backend.view(waiting[0]).state is State.CANCELLED
    assert positions(backend, [waiting[1], third]) == [1, 2]
    backend.close()


def test_a_lane_per_device(backend, monkeypatch):
    found = (devices.Device("cuda", "a card", 1), devices.Device("cpu", "a processor", 1))
    monkeypatch.setattr(devices, "devices", lambda: found)
    here, there, behind = (backend.submit(counting(device, epochs=1000, pause=10)) for device in ("cpu", "auto", "cuda"))
    views = [until_step(backend, id) for id in (here, there)]
    assert worker_of(views[0]) != worker_of(views[1])
    assert positions(backend, [here, there, behind]) == [0, 0, 1]
    with pytest.raises(LearnerError) as caught:
        backend.submit(counting("mps"))
    assert caught.value.key == "device.absent"


def test_pause_and_resume_of_a_running_job(backend):
    id = backend.submit(LONG)
    until_step(backend, id)
    backend.pause(id)
    paused = settled(backend, id)
    assert paused.state is State.PAUSED
    assert backend.view(id).seconds == paused.seconds
    backend.resume(id)
    resumed = until_step(backend, id, steps(paused)[-1] + 10)
    assert contiguous(resumed)
    assert resumed.last(Started).done == 0  # it went on in memory
    assert resumed.seconds > paused.seconds


def contiguous(view):
    """Every step and every epoch once and in order, whatever happened in between."""
    epochs = [epoch.epoch for epoch in view.all(Epoch)]
    return steps(view) == list(range(1, len(steps(view)) + 1)) and epochs == list(range(1, len(epochs) + 1))


def settled(backend, id):
    """A view of a job from which nothing more comes."""
    quiet = threading.Event()
    while True:
        before = backend.view(id)
        quiet.wait(0.3)
        if backend.view(id).version == before.version:
            return before


@pytest.mark.parametrize("who_comes_first", ["the pause", "the other job"])
def test_a_paused_job_gives_way_and_continues_from_its_checkpoint(backend, who_comes_first):
    id = backend.submit(LONG)
    until_step(backend, id, 7)
    if who_comes_first == "the pause":
        backend.pause(id)
        other = backend.submit(counting())
    else:
        other = backend.submit(counting())
        backend.pause(id)
    until_state(backend, other, State.FINISHED)
    assert backend.view(id).state is State.PAUSED
    begun = steps(backend.view(id))
    assert begun[:7] == [1, 2, 3, 4, 5, 6, 7]
    backend.resume(id)
    resumed = until_step(backend, id, begun[-1] + 10)
    assert resumed.last(Started).done >= 5 and len(resumed.all(Started)) == 1
    assert contiguous(resumed)


def test_a_job_that_ends_while_it_is_being_paused_frees_the_device(backend):
    id = backend.submit(counting(behaviour="refuse_slowly"))
    until(backend, id, lambda view: (view.folder / "hangs").exists())
    backend.pause(id)
    until_state(backend, id, State.REFUSED)
    until_state(backend, backend.submit(counting()), State.FINISHED)


def test_a_paused_job_gives_its_memory_back(tmp_path):
    backend = LocalBackend(tmp_path, idle_seconds=0.1)
    id = backend.submit(LONG)
    process = worker_of(until_step(backend, id, 7))
    backend.pause(id)
    process.wait(timeout=20)
    paused = backend.view(id)
    assert paused.state is State.PAUSED
    backend.resume(id)
    resumed = until_step(backend, id, steps(paused)[-1] + 10)
    assert contiguous(resumed) and resumed.last(Started).done >= 5
    backend.close()


def test_pause_and_resume_of_a_waiting_job(backend):
    running = backend.submit(LONG)
    until_step(backend, running)
    first, second = backend.submit(counting()), backend.submit(counting())
    backend.pause(first)
    assert backend.view(first).state is State.PAUSED
    assert positions(backend, [first, second]) == [0, 1]
    backend.resume(first)
    assert positions(backend, [first, second]) == [2, 1]


@pytest.mark.parametrize("situation", ["waiting", "waiting and paused", "running", "paused", "set aside"])
def test_cancel_and_restart(backend, situation):
    if "waiting" in situation:
        other = backend.submit(LONG)
        until_step(backend, other)
    id = backend.submit(LONG)
    if "waiting" not in situation:
        until_step(backend, id, 7)
    if situation not in ("waiting", "running"):
        backend.pause(id)
    if situation == "set aside":
        other = backend.submit(LONG)
        until_step(backend, other)
    backend.cancel(id)
    cancelled = settled(backend, id)
    assert cancelled.state is State.CANCELLED and cancelled.state.restartable
    for useless in (backend.pause, backend.resume, backend.cancel):
        useless(id)
    assert backend.view(id).state is State.CANCELLED
    backend.restart(id)
    if situation in ("waiting", "waiting and paused", "set aside"):
        assert backend.view(id).position == 1
        backend.cancel(other)
    begun = len(cancelled.all(Step))
    again = until_step(backend, id, begun + 10)
    assert contiguous(again)
    assert (again.last(Started).done >= 5) == (begun > 0) == ("waiting" not in situation)


def test_a_killed_worker_and_the_way_back(backend):
    id = backend.submit(LONG)
    behind = backend.submit(counting())
    process = worker_of(until_step(backend, id, 13))
    process.kill()
    died = until_state(backend, id, State.DIED)
    assert steps(died)[:13] == list(range(1, 14))
    assert died.snapshots["loaded"].step >= 10
    fresh = until_state(backend, behind, State.FINISHED).last(Started).parameters
    assert fresh != process.pid
    for _ in range(3):
        backend.restart(id)
    again = until_step(backend, id, steps(died)[-1] + 10)
    assert again.last(Started).done >= 10 and again.last(Started).parameters == fresh
    assert contiguous(again)
    until_state(backend, backend.submit(counting()), State.QUEUED)  # one restart, one run
    assert backend.view(id).state is State.RUNNING


def test_many_quick_clicks(backend):
    ids = [backend.submit(counting(epochs=40, steps=5, pause=1)) for _ in range(3)]

    def click(seed):
        random = np.random.default_rng(seed)
        actions = [backend.pause, backend.resume, backend.cancel, backend.restart, backend.pause, backend.resume]
        for _ in range(60):
            actions[random.integers(len(actions))](ids[random.integers(len(ids))])
            assert sorted(filter(None, positions_at_once(backend, ids)))[:1] in ([], [1])

    threads = [threading.Thread(target=click, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for id in ids:
        backend.resume(id)
        backend.restart(id)
    for id in ids:
        finished = until_state(backend, id, State.FINISHED)
        assert contiguous(finished) and len(steps(finished)) == 200
        assert len(finished.all(Started)) == len(finished.all(Finished)) == 1


def positions_at_once(backend, ids):
    with backend._changed:
        return positions(backend, ids)


def test_a_crash_and_the_way_back(backend):
    id = backend.submit(counting(epochs=3, steps=5, behaviour="raise", at=8))
    assert steps(until_state(backend, id, State.DIED)) == [1, 2, 3, 4, 5, 6, 7]
    backend.restart(id)
    finished = until_state(backend, id, State.FINISHED)
    assert finished.last(Started).done == 5
    assert contiguous(finished) and len(steps(finished)) == 15
