"""A training as its moments: what the network forecasts at some of its epochs, one step ahead and left to itself."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields

import numpy as np

from core import keyframes
from core.data.series import Series
from core.forecasting import Training, free_running, one_step

FRAMES = 18
Frame = tuple[np.ndarray, np.ndarray, float]  # one_step, free and bias of one moment
CONTEXT = 150  # of the points learned from, so many are shown before those that judge


@dataclass(frozen=True, eq=False)
class Film:
    """k moments of a network's training; c points shown of those learned from, m that come after them. All values scaled.

    epochs (k,): finished ones; one_step (k, c + m): each forecast from the true values before it; free (k, m): from the end of
    what was learned from, each appended to the window as if it were true; bias (k,) of the output layer; losses (epochs,) and
    norms (steps,) as in core.forecasting.Training; diverged: the step at which the loss was no number, or −1.
    """

    epochs: np.ndarray
    one_step: np.ndarray
    free: np.ndarray
    bias: np.ndarray
    losses: np.ndarray
    norms: np.ndarray
    parameters: int
    diverged: int = -1


class Camera:
    """Films a training: `look` after each epoch."""

    def __init__(self, training: Training, series: Series, epochs: int):
        self.training, self.series = training, series
        self.wanted = set(keyframes.ladder(epochs, FRAMES))
        self.frames: dict[int, Frame] = {}

    def look(self) -> None:
        """Keeps this moment, if it is one of those wanted."""
        if len(self.training.losses) in self.wanted:
            self.frames |= self._now()

    def _now(self) -> dict[int, Frame]:
        """This moment: its epoch and what is forecast; nothing of what has diverged."""
        training = self.training
        if training.diverged is not None:
            return {}
        x, n, window = self.series.scaled, len(self.series.values), training.recipe.window
        seen = x[n - window - context(self.series, window) :]
        free = free_running(training.model, x[n - window : n], len(self.series.future))
        frame = one_step(training.model, seen, window), free, training.model.output.bias.item()
        # What explodes first, the forecast or the loss, is no longer worth a picture.
        return {len(training.losses): frame} if np.isfinite(np.concatenate(frame[:2])).all() else {}

    def closed(self) -> Film:
        """A film that shows no forecast, for where making one already takes long: NaN in place of every one."""
        ahead = len(self.series.future)
        nothing = np.full((1, context(self.series, self.training.recipe.window) + ahead), np.nan, dtype=np.float32)
        none = np.zeros(0, dtype=np.float32)
        return Film(np.zeros(1, dtype=int), nothing, nothing[:, :ahead], nothing[:, 0], none, none, self.training.parameters)

    def film(self, live: bool = False) -> Film:
        """What was kept; `live`: and how it stands now."""
        training = self.training
        frames = self.frames | (self._now() if live and len(training.losses) not in self.frames else {})
        epochs = sorted(frames)
        one, free, bias = (np.array([frames[epoch][part] for epoch in epochs], dtype=np.float32) for part in range(3))
        losses, norms = (np.array(values, dtype=np.float32) for values in (training.losses, training.norms))
        return Film(
            np.array(epochs),
            one,
            free,
            bias,
            losses,
            norms,
            training.parameters,
            -1 if training.diverged is None else training.diverged,
        )


def context(series: Series, window: int) -> int:
    """How many of the points learned from are shown."""
    return min(CONTEXT, len(series.values) - window)


def write(films: dict[str, Film]) -> bytes:
    """Films by the kind of their network, as an .npz archive."""
    content = io.BytesIO()
    arrays = {f"{kind}.{part.name}": getattr(film, part.name) for kind, film in films.items() for part in fields(Film)}
    np.savez(content, **arrays)
    return content.getvalue()


def read(content: bytes) -> dict[str, Film]:
    """The inverse of `write`."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        kinds = dict.fromkeys(name.partition(".")[0] for name in archive.files)
        parts = {kind: {part.name: archive[f"{kind}.{part.name}"] for part in fields(Film)} for kind in kinds}
    return {
        kind: Film(**values | {name: int(values[name]) for name in ("parameters", "diverged")})
        for kind, values in parts.items()
    }
