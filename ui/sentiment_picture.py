"""The sentiment picture: the learner's sentence, what network and bag of words say of it, and a row for each word."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.experiments.sentiment import Trained, chosen
from core.sentiment_reading import Reading, probability
from core.settings.sentiment import LONGEST, Sentiment
from ui import components
from ui.labels import option, say

EXAMPLES = 5
_PICTURE = components.register_picture("sentiment", "sentiment-rows", "sentiment")


def draw(page: str, settings: Sentiment, run: str, model: Trained, reading: Reading, type: Callable, look: Callable) -> None:
    """`type` gets the text just written, `look` the word chosen; `run` tells one training from another."""
    data = {
        "run": f"{run}",
        "sentence": settings.sentence,
        "longest": LONGEST,
        "examples": [say(f"sentiment.example_{number}") for number in range(1, EXAMPLES + 1)],
        "words": reading.words,
        "numbers": reading.numbers.tolist(),
        "unknown": reading.unknown.tolist(),
        "found": reading.found,
        "before": reading.before,
        "behind": reading.behind,
        "padding": model.settings.pad_mode,
        "length": model.settings.max_length,
        "vectors": _packed(reading.vectors),
        "states": _packed(reading.states),
        "end": None if reading.end is None else reading.end.astype(float).tolist(),
        "so_far": _rounded(probability(reading.so_far), 6),
        "so_far_logits": _rounded(reading.so_far, 6),
        "without": _rounded(reading.without, 4),
        "gradient": _rounded(reading.gradient, 4),
        "bag": _rounded(reading.bag, 4),
        "probability": float(probability(reading.logit)),
        "bag_probability": float(probability(reading.bag_logit)),
        "accuracy": model.report.network.accuracy,
        "bag_accuracy": model.report.baseline.accuracy,
        "classes": class_names(model),
        "cell_name": option("cell", model.settings.cell),
        "word": max(0, chosen(settings, reading)),
    }
    _PICTURE(page, data, type=type, look=look)


def class_names(model: Trained) -> list[str]:
    """What the classes are called: the built-in ones in the learner's language, a file's own as they are."""
    if model.settings.data == "csv":
        return list(model.report.classes)
    return [say(f"sentiment.class_{name}") for name in model.report.classes]


def _packed(rows: np.ndarray) -> dict:
    """(T, features) of single precision as base64 text."""
    return {"shape": list(rows.shape), "values": components.encoded(rows.astype("<f4"))}


def _rounded(values: np.ndarray, digits: int) -> list[float]:
    return np.round(values.astype(float), digits).tolist()
