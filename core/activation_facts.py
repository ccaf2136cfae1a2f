"""What is known of each activation function: its range, its steepest slope, and where it learns little or nothing."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from core.activations import ACTIVATIONS, Array

SATURATED = 0.05  # a slope smaller than this lets hardly any gradient through: a convention of the page

# The minimum of SiLU is −W(1/e), at x = −1 − W(1/e), with Lambert's W. GELU’s has no closed form; its slope is steepest at √2.
SILU_MINIMUM = -0.2784645427610738
SILU_STEEPEST = 1.099839320128867
GELU_MINIMUM = -0.16997120747990369
GELU_STEEPEST = 1.128904145185155
INFINITY = math.inf


class Facts(NamedTuple):
    """`reached` says for low and high whether some finite x attains it. `steepest` is the largest |f′|, or its limit.

    `odd` functions have f(−x) = −f(x), so that inputs around zero give outputs around zero. `flat` names the sides on which f′
    tends to 0: none, left, both or everywhere. `dead` is where f′ is exactly 0: none, left, both or everywhere.
    """

    low: float
    high: float
    reached: tuple[bool, bool]
    steepest: float
    odd: bool
    flat: str
    dead: str


def facts(name: str, **parameter: float) -> Facts:
    """The facts of `name`, with its parameter as in core.activations."""
    match name:
        case "step":
            return Facts(0, 1, (True, True), 0.0, False, "everywhere", "everywhere")
        case "sigmoid":
            return Facts(0, 1, (False, False), 0.25, False, "both", "none")
        case "tanh":
            return Facts(-1, 1, (False, False), 1.0, True, "both", "none")
        case "relu":
            return Facts(0, INFINITY, (True, False), 1.0, False, "left", "left")
        case "leaky_relu":
            slope = parameter.get("negative_slope", 0.01)
            if slope == 0:
                return facts("relu")
            return Facts(-INFINITY, INFINITY, (False, False), 1.0, slope == 1, "none", "none")
        case "elu":
            alpha = parameter.get("alpha", 1.0)
            return Facts(-alpha, INFINITY, (False, False), max(1.0, alpha), False, "left", "none")
        case "gelu":
            return Facts(GELU_MINIMUM, INFINITY, (True, False), GELU_STEEPEST, False, "left", "none")
        case "silu":
            return Facts(SILU_MINIMUM, INFINITY, (True, False), SILU_STEEPEST, False, "left", "none")
        case "softplus":
            return Facts(0, INFINITY, (False, False), 1.0, False, "left", "none")
        case "hardtanh":
            return Facts(-1, 1, (True, True), 1.0, True, "both", "both")
    raise KeyError(name)


class Kink(NamedTuple):
    """A point where f jumps or bends: just left of it, at it, and just right of it, (left, at, right) of f and of f′."""

    x: float
    values: tuple[float, float, float]
    slopes: tuple[float, float, float]


CORNERS = {"step": (0.0,), "relu": (0.0,), "leaky_relu": (0.0,), "elu": (0.0,), "hardtanh": (-1.0, 1.0)}


def kinks(name: str, **parameter: float) -> list[Kink]:
    """Where f or f′ jumps; nowhere for the smooth functions, nor for ELU with α = 1 or leaky ReLU with slope 1."""
    activation = ACTIVATIONS[name]
    found = []
    for corner in CORNERS.get(name, ()):
        near = np.array([np.nextafter(corner, -np.inf), corner, np.nextafter(corner, np.inf)])
        values, slopes = activation.function(near, **parameter), activation.derivative(near, **parameter)
        if abs(slopes[0] - slopes[2]) > 1e-9 or abs(values[0] - values[2]) > 1e-9:
            # Adding 0 makes the −0.0 and the 1e-308 of the neighbours plain zeros.
            found.append(Kink(corner, *(tuple((v.round(12) + 0.0).tolist()) for v in (values, slopes))))
    return found


def zones(name: str, x: Array, **parameter: float) -> dict[str, list[tuple[float, float]]]:
    """Intervals of the ascending x (n,): "dead", where the slope is exactly 0, and "saturated", where else it is below 0.05."""
    slope = np.abs(ACTIVATIONS[name].derivative(x, **parameter))
    dead = slope == 0
    return {"dead": _intervals(x, dead), "saturated": _intervals(x, (slope < SATURATED) & ~dead)}


def _intervals(x: Array, inside: np.ndarray) -> list[tuple[float, float]]:
    """The runs of True in `inside`, as (first x, last x); single points are no interval."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(int)))
    return [(float(x[first]), float(x[end - 1])) for first, end in edges.reshape(-1, 2) if end - first > 1]
