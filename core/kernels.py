"""Kernels worth knowing by name, as small matrices."""

from __future__ import annotations

import math

import torch
from torch import Tensor

# 3×3 by definition (Gonzalez and Woods, Digital Image Processing, ch. 3 and 10); the last four are the curriculum's.
THREE_BY_THREE: dict[str, list[list[float]]] = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "sobel_x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel_y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "prewitt_x": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
    "prewitt_y": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    "bright_to_dark": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "diagonal_cross": [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
}
# Defined at every size.
ANY_SIZE = ("box_blur", "gaussian_blur", "zeros")
NAMES = (*THREE_BY_THREE, *ANY_SIZE)


def kernel(name: str, height: int = 3, width: int = 3) -> Tensor:
    """The kernel `name` as (height, width), float64, weights rounded to 4 decimals so that what is shown is exact.

    A 3×3 kernel sits in the middle of a larger one, surrounded by zeros; of a smaller one only its middle remains.
    """
    if name == "zeros":
        return torch.zeros(height, width, dtype=torch.float64)
    if name == "box_blur":
        return torch.full((height, width), round(1 / (height * width), 4), dtype=torch.float64)
    if name == "gaussian_blur":
        return torch.outer(_binomial(height), _binomial(width)).mul(1e4).round().div(1e4)
    three = torch.tensor(THREE_BY_THREE[name], dtype=torch.float64)
    result = torch.zeros(height, width, dtype=torch.float64)
    (to_row, from_row, rows), (to_column, from_column, columns) = _centred(height), _centred(width)
    result[to_row : to_row + rows, to_column : to_column + columns] = three[
        from_row : from_row + rows, from_column : from_column + columns
    ]
    return result


def _binomial(size: int) -> Tensor:
    """A row of Pascal's triangle divided by its sum: the whole-number approximation of a Gaussian."""
    row = torch.tensor([math.comb(size - 1, k) for k in range(size)], dtype=torch.float64)
    return row / row.sum()


def _centred(size: int) -> tuple[int, int, int]:
    """Where three cells go in `size` cells, from which of the three, and how many."""
    if size >= 3:
        return (size - 3) // 2, 0, 3
    return 0, (3 - size + 1) // 2, size
