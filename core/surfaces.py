"""Loss surfaces of two weights, each with its gradient by hand: places to race on.

Every function takes w₁ and w₂ as numbers or arrays of one shape. Test functions as in Jamil and Yang, "A literature survey of
benchmark functions for global optimisation problems" (2013).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

ASPECT = 0.75  # height of the part that is shown, by its width
# The points that the two-weight network learns: they lie on 2·tanh(1·x), so two pairs of weights fit them exactly.
X = np.array([-2.0, -1.0, 0.5, 1.5])
Y = 2 * np.tanh(X)


@dataclass(frozen=True)
class Surface:
    """`value` and `gradient` of (w₁, w₂). Shown is `centre` ± `reach` across, and ASPECT times as much up and down.

    `lowest`: the loss at the `minima`. `contrast`: heights are drawn in proportion up to that fraction (1 / contrast) of the
    highest one shown, and beyond it logarithmically.
    """

    formula: str
    value: Callable[[Any, Any], Any]
    gradient: Callable[[Any, Any], tuple[Any, Any]]
    minima: tuple[tuple[float, float], ...]
    centre: tuple[float, float]
    reach: float
    start: tuple[float, float]
    contrast: float
    lowest: float = 0.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Lowest and highest w₁, lowest and highest w₂ of the part that is shown."""
        (w1, w2), half = self.centre, ASPECT * self.reach
        return w1 - self.reach, w1 + self.reach, w2 - half, w2 + half


def _beale_errors(w1, w2):
    return 1.5 - w1 + w1 * w2, 2.25 - w1 + w1 * w2 * w2, 2.625 - w1 + w1 * w2 * w2 * w2


def _beale_gradient(w1, w2):
    a, b, c = _beale_errors(w1, w2)
    by_w1 = 2 * a * (w2 - 1) + 2 * b * (w2 * w2 - 1) + 2 * c * (w2 * w2 * w2 - 1)
    return by_w1, 2 * w1 * (a + 2 * b * w2 + 3 * c * w2 * w2)


def _himmelblau_gradient(w1, w2):
    a, b = w1 * w1 + w2 - 11, w1 + w2 * w2 - 7
    return 4 * w1 * a + 2 * b, 2 * a + 4 * w2 * b


def _rosenbrock_gradient(w1, w2):
    off = w2 - w1 * w1  # how far from the valley's floor
    return -2 * (1 - w1) - 400 * w1 * off, 200 * off


def _network_loss(w1, w2):
    """Mean squared error of ŷ = w₂ tanh(w₁ x) on the points X, Y; the points are a new last axis."""
    w1, w2 = (np.asarray(w)[..., None] for w in (w1, w2))
    return ((w2 * np.tanh(w1 * X) - Y) ** 2).mean(axis=-1)


def _network_gradient(w1, w2):
    hidden = np.tanh(w1 * X)  # (points,)
    error = 2 * (w2 * hidden - Y) / len(X)
    return float(error @ (w2 * (1 - hidden**2) * X)), float(error @ hidden)


