"""The network built by hand and its twin of torch.nn, trained side by side: the same curve, step by step."""

import numpy as np
import pytest
import torch

from core.data import digits
from core.settings.cnn_from_scratch import CnnFromScratch
from core.settings.schema import replace, to_json
from core.training import cnn_from_scratch as training
from core.training import run as running
from core.training.checkpoint import load_checkpoint
from core.training.events import Epoch, Finished, Started, Step
from core.training.jobs import JobSpecification

SMALL = CnnFromScratch(data="digits", train_size=300, epochs=2)


pytestmark = pytest.mark.usefixtures("one_thread")


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    step_seconds, running.STEP_SECONDS = running.STEP_SECONDS, 0.0  # tell every step
    yield list(training.train(SMALL, tmp_path_factory.mktemp("run")))
    running.STEP_SECONDS = step_seconds


def test_the_same_seed_gives_the_same_curve_as_torch_nn(events):
    started, steps, epochs = of(Started, events)[0], of(Step, events), of(Epoch, events)
    assert (started.parameters, started.steps, started.train_size) == (87_322, 2 * 19, 300)
    assert [step.step for step in steps] == list(range(1, 39)), "300 pictures are 18 batches of 16 and one of 12"
    assert max(abs(step.loss - step.twin_loss) for step in steps) < 1e-5
    assert [epoch.epoch for epoch in epochs] == [1, 2]
    for epoch in epochs:
        assert epoch.twin_difference < 1e-5
        assert epoch.test_loss == pytest.approx(epoch.twin_loss, abs=1e-5)
        assert epoch.test_accuracy == pytest.approx(epoch.twin_accuracy, abs=1 / 360)
        assert epoch.confusion.sum() == 360
    first, second = (np.mean([step.loss for step in part]) for part in (steps[:10], steps[-10:]))
    assert second < 0.7 * first, "it learns"
    assert isinstance(events[-1], Finished)


def test_twin_is_trained_by_the_book(events):
    """One step of the run is one step of torch.optim.SGD on F.cross_entropy, on the pictures of that batch."""
    run = training.FromScratchRun(SMALL, training.Path("unused"), training.Stopwatch())
    data = digits.load("digits")
    batch = torch.tensor([5, 2, 7, 11])
    before = {name: values.clone() for name, values in run.twin.state_dict().items()}
    expected = training.cnn_from_scratch.build_twin(before)
    loss = torch.nn.functional.cross_entropy(expected(digits.normalise(data.train_images[batch])), data.train_labels[batch])
    loss.backward()
    taken = run.take_step(batch)
    assert taken.twin_loss.item() == pytest.approx(loss.item())
    assert taken.loss.item() == pytest.approx(loss.item(), abs=1e-6)
    for name, values in expected.named_parameters():
        torch.testing.assert_close(run.twin.state_dict()[name], values.detach() - 0.005 * values.grad)


def test_goes_on_from_its_checkpoint(events, tmp_path):
    run = training.train(SMALL, tmp_path)
    for event in run:
        if isinstance(event, Epoch):
            break
    run.close()
    again = list(training.train(SMALL, tmp_path))
    assert of(Started, again)[0].done == 19
    whole, resumed = of(Epoch, events)[-1], of(Epoch, again)[-1]
    assert (resumed.epoch, resumed.step) == (2, 38)
    assert resumed.test_loss == pytest.approx(whole.test_loss, abs=1e-6)
    assert resumed.twin_loss == pytest.approx(whole.twin_loss, abs=1e-6)
    assert resumed.twin_difference < 1e-5, "both went on where they were"
    assert load_checkpoint(tmp_path, to_json(SMALL))["epoch"] == 2


def test_a_mistake_parts_the_curves_and_still_learns(tmp_path):
    events = list(training.train(replace(SMALL, mistake="skip_dense"), tmp_path))
    last = of(Epoch, events)[-1]
    assert last.twin_difference > 0.01 and abs(last.test_loss - last.twin_loss) > 1e-4
    assert last.test_accuracy > 0.6


def test_mnist_that_is_not_here_is_replaced(monkeypatch):
    monkeypatch.setattr(digits, "present", lambda name: name == "digits")
    assert training.data_of(CnnFromScratch()) == "digits"
    monkeypatch.setattr(digits, "present", lambda name: True)
    assert training.data_of(CnnFromScratch()) == "mnist"


def test_is_a_job():
    specification = JobSpecification.of("cnn_from_scratch", replace(SMALL, train_size=500))
    assert JobSpecification.from_json(specification.to_json()).parsed() == replace(SMALL, train_size=500)
