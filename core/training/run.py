"""What every training run has in common: epochs of steps, told as events, with a checkpoint after each."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from core.errors import LearnerError
from core.settings.schema import to_json
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.events import Diverged, Epoch, Event, Finished, Mistake, Refused, Snapshot, Started, Step

STEP_SECONDS = 0.12  # between two Step events
SNAPSHOT_SECONDS = 1.0


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


def run_events(kind: type[Run], settings: Any, folder: Path) -> Iterator[Event]:
    """The events of a run of this kind, to the ending; the watch stands still while the caller has one of them."""
    watch = Stopwatch()
    try:
        run = kind(settings, folder, watch)
    except LearnerError as error:
        yield Refused(error.key, error.values)
        return
    for event in run.events():
        watch.stop()
        yield event
        watch.start()


class Taken(NamedTuple):
    """One optimiser step: mean loss and correct answers, on the device, and the learning rate; of a twin, its loss."""

    loss: torch.Tensor
    correct: torch.Tensor
    learning_rate: float
    twin_loss: torch.Tensor | None = None


@dataclass(frozen=True)
class Evaluation:
    """`loss` is the mean cross-entropy; confusion[actual, predicted] counts; `mistakes` are the most confident ones.

    Of a twin, as in events.Epoch.
    """

    loss: float
    accuracy: float
    confusion: np.ndarray
    mistakes: tuple[Mistake, ...]
    twin_loss: float | None = None
    twin_accuracy: float | None = None
    twin_difference: float | None = None


class Run(ABC):
    """A training run: the network, its optimiser, and how far they are.

    A task's own run sets `data_title`, `device`, `train_size`, `test_size`, `steps_per_epoch`, `model`, `optimizer` and
    `schedule`, then calls `resume`; and says what a batch, a step, a test, a snapshot, the files of an epoch, and the parts of
    its checkpoint are.
    """

    def __init__(self, settings: Any, folder: Path, watch: Stopwatch):
        self.settings, self.folder, self.watch = settings, folder, watch
        self.epoch = self.step = 0
        self.training_seconds = self.testing_seconds = 0.0

    @abstractmethod
    def batches(self) -> tuple[torch.Tensor, ...]:
        """The training samples of one epoch, batch by batch, in a new order drawn from PyTorch's random generator."""

    @abstractmethod
    def take_step(self, batch: torch.Tensor) -> Taken:
        """One optimiser step on the samples numbered in `batch`."""

    @abstractmethod
    def test(self) -> Iterator[Evaluation | None]:
        """The whole test set: None now and then, so that a long one can be interrupted; last, the Evaluation."""

    @abstractmethod
    def save_files(self) -> None:
        """What a reader needs of the network as it is now, into `folder`."""

    def snapshot(self) -> Iterator[Snapshot]:
        """What forms in the network, to look at."""
        yield from ()

    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds, by name: all that have state_dict and load_state_dict."""
        return {"model": self.model, "optimizer": self.optimizer, "schedule": self.schedule}

    def resume(self) -> None:
        """Goes on from the folder's checkpoint, if it has one. Raises LearnerError for one that cannot be used."""
        if state := load_checkpoint(self.folder, to_json(self.settings)):
            self._restore(state)
        self.snapshot_due = self.training_seconds + SNAPSHOT_SECONDS

    @property
    def steps(self) -> int:
        return self.steps_per_epoch * self.settings.epochs

    @property
    def throughput(self) -> float:
        """Training samples per second."""
        samples = self.step / self.steps_per_epoch * self.train_size
        return samples / self.training_seconds if self.training_seconds else 0.0

    def events(self) -> Iterator[Event]:
        """From Started to the ending."""
        yield self.started()
        while self.epoch < self.settings.epochs:
            for event in self.epoch_events():
                yield event
                if isinstance(event, Diverged):
                    return
        yield Finished(self.training_seconds + self.testing_seconds, self.throughput)

    def started(self) -> Started:
        return Started(
            device=self.device.name,
            data=self.data_title,
            parameters=sum(weights.numel() for weights in self.model.parameters()),
            train_size=self.train_size,
            test_size=self.test_size,
            steps=self.steps,
            steps_per_epoch=self.steps_per_epoch,
            done=self.step,
        )

    def epoch_events(self) -> Iterator[Step | Snapshot | Epoch | Diverged]:
        """One pass over the training data, then one over the test data, then a checkpoint."""
        # Each epoch has its own seed, so that one begun again after an interruption draws the same numbers.
        torch.manual_seed(self.settings.seed + 10_000 * (self.epoch + 1))
        self.model.train()
        batches = self.batches()
        total_loss = total_correct = 0.0
        sizes, taken = [], []  # since the last event: samples, and what the steps on them gave
        begun = self.watch.seconds
        for i, batch in enumerate(batches, start=1):
            sizes.append(len(batch))
            taken.append(self.take_step(batch))
            self.step += 1
            if self.watch.seconds - begun < STEP_SECONDS and i < len(batches):
                continue
            losses, correct, rates, twin_losses = zip(*taken, strict=True)
            # The only place where the host waits for the device: asking at every step would slow both down.
            losses, correct = torch.stack(losses).tolist(), int(torch.stack(correct).sum())
            for j, loss in enumerate(losses):
                if not math.isfinite(loss):
                    yield Diverged(self.step - len(losses) + j + 1, rates[j], loss)
                    return
            seconds = self.watch.seconds - begun
            self.training_seconds += seconds
            samples, loss = sum(sizes), np.dot(sizes, losses).item()
            total_loss, total_correct = total_loss + loss, total_correct + correct
            has_twin = twin_losses[0] is not None
            twin_loss = np.dot(sizes, torch.stack(twin_losses).tolist()).item() / samples if has_twin else None
            means = loss / samples, correct / samples
            yield Step(self.step, *means, rates[-1], samples / seconds, self._seconds_left(), twin_loss)
            if self.training_seconds >= self.snapshot_due:
                self.snapshot_due = self.training_seconds + SNAPSHOT_SECONDS
                yield from self.snapshot()
            sizes, taken, begun = [], [], self.watch.seconds

        begun = told = self.watch.seconds
        for test in self.test():
            if test is None and self.watch.seconds - told > STEP_SECONDS:
                told = self.watch.seconds  # still at it: the same place again, so that the caller can hold or end the run
                yield Step(self.step, *means, rates[-1], samples / seconds, self._seconds_left(), twin_loss)
        self.testing_seconds += self.watch.seconds - begun
        if not math.isfinite(test.loss):
            yield Diverged(self.step, rates[-1], test.loss)
            return
        self.epoch += 1
        yield from self.snapshot()
        # Saved last: a stop between the checkpoint and its Epoch would lose that event for good.
        self._save()
        yield Epoch(
            epoch=self.epoch,
            step=self.step,
            train_loss=total_loss / self.train_size,
            train_accuracy=total_correct / self.train_size,
            test_loss=test.loss,
            test_accuracy=test.accuracy,
            seconds=self.training_seconds + self.testing_seconds,
            confusion=test.confusion,
            mistakes=test.mistakes,
            twin_loss=test.twin_loss,
            twin_accuracy=test.twin_accuracy,
            twin_difference=test.twin_difference,
        )

    def _seconds_left(self) -> float:
        training = self.training_seconds / self.step * (self.steps - self.step)
        testing = self.testing_seconds / self.epoch * (self.settings.epochs - self.epoch) if self.epoch else 0.0
        return training + testing

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
                **{name: part.state_dict() for name, part in self.parts().items()},
            },
        )
        self.save_files()

    def _restore(self, state: dict) -> None:
        self.epoch, self.step = state["epoch"], state["step"]
        self.training_seconds, self.testing_seconds = state["training_seconds"], state["testing_seconds"]
        for name, part in self.parts().items():
            part.load_state_dict(state[name])
