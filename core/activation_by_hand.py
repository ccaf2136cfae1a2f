"""Activation functions, their derivatives, and softmax, with the numbers of the page put into their formulas."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.activations import ACTIVATIONS, normal_cdf, normal_density, sigmoid, softmax
from core.rounding import agreeing, factor, read, rounded, shown

SYMBOLS = {
    "step": "step",
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "softplus": "softplus",
    "hardtanh": "hardtanh",
}


class Line(NamedTuple):
    """`left` = `formula` ≈ `numbers` ≈ `result`, as text in which ^{…} is a power; numbers are written by core.rounding.

    `formula` and `numbers` are empty where they would only repeat the result. `signs` stand before numbers and result: "="
    where nothing was rounded, else "≈". `condition` says which piece it is of a function in pieces.
    """

    left: str
    formula: str
    numbers: str
    result: str
    signs: tuple[str, str] = ("=", "=")
    condition: str = ""


class Recipe(NamedTuple):
    """`write` puts the operands' texts into the formula, `work_out` their values; without operands the formula says it all."""

    formula: str
    operands: Sequence[float] = ()
    write: Callable[..., str] = "".format
    work_out: Callable[..., float] | None = None
    condition: str = ""


def by_hand(name: str, x: float, **parameter: float) -> list[Line]:
    """f(x), then f′(x)."""
    function, derivative, _ = ACTIVATIONS[name]
    argument = next(iter(parameter.values()), 1.0)
    value, slope = RECIPES[name]
    return [
        _line(f"{SYMBOLS[name]}({shown(x)})", value(x, argument), float(function(x, **parameter))),
        _line(f"{SYMBOLS[name]}′({shown(x)})", slope(x, argument), float(derivative(x, **parameter))),
    ]


def softmax_by_hand(logits: Sequence[float], temperature: float) -> list[Line]:
    """p₁, p₂ and p₃, then ∂p₁/∂z₁ and ∂p₁/∂z₂."""
    p = softmax(logits, temperature).tolist()
    over = "" if temperature == 1 else f" / {shown(temperature)}"
    powers = [f"e^{{{shown(z)}{over}}}" for z in logits]
    values = [math.exp(z / temperature) for z in logits]

    def share(i: int) -> Recipe:
        return Recipe(
            f"{powers[i]} / ({' + '.join(powers)})",
            values,
            lambda *e: f"{e[i]} / ({' + '.join(e)})",
            lambda *e: e[i] / sum(e),
        )

    below = " / T" if over else ""
    own = Recipe(f"p₁ · (1 − p₁){below}", p[:1], lambda a: f"{a} · (1 − {a}){over}", lambda a: a * (1 - a) / temperature)
    other = Recipe(f"−p₁ · p₂{below}", p[:2], lambda a, b: f"−{a} · {b}{over}", lambda a, b: -a * b / temperature)
    return [
        *(_line(f"p{'₁₂₃'[i]}", share(i), p[i]) for i in range(len(p))),
        _line("∂p₁/∂z₁", own, p[0] * (1 - p[0]) / temperature),
        _line("∂p₁/∂z₂", other, -p[0] * p[1] / temperature),
    ]


def _line(left: str, recipe: Recipe, true: float) -> Line:
    result = shown(true)
    if recipe.work_out is None:
        return Line(left, "" if recipe.formula == result else recipe.formula, "", result, condition=recipe.condition)
    texts = agreeing(recipe.operands, recipe.work_out, true)
    # Operands below 1e-12 are written 0: then the result is what the digits give, wrong by less than 1e-11.
    result = shown(recipe.work_out(*(float(read(text)) for text in texts)))
    exact = all(abs(rounded(value) - value) <= 1e-12 * abs(value) for value in recipe.operands)
    signs = "=" if exact else "≈", "=" if exact and abs(rounded(true) - true) < 1e-12 else "≈"
    return Line(left, recipe.formula, recipe.write(*texts), result, signs, recipe.condition)


def _step(x: float, _: float) -> Recipe:
    return Recipe("1", condition=f"{shown(x)} ≥ 0") if x >= 0 else Recipe("0", condition=f"{shown(x)} < 0")


def _sigmoid(x: float, scale: float) -> Recipe:
    exponent = shown(-x) if scale == 1 else f"−{shown(scale)} · {factor(shown(x))}"
    return Recipe(f"1 / (1 + e^{{{exponent}}})", [math.exp(-scale * x)], "1 / (1 + {})".format, lambda e: 1 / (1 + e))


def _sigmoid_slope(x: float, _: float) -> Recipe:
    return Recipe("σ · (1 − σ)", [float(sigmoid(x))], "{0} · (1 − {0})".format, lambda s: s * (1 - s))


