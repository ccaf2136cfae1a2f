"""A learner's own points from a CSV file: two numbers and a label in every row."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass

import numpy as np

from core.errors import LearnerError

MOST_BYTES = 2_000_000
FEWEST, MOST = 4, 2000  # rows
MOST_CLASSES = 5
REACH = 5.0


@dataclass(frozen=True)
class CsvPoints:
    """x (n, 2) and y (n,) as `planes.points` gives them; `classes` is 0 for a regression.

    `columns`: the header's three names, or x1, x2, y. `labels`: what the classes are called in the file, in the order of y.
    x = (file's value − centre) / scale, column by column, and for a regression y = (file's value − y_centre) / y_scale.
    """

    x: np.ndarray
    y: np.ndarray
    classes: int
    columns: tuple[str, str, str]
    labels: tuple[str, ...]
    centre: tuple[float, float]
    scale: tuple[float, float]
    y_centre: float = 0.0
    y_scale: float = 1.0


def read(content: bytes) -> CsvPoints:
    """The points in a file of at most 2 MB: comma, semicolon or tab between the columns, a header or none, a decimal comma
    where the comma is not the separator.

    The label is a number to predict where it has more than ten different values that are not whole; it is brought to −1 … 1.
    Otherwise it names a class: two to five of them, numbered in the order of their numbers or letters.
    A column whose largest value, without its sign, is 3 to 6 stays as it is; any other is moved and stretched to −5 … 5.
    Raises LearnerError with the row (the line in the file) and the column where something is missing or no number.
    """
    if len(content) > MOST_BYTES:
        raise LearnerError("csv.too_large", megabytes=round(len(content) / 1e6, 1), most=MOST_BYTES // 1_000_000)
    rows, comma = _rows(content)
    columns = ("x1", "x2", "y")
    if rows and all(_number(cell, comma) is None for cell in rows[0][1][:2]) and len(rows[0][1]) == 3:
        columns = tuple(cell or name for cell, name in zip(rows[0][1], columns, strict=True))
        rows = rows[1:]
    if len(rows) > MOST:
        raise LearnerError("csv.too_many_rows", rows=len(rows), most=MOST)
    if len(rows) < FEWEST:
        raise LearnerError("csv.too_few_rows", rows=len(rows), fewest=FEWEST)
    x, labels = np.empty((len(rows), 2)), []
    for at, (line, cells) in enumerate(rows):
        if len(cells) != 3:
            raise LearnerError("csv.columns", row=line, found=len(cells))
        for column, cell in enumerate(cells[:2], 1):
            value = _number(cell, comma)
            if value is None:
                raise LearnerError("csv.not_a_number", row=line, column=column, cell=cell[:20])
            x[at, column - 1] = value
        if not cells[2]:
            raise LearnerError("csv.no_label", row=line, column=3)
        labels.append(cells[2])
    centre, scale = _placement(x)
    y, names, y_centre, y_scale = _labels(labels, comma)
    return CsvPoints((x - centre) / scale, y, len(names), columns, names, tuple(centre), tuple(scale), y_centre, y_scale)


def _rows(content: bytes) -> tuple[list[tuple[int, list[str]]], bool]:
    """(line, cells) of every row that is not empty, and whether a comma may stand in a number."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text:
        raise LearnerError("csv.not_text")
    start = text.lstrip().partition("\n")[0]
    delimiter = next((mark for mark in "\t;" if mark in start), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            while len(cells) > 3 and not cells[-1]:  # a separator at the end of the line
                cells.pop()
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise LearnerError("csv.not_text") from error
    return rows, delimiter != ","


def _number(cell: str, comma: bool) -> float | None:
    """The finite number that `cell` says, or None."""
    try:
        value = float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        return None
    # Far larger ones would overflow when they are scaled.
    return value if math.isfinite(value) and abs(value) < 1e150 else None


def _placement(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """centre and scale of each column (2,)."""
    low, high = x.min(axis=0), x.max(axis=0)
    largest = np.abs(x).max(axis=0)
    fits = (largest >= 3) & (largest <= 6)
    half = np.where(high > low, (high - low) / 2, REACH)  # a column of one value has nothing to stretch
    return np.where(fits, 0.0, (low + high) / 2), np.where(fits, 1.0, half / REACH)


def _labels(labels: list[str], comma: bool) -> tuple[np.ndarray, tuple[str, ...], float, float]:
    """y, the names of the classes (none for a regression), and y's centre and scale."""
    numbers = [_number(label, comma) for label in labels]
    numeric = None not in numbers
    if numeric and len({value for value in numbers if value != int(value)}) > 10:
        low, high = min(numbers), max(numbers)
        centre, half = (low + high) / 2, (high - low) / 2
        return (np.array(numbers) - centre) / half, (), centre, half
    values = numbers if numeric else labels
    found = sorted(set(values))
    if not 2 <= len(found) <= MOST_CLASSES:
        raise LearnerError("csv.classes", found=len(found), most=MOST_CLASSES)
    names = tuple(f"{value:g}" if numeric else value for value in found)
    return np.array([found.index(value) for value in values], dtype=np.int64), names, 0.0, 1.0
