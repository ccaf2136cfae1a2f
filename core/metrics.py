"""How good a classifier is, from its confusion matrix."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sklearn.metrics import precision_recall_fscore_support


class ClassScore(NamedTuple):
    """Of one class: precision TP / (TP + FP), recall TP / (TP + FN), their harmonic mean F1, and how many samples it has."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


def class_scores(confusion: np.ndarray) -> tuple[ClassScore, ...]:
    """confusion[actual, predicted] of counts → one ClassScore per class, and their mean; a class never predicted has 0."""
    classes = len(confusion)
    actual, predicted = np.indices(confusion.shape).reshape(2, -1)
    counts = {"sample_weight": confusion.ravel(), "labels": range(classes), "zero_division": 0}
    per_class = precision_recall_fscore_support(actual, predicted, **counts)
    rows = [
        ClassScore(str(i), *map(float, scores[:3]), int(scores[3])) for i, scores in enumerate(zip(*per_class, strict=True))
    ]
    means = (sum(getattr(row, score) for row in rows) / classes for score in ("precision", "recall", "f1"))
    return (*rows, ClassScore("macro", *means, int(confusion.sum())))


def scores(confusion: np.ndarray) -> np.ndarray:
    """confusion (…, classes, classes) → (…, classes + 1, 3): precision, recall and F1 of every class, and their means below.

    As `class_scores`, of many matrices at once: scikit-learn takes a millisecond for each.
    """
    right = np.diagonal(confusion, axis1=-2, axis2=-1).astype(np.float64)
    predicted, actual = confusion.sum(axis=-2), confusion.sum(axis=-1)
    parts = ((right, predicted), (right, actual), (2 * right, predicted + actual))
    per_class = np.stack([above / np.maximum(below, 1) for above, below in parts], axis=-1)
    return np.concatenate([per_class, per_class.mean(axis=-2, keepdims=True)], axis=-2)