def _tanh(x: float, _: float) -> Recipe:
    up, down = f"e^{{{shown(x)}}}", f"e^{{{shown(-x)}}}"
    return Recipe(
        f"({up} − {down}) / ({up} + {down})",
        [math.exp(x), math.exp(-x)],
        "({0} − {1}) / ({0} + {1})".format,
        lambda a, b: (a - b) / (a + b),
    )


def _tanh_slope(x: float, _: float) -> Recipe:
    return Recipe("1 − tanh^{2}", [math.tanh(x)], lambda t: f"1 − {factor(t)}^{{2}}", lambda t: 1 - t**2)


def _in_pieces(above: Callable[[float], str], below: Callable[[float, float], Recipe]) -> Callable[[float, float], Recipe]:
    """The recipe of a function that is `above` where x > 0, and `below` elsewhere."""

    def recipe(x: float, argument: float) -> Recipe:
        if x > 0:
            return Recipe(above(x), condition=f"{shown(x)} > 0")
        return below(x, argument)._replace(condition=f"{shown(x)} ≤ 0")

    return recipe


def _one(_: float) -> str:
    return "1"


def _elu(x: float, alpha: float) -> Recipe:
    return Recipe(
        f"α · (e^{{{shown(x)}}} − 1)",
        [math.exp(x)],
        lambda e: f"{shown(alpha)} · ({e} − 1)",
        lambda e: alpha * (e - 1),
    )


def _elu_slope(x: float, alpha: float) -> Recipe:
    return Recipe(f"α · e^{{{shown(x)}}}", [math.exp(x)], lambda e: f"{shown(alpha)} · {e}", lambda e: alpha * e)


def _gelu(x: float, _: float) -> Recipe:
    return Recipe(f"x · Φ({shown(x)})", [float(normal_cdf(x))], lambda share: f"{shown(x)} · {share}", lambda share: x * share)


def _gelu_slope(x: float, _: float) -> Recipe:
    return Recipe(
        f"Φ({shown(x)}) + x · φ({shown(x)})",
        [float(normal_cdf(x)), float(normal_density(x))],
        lambda share, density: f"{share} + {factor(shown(x))} · {density}",
        lambda share, density: share + x * density,
    )


def _silu(x: float, _: float) -> Recipe:
    return Recipe(f"x · σ({shown(x)})", [float(sigmoid(x))], lambda s: f"{shown(x)} · {s}", lambda s: x * s)


def _silu_slope(x: float, _: float) -> Recipe:
    return Recipe(
        "σ + x · σ · (1 − σ)",
        [float(sigmoid(x))],
        lambda s: f"{s} + {factor(shown(x))} · {s} · (1 − {s})",
        lambda s: s + x * s * (1 - s),
    )


def _softplus(x: float, beta: float) -> Recipe:
    exponent = shown(x) if beta == 1 else f"{shown(beta)} · {factor(shown(x))}"
    over = "" if beta == 1 else f" / {shown(beta)}"
    return Recipe(
        f"ln(1 + e^{{{exponent}}}){over}",
        [math.exp(beta * x)],
        lambda e: f"ln(1 + {e}){over}",
        lambda e: math.log1p(e) / beta,
    )


def _hardtanh_slope(x: float, _: float) -> Recipe:
    return Recipe("1", condition=f"−1 < {shown(x)} < 1") if abs(x) < 1 else Recipe("0", condition=f"|{shown(x)}| ≥ 1")


# f and f′, from x and the function's parameter (1 where it has none).
RECIPES: dict[str, tuple[Callable[[float, float], Recipe], Callable[[float, float], Recipe]]] = {
    "step": (_step, lambda x, _: Recipe("0")),
    "sigmoid": (lambda x, _: _sigmoid(x, 1.0), _sigmoid_slope),
    "tanh": (_tanh, _tanh_slope),
    "relu": (lambda x, _: Recipe(f"max(0, {shown(x)})"), _in_pieces(_one, lambda x, _: Recipe("0"))),
    "leaky_relu": (
        _in_pieces(shown, lambda x, slope: Recipe(f"{shown(slope)} · {factor(shown(x))}")),
        _in_pieces(_one, lambda x, slope: Recipe(shown(slope))),
    ),
    "elu": (_in_pieces(shown, _elu), _in_pieces(_one, _elu_slope)),
    "gelu": (_gelu, _gelu_slope),
    "silu": (_silu, _silu_slope),
    "softplus": (_softplus, _sigmoid),
    "hardtanh": (lambda x, _: Recipe(f"max(−1, min(1, {shown(x)}))"), _hardtanh_slope),
}
