"""The forecaster's controls: series, cell and its sizes in view, how it is trained in a fold; the learner's own file."""

from __future__ import annotations

from core.data import series
from core.data.tables import Cells
from core.experiments import forecaster as experiment
from core.settings.forecaster import Forecaster
from core.settings.schema import consistent, replace
from ui import controls, own_file
from ui.labels import say


def draw(page: str, settings: Forecaster) -> None:
    """Everything but the examples and the reset."""
    controls.draw(page, settings, "data")
    if settings.data == "csv":
        _file(page, settings)
        own_file.column(page, settings, "column", getattr(file(settings), "header", ()))
    if settings.data == "noisy":
        controls.draw(page, settings, "noise_std")
    controls.draw(page, settings, "cell", "race", "window_size", "hidden_size", "epochs")
    controls.pin(page, settings, "playground")
    controls.fold(page, "more_training", lambda: _training(page, settings))


def file(settings: Forecaster) -> Cells | None:
    """The learner's file, where this session has the one that `settings` name."""
    return own_file.kept("forecaster", settings)


def _training(page: str, settings: Forecaster) -> None:
    controls.draw(page, settings, "num_layers", "learning_rate", "batch_size", "clip", "seed")


def _file(page: str, settings: Forecaster) -> None:
    """A table of the learner's own."""

    def read(content: bytes, name: str) -> tuple[Cells, Forecaster]:
        cells = experiment.read_file(content)
        column = series.suited(cells, settings.column)
        wanted = consistent(settings, replace(settings, column=column, **experiment.describe(content, name)))
        experiment.plan_of(wanted, cells)
        return cells, wanted

    own_file.draw(page, say("forecaster.file"), 2, read)
