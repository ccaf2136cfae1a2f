"""Data sets that are one click away."""

from types import ModuleType

import streamlit as st

from core.data import digits
from core.data.download import MEGABYTES
from core.errors import LearnerError
from ui.labels import explain, say


def offer(name: str, source: ModuleType = digits) -> None:
    """A button to download the data set `name` of `source`, with its progress, where it is not on this computer yet."""
    if source.present(name):
        return
    title = source.TITLES[name]
    st.markdown(say("data.absent", data=title, megabytes=MEGABYTES[name]))
    if st.button(say("data.download", data=title), icon=":material/download:", key=f"data.{name}"):
        words = say("data.downloading", data=title)
        bar = st.progress(0.0, words)
        try:
            source.load(name, progress=lambda done, total: bar.progress(min(1.0, done / max(total, 1)), words))
        except LearnerError as error:
            st.error(explain(error), icon=":material/error:")
        else:
            st.rerun()
