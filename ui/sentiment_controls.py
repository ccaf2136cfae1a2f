"""The sentiment page's controls: data and network in view, the rest in folds; and a learner's own file of texts."""

from __future__ import annotations

import streamlit as st

from core.data import text_csv, texts, uploads
from core.errors import LearnerError
from core.settings.schema import replace
from core.settings.sentiment import Sentiment
from ui import controls, link
from ui.labels import explain, say


def draw(page: str, settings: Sentiment) -> None:
    """Everything but the examples and the reset."""
    controls.draw(page, settings, "data")
    if settings.data == "csv":
        _file(page, settings)
    elif not texts.present(settings.data):
        st.markdown(say("sentiment.no_imdb"))
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
    """A file that is wrong is explained, and what was on screen stays."""
    chosen = st.file_uploader(say("sentiment.file"), type=["csv", "tsv", "txt"], key=f"{page}.file", max_upload_size=20)
    if name := settings.csv.partition("~")[2]:
        st.markdown(say("sentiment.file_in_use", name=name))
    if chosen is None or st.session_state.get(f"{page}.file.read") == chosen.file_id:
        return
    content = chosen.getvalue()
    try:
        text_csv.read(content)
        digest = uploads.keep(content)
    except LearnerError as error:
        st.error(explain(error), icon=":material/error:")
        return
    st.session_state[f"{page}.file.read"] = chosen.file_id
    link.remember(page, replace(settings, csv=f"{digest}~{chosen.name.replace('~', '-')[:60]}"))
    st.rerun()
