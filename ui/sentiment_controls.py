"""The sentiment page's controls: data and network in view, the rest in folds; and a learner's own file of texts."""

from __future__ import annotations

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
    controls.draw(page, settings, "pad_mode", "cell", "readout", "learning_rate", "epochs")
    controls.fold(
        page, "more_data", lambda: controls.draw(page, settings, "train_texts", "vocabulary", "max_length", "word_dropout")
    )
    network = ("embedding_dim", "hidden_size", "num_layers", "bidirectional", "dropout")
    controls.fold(page, "more_network", lambda: controls.draw(page, settings, *network))
    controls.fold(page, "more_training", lambda: controls.draw(page, settings, "batch_size", "seed", "device"))


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
