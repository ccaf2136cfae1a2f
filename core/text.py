"""From text to numbers: cleaning, words, a vocabulary, and rows of equal length."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

import numpy as np

PADDING, UNKNOWN = 0, 1  # the numbers of the padding and of every word out of vocabulary; words follow
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
APOSTROPHES = "'’"


class _Letters(dict):
    """Code point → itself if it belongs to a word, else a space; each looked up in Unicode's tables once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        # Letters, numbers, and the marks that belong to them; but the marks that turn a sign into an emoji belong to none.
        word = unicodedata.category(letter)[0] in "LNM" and not 0xFE00 <= code <= 0xFE0F and code != 0x20E3
        self[code] = letter if word or letter in APOSTROPHES else " "
        return self[code]


_LETTERS = _Letters()


def clean(text: str) -> str:
    """Lower case, without HTML tags and punctuation, words apart by one space; whatever the script or direction."""
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The words of `text`, an apostrophe inside one kept; none for an empty text or one of emoji only."""
    plain = unicodedata.normalize("NFKC", TAG.sub(" ", text)).lower().translate(_LETTERS)
    return [word for part in plain.split() if (word := part.strip(APOSTROPHES)) and word[0].isalnum()]


@dataclass(frozen=True)
class Vocabulary:
    """`words`, the most frequent first: the first has number 2, after the padding and the unknown."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], most: int) -> Vocabulary:
        """The `most` most frequent words of tokenised texts; of equally frequent ones those that come first in the alphabet."""
        counts = Counter(chain.from_iterable(texts))
        return cls(tuple(sorted(counts, key=lambda word: (-counts[word], word))[:most]))

    @cached_property
    def number(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words, start=2)}

    def __len__(self) -> int:
        return len(self.words) + 2

    def encode(self, words: Sequence[str]) -> list[int]:
        return list(map(self.number.get, words, repeat(UNKNOWN)))


@dataclass(frozen=True)
class Rows:
    """`ids` (n, time) int64 with padding; `lengths` (n,): how many columns the network is to read, at least one."""

    ids: np.ndarray
    lengths: np.ndarray


def pad(texts: Sequence[Sequence[int]], length: int, padding: str) -> Rows:
    """Encoded texts, cut after `length` words, as rows.

    "post" and "pre": padding behind or before the words, up to `length`, and all of it is read. "bucket": behind them,
    only as far as the longest text needs, and not read (masked).
    """
    texts = [text[:length] for text in texts]
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    masked = padding == "bucket"
    width = max(1, sizes.max(initial=0)) if masked else length
    ids = np.full((len(texts), width), PADDING, dtype=np.int64)
    for row, text in zip(ids, texts, strict=True):
        start = width - len(text) if padding == "pre" else 0
        row[start : start + len(text)] = text
    return Rows(ids, np.maximum(sizes, 1) if masked else np.full(len(texts), width))
