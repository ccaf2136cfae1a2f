"""A file of the learner's own: read once, remembered for the session, and named in the page's settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.errors import LearnerError
from ui import controls, link
from ui.labels import explain, option


def draw(page: str, label: str, megabytes: int, read: Callable[[bytes, str], tuple[Any, Any]]) -> None:
    """Where a file is chosen. read(content, name) gives what to remember of it and the page's settings that mean it.

    A file that is wrong (LearnerError) is explained, and what was on screen stays.
    """
    chosen = st.file_uploader(label, type=["csv", "tsv", "txt"], key=f"{page}.file", max_upload_size=megabytes)
    if chosen is None or st.session_state.get(f"{page}.file.read") == chosen.file_id:
        return
    try:
        kept, settings = read(chosen.getvalue(), chosen.name)
    except LearnerError as error:
        st.error(explain(error), icon=":material/error:")
        return
    st.session_state[f"{page}.file.read"] = chosen.file_id
    st.session_state[f"{page}.file.kept"] = settings.csv, kept
    link.change_next(page, settings)
    st.rerun()


def column(page: str, settings: Any, name: str, header: Sequence[str]) -> None:
    """The control of a field that means a column of the file, 0 being the last: by name, where the file is there."""
    columns = {k: f"{k}: {title}" for k, title in enumerate(header, 1)}
    if header:
        columns = {0: f"{option(name, 0)}: {header[-1]}"} | columns
        # One that the file has not came by a link: the page says so.
        columns.setdefault(getattr(settings, name), str(getattr(settings, name)))
    controls.draw(page, settings, name, offered=columns)


def kept(page: str, settings: Any) -> Any | None:
    """What `draw` remembered of the learner's file, where this session has the one that `settings` name."""
    name, read = st.session_state.get(f"{page}.file.kept", ("", None))
    return read if name == settings.csv else None
