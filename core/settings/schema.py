"""One schema from which come a page's widgets, its link, its exported code and its tests.

A page's settings are a frozen dataclass whose fields are made by `number`, `choice`, `several`, `flag`
or `text`. Each carries a *knob*: what values are allowed and how a value is written in a link.
Values are plain (int, float, str, bool, tuple of str), so settings hash, compare and serialise.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class Number:
    """A number from `minimum` to `maximum` in steps of `step`; an int where all three are ints."""

    default: float
    minimum: float
    maximum: float
    step: float

    def encode(self, value: float) -> str:
        return f"{value:.10g}"

    def decode(self, text: str) -> float:
        """The value nearest to `text` that the control can show. Raises ValueError for what is no number."""
        value = float(text)
        if not math.isfinite(value):
            raise ValueError(text)
        value = min(max(value, self.minimum), self.maximum)
        steps = round((value - self.minimum) / self.step)
        value = min(self.minimum + steps * self.step, self.maximum)
        whole = all(isinstance(part, int) for part in (self.default, self.minimum, self.maximum, self.step))
        return int(value) if whole else round(value, 10)

    def extremes(self) -> tuple:
        return self.minimum, self.maximum


@dataclass(frozen=True)
class Choice:
    """One of `options`, which are all of one type: codes (labelled by the catalogue) or numbers."""

    default: Any
    options: tuple

    def encode(self, value: Any) -> str:
        return f"{value:.10g}" if isinstance(value, float) else str(value)

    def decode(self, text: str) -> Any:
        """The option written `text`. Raises ValueError where there is none."""
        for option in self.options:
            if self.encode(option) == text:
                return option
        raise ValueError(text)

    def extremes(self) -> tuple:
        return self.options


@dataclass(frozen=True)
class Several:
    """Between one and `most` of `options`, in the order chosen."""

    default: tuple[str, ...]
    options: tuple[str, ...]
    most: int

    def encode(self, value: tuple[str, ...]) -> str:
        return ",".join(value)

    def decode(self, text: str) -> tuple[str, ...]:
        """The options in `text`, without repeats. Raises ValueError for an unknown one, or too many."""
        value = tuple(dict.fromkeys(text.split(",")))
        if not 1 <= len(value) <= self.most or not set(value) <= set(self.options):
            raise ValueError(text)
        return value

    def extremes(self) -> tuple:
        return self.options[:1], self.options[: self.most]


@dataclass(frozen=True)
class Flag:
    """On or off."""

    default: bool

    def encode(self, value: bool) -> str:
        return "1" if value else "0"

    def decode(self, text: str) -> bool:
        """True for "1", False for "0". Raises ValueError for anything else."""
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"

    def extremes(self) -> tuple:
        return False, True


@dataclass(frozen=True)
class Text:
    """What the learner made (edited cells, a picture), as text of at most `longest` characters; has no widget."""

    default: str
    longest: int

    def encode(self, value: str) -> str:
        return value

    def decode(self, text: str) -> str:
        """`text` itself. Raises ValueError where it is too long."""
        if len(text) > self.longest:
            raise ValueError(text[:40])
        return text

    def extremes(self) -> tuple:
        return (self.default,)


Knob = Number | Choice | Several | Flag | Text


def number(default, minimum, maximum, step):
    return _field(Number(default, minimum, maximum, step))


def choice(default, options):
    return _field(Choice(default, tuple(options)))


def several(default, options, most):
    return _field(Several(tuple(default), tuple(options), most))


def flag(default):
    return _field(Flag(default))


def text(default="", longest=16_000):
    return _field(Text(default, longest))


def ladder(low: int, high: int, digits: tuple[float, ...] = (1, 2, 5)) -> tuple[float, ...]:
    """Values for a logarithmic slider: 10^low, 2·10^low, 5·10^low … 10^high."""
    return (*(float(f"{d}e{power}") for power in range(low, high) for d in digits), float(f"1e{high}"))


def consistent(before: Settings, after: Settings) -> Settings:
    """`after` without what the learner had made by hand for something that is no longer as it was `before` (see `clears`)."""
    for name, causes in getattr(after, "clears", {}).items():
        if any(getattr(before, cause) != getattr(after, cause) for cause in causes):
            after = dataclasses.replace(after, **{name: knobs(after)[name].default})
    return after


def _field(knob: Knob):
    return field(default=knob.default, metadata={"knob": knob})


def knobs(settings: type | Any) -> dict[str, Knob]:
    """Field name → knob, in the order of declaration."""
    return {f.name: f.metadata["knob"] for f in fields(settings)}


def to_link(settings: Any) -> dict[str, str]:
    """Everything that differs from the defaults, as the text of a link."""
    return {
        name: knob.encode(getattr(settings, name))
        for name, knob in knobs(settings).items()
        if getattr(settings, name) != knob.default
    }


def from_link(kind: type[Settings], link: dict[str, str]) -> Settings:
    """The settings a link describes. What is unknown or unreadable keeps its default, numbers are clamped."""
    values = {}
    for name, knob in knobs(kind).items():
        if name in link:
            try:
                values[name] = knob.decode(link[name])
            except ValueError:
                continue
    return kind(**values)


def to_json(settings: Any) -> dict:
    """Plain values of all fields, ready for json.dumps."""
    return {f.name: getattr(settings, f.name) for f in fields(settings)}


def from_json(kind: type[Settings], values: dict) -> Settings:
    """The inverse of `to_json`. Raises TypeError for an unknown field."""
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


replace = dataclasses.replace