SURFACES: dict[str, Surface] = {
    "bowl": Surface(
        "w₁² + w₂²",
        lambda w1, w2: w1 * w1 + w2 * w2,
        lambda w1, w2: (2 * w1, 2 * w2),
        minima=((0.0, 0.0),),
        centre=(0.0, 0.0),
        reach=3.0,
        start=(-2.4, 1.6),
        contrast=4,
    ),
    "ravine": Surface(
        "½ (w₁² + 20 w₂²)",
        lambda w1, w2: 0.5 * (w1 * w1 + 20 * w2 * w2),
        lambda w1, w2: (1.0 * w1, 20 * w2),
        minima=((0.0, 0.0),),
        centre=(0.0, 0.0),
        reach=3.0,
        start=(-2.6, 1.0),
        contrast=60,
    ),
    "saddle": Surface(
        "½ w₁² − ½ w₂² + ¼ w₂⁴",
        lambda w1, w2: 0.5 * w1 * w1 - 0.5 * w2 * w2 + 0.25 * w2 * w2 * w2 * w2,
        lambda w1, w2: (1.0 * w1, w2 * w2 * w2 - w2),
        minima=((0.0, 1.0), (0.0, -1.0)),
        centre=(0.0, 0.0),
        reach=2.0,
        start=(-1.6, 0.002),
        contrast=6,
        lowest=-0.25,
    ),
    "rosenbrock": Surface(
        "(1 − w₁)² + 100 (w₂ − w₁²)²",
        lambda w1, w2: (1 - w1) * (1 - w1) + 100 * (w2 - w1 * w1) * (w2 - w1 * w1),
        _rosenbrock_gradient,
        minima=((1.0, 1.0),),
        centre=(0.0, 1.0),
        reach=2.0,
        start=(-1.2, 1.0),
        contrast=4000,
    ),
    "beale": Surface(
        "(1.5 − w₁ + w₁w₂)² + (2.25 − w₁ + w₁w₂²)² + (2.625 − w₁ + w₁w₂³)²",
        lambda w1, w2: sum(error * error for error in _beale_errors(w1, w2)),
        _beale_gradient,
        minima=((3.0, 0.5),),
        centre=(0.5, 0.0),
        reach=4.0,
        start=(1.0, 1.5),
        contrast=20000,
    ),
    "himmelblau": Surface(
        "(w₁² + w₂ − 11)² + (w₁ + w₂² − 7)²",
        lambda w1, w2: (w1 * w1 + w2 - 11) ** 2 + (w1 + w2 * w2 - 7) ** 2,
        _himmelblau_gradient,
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
        centre=(0.0, 0.0),
        reach=6.0,
        start=(0.0, -0.5),
        contrast=60,
    ),
    "rastrigin": Surface(
        "20 + w₁² − 10 cos 2πw₁ + w₂² − 10 cos 2πw₂",
        lambda w1, w2: 20 + w1 * w1 - 10 * np.cos(2 * np.pi * w1) + w2 * w2 - 10 * np.cos(2 * np.pi * w2),
        lambda w1, w2: tuple(2 * w + 20 * math.pi * math.sin(2 * math.pi * w) for w in (w1, w2)),
        minima=((0.0, 0.0),),
        centre=(0.0, 0.0),
        reach=4.0,
        start=(-3.3, 2.4),
        contrast=1,
    ),
    "network": Surface(
        "¼ Σ (w₂ tanh(w₁ xᵢ) − yᵢ)²",
        _network_loss,
        _network_gradient,
        minima=((1.0, 2.0), (-1.0, -2.0)),
        centre=(0.0, 0.0),
        reach=5.0,
        start=(-3.0, 1.5),
        contrast=12,
    ),
}


@lru_cache(maxsize=64)
def curvature(name: str, minimum: tuple[float, float]) -> tuple[float, float]:
    """Smallest and largest eigenvalue of the Hessian at `minimum`, from central differences of the gradient."""
    gradient, h = SURFACES[name].gradient, 1e-4
    w1, w2 = minimum
    across = [(a - b) / (2 * h) for a, b in zip(gradient(w1 + h, w2), gradient(w1 - h, w2), strict=True)]
    up = [(a - b) / (2 * h) for a, b in zip(gradient(w1, w2 + h), gradient(w1, w2 - h), strict=True)]
    low, high = np.linalg.eigvalsh([across, [across[1], up[1]]])
    return float(low), float(high)


def sharpest_minimum(name: str) -> tuple[float, float]:
    """Of several minima the one with the largest curvature: a step that is short enough there is so at all of them."""
    return max(SURFACES[name].minima, key=lambda minimum: curvature(name, minimum)[1])


@lru_cache(maxsize=16)
def relief(name: str, columns: int, rows: int) -> np.ndarray:
    """(rows, columns), the top row first: heights of the part shown, drawn by `drawn_height`."""
    low1, high1, low2, high2 = SURFACES[name].bounds
    w1, w2 = np.meshgrid(np.linspace(low1, high1, columns), np.linspace(high2, low2, rows))
    return drawn_height(name, SURFACES[name].value(w1, w2))


def drawn_height(name: str, loss: np.ndarray) -> np.ndarray:
    """Loss → −1 … 1 within the part shown, 0 at 0: sign(f) · log(1 + c|f| / max) / log(1 + c), c the surface's contrast."""
    contrast = SURFACES[name].contrast
    return np.sign(loss) * np.log1p(contrast * np.abs(loss) / _highest(name)) / np.log1p(contrast)


@lru_cache(maxsize=16)
def _highest(name: str) -> float:
    low1, high1, low2, high2 = SURFACES[name].bounds
    w1, w2 = np.meshgrid(np.linspace(low1, high1, 121), np.linspace(low2, high2, 91))
    return float(np.abs(SURFACES[name].value(w1, w2)).max())
