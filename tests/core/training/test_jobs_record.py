import json
import os
import time

import numpy as np
import pytest

from core.errors import LearnerError
from core.training import local
from core.training.events import Diverged, Epoch, Finished, Mistake, Refused, Snapshot, Started, Step
from core.training.jobs import JobSpecification, State
from core.training.local import LocalBackend
from core.training.record import STEPS, Job, Record
from tests.core.training.toy_tasks import LONG, counting, steps, until_state, until_step

EPOCH = Epoch(1, 500, 0.5, 0.8, 0.4, 0.9, 2.0, np.array([[5, 1], [0, 4]]), (Mistake(3, 0, 1, 0.75),))


def step(number):
    return Step(number, 1 / number, 0.5, 0.1, 1000.0, 3.0)


NUMBERS = Epoch(1, 500, 0.5, None, 0.4, None, 2.0)  # of a network that predicts numbers


@pytest.fixture
def job(tmp_path):
    job = Job("0" * 16, JobSpecification("digits", {"epochs": 7}), tmp_path)
    (tmp_path / "specification.json").write_text(job.specification.to_json())
    return job


def test_a_long_run_stays_bounded():
    record = Record()
    record.add(Started("cpu", "digits", 10, 100, 10, 10_000, 500))
    for number in range(1, 10_001):
        record.add(step(number))
        record.add(Snapshot("filters", number, np.zeros(3)))
        if number % 500 == 0:
            record.add(EPOCH)
    numbers = [event.step for event in record.events if isinstance(event, Step)]
    assert STEPS / 4 <= len(numbers) <= STEPS
    assert numbers == sorted(numbers) and numbers[-1] == 10_000
    assert max(np.diff(numbers)) <= 8 * 10_000 / STEPS  # thinned evenly: no gap, early or late
    assert sum(isinstance(event, Epoch) for event in record.events) == 20
    assert isinstance(record.events[0], Started)
    assert record.snapshots["filters"].step == 10_000 and len(record.snapshots) == 1


def test_a_restart_forgets_what_will_happen_again():
    record = Record([Started("cpu", "digits", 10, 100, 10, 1000, 500), step(499), step(500), EPOCH, step(501), Refused("x")])
    record.add(Snapshot("old", 400, np.zeros(1)))
    record.add(Snapshot("new", 501, np.zeros(1)))
    again = Started("cpu", "digits", 10, 100, 10, 1000, 500, done=500)
    record.add(again)
    assert record.events == [again, step(499), step(500), EPOCH]
    assert list(record.snapshots) == ["old"]


@pytest.mark.parametrize(
    "ending, state",
    [
        (Finished(3.0, 900.0), State.FINISHED),
        (Diverged(9, 1.0, float("inf")), State.DIVERGED),
        (Refused("device.absent", {"device": "CUDA"}), State.REFUSED),
    ],
)
def test_a_record_survives_the_server(job, ending, state):
    job.become(State.RUNNING)
    for event in (Started("cpu", "digits", 10, 100, 10, 1000, 500), step(500), EPOCH, ending):
        job.add(event)
    again = Job.open(job.folder)
    assert (again.state, again.specification, again.seconds) == (state, job.specification, job.seconds)
    assert [event for event in again.record.events if not isinstance(event, Epoch)] == [
        event for event in job.record.events if not isinstance(event, Epoch)
    ]
    epoch = again.record.events[2]
    np.testing.assert_array_equal(epoch.confusion, EPOCH.confusion)
    assert epoch.mistakes == EPOCH.mistakes and epoch.test_accuracy == 0.9


def test_numbers_that_are_predicted_have_neither_accuracy_nor_confusion(job):
    job.add(NUMBERS)
    assert Job.open(job.folder).record.events == [NUMBERS]


@pytest.mark.parametrize(
    "before, after",
    [(State.QUEUED, State.DIED), (State.RUNNING, State.DIED), (State.PAUSED, State.PAUSED), (State.CANCELLED, State.CANCELLED)],
)
def test_an_unfinished_job_of_an_earlier_server(job, before, after):
    job.become(before)
    assert Job.open(job.folder).state is after


def test_a_diverged_loss_can_be_read_back(job):
    job.add(Diverged(3, 0.1, float("nan")))
    assert np.isnan(Job.open(job.folder).record.events[0].loss)


def test_a_deleted_folder_does_not_end_the_run(job):
    job.folder = job.folder / "gone"
    job.add(EPOCH)
    job.add(Finished(1.0, 1.0))
    assert job.state is State.FINISHED


