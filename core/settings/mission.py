"""A guided experiment: predict first, then see."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mission:
    """`settings` show the experiment; the learner predicts one of `options` (codes of the catalogue); `answer` is right."""

    settings: Any
    options: tuple[str, ...]
    answer: str
