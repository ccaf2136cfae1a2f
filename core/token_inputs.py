"""What a small recurrent cell reads: words, characters or numbers, one at each step, as vectors.

A word or a character is one-hot: a vector of zeros with a single 1, at the place that belongs to it. Multiplied with a matrix
it picks one column, so each word has weights of its own. Words take places in the order in which they first appear, characters
have their fixed place in ALPHABET. A number is itself, a vector of length 1.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import numpy as np

from core.activations import Array
from core.errors import LearnerError

READS = ("words", "characters", "numbers")
MOST = {"words": 16, "characters": 48, "numbers": 48}  # steps that a picture can show
PLACES = 16  # of words: more different ones than steps there cannot be
OTHER = "·"  # every character that has no place of its own
ALPHABET = "abcdefghijklmnopqrstuvwxyz ,.?" + OTHER
INPUTS = {"words": PLACES, "characters": len(ALPHABET), "numbers": 1}
LARGEST = 99.0
LONGEST_TOKEN = 20


class Sequence(NamedTuple):
    """T tokens as a person reads them, their vectors x (T, I), and for one-hot ones the place of each one's 1, else None."""

    tokens: tuple[str, ...]
    x: Array
    places: tuple[int, ...] | None


def read(text: str, reads: str) -> Sequence:
    """Raises LearnerError: recurrent.no_words and the like where there is nothing to read, recurrent.too_many_words (count,
    most) and the like, recurrent.no_number (text), recurrent.number_too_large (text, largest).
    """
    match reads:
        case "words":
            return _one_hot(words(text), reads)
        case "characters":
            return _one_hot(characters(text), reads)
        case "numbers":
            values = numbers(text)
            return Sequence(tuple(f"{v:g}".replace("-", "−") for v in values), np.array(values)[:, None], None)
    raise ValueError(reads)


def words(text: str) -> list[str]:
    return [word[:LONGEST_TOKEN] for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower())]


def characters(text: str) -> list[str]:
    """Lower case, without accents, spaces one by one; what ALPHABET lacks is OTHER."""
    plain = unicodedata.normalize("NFKD", " ".join(text.lower().split()))
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    return [letter if letter in ALPHABET else OTHER for letter in letters]


def numbers(text: str) -> list[float]:
    """Numbers with spaces or semicolons between them, decimal point or comma. Raises LearnerError as `read` does."""
    pieces = [piece for part in text.replace("−", "-").split() for piece in part.split(";")]
    pieces = [piece.rstrip(",") for piece in pieces if piece.rstrip(",")]
    _check_length(len(pieces), "numbers")
    values = []
    for piece in pieces:
        if not re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)", piece):
            raise LearnerError("recurrent.no_number", text=piece[:LONGEST_TOKEN])
        value = round(float(piece.replace(",", ".")), 4)
        if abs(value) > LARGEST:
            raise LearnerError("recurrent.number_too_large", text=piece[:LONGEST_TOKEN], largest=f"{LARGEST:g}")
        values.append(value + 0.0)
    return values


def one_hot(places: tuple[int, ...], inputs: int) -> Array:
    """(T,) → (T, I)"""
    return np.eye(inputs)[list(places)]


def _one_hot(tokens: list[str], reads: str) -> Sequence:
    _check_length(len(tokens), reads)
    known = list(ALPHABET) if reads == "characters" else list(dict.fromkeys(tokens))
    places = tuple(known.index(token) for token in tokens)
    return Sequence(tuple(tokens), one_hot(places, INPUTS[reads]), places)


def _check_length(count: int, reads: str) -> None:
    if count == 0:
        raise LearnerError(f"recurrent.no_{reads}")
    if count > MOST[reads]:
        raise LearnerError(f"recurrent.too_many_{reads}", count=count, most=MOST[reads])
