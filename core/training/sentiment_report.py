"""What a training run on texts leaves for its readers beside the weights: ROC curves, scores of the baseline, texts."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import confusion_matrix, roc_auc_score, roc_curve

from core import bag_of_words
from core.bag_of_words import BagOfWords
from core.data.texts import TextData
from core.errors import LearnerError
from core.text import Vocabulary
from core.training.events import Mistake
from core.training.run import Evaluation

VOCABULARY, BASELINE, REPORT = "vocabulary.json", "baseline.safetensors", "report.json"
MOST_WORST = 12
LONGEST = 400  # characters of a text that is shown
POINTS = 200  # of a curve


@dataclass(frozen=True)
class Scores:
    """Of one classifier on the test texts: roc are (false positive rate, true positive rate); confusion[actual][predicted]."""

    accuracy: float
    auc: float
    roc: tuple[tuple[float, float], ...]
    confusion: tuple[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, logits: np.ndarray, labels: np.ndarray) -> Scores:
        false, true, _ = roc_curve(labels, logits)
        kept = np.unique(np.linspace(0, len(false) - 1, POINTS).round().astype(int))
        predicted = (logits > 0).astype(int)
        confusion = confusion_matrix(labels, predicted, labels=[0, 1]).tolist()
        roc = tuple((round(float(false[i]), 4), round(float(true[i]), 4)) for i in kept)
        return cls(float((predicted == labels).mean()), float(roc_auc_score(labels, logits)), roc, tuple(map(tuple, confusion)))


@dataclass(frozen=True)
class Worst:
    """A test text the network judged worst: its class, and the probability of class 1 by network and by bag of words."""

    text: str
    actual: int
    probability: float
    baseline: float


@dataclass(frozen=True)
class Report:
    """`classes`: the file's names of class 0 and 1; `seconds`: how long the baseline's training took."""

    classes: tuple[str, str]
    network: Scores
    baseline: Scores
    seconds: float
    worst: tuple[Worst, ...]


@dataclass(frozen=True, eq=False)
class Baseline:
    """The bag of words, trained; `logits` (n,) of the test texts."""

    bag: BagOfWords
    logits: np.ndarray
    scores: Scores
    seconds: float

    @classmethod
    def fit(cls, words, labels: np.ndarray, test_words: Sequence, test_labels: np.ndarray, vocabulary: Vocabulary) -> Baseline:
        """On tokenised texts. Raises LearnerError "texts.one_class" where the training texts have only one class, and
        "texts.no_words" where they have no words.
        """
        if len(np.unique(labels)) < 2:
            raise LearnerError("texts.one_class")
        if not vocabulary.words:
            raise LearnerError("texts.no_words")
        begun = time.perf_counter()
        bag, vectorizer = bag_of_words.fit(words, labels, vocabulary.words)
        seconds = time.perf_counter() - begun
        logits = bag_of_words.logits(bag, vectorizer, test_words)
        return cls(bag, logits, Scores.of(logits, test_labels), seconds)


def of(logits: np.ndarray, data: TextData, baseline: Baseline) -> Report:
    """The report of the test texts' logits (n,)."""
    labels = data.test_labels
    order = np.argsort(np.where(labels == 1, logits, -logits), kind="stable")[:MOST_WORST]
    worst = tuple(
        Worst(data.test_texts[i][:LONGEST], int(labels[i]), _sigmoid(logits[i]), _sigmoid(baseline.logits[i])) for i in order
    )
    return Report(data.classes, Scores.of(logits, labels), baseline.scores, baseline.seconds, worst)


def evaluation(logits: np.ndarray, labels: np.ndarray, loss: float) -> Evaluation:
    """The same as the events tell it."""
    predicted = (logits > 0).astype(int)
    wrong = np.flatnonzero(predicted != labels)
    worst = wrong[np.argsort(-np.abs(logits[wrong]), kind="stable")][:MOST_WORST]
    mistakes = tuple(Mistake(int(i), int(labels[i]), int(predicted[i]), _sigmoid(abs(logits[i]))) for i in worst)
    confusion = confusion_matrix(labels, predicted, labels=[0, 1])
    return Evaluation(loss, float((predicted == labels).mean()), confusion, mistakes)


def vocabulary_json(vocabulary: Vocabulary) -> bytes:
    return json.dumps(vocabulary.words, ensure_ascii=False).encode()


def to_json(report: Report) -> bytes:
    return json.dumps(asdict(report), ensure_ascii=False).encode()


def read(folder: Path) -> tuple[Report, Vocabulary, BagOfWords]:
    """What a run left in `folder`. Raises LearnerError "weights.unreadable" where that is incomplete or damaged."""
    try:
        values = json.loads((folder / REPORT).read_bytes())
        words = json.loads((folder / VOCABULARY).read_bytes())
        baseline = (folder / BASELINE).read_bytes()
        report = Report(
            classes=tuple(values["classes"]),
            network=Scores(**values["network"]),
            baseline=Scores(**values["baseline"]),
            seconds=values["seconds"],
            worst=tuple(Worst(**worst) for worst in values["worst"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LearnerError("weights.unreadable") from error
    return report, Vocabulary(tuple(words)), bag_of_words.from_bytes(baseline)


def _sigmoid(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -500, 500))))
