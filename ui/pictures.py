"""The learner's own pictures: drawn on a canvas or uploaded."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from core import sample_images
from core.errors import LearnerError
from core.settings.schema import replace
from ui import link
from ui.labels import explain, say


def canvas(key: str, side: int = 252) -> np.ndarray | None:
    """White strokes on black, as (side, side) uint8; None while nothing is drawn."""
    return _pixels(_strokes(key, side))


def _pixels(drawn: Any) -> np.ndarray | None:
    if not (drawn.json_data and drawn.json_data.get("objects")) or drawn.image_data is None:
        return None
    return drawn.image_data[..., :3].max(axis=-1)


def _strokes(key: str, side: int) -> Any:
    """The canvas; json_data is None until the browser has put it up, then it lists the strokes."""
    # The canvas registers itself with the running app, so it cannot be imported outside one.
    from streamlit_drawable_canvas import st_canvas

    return st_canvas(
        stroke_width=side // 12,
        stroke_color="#FFFFFF",
        background_color="#000000",
        height=side,
        width=side,
        return_image_data=True,
        key=key,
    )


def drawing(page: str, settings: Any) -> None:
    """A canvas whose drawing becomes the setting `picture`; wiped, it empties it.

    Only a change on the canvas counts: one just put up is empty, and Back may bring an earlier picture than its strokes.
    """
    drawn = _strokes(f"{page}.canvas", side=252)
    pixels = _pixels(drawn)
    last = f"{page}.canvas.last"
    before = st.session_state.get(last)
    now = st.session_state[last] = None if drawn.json_data is None else _text(pixels)
    if now is not None and now != (before or ""):
        _adopt(page, settings, now)


def _text(pixels: np.ndarray | None) -> str:
    return "" if pixels is None else sample_images.to_text(Image.fromarray(pixels))


def upload(page: str, settings: Any) -> None:
    """A file whose picture becomes the setting `picture`."""
    file = st.file_uploader(say("ui.upload"), type=["png", "jpg", "jpeg"], key=f"{page}.upload", max_upload_size=5)
    if file is not None and st.session_state.get(f"{page}.uploaded") != file.file_id:
        try:
            picture = sample_images.read_upload(file.getvalue())
        except LearnerError as error:
            st.error(explain(error), icon=":material/error:")
            return
        st.session_state[f"{page}.uploaded"] = file.file_id
        _adopt(page, settings, sample_images.to_text(picture))


def _adopt(page: str, settings: Any, text: str) -> None:
    if text != settings.picture:
        link.remember(page, replace(settings, picture=text, cells=""))
        st.rerun()