def test_the_next_server_continues(tmp_path):
    first = LocalBackend(tmp_path)
    done = first.submit(counting())
    finished = until_state(first, done, State.FINISHED)
    paused = first.submit(LONG)
    until_step(first, paused, 7)
    first.pause(paused)
    running = first.submit(LONG)
    waiting = first.submit(counting())
    until_step(first, running, 7)
    first.close()

    second = LocalBackend(tmp_path)
    assert [second.view(id).state for id in (done, paused, running, waiting)] == ["finished", "paused", "died", "died"]
    known = second.specifications(first.view(done).specification.task)
    assert known == {id: first.view(id).specification for id in (done, paused, running, waiting)}
    assert list(known)[-1] == waiting
    assert second.view(done).all(Step) == finished.all(Step)
    assert steps(second.view(running))[:5] == [1, 2, 3, 4, 5]
    for id, carry_on in ((running, second.restart), (paused, second.resume)):
        begun = steps(second.view(id))[-1]
        carry_on(id)
        view = until_step(second, id, begun + 10)
        assert view.last(Started).done >= 5
        assert steps(view)[:5] == [1, 2, 3, 4, 5] and steps(view) == sorted(set(steps(view)))
        second.cancel(id)
    second.restart(waiting)
    until_state(second, waiting, State.FINISHED)
    second.close()


@pytest.mark.parametrize(
    "id", ["", ".", "..", "../secret", "/etc", "0" * 15, "0" * 17, "G" * 16, "A" * 16, "f" * 16, "0" * 16 + "\n"]
)
def test_a_bad_id_is_unknown(tmp_path, id):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "specification.json").write_text(counting().to_json())
    backend = LocalBackend(tmp_path / "jobs")
    for action in (backend.view, backend.pause, backend.resume, backend.cancel, backend.restart):
        with pytest.raises(LearnerError) as caught:
            action(id)
        assert caught.value.key == "job.unknown"


@pytest.mark.parametrize(
    "name, text",
    [
        ("specification.json", "{"),
        ("specification.json", '{"task": "gone", "settings": {}}'),
        ("specification.json", "\x00\xff"),
        ("record.json", "[]"),
        ("record.json", '{"state": "dancing", "seconds": 0, "events": []}'),
        ("record.json", '{"state": "died", "seconds": 0, "events": [{"event": "Popen"}]}'),
        ("record.json", '{"state": "died", "seconds": 0, "events": [{"event": "Step", "step": 1}]}'),
        ("record.json", '{"state": "died", "seconds": 0, "events": 5}'),
    ],
)
def test_a_damaged_folder_is_an_unknown_job(job, name, text):
    job.become(State.RUNNING)
    folder = job.folder / "jobs" / job.id
    folder.mkdir(parents=True)
    for file in ("specification.json", "record.json"):
        (folder / file).write_text((job.folder / file).read_text())
    backend = LocalBackend(job.folder / "jobs")
    assert backend.view(job.id).state is State.DIED
    (folder / name).write_text(text, encoding="latin-1")
    with pytest.raises(LearnerError) as caught:
        LocalBackend(job.folder / "jobs").view(job.id)
    assert caught.value.key == "job.unknown"
    readable = {} if name == "specification.json" else {job.id: job.specification}
    assert LocalBackend(job.folder / "jobs").specifications("digits") == readable


def test_nothing_can_be_written(tmp_path):
    (tmp_path / "jobs").write_text("a file where the folder should be")
    with pytest.raises(LearnerError) as caught:
        LocalBackend(tmp_path / "jobs").submit(counting())
    assert caught.value.key == "job.folder"


def test_old_folders_are_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "FOLDERS", 3)
    now = time.time()
    for age in (1, 2, 3, 8):
        (tmp_path / f"{age:016x}").mkdir()
        os.utime(tmp_path / f"{age:016x}", (now, now - age * 86_400))
    (tmp_path / "something else").mkdir()
    os.utime(tmp_path / "something else", (0, 0))
    backend = LocalBackend(tmp_path)
    assert sorted(path.name[-1] for path in tmp_path.iterdir()) == ["1", "2", "3", "e"]
    monkeypatch.setattr(local, "FOLDERS", 1)
    LocalBackend(tmp_path)
    assert sorted(path.name[-1] for path in tmp_path.iterdir()) == ["1", "e"]
    running = backend.submit(counting(behaviour="hang"))
    until_step(backend, running, 6)
    waiting = [backend.submit(counting()) for _ in range(3)]
    assert all(backend.view(id).folder.exists() for id in (running, *waiting))  # too many, but still needed
    backend.close()


def test_memory_forgets_what_the_folder_remembers(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "REMEMBERED", 2)
    backend = LocalBackend(tmp_path)
    ids = [backend.submit(counting(steps=4)) for _ in range(5)]
    until_state(backend, ids[-1], State.FINISHED)
    for id in ids:
        assert steps(until_state(backend, id, State.FINISHED)) == list(range(1, 9))
    assert len(backend._jobs) <= 3
    backend.close()


def test_the_folder_holds_plain_json(tmp_path):
    backend = LocalBackend(tmp_path)
    view = until_state(backend, backend.submit(counting()), State.FINISHED)
    backend.close()
    assert JobSpecification.from_json((view.folder / "specification.json").read_text()) == view.specification
    assert json.loads((view.folder / "record.json").read_text())["state"] == "finished"
