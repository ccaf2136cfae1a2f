"""Every word on screen, in the learner's language: labels from one catalogue per language, lessons from Markdown files."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st

from core.errors import LearnerError

ASSETS = Path(__file__).resolve().parent.parent / "assets"
LANGUAGES = {"en": "English", "id": "Bahasa Indonesia"}


@cache
def catalogue(language: str) -> dict[str, str]:
    """Dotted key → sentence, from all files of one language. Raises ValueError where two files say the same key."""
    sentences: dict[str, str] = {}
    for path in sorted((ASSETS / "labels" / language).glob("*.toml")):
        page = dict(_flatten(tomllib.loads(path.read_text(encoding="utf-8"))))
        if twice := sentences.keys() & page.keys():
            raise ValueError(f"{path.name}: {sorted(twice)}")
        sentences |= page
    return sentences


def language() -> str:
    """The language of this session, as chosen in the frame."""
    return st.session_state.get("lang", "en")


def say(key: str, **values) -> str:
    """The sentence `key` with `values` filled in. Raises KeyError for a key the catalogue lacks."""
    sentence = catalogue(language())[key]
    return sentence.format(**values) if values else sentence


def option(name: str, code: object) -> str:
    """The label of one option of the control `name`; numbers and proper names stand for themselves."""
    return catalogue(language()).get(f"option.{name}.{code}", f"{code:g}" if isinstance(code, float) else str(code))


def count(number: float) -> str:
    """A whole number with its digits in groups of three, set apart by a narrow space: neither comma nor point, which
    English and Indonesian read in opposite ways.
    """
    return f"{number:,.0f}".replace(",", "\u202f")


def numbered(names: Iterable[str]) -> list[str]:
    """The names told apart: those that occur more than once get a number, "ReLU 2"."""
    names = list(names)
    times = Counter(names)
    return [f"{name} {names[:k].count(name) + 1}" if times[name] > 1 else name for k, name in enumerate(names)]


def group(prefix: str) -> dict[str, str]:
    """All sentences below `prefix`, by the rest of their key: the labels a browser component needs. Not to be changed."""
    return _group(prefix, language())


@cache
def _group(prefix: str, language: str) -> dict[str, str]:
    return {k.removeprefix(prefix + "."): v for k, v in catalogue(language).items() if k.startswith(prefix + ".")}


def explain(error: LearnerError) -> str:
    """What is wrong and what to do, in one sentence."""
    return say(f"error.{error.key}", **error.values)


@cache
def lesson(page: str, language: str) -> str:
    """The lesson's Markdown."""
    return (ASSETS / "lessons" / language / f"{page}.md").read_text(encoding="utf-8")


def _flatten(table: dict, prefix: str = ""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value
