"""Texts with two classes: the built-in corpus, 50 000 film reviews of IMDB, and a learner's own CSV file."""

from __future__ import annotations

import csv
import functools
import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

from core.data import mini_corpus
from core.data.digits import download_folder, folder
from core.data.download import Progress, download_imdb
from core.data.text_csv import Texts, read
from core.data.uploads import find
from core.errors import LearnerError

TITLES = {"mini": "Kaca mini-corpus", "imdb": "IMDB"}
IMDB_TEST_SHARE, IMDB_SPLIT_SEED = 0.2, 42  # as the curriculum splits all 50 000


@dataclass(frozen=True, eq=False)
class TextData:
    """`classes`: what the file calls class 0 and class 1. Labels are int64 (n,)."""

    title: str
    classes: tuple[str, str]
    train_texts: tuple[str, ...]
    train_labels: np.ndarray
    test_texts: tuple[str, ...]
    test_labels: np.ndarray


def present(name: str) -> bool:
    """Whether the data set `name` can be read without more ado."""
    return name != "imdb" or _imdb_place() is not None


def check(name: str, upload: str = "") -> None:
    """Whether `load` would find the texts here, without reading them.

    Raises LearnerError "texts.no_imdb", "texts.choose" or "texts.missing_file" where it would not.
    """
    if name == "imdb" and not present("imdb"):
        raise LearnerError("texts.no_imdb", folder=str(folder()))
    if name == "csv":
        if not upload:
            raise LearnerError("texts.choose")
        digest, _, title = upload.partition("~")
        find(digest, title)


def load(name: str, upload: str = "", progress: Progress | None = None) -> TextData:
    """The data set `name`: "mini", "imdb", or "csv" with the digest of the learner's file.

    IMDB is looked for in the data folder, then in the download folder, as imdb/imdb.csv.gz (review, sentiment, split) or as
    the original folder aclImdb; where it is not, it is downloaded, and `progress(bytes_done, bytes_total)` called.

    Raises LearnerError "data.broken", "data.no_network", "data.not_writable", "texts.choose", "texts.missing_file", or what
    core.data.text_csv.read raises.
    """
    if name == "mini":
        return _mini()
    if name == "imdb":
        if not present(name):
            download_imdb(download_folder() / "imdb", progress)
        return _imdb(_imdb_place())
    check(name, upload)
    digest, _, title = upload.partition("~")
    return _split(title, read(find(digest, title)), seed=IMDB_SPLIT_SEED)


@functools.cache
def _mini() -> TextData:
    (train, train_labels), (test, test_labels) = (zip(*part, strict=True) for part in mini_corpus.sentences())
    return TextData(TITLES["mini"], ("negative", "positive"), train, np.array(train_labels), test, np.array(test_labels))


def _imdb_place() -> Path | None:
    """The file or the folder with the reviews."""
    for place in (folder(), download_folder()):
        for candidate in (place / "imdb" / "imdb.csv.gz", place / "imdb" / "aclImdb", place / "aclImdb"):
            if candidate.exists():
                return candidate
    return None


@functools.lru_cache(maxsize=1)
def _imdb(place: Path) -> TextData:
    texts = _folder(place) if place.is_dir() else _file(place)
    return _split(TITLES["imdb"], texts, seed=IMDB_SPLIT_SEED)


def _file(path: Path) -> Texts:
    texts, labels = [], []
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts.append(row["review"])
                labels.append({"negative": 0, "positive": 1}[row["sentiment"]])
    except (OSError, EOFError, ValueError, KeyError, csv.Error) as error:
        raise LearnerError("data.broken", file=path.name) from error
    return _checked(texts, labels, path)


def _folder(path: Path) -> Texts:
    """aclImdb/{train,test}/{neg,pos}/*.txt, in the order of their numbers."""
    texts, labels = [], []
    for part in ("train", "test"):
        for label, name in enumerate(("neg", "pos")):
            files = sorted((path / part / name).glob("*.txt"), key=lambda file: int(re.match(r"\d*", file.name)[0] or 0))
            texts += [file.read_text(encoding="utf-8", errors="replace") for file in files]
            labels += [label] * len(files)
    return _checked(texts, labels, path)


def _checked(texts: list[str], labels: list[int], path: Path) -> Texts:
    if min(labels.count(0), labels.count(1)) < 10 or any(text is None for text in texts):
        raise LearnerError("data.broken", file=path.name)
    return Texts(("negative", "positive"), tuple(texts), np.array(labels))


def _split(title: str, texts: Texts, seed: int) -> TextData:
    """A fifth for testing, both classes in equal shares."""
    train, test = train_test_split(
        np.arange(len(texts.labels)), test_size=IMDB_TEST_SHARE, random_state=seed, stratify=texts.labels
    )
    parts = ((tuple(texts.texts[i] for i in rows), texts.labels[rows]) for rows in (train, test))
    (train_texts, train_labels), (test_texts, test_labels) = parts
    return TextData(title, texts.classes, train_texts, train_labels, test_texts, test_labels)
