"""The sentiment page: a finished or running training, opened from its folder, and one sentence read by its network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.bag_of_words import BagOfWords
from core.errors import LearnerError
from core.sentiment import SentimentNetwork
from core.sentiment_reading import Reading, read
from core.settings.schema import to_json
from core.settings.sentiment import Sentiment
from core.text import Vocabulary
from core.training import sentiment_report
from core.training.checkpoint import WEIGHTS
from core.training.sentiment import build
from core.training.sentiment_report import Report
from core.weights import load_into


@dataclass(frozen=True, eq=False)
class Trained:
    """What a run left after its last epoch; `settings` are those it was trained with."""

    settings: Sentiment
    network: SentimentNetwork
    vocabulary: Vocabulary
    bag: BagOfWords
    report: Report


def trained(settings: Sentiment, folder: Path) -> Trained:
    """The network in `folder`. Raises LearnerError as core.weights.load_weights does."""
    report, vocabulary, bag = sentiment_report.read(folder)
    try:
        weights = (folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise LearnerError("weights.unreadable") from error
    network = load_into(build(settings, len(vocabulary)), weights)
    return Trained(settings, network, vocabulary, bag, report)


def run(model: Trained, sentence: str) -> Reading:
    """What the network makes of `sentence`."""
    return read(model.network, model.vocabulary, model.bag, model.settings, sentence)


def chosen(settings: Sentiment, reading: Reading) -> int:
    """The word the learner looks at, from 0: by the settings, else the last."""
    last = len(reading.words) - 1
    return min(int(settings.word), last) if settings.word.isdecimal() else last


def script_values(settings: Sentiment) -> dict:
    """The settings block of the exported script."""
    values = to_json(settings)
    return {name: value for name, value in values.items() if name not in ("word", "csv")} | {
        "csv": settings.csv.partition("~")[2]
    }
