"""The formulas of one forward and backward pass with the current numbers in them, each term tied to its place in the picture.

A line is a dict: `symbols` and `numbers`, lists of terms, then `sign` and `result`. A term is text, or [text, marks], whose
marks name things in the picture: "n1.2" neuron 2 of layer 1 (layer 0: the inputs), "e1.3.2" the weight of layer 1 from 3 to 2,
"b1.2" a bias, "y1" a target, "L" the loss; counted from 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from core.backpropagation import activate
from core.experiments.forward_backward import Experiment
from core.rounding import agreeing, factor, is_exact, shown

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FUNCTIONS = {"sigmoid": "σ", "tanh": "tanh", "relu": "ReLU"}

Term = str | list[str]


@cache
def symbol(letter: str, layer: int, *numbers: int) -> str:
    """symbol("w", 1, 2, 3) = "w₂₃⁽¹⁾"; of layer 0 there is only x, which needs no layer."""
    below = "".join(str(number).translate(SUBSCRIPTS) for number in numbers)
    return f"x{below}" if letter == "a" and layer == 0 else f"{letter}{below}⁽{str(layer).translate(SUPERSCRIPTS)}⁾"


def formulas(kind: str, learning_rate: float, result: Experiment) -> dict[str, dict[str, dict]]:
    """Of each thing in the picture, by its mark: the lines z, a, delta, gradient, update or loss."""
    lines: dict[str, dict[str, dict]] = {}
    for number, layer in enumerate(result.layers, start=1):
        rate = _rate(learning_rate)
        updated, delta = result.updated[number - 1], result.gradients.delta[number - 1]
        for j in range(len(layer.bias)):
            lines[f"n{number}.{j + 1}"] = {
                "z": _z(result, number, j),
                "a": _a(result, number, j),
                "delta": _output_delta(kind, result, j) if number == len(result.layers) else _delta(result, number, j),
                "update": rate("b", number, (j + 1,), layer.bias[j], delta[j], updated.bias[j]),
            }
        for i, j in np.ndindex(layer.weight.shape):
            gradient = result.gradients.weight[number - 1][i, j]
            lines[f"e{number}.{i + 1}.{j + 1}"] = {
                "gradient": _gradient(result, number, i, j),
                "update": rate("w", number, (i + 1, j + 1), layer.weight[i, j], gradient, updated.weight[i, j]),
            }
    lines["L"] = {"loss": _loss(kind, result)}
    return lines


def _line(symbols: list[Term], numbers: list[Term], operands: Sequence[float], result: float) -> dict:
    operands, result = [float(value) for value in operands], float(result)
    exact = is_exact(result) and (result == 0 or all(map(is_exact, operands)))
    return {"symbols": symbols, "numbers": numbers, "sign": "=" if exact else "≈", "result": shown(result)}


def _sum(products: list[tuple[str, str, str]], last: tuple[str, str] | None = None) -> list[Term]:
    """ "a·w + a·w + b" from (first factor, second factor, marks) of each product, and (text, mark) of the last addend."""
    terms: list[Term] = []
    for first, second, marks in products:
        terms += [" + "] if terms else []
        terms.append([f"{factor(first) if terms else first}·{factor(second)}", marks])
    return terms + ([" + ", [factor(last[0]), last[1]]] if last else [])


def _z(result: Experiment, number: int, j: int) -> dict:
    layer, before = result.layers[number - 1], result.passed.a[number - 1]
    count, z = len(before), result.passed.z[number - 1][j]
    operands = [*before, *layer.weight[:, j], layer.bias[j]]
    texts = agreeing(operands, lambda *v: sum(a * w for a, w in zip(v, v[count:-1], strict=False)) + v[-1], z)
    marks = [f"n{number - 1}.{i} e{number}.{i}.{j + 1}" for i in range(1, count + 1)]
    names = [(symbol("a", number - 1, i), symbol("w", number, i, j + 1)) for i in range(1, count + 1)]
    bias = f"b{number}.{j + 1}"
    in_symbols = _sum([(*n, m) for n, m in zip(names, marks, strict=True)], (symbol("b", number, j + 1), bias))
    in_numbers = _sum(list(zip(texts[:count], texts[count:-1], marks, strict=True)), (texts[-1], bias))
    return _line([f"{symbol('z', number, j + 1)} = ", *in_symbols], in_numbers, operands, z)


def _a(result: Experiment, number: int, j: int) -> dict:
    z, a = result.passed.z[number - 1], result.passed.a[number][j]
    name, mark = result.layers[number - 1].activation, f"n{number}.{j + 1}"
    left = f"{symbol('a', number, j + 1)} = "
    if name == "softmax":
        texts = agreeing(z, lambda *v: activate(name, np.array(v))[j], a)
        marks = [f"n{number}.{k}" for k in range(1, len(z) + 1)]

        def share(names: Sequence[str]) -> list[Term]:
            powers = [[f"exp({name})", m] for name, m in zip(names, marks, strict=True)]
            return [powers[j], " / (", *_between(powers), ")"]

        return _line([left, *share([symbol("z", number, k + 1) for k in range(len(z))])], share(texts), z, a)
    texts = agreeing([z[j]], lambda v: activate(name, np.array([v]))[0], a)
    before, after = (f"{FUNCTIONS[name]}(", ")") if name in FUNCTIONS else ("", "")
    written = [[before, [text, mark], after] for text in (symbol("z", number, j + 1), texts[0])]
    return _line([left, *written[0]], [] if name == "linear" else written[1], [z[j]], a)


def _slope(name: str, a: str) -> str:
    """f′(z), written with a, which is all that sigmoid and tanh need of it."""
    return {"sigmoid": f"{a}·(1 − {factor(a)})", "tanh": f"(1 − {factor(a)}²)"}[name]


def _slope_of(name: str, a: float) -> float:
    return a * (1 - a) if name == "sigmoid" else 1 - a * a


def _with_slope(result: Experiment, number: int, j: int, rest: Callable[..., float], operands: list[float], delta: float):
    """(operands, their texts, f′ in symbols, f′ in numbers, both with the mark of the neuron) of δ = rest(operands) · f′(z)."""
    name, a, mark = result.layers[number - 1].activation, result.passed.a[number][j], f"n{number}.{j + 1}"
    if name in ("sigmoid", "tanh"):
        texts = agreeing([*operands, a], lambda *v: rest(*v[:-1]) * _slope_of(name, v[-1]), delta)
        slopes = [_slope(name, symbol("a", number, j + 1)), _slope(name, texts[-1])]
        return [*operands, a], texts[:-1], *([slope, mark] for slope in slopes)
    one = 0 if name == "relu" and result.passed.z[number - 1][j] <= 0 else 1
    texts = agreeing(operands, lambda *v: rest(*v) * one, delta)
    in_symbols = f"ReLU′({symbol('z', number, j + 1)})" if name == "relu" else "1"
    return operands, texts, [in_symbols, mark], [str(one), mark]


def _delta(result: Experiment, number: int, j: int) -> dict:
    weight, following = result.layers[number].weight[j], result.gradients.delta[number]
    count, delta = len(following), result.gradients.delta[number - 1][j]
    operands, texts, slope_symbol, slope_number = _with_slope(
        result, number, j, lambda *v: sum(w * d for w, d in zip(v, v[count:], strict=False)), [*weight, *following], delta
    )
    marks = [f"e{number + 1}.{j + 1}.{k} n{number + 1}.{k}" for k in range(1, count + 1)]
    names = [(symbol("w", number + 1, j + 1, k), symbol("δ", number + 1, k)) for k in range(1, count + 1)]
    in_symbols = _sum([(*n, m) for n, m in zip(names, marks, strict=True)])
    in_numbers = _sum(list(zip(texts[:count], texts[count:], marks, strict=True)))
    return _line(
        [f"{symbol('δ', number, j + 1)} = (", *in_symbols, ") · ", slope_symbol],
        ["(", *in_numbers, ") · ", slope_number],
        operands,
        delta,
    )


def _output_delta(kind: str, result: Experiment, j: int) -> dict:
    number = len(result.layers)
    a, y, count = result.passed.a[-1][j], result.y[j], len(result.y)
    delta, left = result.gradients.delta[-1][j], f"{symbol('δ', number, j + 1)} = "
    marks = f"n{number}.{j + 1} y{j + 1}"
    names = (symbol("a", number, j + 1), f"y{str(j + 1).translate(SUBSCRIPTS)}")
    share = f"/{count}" if count > 1 else ""
    if kind == "mse":
        # a stands in the difference and, with sigmoid and tanh, in f′ too: rounded alike in both.
        operands, texts, slope_symbol, slope_number = _with_slope(
            result, number, j, lambda a, y: 2 / count * (a - y), [a, y], delta
        )
        pairs = (names, slope_symbol), (texts, slope_number)
        written = [[f"2{share}·", [f"({p} − {factor(q)})", marks], " · ", slope] for (p, q), slope in pairs]
        return _line([left, *written[0]], written[1], operands, delta)
    divisor = 1 if kind == "cross_entropy" else count
    texts = agreeing([a, y], lambda a, y: (a - y) / divisor, delta)
    difference = "({0} − {1})" + share if divisor > 1 else "{0} − {1}"
    written = [[difference.format(p, factor(q)), marks] for p, q in (names, texts)]
    return _line([left, written[0]], [written[1]], [a, y], delta)


def _gradient(result: Experiment, number: int, i: int, j: int) -> dict:
    operands = [result.gradients.delta[number - 1][j], result.passed.a[number - 1][i]]
    gradient = result.gradients.weight[number - 1][i, j]
    texts = agreeing(operands, lambda d, a: d * a, gradient)
    names = [symbol("δ", number, j + 1), symbol("a", number - 1, i + 1)]
    marks = [f"n{number}.{j + 1}", f"n{number - 1}.{i + 1}"]
    (d, a), (d_text, a_text) = ([[name, mark] for name, mark in zip(two, marks, strict=True)] for two in (names, texts))
    a_text[0] = factor(a_text[0])
    return _line([f"∂L/∂{symbol('w', number, i + 1, j + 1)} = ", d, "·", a], [d_text, "·", a_text], operands, gradient)


def _rate(learning_rate: float) -> Callable[..., dict]:
    def update(letter: str, number: int, index: tuple[int, ...], value: float, gradient: float, new: float) -> dict:
        name = symbol(letter, number, *index)
        mark = f"{'e' if letter == 'w' else 'b'}{number}.{'.'.join(map(str, index))}"
        texts = agreeing([value, learning_rate, gradient], lambda v, rate, g: v - rate * g, new)
        slope = f"∂L/∂{name}" if letter == "w" else symbol("δ", number, *index)
        source = mark if letter == "w" else f"n{number}.{index[0]}"
        return _line(
            [f"{name} ← ", [name, mark], " − η·", [slope, source]],
            [[texts[0], mark], f" − {texts[1]}·", [factor(texts[2]), source]],
            [value, learning_rate, gradient],
            new,
        )

    return update


def _loss(kind: str, result: Experiment) -> dict:
    number, a, y = len(result.layers), result.passed.a[-1], result.y
    count, outputs = len(y), range(1, len(y) + 1)
    names = [(symbol("a", number, k), f"y{str(k).translate(SUBSCRIPTS)}") for k in outputs]
    marks = [f"n{number}.{k} y{k}" for k in outputs]
    if kind == "cross_entropy":
        right = int(np.argmax(y))
        texts = agreeing([a[right]], lambda v: -math.log(v) if v else math.inf, result.loss)
        written = [[f"−ln {name}", marks[right]] for name in (names[right][0], texts[0])]
        return _line(["L = ", written[0]], [written[1]], [a[right]], result.loss)

    if kind == "mse":

        def evaluate(*v: float) -> float:
            return sum((p - q) ** 2 for p, q in zip(v, v[count:], strict=False)) / count

        form = "({0} − {1})²"
    else:

        def evaluate(*v: float) -> float:
            return -sum(_log_likelihood(p, q) for p, q in zip(v, v[count:], strict=False)) / count

        form = "{1}·ln {0} + (1 − {1})·ln(1 − {0})"
    texts = agreeing([*a, *y], evaluate, result.loss)
    pairs = list(zip(texts[:count], texts[count:], strict=True))
    in_symbols, in_numbers = (
        _between([[form.format(p, factor(q)), mark] for (p, q), mark in zip(two, marks, strict=True)]) for two in (names, pairs)
    )
    around = ("−(" if kind != "mse" else "(" if count > 1 else "", ")" if kind != "mse" or count > 1 else "")
    around = (around[0], around[1] + (f"/{count}" if count > 1 else ""))
    symbols, numbers = ["L = " + around[0], *in_symbols, around[1]], [around[0], *in_numbers, around[1]]
    return _line(symbols, numbers, [*a, *y], result.loss)


def _log_likelihood(a: float, y: float) -> float:
    """y ln a + (1 − y) ln(1 − a), where 0 · ln 0 is 0."""
    parts = ((y, a), (1 - y, 1 - a))
    return sum(share * (math.log(p) if p > 0 else -math.inf) for share, p in parts if share)


def _between(terms: list[Term]) -> list[Term]:
    """The terms with plus signs between them."""
    return [part for term in terms for part in (" + ", term)][1:]
