"""Data sets that are one click away."""

import streamlit as st

from core.data import digits
from core.errors import LearnerError
from ui.labels import explain, say


def offer(name: str) -> None:
    """A button to download the data set `name`, with its progress, where it is not on this computer yet."""
    if digits.present(name):
        return
    st.markdown(say("data.absent"))
    if st.button(say("data.download"), icon=":material/download:", key=f"data.{name}"):
        bar = st.progress(0.0, say("data.downloading"))
        try:
            digits.load(
                name, progress=lambda done, total: bar.progress(min(1.0, done / max(total, 1)), say("data.downloading"))
            )
        except LearnerError as error:
            st.error(explain(error), icon=":material/error:")
        else:
            st.rerun()
