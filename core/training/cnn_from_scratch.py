"""Training the network built by hand and, on the same batches, its twin of torch.nn: settings go in, events come out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from operator import mul
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core import cnn_from_scratch
from core.data import digits
from core.devices import choose
from core.settings.cnn_from_scratch import CnnFromScratch
from core.settings.schema import to_json
from core.training.checkpoint import load_checkpoint, save_checkpoint
from core.training.evaluation import evaluate
from core.training.events import Diverged, Epoch, Event, Started, Step
from core.training.run import STEP_SECONDS, Run, Stopwatch, run_events
from core.training.speed import prepare_thread


def train(settings: CnnFromScratch, folder: Path) -> Iterator[Event]:
    """Trains both, leaving checkpoint.pt in `folder` after each epoch; else as core.training.digits.train."""
    yield from run_events(FromScratchRun, settings, folder)


def data_of(settings: CnnFromScratch) -> str:
    """The data set that is trained on: scikit-learn's digits where the one asked for is not on this computer."""
    return settings.data if digits.present(settings.data) else "digits"


class FromScratchRun(Run):
    """Both networks, and how far they are. Seconds and throughput are of both together."""

    def __init__(self, settings: CnnFromScratch, folder: Path, watch: Stopwatch):
        """Raises LearnerError for damaged data and a checkpoint that cannot be used."""
        super().__init__(settings, folder, watch)
        prepare_thread()
        self.device = choose("auto")
        code = self.device.code
        data = digits.load(data_of(settings))
        self.data_title = data.title
        self.images = data.train_images[: settings.train_size].to(code)
        self.labels = data.train_labels[: settings.train_size].to(code)
        self.test_images, self.test_labels = data.test_images.to(code), data.test_labels.to(code)
        self.train_size, self.test_size = len(self.images), len(self.test_images)
        self.steps_per_epoch = math.ceil(self.train_size / settings.batch_size)

        weights = twin_weights = cnn_from_scratch.initial_weights(settings.seed, torch.float32)
        if state := load_checkpoint(folder, to_json(settings)):
            weights, twin_weights = state["weights"], state["twin"]
            self.epoch, self.step = state["epoch"], state["step"]
            self.training_seconds, self.testing_seconds = state["training_seconds"], state["testing_seconds"]
        weights = {name: values.to(code) for name, values in weights.items()}
        self.network = cnn_from_scratch.build(weights, "im2col", settings.mistake)
        self.twin = cnn_from_scratch.build_twin(twin_weights).to(code)
        self.optimizer = torch.optim.SGD(self.twin.parameters(), settings.learning_rate)

    def started(self) -> Started:
        return Started(
            device=self.device.name,
            data=self.data_title,
            parameters=sum(weights.numel() for weights in self.network.weights().values()),
            train_size=self.train_size,
            test_size=self.test_size,
            steps=self.steps,
            steps_per_epoch=self.steps_per_epoch,
            done=self.step,
        )

    def epoch_events(self) -> Iterator[Step | Epoch | Diverged]:
        """One pass of both over the training data, then one over the test data, then a checkpoint."""
        # Each epoch has its own seed, so that one begun again after an interruption draws the same numbers.
        torch.manual_seed(self.settings.seed + 10_000 * (self.epoch + 1))
        batches = torch.randperm(len(self.images)).to(self.images.device).split(self.settings.batch_size)
        rate = self.settings.learning_rate
        total_loss = total_correct = 0.0
        taken = []  # since the last event: (samples, loss, the twin's loss, correct)
        begun = self.watch.seconds
        for i, batch in enumerate(batches, start=1):
            taken.append((len(batch), *self.take_step(batch)))
            if not math.isfinite(taken[-1][1]):
                yield Diverged(self.step, rate, taken[-1][1])
                return
            if self.watch.seconds - begun < STEP_SECONDS and i < len(batches):
                continue
            seconds = self.watch.seconds - begun
            self.training_seconds += seconds
            sizes, losses, twin_losses, rights = zip(*taken, strict=True)
            samples, correct = sum(sizes), sum(rights)
            loss, twin_loss = (sum(map(mul, sizes, values)) for values in (losses, twin_losses))
            total_loss, total_correct = total_loss + loss, total_correct + correct
            means = loss / samples, correct / samples
            yield Step(self.step, *means, rate, samples / seconds, self._seconds_left(), twin_loss / samples)
            taken, begun = [], self.watch.seconds

        begun = self.watch.seconds
        test = evaluate(AsModule(self.network), self.test_images, self.test_labels)
        twin = evaluate(self.twin, self.test_images, self.test_labels)
        self.testing_seconds += self.watch.seconds - begun
        if not math.isfinite(test.loss):
            yield Diverged(self.step, rate, test.loss)
            return
        self.epoch += 1
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
            twin_loss=twin.loss,
            twin_accuracy=twin.accuracy,
            twin_difference=self.difference(),
        )

    def take_step(self, batch: Tensor) -> tuple[float, float, int]:
        """One step of each on the samples numbered in `batch`: both losses, and our correct answers."""
        images, labels = digits.normalise(self.images[batch]), self.labels[batch]
        logits = self.network.forward(images)
        loss = self.network.loss.forward(logits, labels)
        self.network.backward()
        self.network.step(self.settings.learning_rate)

        twin_loss = F.cross_entropy(self.twin(images), labels)
        self.optimizer.zero_grad()
        twin_loss.backward()
        self.optimizer.step()
        self.step += 1
        return loss.item(), twin_loss.item(), int((logits.argmax(1) == labels).sum())

    def difference(self) -> float:
        """The largest difference between one of our weights and the twin's."""
        ours = self.network.weights()
        return max((ours[name] - values).abs().max().item() for name, values in self.twin.state_dict().items())

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
                "weights": self.network.weights(),
                "twin": self.twin.state_dict(),
            },
        )


class AsModule(nn.Module):
    """The network built by hand, for what expects a module."""

    def __init__(self, network: cnn_from_scratch.Network):
        super().__init__()
        self.forward = network.forward
