"""The lines of the page, read as text and worked out again with nothing but the digits in them."""

import ast
import math
import operator
import re

import numpy as np
import pytest

from core.activation_by_hand import by_hand, softmax_by_hand
from core.activations import ACTIVATIONS, normal_cdf, normal_density, sigmoid, softmax
from core.rounding import read, shown

PARAMETERS = {
    "leaky_relu": ("negative_slope", (0.0, 0.1, 1.0)),
    "elu": ("alpha", (0.1, 1.0, 3.0)),
    "softplus": ("beta", (0.5, 1.0, 5.0)),
}
OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS = {
    "ln": math.log,
    "max": max,
    "min": min,
    "Φ": lambda x: float(normal_cdf(x)),
    "φ": lambda x: float(normal_density(x)),
    "σ": lambda x: float(sigmoid(x)),
}


def worked_out(text, **names):
    """The value of a line's arithmetic: numbers as they are printed, ^{…} a power, · a product."""
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "e" + m[1].translate(raised), text)
    text = text.replace("^{", "**(").replace("}", ")").replace("−", "-").replace("·", "*")
    # A sign in front of a product belongs to its first number: −1 · 2 is (−1) · 2, which is the same.
    return calculated(ast.parse(text, mode="eval").body, {"e": math.e} | names)


def calculated(node, names):
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return names[node.id]
        case ast.UnaryOp():
            return -calculated(node.operand, names)
        case ast.BinOp():
            return OPERATIONS[type(node.op)](calculated(node.left, names), calculated(node.right, names))
        case ast.Call(func=ast.Name("ln"), args=[ast.BinOp(ast.Constant(1), ast.Add(), small)]):
            return math.log1p(calculated(small, names))  # 1 + 10⁻¹⁵ loses its digits as a float, not by hand
        case ast.Call():
            return FUNCTIONS[node.func.id](*(calculated(each, names) for each in node.args))
    raise AssertionError(ast.dump(node))


def cases():
    for name in ACTIVATIONS:
        parameter, values = PARAMETERS.get(name, (None, (None,)))
        for value in values:
            yield name, {parameter: value} if parameter else {}


@pytest.mark.parametrize(("name", "parameter"), list(cases()))
def test_every_line_can_be_worked_out_again_at_every_place_of_the_probe(name, parameter):
    function, derivative, _ = ACTIVATIONS[name]
    for x in np.arange(-200, 201) / 20:
        x = float(x)
        names = {"x": x, "α": parameter.get("alpha"), "tanh": math.tanh(x), "T": 1.0}
        for line, true in zip(
            by_hand(name, x, **parameter), (function(x, **parameter), derivative(x, **parameter)), strict=True
        ):
            tiny = abs(float(read(line.result)) - true) < 1e-11  # operands that small are written 0
            assert line.result == shown(float(true)) or tiny, "the line ends in what the curve shows"
            if line.numbers:
                assert shown(worked_out(line.numbers)) == line.result, line
            if line.formula and "σ ·" not in line.formula + " ·":
                assert worked_out(line.formula, **names) == pytest.approx(float(true), rel=1e-6, abs=1e-9), line


@pytest.mark.parametrize(("name", "parameter"), list(cases()))
def test_equals_signs_are_honest(name, parameter):
    """Where "=" stands before the result, the digits shown give exactly that; where "≈" stands, something was rounded."""
    for x in (-10.0, -1.0, 0.0, 0.25, 1.5):
        for line in by_hand(name, x, **parameter):
            if line.numbers and line.signs == ("=", "="):
                assert worked_out(line.numbers) == pytest.approx(float(read(line.result)), abs=1e-15)


def test_the_curriculums_sigmoid():
    value, slope = by_hand("sigmoid", 1.5)
    assert value.numbers == "1 / (1 + 0.2231)"
    assert value.result == "0.8176"
    assert slope.numbers == "0.8176 · (1 − 0.8176)"
    assert slope.result == "0.1491"


@pytest.mark.parametrize("name", ("relu", "leaky_relu", "elu", "hardtanh", "step"))
def test_conditions_hold(name):
    for x in (-2.0, -1.0, 0.0, 0.5, 1.0, 2.0):
        for line in by_hand(name, x):
            if match := re.fullmatch(r"(\S+) ([<>≤≥]) 0", line.condition):
                left = float(match[1].replace("−", "-"))
                assert {"<": left < 0, ">": left > 0, "≤": left <= 0, "≥": left >= 0}[match[2]]


@pytest.mark.parametrize("temperature", (0.2, 0.5, 1.0, 2.3, 5.0))
@pytest.mark.parametrize("logits", ((2.0, 1.0, 0.1), (0.0, -5.0, -10.0), (-4.9, 5.0, 0.0), (1.0, 1.0, 1.0)))
def test_softmax_lines(logits, temperature):
    p = softmax(logits, temperature)
    slopes = [p[0] * (1 - p[0]) / temperature, -p[0] * p[1] / temperature]
    for line, true in zip(softmax_by_hand(logits, temperature), [*p, *slopes], strict=True):
        assert line.result == shown(float(true)) or abs(float(read(line.result)) - true) < 1e-12
        assert shown(worked_out(line.numbers)) == line.result, line
        if line.left.startswith("p"):
            assert worked_out(line.formula) == pytest.approx(float(true), rel=1e-9)
