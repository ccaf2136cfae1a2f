"""The playground's controls: what a lesson needs is in view, the rest in groups for data, network and training."""

from __future__ import annotations

import streamlit as st

from core.data.csv_points import CsvPoints
from core.experiments import playground_data
from core.experiments.playground import Experiment
from core.experiments.playground_seeds import SEEDS
from core.settings.playground import MOST_SEED, Playground
from core.settings.schema import consistent, replace
from ui import controls, own_file
from ui.labels import say


def draw(page: str, settings: Playground, result: Experiment) -> None:
    """Everything but the examples and the reset."""
    controls.draw(page, settings, "starts", "data")
    if settings.data == "csv":
        _file(page, settings)
    elif settings.data == "own":
        controls.button(page, "clear_points", say("playground.clear_points"), "delete", settings, own_points="")
    elif settings.data != "xor_4":
        controls.draw(page, settings, "noise")
    controls.draw(page, settings, "learning_rate", "activation")
    with st.container(horizontal=True):
        other = (settings.weight_seed + (SEEDS if settings.starts == "sixty_four" else 1)) % (MOST_SEED + 1)
        controls.button(page, "new_weights", say("playground.new_weights"), "casino", settings, weight_seed=other)
        controls.pin(page, settings, "playground")
        if settings.edits:
            controls.button(page, "clear_edits", say("playground.clear_edits"), "undo", settings, edits="")
    controls.groups(
        page,
        more_data=lambda: _data(page, settings),
        more_network=lambda: _network(page, settings, result),
        more_training=lambda: _training(page, settings),
    )


def table(settings: Playground) -> CsvPoints | None:
    """The learner's file, where this session has the one that `settings` name."""
    return own_file.kept("playground", settings)


def _data(page: str, settings: Playground) -> None:
    made = settings.data not in ("own", "csv", "xor_4")
    controls.draw(page, settings, *(("data_size", "data_seed") if made else ()))
    if settings.data not in ("own", "xor_4"):
        controls.draw(page, settings, "train_share")


def _network(page: str, settings: Playground, result: Experiment) -> None:
    controls.draw(page, settings, "features", "hidden")
    for i in range(1, settings.hidden + 1):
        st.markdown(f"**{say('playground.layer', layer=i)}**")
        for column, name in zip(st.columns(2), (f"width_{i}", f"activation_{i}"), strict=True):
            with column:
                controls.draw(page, settings, name)
    if result.plan.recipe.loss in ("mse", "half_sse"):
        controls.draw(page, settings, "output_activation")
    controls.draw(page, settings, "initialisation", "weight_seed")


def _training(page: str, settings: Playground) -> None:
    controls.draw(page, settings, "loss", "optimizer", "batch_size", "epochs", "stop_loss", "dropout", "regularisation")
    if settings.regularisation != "none":
        controls.draw(page, settings, "regularisation_rate")


def _file(page: str, settings: Playground) -> None:
    """A file of points."""

    def read(content: bytes, name: str) -> tuple[CsvPoints, Playground]:
        points = playground_data.read_file(content)
        return points, consistent(settings, replace(settings, **playground_data.describe(points, content, name)))

    own_file.draw(page, say("playground.file"), 2, read)
