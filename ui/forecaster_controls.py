"""The forecaster's controls: series, cell and its sizes in view, how it is trained in a fold; the learner's own file."""

from __future__ import annotations

import streamlit as st

from core.data.tables import Cells
from core.errors import LearnerError
from core.experiments import forecaster as experiment
from core.settings.forecaster import Forecaster
from core.settings.schema import consistent, replace
from ui import controls, link
from ui.labels import explain, say


def draw(page: str, settings: Forecaster) -> None:
    """Everything but the examples and the reset."""
    controls.draw(page, settings, "data")
    if settings.data == "csv":
        _file(page, settings)
        controls.draw(page, settings, "column")
    if settings.data == "noisy":
        controls.draw(page, settings, "noise_std")
    controls.draw(page, settings, "cell", "race", "window_size", "hidden_size", "epochs")
    controls.pin(page, settings, "playground")
    controls.fold(page, "more_training", lambda: _training(page, settings))


def file(settings: Forecaster) -> Cells | None:
    """The learner's file, where this session has the one that `settings` name."""
    name, cells = st.session_state.get("forecaster.cells", ("", None))
    return cells if name == settings.csv else None


def _training(page: str, settings: Forecaster) -> None:
    controls.draw(page, settings, "num_layers", "learning_rate", "batch_size", "clip", "seed")


def _file(page: str, settings: Forecaster) -> None:
    """A table of the learner's own; one that is wrong is explained, and what was on screen stays."""
    chosen = st.file_uploader(say("forecaster.file"), type=["csv", "tsv", "txt"], key=f"{page}.file", max_upload_size=2)
    if chosen is None or st.session_state.get(f"{page}.file.read") == chosen.file_id:
        return
    content = chosen.getvalue()
    described = experiment.describe(content, chosen.name)
    wanted = consistent(settings, replace(settings, **described))
    try:
        cells = experiment.read_file(content)
        experiment.plan_of(wanted, cells)
    except LearnerError as error:
        st.error(explain(error), icon=":material/error:")
        return
    st.session_state[f"{page}.file.read"] = chosen.file_id
    st.session_state[f"{page}.cells"] = described["csv"], cells
    link.remember(page, wanted)
    st.rerun()
