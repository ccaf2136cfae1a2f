import itertools
import math

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from core.architectures import build
from core.data import digits
from core.devices import devices
from core.errors import LearnerError
from core.settings.digit_trainer import PRESETS, DigitTrainer
from core.settings.schema import replace
from core.training import digits as training
from core.training import evaluation, speed
from core.training import run as running
from core.training.augmentation import shift_and_rotate
from core.training.checkpoint import load_checkpoint
from core.training.digits import train
from core.training.evaluation import evaluate
from core.training.events import Diverged, Epoch, Finished, Refused, Snapshot, Started, Step
from core.weights import load_weights

SMALL = DigitTrainer(train_size=200, batch_size=64, epochs=2, device="cpu", blocks=1, width_1=16)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def weights(folder):
    return load_file(folder / "weights.safetensors")


def same(first, second):
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def test_a_run_tells_everything_in_order(tmp_path):
    events = list(train(SMALL, tmp_path))
    started = events[0]
    assert isinstance(started, Started) and isinstance(events[-1], Finished)
    assert (started.data, started.train_size, started.test_size) == ("scikit-learn digits", 200, 360)
    assert (started.steps_per_epoch, started.steps, started.done) == (4, 8, 0)  # 200 = 3 · 64 + 8: the rest counts too
    assert [event.epoch for event in of(Epoch, events)] == [1, 2]
    assert [event.step for event in of(Epoch, events)] == [4, 8]
    steps = of(Step, events)
    assert [step.step for step in steps] == sorted({step.step for step in steps}) and steps[-1].step == 8
    assert all(0 <= step.accuracy <= 1 and step.throughput > 0 and step.seconds_left >= 0 for step in steps)
    (filters, *_) = of(Snapshot, events)
    assert filters.name == "filters" and filters.values.shape == (10, 5, 5)
    assert events[-1].seconds >= of(Epoch, events)[-1].seconds > 0


def test_the_default_run_learns(tmp_path):
    epochs = of(Epoch, train(DigitTrainer(device="cpu"), tmp_path))
    assert epochs[-1].test_accuracy > 0.97
    assert epochs[-1].train_loss < epochs[0].train_loss / 5


def test_an_epoch_reports_what_the_weights_on_disk_do(tmp_path):
    epoch = of(Epoch, train(SMALL, tmp_path))[-1]
    data = digits.load("digits")
    model = load_weights(SMALL, (tmp_path / "weights.safetensors").read_bytes())
    with torch.inference_mode():
        probabilities = model(digits.normalise(data.test_images)).softmax(1).numpy()
    predicted, actual = probabilities.argmax(1), data.test_labels.numpy()
    assert epoch.test_accuracy == pytest.approx((predicted == actual).mean())
    assert epoch.confusion.sum() == 360 and np.trace(epoch.confusion) == (predicted == actual).sum()
    for i in range(10):
        assert epoch.confusion[i].sum() == (actual == i).sum()
    assert epoch.test_loss == pytest.approx(-np.log(probabilities[range(360), actual]).mean(), rel=1e-4)
    wrong = np.flatnonzero(predicted != actual)
    worst = sorted(probabilities[wrong].max(1), reverse=True)[:24]
    assert [mistake.probability for mistake in epoch.mistakes] == pytest.approx(worst, rel=1e-4)
    for mistake in epoch.mistakes:
        assert (mistake.actual, mistake.predicted) == (actual[mistake.index], predicted[mistake.index])


def test_the_same_seed_gives_the_same_run_and_another_seed_another(tmp_path):
    settings = replace(SMALL, dropout=0.5, shift=2, rotate=10)
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        list(train(replace(settings, seed=seed), tmp_path / name))
    assert same(weights(tmp_path / "a"), weights(tmp_path / "b"))
    assert not same(weights(tmp_path / "a"), weights(tmp_path / "c"))


