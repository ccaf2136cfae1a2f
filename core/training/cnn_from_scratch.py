"""Training the network built by hand and, on the same batches, its twin of torch.nn: settings go in, events come out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core import cnn_from_scratch
from core.data import digits
from core.devices import choose
from core.settings.cnn_from_scratch import CnnFromScratch
from core.training.evaluation import evaluate
from core.training.events import Event
from core.training.run import Evaluation, Run, Stopwatch, Taken, run_events
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

        weights = cnn_from_scratch.initial_weights(settings.seed, torch.float32)
        weights = {name: values.to(code) for name, values in weights.items()}
        self.network = cnn_from_scratch.build(weights, "im2col", settings.mistake)
        self.model = AsModule(self.network)
        self.twin = cnn_from_scratch.build_twin(weights).to(code)
        self.optimizer = torch.optim.SGD(self.twin.parameters(), settings.learning_rate)
        self.resume()

    def batches(self) -> tuple[Tensor, ...]:
        return torch.randperm(self.train_size).to(self.images.device).split(self.settings.batch_size)

    def take_step(self, batch: Tensor) -> Taken:
        """One step of each on the samples numbered in `batch`."""
        images, labels = digits.normalise(self.images[batch]), self.labels[batch]
        logits = self.network.forward(images)
        loss = self.network.loss.forward(logits, labels)
        self.network.backward()
        self.network.step(self.settings.learning_rate)

        twin_loss = F.cross_entropy(self.twin(images), labels)
        self.optimizer.zero_grad()
        twin_loss.backward()
        self.optimizer.step()
        return Taken(loss, (logits.argmax(1) == labels).sum(), self.settings.learning_rate, twin_loss.detach())

    def test(self) -> Iterator[Evaluation]:
        ours, twin = (evaluate(model, self.test_images, self.test_labels) for model in (self.model, self.twin))
        yield replace(ours, twin_loss=twin.loss, twin_accuracy=twin.accuracy, twin_difference=self.difference())

    def difference(self) -> float:
        """The largest difference between one of our weights and the twin's."""
        ours = self.network.weights()
        return max((ours[name] - values).abs().max().item() for name, values in self.twin.state_dict().items())

    def parts(self) -> dict[str, Any]:
        return {"model": self.model, "twin": self.twin, "optimizer": self.optimizer}

    def save_files(self) -> None:
        """Nothing: whoever looks on learns all from the events."""


class AsModule(nn.Module):
    """The network built by hand, for what expects a module: its weights are the network's own, not copies."""

    def __init__(self, network: cnn_from_scratch.Network):
        super().__init__()
        self.forward = network.forward
        for name, values in network.weights().items():
            self.register_parameter(name.replace(".", "_"), nn.Parameter(values, requires_grad=False))
