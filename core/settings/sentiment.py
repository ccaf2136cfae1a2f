"""Settings of the sentiment page: texts, how they become numbers, the network that reads them. Also the job's specification."""

from dataclasses import dataclass
from typing import ClassVar

from core.settings.mission import Mission
from core.settings.schema import choice, flag, ladder, number, replace, text

LONGEST = 2_000  # characters of the learner's own sentence


@dataclass(frozen=True)
class Sentiment:
    data: str = choice("mini", ("mini", "imdb", "csv"))
    csv: str = text()  # the learner's file: a digest of its content, "~", its name
    train_texts: int = choice(40_000, (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 40_000))

    vocabulary: int = choice(10_000, (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000))
    max_length: int = choice(200, (20, 40, 60, 80, 100, 150, 200, 300, 400))
    pad_mode: str = choice("bucket", ("bucket", "pre", "post"))
    word_dropout: float = number(0.05, 0.0, 0.3, 0.05)

    cell: str = choice("lstm", ("rnn", "lstm", "gru"))
    embedding_dim: int = choice(8, (4, 8, 16, 32, 64, 128))
    hidden_size: int = choice(16, (4, 8, 16, 32, 64, 128, 256))
    num_layers: int = number(1, 1, 3, 1)
    bidirectional: bool = flag(False)
    readout: str = choice("last", ("last", "mean", "max"))
    dropout: float = number(0.0, 0.0, 0.8, 0.05)

    learning_rate: float = choice(0.01, ladder(-5, 0))
    batch_size: int = choice(32, (16, 32, 64, 128, 256, 512))
    epochs: int = number(6, 1, 30, 1)
    seed: int = number(0, 0, 9999, 1)
    device: str = choice("auto", ("auto", "cuda", "mps", "cpu"))

    sentence: str = text("The plot is not bad at all!", LONGEST)
    word: str = text(longest=5)  # the row the learner looks at, from 0

    # What only says where the learner looks: no training depends on it.
    looks: ClassVar[tuple[str, ...]] = ("sentence", "word")
    clears: ClassVar[dict[str, tuple[str, ...]]] = {"word": ("sentence",)}


DEFAULTS = Sentiment()

# Curriculum 15, and the same with its mistake on the small corpus; last, what reaches its accuracy sooner.
PRESETS: dict[str, Sentiment] = {
    "mini": Sentiment(),
    "post_padding": Sentiment(pad_mode="post", epochs=2, word_dropout=0.0),
    "gru_both_ways": Sentiment(cell="gru", bidirectional=True, readout="max"),
    "curriculum": Sentiment(
        data="imdb",
        pad_mode="post",
        word_dropout=0.0,
        embedding_dim=128,
        hidden_size=128,
        learning_rate=0.001,
        batch_size=64,
        epochs=10,
        seed=42,
    ),
    "fast_imdb": Sentiment(
        data="imdb",
        word_dropout=0.1,
        embedding_dim=32,
        hidden_size=32,
        readout="mean",
        batch_size=128,
        epochs=3,
    ),
}

MISSIONS: dict[str, Mission] = {
    "post_padding": Mission(PRESETS["post_padding"], ("learns", "slowly", "nothing"), "nothing"),
    "word_order": Mission(
        Sentiment(sentence="The film is not boring but brilliant", word="5"), ("praise", "blame", "undecided"), "undecided"
    ),
    "few_texts": Mission(
        Sentiment(train_texts=100, epochs=30, batch_size=16, word_dropout=0.0), ("together", "gap", "neither"), "gap"
    ),
}


def training(settings: Sentiment) -> Sentiment:
    """What a training depends on: everything but where the learner looks."""
    return replace(settings, sentence=DEFAULTS.sentence, word="")
