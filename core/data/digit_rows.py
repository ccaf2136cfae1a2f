"""Handwritten digits as rows of numbers, which is all that a dense network sees of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from core.data import digits

# Mean and standard deviation of all pixels of scikit-learn's 8×8 digits, as shares of their largest value 16.
MEAN, DEVIATION = 0.3053, 0.3760
PIXELS = {"digits": 8, "mnist": 28}  # a side
MOST_TEST = 1_000  # MNIST's first test images; measuring all ten thousand would take longer than training


@dataclass(frozen=True, eq=False)
class DigitRows:
    """uint8 images (n, pixels), white on black up to `white`, and their labels (n,) from 0 to 9."""

    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray
    white: int
    mean: float
    deviation: float

    def scaled(self, images: np.ndarray) -> np.ndarray:
        """Bytes → float64 with about zero mean and unit variance."""
        return (images / self.white - self.mean) / self.deviation


@functools.lru_cache(maxsize=2)
def load(name: str) -> DigitRows:
    """ "digits": scikit-learn's own 8×8 counts, split as in core.data.digits (1 437 and 360); "mnist": 28×28.

    Raises LearnerError as `core.data.digits.load` does.
    """
    if name == "digits":
        return _sklearn()
    data = digits.load(name)
    train, test = (images.flatten(1).numpy() for images in (data.train_images, data.test_images[:MOST_TEST]))
    labels = data.train_labels.numpy(), data.test_labels[:MOST_TEST].numpy()
    return DigitRows(train, labels[0], test, labels[1], 255, digits.MEAN, digits.DEVIATION)


def _sklearn() -> DigitRows:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    parts = train_test_split(bunch.data.astype(np.uint8), bunch.target, test_size=360, random_state=0, stratify=bunch.target)
    train, test, train_labels, test_labels = parts
    return DigitRows(train, train_labels, test, test_labels, 16, MEAN, DEVIATION)
