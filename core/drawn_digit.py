"""A digit that the learner drew: as the browser sends it, as text in a link, as the network sees it."""

from __future__ import annotations

import base64
import binascii
import io

import numpy as np
from PIL import Image

from core import sample_images
from core.errors import LearnerError
from core.images import centre_digit

PAPER = 112  # pixels a side of what the browser sends


def read_paper(text: str) -> np.ndarray:
    """PAPER × PAPER grey values, white strokes on black, from base64 text; (28, 28) uint8, centred as MNIST's digits are.

    Raises LearnerError "picture.unreadable" for anything else, "drawing.blank" where nothing was drawn.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise LearnerError("picture.unreadable") from error
    if len(content) != PAPER * PAPER:
        raise LearnerError("picture.unreadable")
    return centre_digit(np.frombuffer(content, np.uint8).reshape(PAPER, PAPER))


def to_text(digit: np.ndarray) -> str:
    """(28, 28) uint8 as text for a link: a PNG in URL-safe base64, some 400 letters."""
    buffer = io.BytesIO()
    Image.fromarray(digit).save(buffer, "PNG", optimize=True)
    return base64.urlsafe_b64encode(buffer.getvalue()).decode()


def from_text(text: str) -> np.ndarray:
    """The inverse of `to_text`; a picture of another size is made 28×28. Raises LearnerError "picture.unreadable"."""
    picture = sample_images.from_text(text).convert("L")
    return np.asarray(picture if picture.size == (28, 28) else picture.resize((28, 28)))
