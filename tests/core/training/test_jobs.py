import dataclasses
import logging

import psutil
import pytest

from core.errors import LearnerError
from core.settings.digit_trainer import PRESETS, DigitTrainer
from core.training import lane
from core.training.events import Diverged, Epoch, Finished, Refused, Started, Step
from core.training.jobs import TASKS, JobSpecification, State
from core.training.local import LocalBackend
from tests.core.training.toy_tasks import counting, steps, until, until_state, until_step, worker_of


@pytest.fixture
def backend(tmp_path):
    backend = LocalBackend(tmp_path)
    yield backend
    backend.close()


@pytest.mark.parametrize("settings", [DigitTrainer(), *PRESETS.values()])
def test_specification_survives_json(settings):
    specification = JobSpecification.of("digits", settings)
    again = JobSpecification.from_json(specification.to_json())
    assert again == specification
    assert again.parsed() == settings
    assert JobSpecification.of("digits", dataclasses.replace(settings, device="cuda")).device == "cuda"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"task": "digits"}',
        '{"task": "os.system", "settings": {}}',
        '{"task": "digits", "settings": []}',
        '{"task": "digits", "settings": {"colour": 1}}',
        '{"task": "digits", "settings": {"optimizer": "lbfgs"}}',
        '{"task": "digits", "settings": {"epochs": "many"}}',
        '{"task": "digits", "settings": {"seed": null}}',
        '{"task": "digits", "settings": {}, "module": "os"}',
    ],
)
def test_bad_specification_is_refused(text):
    with pytest.raises(LearnerError) as caught:
        JobSpecification.from_json(text)
    assert caught.value.key == "job.specification"


def test_numbers_of_a_specification_are_clamped():
    assert JobSpecification("digits", {"epochs": 10**9}).settings["epochs"] == 30


def test_every_task_names_a_settings_class():
    for name, task in TASKS.items():
        assert JobSpecification(name, {}).parsed() == task.settings()


@pytest.mark.parametrize(
    "behaviour, state, ending",
    [
        ("finish", State.FINISHED, Finished),
        ("diverge", State.DIVERGED, Diverged),
        ("refuse", State.REFUSED, Refused),
        ("raise", State.DIED, Epoch),
        ("exit", State.DIED, Epoch),
        ("kill", State.DIED, Epoch),
        ("stop_early", State.DIED, Epoch),
    ],
)
def test_endings(backend, behaviour, state, ending):
    id = backend.submit(counting(epochs=2, steps=3, behaviour=behaviour))
    after = backend.submit(counting())
    view = until_state(backend, id, state)
    assert [type(event) for event in view.events] == [
        Started,
        *[Step, Step, Step, Epoch] * 2,
        *[ending] * (ending is not Epoch),
    ]
    assert steps(view) == [1, 2, 3, 4, 5, 6]
    assert view.snapshots["loaded"].step == 6
    assert view.position == 0 and not view.state.active
    assert view.state.restartable == (state is State.DIED)
    until_state(backend, after, State.FINISHED)  # the lane lives


def test_refusal_tells_why(backend):
    view = until_state(backend, backend.submit(counting(behaviour="refuse")), State.REFUSED)
    assert view.last(Refused) == Refused("toy.refused", {"number": 7})


def test_a_death_is_logged_without_reaching_the_events(backend, caplog, capfd):
    with caplog.at_level(logging.ERROR):
        view = until_state(backend, backend.submit(counting(behaviour="raise")), State.DIED)
    assert view.id in caplog.text and "exit code of its worker: 1" in caplog.text
    assert "a defect in the task" in capfd.readouterr().err
    assert "defect" not in repr(view)


def test_a_page_load_starts_nothing(tmp_path):
    processes = psutil.Process().children()
    backend = LocalBackend(tmp_path / "jobs")
    with pytest.raises(LearnerError):
        backend.view("0" * 16)
    assert psutil.Process().children() == processes
    backend.close()


def test_one_worker_serves_many_jobs(backend):
    views = [until_state(backend, backend.submit(counting()), State.FINISHED) for _ in range(3)]
    assert len({worker_of(view).pid for view in views}) == 1
    assert worker_of(views[0]).nice() > psutil.Process().nice()


def test_version_changes_with_what_is_shown(backend):
    first = backend.submit(counting(epochs=1000, pause=20))
    until_step(backend, first)
    second = backend.submit(counting())
    third = backend.submit(counting())
    before = backend.view(third)
    assert backend.view(third).version == before.version
    backend.cancel(second)
    assert backend.view(third).position == before.position - 1
    assert backend.view(third).version != before.version
    running = until_step(backend, first)
    assert until_step(backend, first, running.all(Step)[-1].step + 1).version != running.version


def test_a_stubborn_job_is_killed(tmp_path):
    backend = LocalBackend(tmp_path, patience=0.2)
    stubborn = backend.submit(counting(behaviour="hang"))
    process = worker_of(until(backend, stubborn, lambda view: (view.folder / "hangs").exists()))
    after = backend.submit(counting())
    backend.cancel(stubborn)
    until_state(backend, after, State.FINISHED)
    assert backend.view(stubborn).state is State.CANCELLED
    assert not process.is_running()
    backend.close()


def test_an_idle_worker_ends_and_another_starts(tmp_path):
    backend = LocalBackend(tmp_path, idle_seconds=0.1)
    view = until_state(backend, backend.submit(counting()), State.FINISHED)
    psutil.wait_procs([worker_of(view)], timeout=20)
    assert not psutil.pid_exists(view.last(Started).parameters)
    until_state(backend, backend.submit(counting()), State.FINISHED)
    backend.close()


def test_no_worker_can_be_started(backend, monkeypatch):
    def fail():
        raise OSError("too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(lane, "Worker", fail)
        id = backend.submit(counting())
        until_state(backend, id, State.DIED)
    backend.restart(id)
    until_state(backend, id, State.FINISHED)


def test_close_leaves_no_process(tmp_path):
    backend = LocalBackend(tmp_path)
    running, waiting = backend.submit(counting(behaviour="hang")), backend.submit(counting())
    process = worker_of(until_step(backend, running))
    backend.close()
    assert not process.is_running()
    assert backend.view(running).state is State.DIED
    assert backend.view(waiting).state is State.QUEUED
