"""Training a network on handwritten digits: settings go in, events come out."""

import math
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F

from core.architectures import build
from core.data.digits import load, normalise
from core.devices import choose
from core.settings.digit_trainer import DigitTrainer
from core.training.augmentation import shift_and_rotate
from core.training.checkpoint import WEIGHTS, write
from core.training.evaluation import evaluate
from core.training.events import Event, Snapshot
from core.training.run import Evaluation, Run, Stopwatch, Taken, run_events
from core.training.schedule import make_optimizer, make_schedule, steps_per_epoch
from core.training.speed import arrange, precision, prepare_thread
from core.weights import save_weights

MOST_FILTERS = 64


def train(settings: DigitTrainer, folder: Path) -> Iterator[Event]:
    """Trains the network of `settings`, leaving checkpoint.pt and weights.safetensors in `folder` after each epoch.

    The caller pauses by not asking for the next event, and cancels by closing the generator. Where `folder` holds a
    checkpoint of the same settings, training goes on from it. The same seed gives the same run on the same device, whether
    interrupted or not. Bad input ends it with Refused, a loss that is no number with Diverged, everything else with Finished.
    """
    yield from run_events(DigitRun, settings, folder)


class DigitRun(Run):
    """A training run on pictures."""

    def __init__(self, settings: DigitTrainer, folder: Path, watch: Stopwatch):
        """Raises LearnerError for settings that cannot be trained, missing data and a checkpoint that cannot be used."""
        super().__init__(settings, folder, watch)
        prepare_thread()
        self.device = choose(settings.device)
        code = self.device.code
        data = load(settings.data)
        self.data_title = data.title
        # The whole set lives on the device as bytes; each batch becomes floats there.
        self.images = data.train_images[: settings.train_size].to(code)
        self.labels = data.train_labels[: settings.train_size].to(code)
        self.test_images, self.test_labels = data.test_images.to(code), data.test_labels.to(code)
        self.train_size, self.test_size = len(self.images), len(self.test_images)
        self.steps_per_epoch = steps_per_epoch(settings)

        torch.manual_seed(settings.seed)
        self.model = arrange(build(settings).to(code))
        self.optimizer = make_optimizer(self.model, settings)
        self.schedule = make_schedule(self.optimizer, settings, self.steps)
        self.resume()

    def batches(self) -> tuple[torch.Tensor, ...]:
        return torch.randperm(self.train_size).to(self.images.device).split(self.settings.batch_size)

    def take_step(self, batch: torch.Tensor) -> Taken:
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
        return Taken(loss.detach(), (logits.detach().argmax(1) == labels).sum(), rate)

    def test(self) -> Iterator[Evaluation]:
        yield evaluate(self.model, self.test_images, self.test_labels)

    def snapshot(self) -> Iterator[Snapshot]:
        """The first layer's weights as pictures (filters, height, width), at most 64 of them."""
        weights = self.model[0] if self.settings.family == "cnn" else self.model[1]
        pictures = weights.weight.detach()[:MOST_FILTERS].cpu()
        size = math.isqrt(pictures[0].numel())
        yield Snapshot("filters", self.step, pictures.reshape(-1, size, size).numpy().copy())

    def save_files(self) -> None:
        write(self.folder / WEIGHTS, save_weights(self.model, self.settings))
