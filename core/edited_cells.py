"""Matrices that the learner edits cell by cell: the edits as text in a link, the matrix as numbers in a script."""

from __future__ import annotations

from torch import Tensor

from core.errors import LearnerError

LARGEST_CELL = 999


def edit(edits: str, index: tuple[int, ...], value: float, decimals: int) -> str:
    """`edits` with the cell at `index` set to `value`: "0.1.2:5,0.0.0:-1" sets cells (0, 1, 2) and (0, 0, 0).

    Raises LearnerError for values outside −999 … 999.
    """
    if not -LARGEST_CELL <= value <= LARGEST_CELL:
        raise LearnerError("cell.out_of_range", value=value)
    cells = dict(part.split(":") for part in edits.split(",") if part.count(":") == 1)
    cells[".".join(map(str, index))] = f"{round(value, decimals):g}"
    return ",".join(f"{where}:{what}" for where, what in cells.items())


def edited(values: Tensor, edits: str, decimals: int) -> Tensor:
    """`values` with `edits` in them. Edits come from links too: what is no number, or lies outside, is left out."""
    for part in edits.split(","):
        where, _, what = part.partition(":")
        try:
            index, value = tuple(int(i) for i in where.split(".")), round(float(what), decimals)
        except ValueError:
            continue
        inside = len(index) == values.ndim and all(0 <= i < n for i, n in zip(index, values.shape, strict=True))
        if inside and -LARGEST_CELL <= value <= LARGEST_CELL:
            values[index] = value
    return values


def plain(values: Tensor) -> list:
    """Nested lists with whole numbers written without a point."""

    def shorten(value):
        return [shorten(v) for v in value] if isinstance(value, list) else int(value) if value == int(value) else value

    return shorten(values.tolist())