@pytest.mark.parametrize("optimizer", ["momentum", "rmsprop", "adamw"])
def test_an_interrupted_run_ends_as_an_uninterrupted_one(tmp_path, optimizer):
    settings = replace(SMALL, epochs=3, optimizer=optimizer, dropout=0.3, batch_norm=True, shift=1, learning_rate=0.005)
    whole = of(Epoch, train(settings, tmp_path / "whole"))
    run = train(settings, tmp_path / "cut")
    for event in run:
        if isinstance(event, Step) and event.step > 4:  # in the middle of the second epoch
            break
    run.close()
    events = list(train(settings, tmp_path / "cut"))
    assert events[0].done == 4
    assert [epoch.epoch for epoch in of(Epoch, events)] == [2, 3]
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "cut"))
    assert of(Epoch, events)[-1].test_loss == whole[-1].test_loss
    assert [type(event) for event in train(settings, tmp_path / "cut")] == [Started, Finished]


def test_a_run_in_bfloat16_learns_and_can_be_interrupted(tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "multiplies_bfloat16", lambda: True)
    settings = replace(SMALL, batch_size=128, train_size=1000, learning_rate=0.005)
    with speed.precision(settings, "cpu"):
        assert build(settings)(torch.zeros(1, 1, 28, 28)).dtype == torch.bfloat16
    whole = of(Epoch, train(settings, tmp_path / "whole"))
    assert whole[-1].test_accuracy > 0.8
    run = train(settings, tmp_path / "cut")
    while not isinstance(next(run), Epoch):
        pass
    run.close()
    assert of(Epoch, train(settings, tmp_path / "cut"))[-1].test_loss == whole[-1].test_loss
    assert all(tensor.dtype == torch.float32 for tensor in weights(tmp_path / "cut").values())


@pytest.mark.parametrize("change", [{"batch_size": 64}, {"family": "dense"}])
def test_bfloat16_is_left_alone_where_it_is_slower(monkeypatch, change):
    monkeypatch.setattr(speed, "multiplies_bfloat16", lambda: True)
    settings = replace(SMALL, batch_size=128)
    assert torch.is_autocast_enabled("cpu") is False
    with speed.precision(replace(settings, **change), "cpu"):
        assert torch.is_autocast_enabled("cpu") is False
    monkeypatch.setattr(speed, "multiplies_bfloat16", lambda: False)
    with speed.precision(settings, "cpu"):
        assert torch.is_autocast_enabled("cpu") is False


def test_time_the_caller_holds_a_run_is_not_training_time(tmp_path, monkeypatch):
    clock = itertools.count()
    monkeypatch.setattr(running.time, "perf_counter", lambda: next(clock))
    watch = training.Stopwatch()
    watch.stop()
    for _ in range(1000):
        next(clock)
    watch.start()
    assert watch.seconds < 10


def test_a_checkpoint_of_other_settings_or_a_broken_one_is_refused(tmp_path):
    list(train(replace(SMALL, epochs=1), tmp_path))
    (refused,) = train(replace(SMALL, epochs=1, seed=1), tmp_path)
    assert refused == Refused("training.other_run", {"folder": tmp_path.name})
    checkpoint = tmp_path / "checkpoint.pt"
    for damaged in (checkpoint.read_bytes()[:-100], b"", b"not a checkpoint"):
        checkpoint.write_bytes(damaged)
        (refused,) = train(replace(SMALL, epochs=1), tmp_path)
        assert refused == Refused("training.checkpoint_broken", {"file": "checkpoint.pt"})


def test_a_checkpoint_cannot_run_code(tmp_path):
    class Surprise:
        def __reduce__(self):
            return (exec, ("raise SystemExit",))

    torch.save({"settings": Surprise()}, tmp_path / "checkpoint.pt")
    with pytest.raises(LearnerError, match="checkpoint_broken"):
        load_checkpoint(tmp_path, {})


def test_the_preset_that_diverges_does_and_says_where(tmp_path):
    *_, last = train(replace(PRESETS["diverges"], device="cpu"), tmp_path)
    assert isinstance(last, Diverged)
    assert not math.isfinite(last.loss) and last.step >= 1 and last.learning_rate == PRESETS["diverges"].learning_rate


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"blocks": 3, "kernel_3": 7, "padding_3": 0}, "architecture.shrunk"),
        ({"device": "mps"}, "device.absent"),
        ({"device": "cuda"}, "device.absent"),
    ],
)
def test_what_cannot_be_trained_is_refused(tmp_path, change, key):
    if change.get("device") in [device.code for device in devices()]:
        pytest.skip("this machine has one")
    (refused,) = train(replace(SMALL, **change), tmp_path)
    assert isinstance(refused, Refused) and refused.key == key


