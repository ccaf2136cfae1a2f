"""A learner's own texts: a CSV file of text and label."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import dataclass

import numpy as np

from core.errors import LearnerError

MOST_BYTES = 20_000_000
FEWEST_ROWS, MOST_ROWS = 20, 100_000
POSITIVE = {"positive", "pos", "positif", "1", "good", "praise", "yes", "ya", "true", "puas"}
HEADERS = {"text", "teks", "review", "ulasan", "sentence", "kalimat", "label", "sentiment", "sentimen", "class", "kelas"}
LABELS = {"label", "sentiment", "sentimen", "class", "kelas"}


@dataclass(frozen=True, eq=False)
class Texts:
    """`labels` (n,) int64, numbers of `classes`; class 1 is praise where the names tell."""

    classes: tuple[str, str]
    texts: tuple[str, ...]
    labels: np.ndarray


def read(content: bytes) -> Texts:
    """The texts in a file of at most 20 MB: two columns, text and label, with comma, semicolon or tab between; a first line
    that names them may turn them round. Exactly two different labels.

    Raises LearnerError, which names the line in the file, where something is missing, and where there are too few texts, too
    many, or not two classes.
    """
    if len(content) > MOST_BYTES:
        raise LearnerError("texts.too_large", megabytes=round(len(content) / 1e6, 1), most=MOST_BYTES // 1_000_000)
    rows = _rows(content)
    text, label = 0, 1
    if rows and all(cell.lower() in HEADERS for cell in rows[0][1]) and len(rows[0][1]) == 2:
        text, label = (1, 0) if rows[0][1][0].lower() in LABELS else (0, 1)
        rows = rows[1:]
    for line, row in rows:
        if len(row) != 2:
            raise LearnerError("texts.columns", row=line, found=len(row))
        if not row[text]:
            raise LearnerError("texts.no_text", row=line)
        if not row[label]:
            raise LearnerError("texts.no_label", row=line)
    if not FEWEST_ROWS <= len(rows) <= MOST_ROWS:
        raise LearnerError("texts.rows", rows=len(rows), fewest=FEWEST_ROWS, most=MOST_ROWS)
    found = sorted({row[label] for _, row in rows}, key=lambda name: (name.lower() in POSITIVE, name))
    if len(found) != 2:
        raise LearnerError("texts.classes", found=len(found), names=", ".join(name[:20] for name in found[:4]))
    labels = np.array([found.index(row[label]) for _, row in rows], dtype=np.int64)
    if np.bincount(labels).min() < FEWEST_ROWS // 4:
        raise LearnerError("texts.rare_class", name=found[int(np.bincount(labels).argmin())][:20], fewest=FEWEST_ROWS // 4)
    return Texts((found[0][:30], found[1][:30]), tuple(row[text] for _, row in rows), labels)


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    """(line in the file, cells) of every line that is not empty."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "\0" in text:
        raise LearnerError("texts.not_text")
    start = text.lstrip().partition("\n")[0]
    separator = "\t" if "\t" in start else ";" if ";" in start and "," not in start else ","
    rows = []
    csv.field_size_limit(min(sys.maxsize, MOST_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while len(cells) > 2 and not cells[-1]:  # a separator at the end of the line
                cells.pop()
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise LearnerError("texts.not_text") from error
    return rows
