"""The numbers behind one step of an optimiser, written so that they can be worked out again by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.experiments.optimisers import Experiment
from core.optimisers import TINY
from core.rounding import agreeing, factor, shown
from core.settings.optimisers import Optimisers

NOISE = 1e-13
# Where ∂f/∂w₁ and ∂f/∂w₂ are nothing but a number times the weight.
SLOPES = {"bowl": (2.0, 2.0), "ravine": (1.0, 20.0)}


@dataclass(frozen=True)
class Quantity:
    """One quantity of the update: `formula` in symbols ("m ← β₁ m + (1 − β₁) g"), and (numbers, result) for w₁ and for w₂.

    A quantity that is the same for both weights, as the learning rate, has one pair only.
    """

    symbol: str
    formula: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Update:
    """Step `step` (from 1) of optimiser `name`. Places and losses before and after are texts."""

    name: str
    step: int
    before: tuple[str, str]
    after: tuple[str, str]
    loss_before: str
    loss_after: str
    quantities: tuple[Quantity, ...]


def update_at(settings: Optimisers, result: Experiment, name: str, step: int) -> Update | None:
    """The step that led to `step`; at the start the first one. None for a path without any step."""
    racer = result.racers[name]
    path = racer.path
    if not len(path.gradients):
        return None
    t = min(max(step, 1), len(path.gradients))
    rate = racer.rate * float(result.factors[t - 1])
    before, after = _clean(path.weights[t - 1]), _clean(path.weights[t])
    return Update(
        name,
        t,
        tuple(map(shown, before)),
        tuple(map(shown, after)),
        shown(float(path.loss[t - 1])),
        shown(float(path.loss[t])),
        (
            *_rate(settings, racer.rate, float(result.factors[t - 1])),
            _gradient(settings, result, name, t),
            *_rule(settings, result, name, t, rate),
        ),
    )


def _rate(settings: Optimisers, rate: float, share: float) -> tuple[Quantity, ...]:
    """What the schedule makes of the learning rate; nothing where it leaves it alone."""
    if settings.schedule == "constant":
        return ()
    return (Quantity("ηₜ", "η · s(t)", (_line("{} · {}", (rate, share), lambda a, b: a * b, rate * share),)),)


def _gradient(settings: Optimisers, result: Experiment, name: str, t: int) -> Quantity:
    path = result.racers[name].path
    noisy = settings.gradient_noise > 0
    slopes = result.surface.gradient(*path.weights[t - 1].tolist())
    lines = []
    for i in (0, 1):
        g, w = _clean(path.gradients[t - 1])[i], _clean(path.weights[t - 1])[i]
        if noisy:
            lines.append(_line("{} + {}", (float(slopes[i]), float(result.noise[t - 1, i])), lambda a, b: a + b, g))
        elif result.name in SLOPES:
            steepness = SLOPES[result.name][i]
            lines.append(_line(f"{steepness:g} · {{}}", (w,), lambda a, steepness=steepness: steepness * a, g))
        else:
            lines.append(("", shown(g)))
    return Quantity("g", "∂f/∂w + n" if noisy else "∂f/∂w", tuple(lines))


def _rule(settings: Optimisers, result: Experiment, name: str, t: int, rate: float) -> tuple[Quantity, ...]:
    """The optimiser's own lines, in the order in which it computes them."""
    path = result.racers[name].path
    mu, alpha, beta1, beta2 = settings.momentum, settings.rmsprop_alpha, settings.beta1, settings.beta2
    w, w_next, g = _clean(path.weights[t - 1]), _clean(path.weights[t]), _clean(path.gradients[t - 1])
    old, new = ({part: _clean(values[at], part) for part, values in path.memory.items()} for at in (t - 1, t))

    def each(symbol: str, formula: str, template: str, operands: Callable, evaluate: Callable, results: list) -> Quantity:
        return Quantity(symbol, formula, tuple(_line(template, operands(i), evaluate, results[i]) for i in (0, 1)))

    def moved(direction: str, by: list) -> Quantity:
        return each("w", f"w − η {direction}", "{} − {} · {}", lambda i: (w[i], rate, by[i]), lambda a, b, c: a - b * c, w_next)

    def divided(above: str, below: str, numerator: list, squares: list) -> Quantity:
        tiny = TINY[name]
        return each(
            "w",
            f"w − η {above} / (√{below} + ε)",
            "{} − {} · {} / (√{} + " + f"10{'⁻¹⁰' if tiny == 1e-10 else '⁻⁸'})",
            lambda i: (w[i], rate, numerator[i], squares[i]),
            lambda a, b, c, d: a - b * c / (math.sqrt(abs(d)) + tiny),
            w_next,
        )

    def faded(symbol: str, beta: float, written: str, power: int) -> Quantity:
        """β · before + (1 − β) · g, or g²."""
        raised = "²" if power == 2 else ""
        return each(
            symbol,
            f"{written} {symbol} + (1 − {written}) g{raised}",
            f"{beta:g} · {{}} + {round(1 - beta, 10):g} · {{}}{raised}",
            lambda i: (old[symbol][i], g[i]),
            lambda a, b: beta * a + round(1 - beta, 10) * b**power,
            new[symbol],
        )

    def corrected(symbol: str, beta: float, written: str) -> tuple[Quantity, list]:
        values = [value / (1 - beta**t) for value in new[symbol]]
        quantity = each(
            f"{symbol}\u0302",
            f"{symbol} / (1 − {written}ᵗ)",
            f"{{}} / (1 − {beta:g}^{{{{{t}}}}})",
            lambda i: (new[symbol][i],),
            lambda a: a / (1 - beta**t),
            values,
        )
        return quantity, values

    match name:
        case "sgd":
            return (moved("g", g),)
        case "momentum" | "nesterov":
            buffer = each(
                "b", "μ b + g", f"{mu:g} · {{}} + {{}}", lambda i: (old["b"][i], g[i]), lambda a, c: mu * a + c, new["b"]
            )
            if name == "momentum":
                return buffer, moved("b", new["b"])
            ahead = [g[i] + mu * new["b"][i] for i in (0, 1)]
            looking = each(
                "d", "g + μ b", f"{{}} + {mu:g} · {{}}", lambda i: (g[i], new["b"][i]), lambda a, c: a + mu * c, ahead
            )
            return buffer, looking, moved("d", ahead)
        case "adagrad":
            squares = each("s", "s + g²", "{} + {}²", lambda i: (old["s"][i], g[i]), lambda a, b: a + b * b, new["s"])
            return squares, divided("g", "s", g, new["s"])
        case "rmsprop":
            return faded("v", alpha, "α", 2), divided("g", "v", g, new["v"])
        case _:
            (m_hat, first), (v_hat, second) = corrected("m", beta1, "β₁"), corrected("v", beta2, "β₂")
            return (
                faded("m", beta1, "β₁", 1),
                faded("v", beta2, "β₂", 2),
                m_hat,
                v_hat,
                divided("m\u0302", "v\u0302", first, second),
            )


def _clean(values: np.ndarray, part: str = "") -> list[float]:
    """Without float noise, which would stand beside a 0 as some 10⁻¹⁵; squares (s, v) of what is not noise are kept."""
    least = NOISE**2 if part in ("s", "v") else NOISE
    return [value if abs(value) >= least else 0.0 for value in values.tolist()]


def _line(template: str, operands: tuple[float, ...], evaluate: Callable[..., float], result: float) -> tuple[str, str]:
    """(`template` with the operands, result), the operands with as many digits as it takes to arrive at the result."""
    texts = agreeing(operands, evaluate, result)
    first, *others = texts
    # The first number of a line needs no parentheses, unless something is done to it before anything else.
    head = factor(first) if not template.startswith("{} ") or template.startswith("{} /") else first
    return template.format(head, *map(factor, others)), shown(result)
