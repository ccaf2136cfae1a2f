"""Pictures to look at through a kernel: the curriculum's matrices, patterns, digits, photographs, the learner's own.

Every picture is (channels, height, width) in float64 with at most two decimals, so that sums shown on a page are exact.
"""

from __future__ import annotations

import base64
import binascii
import io
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from core.errors import LearnerError

LARGEST_SIDE = 4096
LARGEST_FILE = 5 * 2**20

# Curriculum 7.
MATRICES: dict[str, list[list[float]]] = {
    "textbook": [[1, 2, 0, 3, 1], [4, 1, 0, 1, 7], [1, 2, 3, 2, 1], [0, 1, 2, 3, 4], [1, 2, 1, 0, 0]],
    "square": [[0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]],
    "checkerboard": [[(i + j + 1) % 2 for j in range(5)] for i in range(5)],
}
# Curriculum 8, and a white line whose windows, two cells wide, begin at it.
POOLING_MATRICES: dict[str, list[list[float]]] = {
    "pooling": [[1, 3, 2, 4], [5, 6, 1, 2], [9, 1, 8, 7], [4, 2, 0, 3]],
    "pooling_other": [[1, 3, 2, 1], [4, 6, 5, 2], [3, 1, 7, 4], [8, 2, 3, 6]],
    "line": [[0, 0, 1, 0, 0, 0]] * 6,
}
PHOTOGRAPHS = {"china": "china.jpg", "flower": "flower.jpg"}


def chosen_image(settings: Any, channels: int = 1) -> Tensor:
    """(channels, height, width), channels 1 or 3: what a page's settings input, size, digit, seed and picture choose.

    Raises LearnerError where `picture`, the learner's own, is none.
    """
    colour = channels == 3
    match settings.input:
        case "gradient":
            image = gradient(settings.size)
        case "random":
            image = random(settings.size, settings.seed, channels)
        case "digit":
            image = digit(settings.digit, settings.size)
        case "drawing" | "upload" if settings.picture:
            image = from_picture(from_text(settings.picture), settings.size, colour)
        case "drawing" | "upload":
            image = torch.zeros(channels, settings.size, settings.size, dtype=torch.float64)
        case name if name in PHOTOGRAPHS:
            image = photograph(name, settings.size, colour)
        case name:
            image = matrix(name)
    return image.repeat(channels, 1, 1) if image.shape[0] < channels else image


def matrix(name: str) -> Tensor:
    """One of the curriculum's matrices, (1, height, width)."""
    return torch.tensor((MATRICES | POOLING_MATRICES)[name], dtype=torch.float64)[None]


def gradient(size: int) -> Tensor:
    """From black at the left to white at the right, (1, size, size)."""
    return torch.linspace(0, 1, size, dtype=torch.float64).mul(100).round().div(100).expand(1, size, size).clone()


def random(size: int, seed: int, channels: int) -> Tensor:
    """Whole numbers from 0 to 9, (channels, size, size); the same for the same seed."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(0, 10, (channels, size, size), generator=generator).double()


def digit(label: int, size: int) -> Tensor:
    """scikit-learn's first handwritten `label`, (1, size, size), 0 black to 1 white."""
    pixels = _digits()[label]
    return _quantise(Image.fromarray((pixels * (255 / 16)).astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC))


def photograph(name: str, size: int, colour: bool) -> Tensor:
    """The middle square of one of scikit-learn's two photographs, (3 or 1, size, size)."""
    return from_picture(_photograph(name), size, colour)


def from_picture(picture: Image.Image, size: int, colour: bool) -> Tensor:
    """The middle square of any picture, (3 or 1, size, size), 0 to 1 with two decimals."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.convert("RGB" if colour else "L").crop((left, top, left + side, top + side))
    return _quantise(square.resize((size, size), Image.Resampling.LANCZOS))


def read_upload(content: bytes) -> Image.Image:
    """An uploaded PNG or JPEG. Raises LearnerError for anything else, above 5 MB and above 4096 pixels a side."""
    if len(content) > LARGEST_FILE:
        raise LearnerError("picture.too_many_bytes", megabytes=round(len(content) / 2**20, 1))
    try:
        picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        if max(picture.size) > LARGEST_SIDE:
            raise LearnerError("picture.too_many_pixels", width=picture.width, height=picture.height)
        picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise LearnerError("picture.unreadable") from error
    return picture


def to_text(picture: Image.Image, side: int = 64) -> str:
    """The picture's middle square, at most 64×64, as text short enough for a link (JPEG in URL-safe base64)."""
    edge = min(picture.size)
    left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
    small = picture.convert("RGB").crop((left, top, left + edge, top + edge))
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=85)
    return base64.urlsafe_b64encode(buffer.getvalue()).decode()


def from_text(text: str) -> Image.Image:
    """The inverse of `to_text`. Raises LearnerError where the text is no picture."""
    try:
        return read_upload(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise LearnerError("picture.unreadable") from error


def _quantise(picture: Image.Image) -> Tensor:
    pixels = np.atleast_3d(np.asarray(picture, dtype=np.float64)) / 255  # (height, width, channels)
    return torch.from_numpy(pixels.round(2)).permute(2, 0, 1).contiguous()


@lru_cache
def _digits() -> dict[int, np.ndarray]:
    from sklearn.datasets import load_digits

    data = load_digits()
    return {label: data.images[int(np.argmax(data.target == label))] for label in range(10)}


@lru_cache
def _photograph(name: str) -> Image.Image:
    from sklearn.datasets import load_sample_image

    return Image.fromarray(load_sample_image(PHOTOGRAPHS[name]))
