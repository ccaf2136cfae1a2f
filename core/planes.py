"""Points in the plane: the data sets a small network learns.

Circle, XOR, two Gaussians, spiral, plane and multi-Gauss are TensorFlow Playground's (tensorflow/playground, src/dataset.ts),
moons are scikit-learn's, and the four points of XOR the curriculum's. Coordinates lie around −6 … 6, but those four are 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.datasets import make_moons

from core.errors import LearnerError

Points = tuple[np.ndarray, np.ndarray]

RADIUS = 5.0
SIZES = (4, 2000)  # fewest and most points

# Classes of each data set; 0 for a regression, whose y is a number in −1 … 1.
CLASSES: dict[str, int] = {
    "xor": 2,
    "circle": 2,
    "two_gaussians": 2,
    "spiral": 2,
    "moons": 2,
    "checkerboard": 2,
    "spirals_3": 3,
    "spirals_5": 5,
    "plane": 0,
    "multi_gauss": 0,
    "xor_4": 2,
}
NAMES = tuple(CLASSES)

FEATURES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1**2,
    "x2_squared": lambda x1, x2: x2**2,
    "x1_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: np.sin(x1),
    "sin_x2": lambda x1, x2: np.sin(x2),
}

# (x1, x2, sign) of the bumps of multi_gauss.
BUMPS = ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1))


def points(name: str, noise: float = 0.0, size: int = 500, seed: int = 0) -> Points:
    """x (size, 2) and y (size,): integer classes from 0, or floats in −1 … 1 for a regression.

    `noise` in percent, 0 to 50, as in TensorFlow Playground: it moves points, or decides their class or value at a moved place.
    The same seed gives the same points; more noise moves the same points further. "xor_4" has four points and no noise, always.
    Raises LearnerError for a size outside 4 … 2000.
    """
    if not SIZES[0] <= size <= SIZES[1]:
        raise LearnerError("planes.size", size=size, fewest=SIZES[0], most=SIZES[1])
    x, y = _MAKERS[name](size, noise / 100, np.random.default_rng(seed))
    if CLASSES[name]:
        y = y.astype(np.int64)
    return x.astype(np.float64), y


def split(
    x: np.ndarray, y: np.ndarray, train: int = 50, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """x_train, y_train, x_test, y_test: `train` percent of the points at random, and the rest.

    Each side gets one point at least. With train = 100 all points are for training, and the test data are the same points.
    """
    if train >= 100:
        return x, y, x, y
    order = np.random.default_rng((seed, 1)).permutation(len(x))
    first = min(max(round(len(x) * train / 100), 1), len(x) - 1)
    chosen, rest = order[:first], order[first:]
    return x[chosen], y[chosen], x[rest], y[rest]


def features(x: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """(n, 2) → (n, len(names)): the columns the network is fed with, each a key of FEATURES."""
    return np.stack([FEATURES[name](x[:, 0], x[:, 1]) for name in names], axis=1)


def grid(cells: int, reach: float = 6.0) -> np.ndarray:
    """(cells², 2): the centres of cells × cells squares that fill −reach … reach, row by row, the largest x2 first."""
    centres = (np.arange(cells) + 0.5) / cells * 2 * reach - reach
    x1, x2 = np.meshgrid(centres, centres[::-1])
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def _xor(size: int, noise: float, rng: np.random.Generator) -> Points:
    x = rng.uniform(-RADIUS, RADIUS, (size, 2))
    x += np.where(x > 0, 0.3, -0.3)  # a gap between the quadrants
    seen = x + rng.uniform(-RADIUS, RADIUS, (size, 2)) * noise
    return x, seen[:, 0] * seen[:, 1] >= 0


def _circle(size: int, noise: float, rng: np.random.Generator) -> Points:
    inside = np.arange(size) < size // 2
    radius = np.where(inside, rng.uniform(0, 0.5, size), rng.uniform(0.7, 1, size)) * RADIUS
    angle = rng.uniform(0, 2 * np.pi, size)
    x = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    seen = x + rng.uniform(-RADIUS, RADIUS, (size, 2)) * noise
    return x, np.hypot(*seen.T) < RADIUS / 2


def _two_gaussians(size: int, noise: float, rng: np.random.Generator) -> Points:
    y = np.arange(size) < size // 2
    variance = 0.5 + 7 * noise  # 0.5 without noise, 4 at 50 %
    return np.where(y, 2.0, -2.0)[:, None] + np.sqrt(variance) * rng.standard_normal((size, 2)), y


def _spirals(arms: int, turns: float) -> Callable[[int, float, np.random.Generator], Points]:
    def make(size: int, noise: float, rng: np.random.Generator) -> Points:
        y = np.arange(size) % arms
        along = (np.arange(size) // arms) / np.ceil(size / arms)  # 0 in the middle, towards 1 outside
        angle = 2 * np.pi * (turns * along + y / arms)
        x = RADIUS * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
        return x + rng.uniform(-1, 1, (size, 2)) * noise, y if arms > 2 else 1 - y

    return make


def _moons(size: int, noise: float, rng: np.random.Generator) -> Points:
    x, y = make_moons(size, shuffle=False)
    x = x + noise / 2 * rng.standard_normal((size, 2))
    return (x - (0.5, 0.25)) * 3.5, y


def _checkerboard(size: int, noise: float, rng: np.random.Generator) -> Points:
    x = rng.uniform(-6, 6, (size, 2))
    seen = x + rng.uniform(-RADIUS, RADIUS, (size, 2)) * noise
    return x, np.floor(seen / 3).sum(axis=1) % 2


def _plane(size: int, noise: float, rng: np.random.Generator) -> Points:
    x = rng.uniform(-6, 6, (size, 2))
    seen = x + rng.uniform(-6, 6, (size, 2)) * noise
    return x, seen.sum(axis=1) / 10


def _multi_gauss(size: int, noise: float, rng: np.random.Generator) -> Points:
    x = rng.uniform(-6, 6, (size, 2))
    seen = x + rng.uniform(-6, 6, (size, 2)) * noise
    heights = np.stack([s * np.clip(1 - np.hypot(seen[:, 0] - a, seen[:, 1] - b) / 2, 0, 1) for a, b, s in BUMPS])
    return x, heights[np.abs(heights).argmax(axis=0), np.arange(size)]


def _xor_4(size: int, noise: float, rng: np.random.Generator) -> Points:
    return np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])


_MAKERS: dict[str, Callable[[int, float, np.random.Generator], Points]] = {
    "xor": _xor,
    "circle": _circle,
    "two_gaussians": _two_gaussians,
    "spiral": _spirals(2, 1.75),
    "moons": _moons,
    "checkerboard": _checkerboard,
    "spirals_3": _spirals(3, 1.0),
    "spirals_5": _spirals(5, 0.6),
    "plane": _plane,
    "multi_gauss": _multi_gauss,
    "xor_4": _xor_4,
}
