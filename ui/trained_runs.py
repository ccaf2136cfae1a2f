"""Networks from runs of the digit trainer, for other pages to look into."""

from __future__ import annotations

import streamlit as st

from core.errors import LearnerError
from core.experiments.cnn_anatomy import Weights, network_of
from core.training.events import Epoch
from ui import digit_reader, jobs


def latest() -> str:
    """The run that this learner started last in the digit trainer; empty where there is none."""
    return st.session_state.get("run", "")


def weights(run: str) -> Weights:
    """The network of a run as of its latest epoch.

    Raises LearnerError "anatomy.no_run" where none is named, "job.unknown", and "anatomy.no_weights" before its first epoch.
    """
    if not run:
        raise LearnerError("anatomy.no_run")
    view = jobs.backend().view(run)
    model, epoch = digit_reader.model_of(view), view.last(Epoch)
    if model is None:
        raise LearnerError("anatomy.no_weights")
    settings = view.specification.parsed()
    facts = {"data": settings.data, "epoch": str(epoch.epoch), "accuracy": f"{epoch.test_accuracy:.2%}"}
    return Weights("run", network_of(settings), model, facts)
