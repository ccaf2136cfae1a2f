"""The overfitting page's controls: cause and cures in view, the rest in groups for data, network and training."""

from __future__ import annotations

from core.data import tables
from core.data.tables import Cells
from core.experiments import overfitting_data
from core.settings.overfitting import Overfitting
from core.settings.schema import consistent, replace
from ui import controls, own_file
from ui.labels import say


def draw(page: str, settings: Overfitting) -> None:
    """Everything but the examples and the reset."""
    controls.draw(page, settings, "data")
    if settings.data == "csv":
        _file(page, settings)
    controls.draw(page, settings, "label_noise", "l2", "dropout", "patience")
    controls.pin(page, settings, "playground")
    controls.groups(
        page,
        more_data=lambda: _data(page, settings),
        more_network=lambda: _network(page, settings),
        more_training=lambda: _training(page, settings),
    )


def file(settings: Overfitting) -> Cells | None:
    """The learner's file, where this session has the one that `settings` name."""
    return own_file.kept("overfitting", settings)


def _data(page: str, settings: Overfitting) -> None:
    if settings.data == "csv":
        own_file.column(page, settings, "label_column", getattr(file(settings), "header", ()))
    controls.draw(page, settings, "train_fraction", "scaling", "validation_share", "test_share", "split_seed")


def _network(page: str, settings: Overfitting) -> None:
    widths = (f"width_{i}" for i in range(1, settings.hidden + 1))
    controls.draw(page, settings, "hidden", *widths, "activation", "batch_norm", "seed")


def _training(page: str, settings: Overfitting) -> None:
    controls.draw(page, settings, "l1", "optimizer", "learning_rate", "batch_size", "epochs", "sklearn")


def _file(page: str, settings: Overfitting) -> None:
    """A table of the learner's own."""

    def read(content: bytes, name: str) -> tuple[Cells, Overfitting]:
        cells = tables.cells(content)
        tables.table(cells)
        column = settings.label_column if settings.label_column <= len(cells.header) else 0
        made = overfitting_data.describe(content, name)
        return cells, consistent(settings, replace(settings, label_column=column, **made))

    own_file.draw(page, say("overfitting.file"), 5, read)
