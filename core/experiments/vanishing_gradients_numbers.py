"""The numbers behind the picture: what becomes of the gradient in one layer, and on the whole way, in factors to multiply."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from core.activation_facts import facts
from core.experiments.vanishing_gradients import Film
from core.gradient_flow import factors
from core.rounding import SUPERSCRIPT, read

DIGITS = 3
MOST_DIGITS = 15


class Product(NamedTuple):
    """Factors and their product as text; whoever multiplies the factors as written arrives at the product as written."""

    factors: tuple[str, ...]
    result: str


class Way(NamedTuple):
    """The gradient's way to `layer` (from 1) after `step` steps, and to the first layer.

    `here`: ‖δˡ⁺¹‖, then the factors through weights, slope and, where there is one, normalisation; the result is ‖δˡ‖.
    `whole`: the products of these factors over all layers; the result is ‖δ¹‖ over the output's ‖δ‖. Both are None where no
    gradient arrives. `mean`: the geometric mean of the L factors. `steepest`: the largest slope f′ has, `bound`: that to the
    power L. `weight`: the norm of ∂L/∂Wˡ. blocked, dead: shares of the layer, as in core.gradient_flow.
    """

    layer: int
    step: int
    depth: int
    here: Product | None
    whole: Product | None
    mean: str
    steepest: str
    bound: str
    weight: str
    blocked: float
    dead: float


def way(film: Film, layer: int, step: int) -> Way:
    """Of the last keyframe at or before `step`; a layer deeper than the network is its last."""
    at = max((k for k, kept in enumerate(film.steps) if kept <= step), default=0)
    flow, network = film.flows[at], film.plan.network
    layer = min(max(layer, 1), network.depth)
    i, found = layer - 1, factors(film.flows[at])
    kinds = (found.weights, found.slope) + (() if network.normalisation == "none" else (found.normalisation,))
    here = whole = None
    if flow.delta[layer] > 0 and flow.by_h[i] > 0 and flow.by_u[i] > 0:
        here = product((flow.delta[layer], *(kind[i] for kind in kinds)), flow.delta[i])
    ratio = flow.delta[0] / flow.delta[-1] if flow.delta[-1] > 0 else 0.0
    if ratio > 0:
        # Logarithms: the product of fifty slopes alone may be smaller than the smallest float.
        logs = [sum(math.log10(factor) for factor in kind.tolist()) for kind in kinds]
        if all(abs(log) < 300 for log in logs):
            whole = product([10**log for log in logs], ratio)
    steepest = 1.0 if network.activation == "linear" else facts(network.activation).steepest
    return Way(
        layer,
        film.steps[at],
        network.depth,
        here,
        whole,
        significant(ratio ** (1 / network.depth)),
        f"{steepest:.3g}",
        significant(steepest**network.depth),
        significant(flow.weight[i]),
        float(flow.blocked[i]),
        float(flow.dead[i]),
    )


def product(values: Sequence[float], result: float) -> Product:
    """With as few digits as it takes, at least three."""
    target = significant(result)
    for digits in range(DIGITS, MOST_DIGITS):
        texts = tuple(significant(value, digits) for value in values)
        if significant(float(math.prod(read(text) for text in texts))) == target:
            break
    return Product(texts, target)


def significant(value: float, digits: int = DIGITS) -> str:
    """ "0.0123", "12.3", "6.90·10⁻¹⁹": so many significant digits, however small or large the number."""
    value = float(value)
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    if not -3 <= int(power) < 4:
        return f"{mantissa}·10{str(int(power)).translate(SUPERSCRIPT)}".replace("-", "−")
    return f"{value:.{max(0, digits - 1 - int(power))}f}".replace("-", "−")
