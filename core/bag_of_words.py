"""The honest baseline: logistic regression on TF-IDF, which counts words and knows nothing of their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from core.errors import LearnerError
from core.threads import one_thread


@dataclass(frozen=True, eq=False)
class BagOfWords:
    """`idf` and `coefficients` (words,) in the order of the vocabulary's words, and the intercept."""

    idf: np.ndarray
    coefficients: np.ndarray
    intercept: float

    def contributions(self, numbers: Sequence[int]) -> np.ndarray:
        """Encoded words → what each of them adds to the logit, which is their sum and the intercept.

        A word's weight is its coefficient · tf-idf; where it stands twice each place gets half. Unknown words add nothing.
        """
        at = np.asarray(numbers, dtype=np.int64) - 2
        known = at >= 0
        counts = np.bincount(at[known], minlength=len(self.idf))
        length = np.sqrt(np.sum((counts * self.idf) ** 2))
        parts = np.zeros(len(at))
        parts[known] = self.coefficients[at[known]] * self.idf[at[known]] / length if length else 0.0
        return parts

    def logit(self, numbers: Sequence[int]) -> float:
        return float(self.contributions(numbers).sum() + self.intercept)


def fit(texts: Sequence[Sequence[str]], labels: np.ndarray, words: tuple[str, ...]) -> tuple[BagOfWords, TfidfVectorizer]:
    """scikit-learn's TfidfVectorizer and LogisticRegression on tokenised texts, uncut, over the vocabulary `words`."""
    vectorizer = TfidfVectorizer(analyzer=_as_it_is, vocabulary=list(words))
    counts = vectorizer.fit_transform(texts)
    with one_thread():
        regression = LogisticRegression(max_iter=1000).fit(counts, labels)
    return BagOfWords(vectorizer.idf_, regression.coef_[0], float(regression.intercept_[0])), vectorizer


def logits(bag: BagOfWords, vectorizer: TfidfVectorizer, texts: Sequence[Sequence[str]]) -> np.ndarray:
    """(n,) of tokenised texts."""
    return vectorizer.transform(texts) @ bag.coefficients + bag.intercept


def to_bytes(bag: BagOfWords) -> bytes:
    return save({"idf": bag.idf, "coefficients": bag.coefficients, "intercept": np.array([bag.intercept])})


def from_bytes(data: bytes) -> BagOfWords:
    """The inverse of `to_bytes`. Raises LearnerError "weights.unreadable"."""
    try:
        found = load(data)
        return BagOfWords(found["idf"], found["coefficients"], float(found["intercept"][0]))
    except (SafetensorError, KeyError, ValueError) as error:
        raise LearnerError("weights.unreadable") from error


def _as_it_is(words: Sequence[str]) -> Sequence[str]:
    return words
