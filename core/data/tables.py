"""Tables to classify: scikit-learn's Iris, wine and breast cancer, and a learner's own CSV file."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from sklearn import datasets

from core.errors import LearnerError

NAMES = ("iris", "wine", "breast_cancer")
MOST_BYTES = 5_000_000
FEWEST_ROWS, MOST_ROWS = 20, 5_000
MOST_COLUMNS = 60  # of the network's inputs, one-hot ones among them
MOST_CLASSES = 10
MOST_WORDS = 10  # different words in a column of words


@dataclass(frozen=True)
class Table:
    """x (n, features) as in the source, y (n,) classes from 0; the names of the columns, the label and the classes."""

    x: np.ndarray
    y: np.ndarray
    columns: tuple[str, ...]
    label: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Cells:
    """A file, split into cells. `rows`: (line in the file, cells). `named`: its first line names the columns. `separator` and
    `decimal` are the file's marks.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    named: bool
    separator: str
    decimal: str


@cache
def load(name: str) -> Table:
    """One of NAMES; its arrays are read-only, because everybody shares them."""
    bunch = getattr(datasets, f"load_{name}")()
    x, y = bunch.data.astype(np.float64), bunch.target.astype(np.int64)
    for values in (x, y):
        values.setflags(write=False)
    return Table(x, y, tuple(bunch.feature_names), "target", tuple(map(str, bunch.target_names)))


def cells(content: bytes, most_bytes: int = MOST_BYTES, fewest_columns: int = 2) -> Cells:
    """A file of at most `most_bytes`: comma, semicolon or tab between the columns; a header above numbers, or none; a decimal
    comma where the comma does not separate. Raises LearnerError, which names the row, where it is no table or too large.
    """
    if len(content) > most_bytes:
        raise LearnerError("table.too_large", megabytes=round(len(content) / 1e6, 1), most=most_bytes // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text:
        raise LearnerError("table.not_text")
    start = text.lstrip().partition("\n")[0]
    separator = next((mark for mark in "\t;" if mark in start), ",")
    decimal = "." if separator == "," else ","
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            row = tuple(cell.strip() for cell in row)
            if any(row):
                rows.append((reader.line_num, row))
            if len(rows) > MOST_ROWS + 1:
                raise LearnerError("table.too_many_rows", most=MOST_ROWS)
    except csv.Error as error:
        raise LearnerError("table.not_text") from error
    if len(rows) < FEWEST_ROWS:
        raise LearnerError("table.too_few_rows", rows=len(rows), fewest=FEWEST_ROWS)
    width = len(rows[0][1])
    if width < fewest_columns:
        raise LearnerError("table.one_column")
    for line, row in rows:
        if len(row) != width:
            raise LearnerError("table.columns", row=line, found=len(row), columns=width)
    first, second = rows[0][1], rows[1][1]
    named = any(_number(a, decimal) is None and _number(b, decimal) is not None for a, b in zip(first, second, strict=True))
    header = tuple(cell or f"column {i}" for i, cell in enumerate(first, 1)) if named else ()
    return Cells(
        tuple(name[:40] for name in header) or tuple(f"column {i}" for i in range(1, width + 1)),
        tuple(rows[1:] if named else rows),
        named,
        separator,
        decimal,
    )


def table(file: Cells, label: int = 0) -> Table:
    """The file's rows with column `label` (from 1; 0: the last) as the class, all others as features: numbers as they are,
    words one-hot, behind the numbers.

    Raises LearnerError, which names the row and the column, for what is missing or no number, and where there are too many
    columns, words or classes.
    """
    width, rows = len(file.header), file.rows
    if label > width:
        raise LearnerError("table.label_column", columns=width, column=label)
    at = label - 1 if label else width - 1
    if len(rows) > MOST_ROWS:
        raise LearnerError("table.too_many_rows", most=MOST_ROWS)
    if len(rows) < FEWEST_ROWS:
        raise LearnerError("table.too_few_rows", rows=len(rows), fewest=FEWEST_ROWS)
    for line, row in rows:
        if "" in row:
            raise LearnerError("table.missing", row=line, column=file.header[row.index("")])
    numbers, words = [], []
    for column, name in enumerate(file.header):
        if column != at:
            (words if holds_words(file, column) else numbers).append((column, name))
    parts = [np.array([column_of_numbers(file, column) for column, _ in numbers]).T.reshape(len(rows), len(numbers))]
    names = [name for _, name in numbers]
    for column, name in words:
        values = np.array([row[column] for _, row in rows])
        found = np.unique(values)
        if len(found) > MOST_WORDS:
            raise LearnerError("table.words", column=name, found=len(found), most=MOST_WORDS)
        parts.append((values[:, None] == found).astype(np.float64))
        names += [f"{name} = {word[:20]}" for word in found]
    if len(names) > MOST_COLUMNS:
        raise LearnerError("table.too_many_columns", columns=len(names), most=MOST_COLUMNS)
    y, classes = _classes(file, at)
    return Table(np.concatenate(parts, axis=1), y, tuple(names), file.header[at], classes)


def holds_words(file: Cells, column: int) -> bool:
    """Whether most cells of a column, counted from 0, are no numbers. A few such cells are mistakes to be named."""
    strange = sum(_number(row[column], file.decimal) is None for _, row in file.rows)
    return strange > len(file.rows) / 2


def column_of_numbers(file: Cells, column: int) -> list[float]:
    """One column, counted from 0. Raises LearnerError, which names row and column, for what is missing or no number."""
    for line, row in file.rows:
        if not row[column]:
            raise LearnerError("table.missing", row=line, column=file.header[column])
    values = [_number(row[column], file.decimal) for _, row in file.rows]
    if None in values:
        line, row = file.rows[values.index(None)]
        raise LearnerError("table.not_a_number", row=line, column=file.header[column], cell=row[column][:20])
    return values


def _classes(file: Cells, at: int) -> tuple[np.ndarray, tuple[str, ...]]:
    """y, and what the classes are called, in the order of their numbers or letters."""
    cells = [row[at] for _, row in file.rows]
    numbers = [_number(cell, file.decimal) for cell in cells]
    numeric = None not in numbers
    found, y = np.unique(np.array(numbers if numeric else cells), return_inverse=True)
    if not 2 <= len(found) <= MOST_CLASSES:
        raise LearnerError("table.classes", column=file.header[at], found=len(found), most=MOST_CLASSES)
    return y.astype(np.int64), tuple(f"{value:g}" if numeric else str(value)[:24] for value in found)


def _number(cell: str, decimal: str) -> float | None:
    """The finite number that `cell` says, or None."""
    try:
        value = float(cell.replace(",", ".") if decimal == "," else cell)
    except ValueError:
        return None
    # Far larger ones would overflow when they are scaled.
    return value if math.isfinite(value) and abs(value) < 1e100 else None