@pytest.mark.parametrize("schedule", ["constant", "step", "cosine", "one_cycle"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "rmsprop", "adam", "adamw"])
def test_every_optimiser_under_every_schedule(tmp_path, optimizer, schedule):
    settings = replace(
        SMALL, epochs=1, train_size=100, batch_size=16, optimizer=optimizer, schedule=schedule, weight_decay=0.001
    )
    run = training.DigitRun(settings, tmp_path, training.Stopwatch())
    rates = [run.take_step(torch.arange(i, i + 4))[2] for i in range(run.steps)]
    expected = {
        "constant": [0.01] * 7,
        "step": [0.01] * 3 + [0.001] * 3 + [0.0001],
        "cosine": [0.005 * (1 + math.cos(math.pi * i / 7)) for i in range(7)],
    }
    if schedule == "one_cycle":
        assert max(rates) <= 0.01 and rates[0] == pytest.approx(0.0004) and rates[-1] < 0.001 and max(rates) > 0.009
    else:
        assert rates == pytest.approx(expected[schedule])


def test_dense_networks_show_their_first_layer_as_pictures(tmp_path):
    settings = replace(SMALL, family="dense", hidden=1, width_1=100, epochs=1)
    filters = of(Snapshot, train(settings, tmp_path))[-1]
    assert filters.values.shape == (64, 28, 28)
    assert np.array_equal(filters.values[5].ravel(), weights(tmp_path)["dense_1.weight"][5].numpy())


def test_evaluation_does_not_depend_on_its_batches(monkeypatch):
    data = digits.load("digits")
    torch.manual_seed(0)
    model = build(SMALL)
    whole = evaluate(model, data.test_images, data.test_labels)
    monkeypatch.setattr(evaluation, "BATCH", 37)
    parts = evaluate(model, data.test_images, data.test_labels)
    assert parts.loss == pytest.approx(whole.loss) and np.array_equal(parts.confusion, whole.confusion)
    assert len(whole.mistakes) == 24


def test_pictures_are_moved_whole_pixels_and_no_further():
    torch.manual_seed(0)
    images = torch.zeros(600, 1, 28, 28)
    images[:, 0, 13, 14] = 255
    moved = shift_and_rotate(images, shift=3, rotate=0)
    at = (moved[:, 0] > 200).nonzero()
    assert len(at) == 600
    offsets = at[:, 1:] - torch.tensor([13, 14])
    assert offsets.abs().max() == 3
    assert {tuple(offset) for offset in offsets.tolist()} == set(itertools.product(range(-3, 4), repeat=2))


def test_pictures_are_turned_about_their_middle():
    torch.manual_seed(0)
    images = torch.zeros(300, 1, 28, 28)
    images[:, 0, 13:15, 20:26] = 255  # a bar from the middle to the right
    turned = shift_and_rotate(images, shift=0, rotate=30)[:, 0]
    rows, columns = torch.meshgrid(torch.arange(28) - 13.5, torch.arange(28) - 13.5, indexing="ij")
    mass = turned.sum((1, 2))
    angle = torch.rad2deg(torch.atan2((turned * rows).sum((1, 2)) / mass, (turned * columns).sum((1, 2)) / mass))
    assert angle.abs().max() <= 30.5 and angle.min() < -25 and angle.max() > 25


def test_normalised_pictures_are_torchvisions():
    from torchvision.transforms import Compose, Normalize, ToTensor

    picture = digits.load("digits").train_images[7, 0].numpy()
    expected = Compose([ToTensor(), Normalize((digits.MEAN,), (digits.DEVIATION,))])(picture[:, :, None])
    torch.testing.assert_close(digits.normalise(torch.from_numpy(picture))[None], expected)
