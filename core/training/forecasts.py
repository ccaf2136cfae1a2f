"""Training forecasting networks: settings go in, events come out, and what the networks forecast meanwhile is filmed."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.devices import choose
from core.errors import LearnerError
from core.experiments import forecaster, forecaster_film
from core.settings.forecaster import ForecasterJob
from core.settings.schema import to_json
from core.training.checkpoint import load_checkpoint, save_checkpoint, write
from core.training.events import Diverged, Epoch, Event, Finished, Refused, Started, Step
from core.training.speed import prepare_thread

FILM = "film.npz"
STEP_SECONDS = 0.15  # between two Step events
FILM_SECONDS = 0.4  # between two films, more where making one takes long: at most FILM_SHARE of the time
FILM_SHARE = 0.2
CHECKPOINT_SECONDS = 3.0  # between two checkpoints; the last epoch has one in any case


def train(settings: ForecasterJob, folder: Path) -> Iterator[Event]:
    """Trains all networks of `settings` side by side, epoch by epoch, leaving film.npz and checkpoint.pt in `folder`.

    Steps count those of all networks together. Not every epoch ends in an event Epoch: one that has it can be gone on from.
    """
    prepare_thread()
    try:
        run = ForecastRun(settings, folder)
    except LearnerError as error:
        yield Refused(error.key, error.values)
        return
    yield run.started()
    run.save_film()
    while run.epoch < settings.epochs:
        yield from run.epoch_events()
        if run.diverged:
            run.save_film()
            yield run.diverged
            return
    yield Finished(run.seconds, run.throughput)


class ForecastRun:
    """Networks in training side by side, and how far they are."""

    def __init__(self, settings: ForecasterJob, folder: Path):
        """Raises LearnerError for a series that cannot be forecast and a checkpoint that cannot be used."""
        self.settings, self.folder = settings, folder
        self.device = choose("auto")
        self.series = forecaster.series_of_job(settings)
        self.cameras = forecaster.cameras(forecaster.recipes_of(settings), self.series, settings.epochs, self.device.code)
        self.windows = len(self.series.values) - settings.window_size
        self.epoch, self.seconds = 0, 0.0
        self.diverged: Diverged | None = None
        if state := load_checkpoint(folder, to_json(settings)):
            self._restore(state)
        for camera in self.cameras:
            camera.look()
        self.film_due = self.checkpoint_due = self.seconds

    @property
    def step(self) -> int:
        return sum(len(camera.training.norms) for camera in self.cameras)

    @property
    def steps_per_epoch(self) -> int:
        size = self.settings.batch_size if self.settings.batch_size != forecaster.FULL_BATCH else self.windows
        return len(self.cameras) * -(-self.windows // size)

    @property
    def throughput(self) -> float:
        """Windows per second of training."""
        seen = self.step / self.steps_per_epoch * self.windows * len(self.cameras)
        return seen / self.seconds if self.seconds else 0.0

    def started(self) -> Started:
        return Started(
            device=self.device.name,
            data=self.settings.data,
            parameters=sum(camera.training.parameters for camera in self.cameras),
            train_size=len(self.series.values),
            test_size=len(self.series.future),
            steps=self.steps_per_epoch * self.settings.epochs,
            steps_per_epoch=self.steps_per_epoch,
            done=self.step,
        )

    def epoch_events(self) -> Iterator[Step | Epoch]:
        """One epoch of every network; the first that diverges ends it."""
        before = time.perf_counter()
        shown = self.seconds
        for camera in self.cameras:
            for _ in camera.training.epoch():
                self.seconds += time.perf_counter() - before
                if camera.training.diverged is not None:
                    self.diverged = Diverged(self.step, self.settings.learning_rate, camera.training.loss)
                    return
                if self.seconds - shown > STEP_SECONDS:
                    shown = self.seconds
                    yield self._step()
                before = time.perf_counter()
            camera.look()
        self.epoch += 1
        last = self.epoch == self.settings.epochs
        checkpoint = last or self.seconds >= self.checkpoint_due
        self.seconds += time.perf_counter() - before
        if checkpoint or self.seconds >= self.film_due:
            self.save_film(live=True)
            yield self._step()
        if checkpoint:
            self.checkpoint_due = self.seconds + CHECKPOINT_SECONDS
            self._save()
            yield self._epoch()

    def save_film(self, live: bool = False) -> None:
        """The moments kept, and if `live` this one, too."""
        before = time.perf_counter()
        self.folder.mkdir(parents=True, exist_ok=True)
        films = {camera.training.recipe.kind: camera.film(live) for camera in self.cameras}
        write(self.folder / FILM, forecaster_film.write(films))
        took = time.perf_counter() - before
        self.seconds += took
        self.film_due = self.seconds + max(FILM_SECONDS, took / FILM_SHARE)

    def _step(self) -> Step:
        """The mean of all networks' last losses."""
        losses = [camera.training.loss for camera in self.cameras if camera.training.norms]
        left = self.seconds / self.step * (self.steps_per_epoch * self.settings.epochs - self.step)
        return Step(self.step, float(np.mean(losses)), None, self.settings.learning_rate, self.throughput, left)

    def _epoch(self) -> Epoch:
        """The first network's losses, as the film tells them of every one."""
        camera = self.cameras[0]
        truth = self.series.scaled[-len(self.series.future) :]
        forecast = camera.frames[max(camera.frames)][0][-len(truth) :]
        test = float(np.mean((forecast - truth) ** 2))
        return Epoch(self.epoch, self.step, camera.training.losses[-1], None, test, None, self.seconds)

    def _save(self) -> None:
        state = {"settings": to_json(self.settings), "epoch": self.epoch, "seconds": self.seconds}
        save_checkpoint(self.folder, state | {"trainings": [camera.training.state() for camera in self.cameras]})

    def _restore(self, state: dict) -> None:
        """Goes on from a checkpoint; of what was filmed after it nothing has happened yet."""
        self.epoch, self.seconds = state["epoch"], state["seconds"]
        films = forecaster_film.read((self.folder / FILM).read_bytes())
        for camera, trained in zip(self.cameras, state["trainings"], strict=True):
            camera.training.restore(trained)
            film = films[camera.training.recipe.kind]
            for k, epoch in enumerate(film.epochs.tolist()):
                if epoch <= self.epoch and epoch in camera.wanted:
                    camera.frames[epoch] = film.one_step[k], film.free[k], float(film.bias[k])
