"""The sentiment page's controls: data and network in view, the rest in groups; and a learner's own file of texts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.data import text_csv, texts, uploads
from core.settings.schema import replace
from core.settings.sentiment import Sentiment
from ui import controls, datasets, own_file
from ui.labels import say


def draw(page: str, settings: Sentiment) -> None:
    """Everything but the examples and the reset."""
    controls.draw(page, settings, "data")
    if settings.data == "csv":
        _file(page, settings)
    datasets.offer(settings.data, texts)
    controls.draw(page, settings, "pad_mode", "cell", "epochs")
    groups = {
        "more_data": ("train_texts", "vocabulary", "max_length", "word_dropout"),
        "more_network": ("readout", "embedding_dim", "hidden_size", "num_layers", "bidirectional", "dropout"),
        "more_training": ("learning_rate", "batch_size", "seed", "device"),
    }
    controls.groups(page, **{title: partial(controls.draw, page, settings, *names) for title, names in groups.items()})


def check(settings: Sentiment) -> None:
    """Raises LearnerError where the texts to train on are not there; the worker finds out the rest."""
    texts.check(settings.data, settings.csv)


def _file(page: str, settings: Sentiment) -> None:
    """A file of texts; the worker, too, reads it: it is kept on the disk."""

    def read(content: bytes, name: str) -> tuple[None, Sentiment]:
        text_csv.read(content)
        return None, replace(settings, csv=f"{uploads.keep(content)}~{name.replace('~', '-')[:60]}")

    own_file.draw(page, say("sentiment.file"), 20, read)
    if name := settings.csv.partition("~")[2]:
        st.markdown(say("sentiment.file_in_use", name=name))
