"""Training a network on handwritten digits: settings go in, events come out."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from core.architectures import build
from core.data.digits import load, normalise
from core.devices import choose
from core.errors import LearnerError
from core.settings.digit_trainer import DigitTrainer
from core.settings.schema import to_json
from core.training.augmentation import shift_and_rotate
from core.training.checkpoint import WEIGHTS, load_checkpoint, save_checkpoint, write
from core.training.evaluation import evaluate
from core.training.events import Diverged, Epoch, Event, Finished, Refused, Snapshot, Started, Step
from core.training.schedule import make_optimizer, make_schedule, steps_per_epoch
from core.training.speed import arrange, precision, prepare_thread
from core.weights import save_weights

STEP_SECONDS = 0.12  # between two Step events
SNAPSHOT_SECONDS = 1.0
MOST_FILTERS = 64


def train(settings: DigitTrainer, folder: Path) -> Iterator[Event]:
    """Trains the network of `settings`, leaving checkpoint.pt and weights.safetensors in `folder` after each epoch.

    The caller pauses by not asking for the next event, and cancels by closing the generator. Where `folder` holds a
    checkpoint of the same settings, training goes on from it. The same seed gives the same run on the same device, whether
    interrupted or not. Bad input ends it with Refused, a loss that is no number with Diverged, everything else with Finished.
    """
    yield from run_events(DigitRun, settings, folder)


def run_events(kind: type[DigitRun], settings: Any, folder: Path) -> Iterator[Event]:
    """The events of a run of this kind, from Started to its ending."""
    watch = Stopwatch()
    for event in _events(kind, settings, folder, watch):
        watch.stop()
        yield event
        watch.start()


class Stopwatch:
    """Seconds of work, without the time during which the caller holds the run."""

    def __init__(self):
        self._before = 0.0
        self._since = time.perf_counter()

    @property
    def seconds(self) -> float:
        return self._before + time.perf_counter() - self._since

    def stop(self) -> None:
        self._before = self.seconds

    def start(self) -> None:
        self._since = time.perf_counter()


def _events(kind: type[DigitRun], settings: Any, folder: Path, watch: Stopwatch) -> Iterator[Event]:
    try:
        run = kind(settings, folder, watch)
    except LearnerError as error:
        yield Refused(error.key, error.values)
        return
    yield run.started()
    while run.epoch < settings.epochs:
        for event in run.epoch_events():
            yield event
            if isinstance(event, Diverged):
                return
    yield Finished(run.training_seconds + run.testing_seconds, run.throughput)


class DigitRun:
    """A training run: the network, its optimiser, and how far they are."""

    def __init__(self, settings: DigitTrainer, folder: Path, watch: Stopwatch):
        """Raises LearnerError for settings that cannot be trained, missing data and a checkpoint that cannot be used."""
        prepare_thread()
        self.settings, self.folder, self.watch = settings, folder, watch
        self.device = choose(settings.device)
        code = self.device.code
        data = load(settings.data)
        self.data_title = data.title
        # The whole set lives on the device as bytes; each batch becomes floats there.
        self.images = data.train_images[: settings.train_size].to(code)
        self.labels = data.train_labels[: settings.train_size].to(code)
        self.test_images, self.test_labels = data.test_images.to(code), data.test_labels.to(code)
        self.steps_per_epoch = steps_per_epoch(settings)
        self.steps = self.steps_per_epoch * settings.epochs

        torch.manual_seed(settings.seed)
        self.model = arrange(build(settings).to(code))
        self.optimizer = make_optimizer(self.model, settings)
        self.schedule = make_schedule(self.optimizer, settings, self.steps)
        self.epoch = self.step = 0
        self.training_seconds = self.testing_seconds = 0.0
        if state := load_checkpoint(folder, to_json(settings)):
            self._restore(state)
        self.snapshot_due = self.training_seconds + SNAPSHOT_SECONDS

    @property
    def throughput(self) -> float:
        """Training samples per second."""
        samples = self.step / self.steps_per_epoch * len(self.images)
        return samples / self.training_seconds if self.training_seconds else 0.0

    def started(self) -> Started:
        return Started(
            device=self.device.name,
            data=self.data_title,
            parameters=sum(weights.numel() for weights in self.model.parameters()),
            train_size=len(self.images),
            test_size=len(self.test_images),
            steps=self.steps,
            steps_per_epoch=self.steps_per_epoch,
            done=self.step,
        )

    def epoch_events(self) -> Iterator[Step | Snapshot | Epoch | Diverged]:
        """One pass over the training data, then one over the test data, then a checkpoint."""
        # Each epoch has its own seed, so that one begun again after an interruption draws the same numbers.
        torch.manual_seed(self.settings.seed + 10_000 * (self.epoch + 1))
        self.model.train()
        batches = torch.randperm(len(self.images)).to(self.images.device).split(self.settings.batch_size)
        total_loss = total_correct = 0.0
        taken = []  # since the last event: (samples, loss, correct, learning rate), tensors still on the device
        begun = self.watch.seconds
        for i, batch in enumerate(batches, start=1):
            taken.append((len(batch), *self._take_step(batch)))
            if self.watch.seconds - begun < STEP_SECONDS and i < len(batches):
                continue
            sizes, losses, correct, rates = zip(*taken, strict=True)
            # The only place where the host waits for the device: asking at every step would slow both down.
            losses, correct = torch.stack(losses).tolist(), int(torch.stack(correct).sum())
            for j, loss in enumerate(losses):
                if not math.isfinite(loss):
                    yield Diverged(self.step - len(losses) + j + 1, rates[j], loss)
                    return
            seconds = self.watch.seconds - begun
            self.training_seconds += seconds
            samples, loss = sum(sizes), sum(n * loss for n, loss in zip(sizes, losses, strict=True))
            total_loss, total_correct = total_loss + loss, total_correct + correct
            yield Step(self.step, loss / samples, correct / samples, rates[-1], samples / seconds, self._seconds_left())
            if self.training_seconds >= self.snapshot_due:
                self.snapshot_due = self.training_seconds + SNAPSHOT_SECONDS
                yield self._filters()
            taken, begun = [], self.watch.seconds

        begun = self.watch.seconds
        test = evaluate(self.model, self.test_images, self.test_labels)
        self.testing_seconds += self.watch.seconds - begun
        if not math.isfinite(test.loss):
            yield Diverged(self.step, rates[-1], test.loss)
            return
        self.epoch += 1
        yield self._filters()
        # Saved last: a stop between the checkpoint and its Epoch would lose that event for good.
        self._save()
        yield Epoch(
            epoch=self.epoch,
            step=self.step,
            train_loss=total_loss / len(self.images),
            train_accuracy=total_correct / len(self.images),
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            seconds=self.training_seconds + self.testing_seconds,
            confusion=test.confusion,
            mistakes=test.mistakes,
        )

    def _take_step(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, float]:
        """One optimiser step on the samples numbered in `batch`: mean loss, correct answers, learning rate."""
        settings = self.settings
        images, labels = self.images[batch], self.labels[batch]
        if settings.shift or settings.rotate:
            images = shift_and_rotate(images.float(), settings.shift, settings.rotate)
        with precision(settings, self.device.code):
            logits = self.model(normalise(images)).float()
        loss = F.cross_entropy(logits, labels, label_smoothing=settings.label_smoothing)
        self.optimizer.zero_grad()
        loss.backward()
        rate = self.optimizer.param_groups[0]["lr"]
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        return loss.detach(), (logits.detach().argmax(1) == labels).sum(), rate

    def _seconds_left(self) -> float:
        training = self.training_seconds / self.step * (self.steps - self.step)
        testing = self.testing_seconds / self.epoch * (self.settings.epochs - self.epoch) if self.epoch else 0.0
        return training + testing

    def _filters(self) -> Snapshot:
        """The first layer's weights as pictures (filters, height, width), at most 64 of them."""
        weights = self.model[0] if self.settings.family == "cnn" else self.model[1]
        pictures = weights.weight.detach()[:MOST_FILTERS].cpu()
        size = math.isqrt(pictures[0].numel())
        return Snapshot("filters", self.step, pictures.reshape(-1, size, size).numpy().copy())

    def _save(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        save_checkpoint(
            self.folder,
            {
                "settings": to_json(self.settings),
                "epoch": self.epoch,
                "step": self.step,
                "training_seconds": self.training_seconds,
                "testing_seconds": self.testing_seconds,
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "schedule": self.schedule.state_dict(),
            },
        )
        write(self.folder / WEIGHTS, save_weights(self.model, self.settings))

    def _restore(self, state: dict) -> None:
        self.epoch, self.step = state["epoch"], state["step"]
        self.training_seconds, self.testing_seconds = state["training_seconds"], state["testing_seconds"]
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
