"""Every formula of the forward-and-backward page, worked out again from the digits on screen."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from core.experiments.forward_backward import run
from core.rounding import read
from core.settings.forward_backward import DEFAULTS, PRESETS
from core.settings.schema import replace
from tests.core.small_networks import networks
from ui.forward_backward_formulas import formulas, symbol

FUNCTIONS = {
    "σ": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "ReLU": lambda z: max(0.0, z),
    "exp": math.exp,
    "ln": lambda p: math.log(p) if p > 0 else -1e300,
}


def written(terms):
    return "".join(term if isinstance(term, str) else term[0] for term in terms)


def worked_out(text):
    """The value of a formula as a calculator with the usual keys reads it."""
    text = re.sub(r"\d+\.\d+·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: f"({float(read(m[0]))!r})", text)
    text = text.replace("−", "-").replace("·", "*").replace("²", "**2")
    # 0·ln 0 is 0, as in every textbook on entropy.
    text = re.sub(r"ln ([\d.e-]+)", r"ln(\1)", text)
    return eval(text, {"__builtins__": {}}, FUNCTIONS)


def agrees(line):
    if not line["numbers"]:
        return True
    value, shown = worked_out(written(line["numbers"])), line["result"]
    size = abs(float(read(shown)))
    unit = 1e-4 if size == 0 or 1e-3 <= size < 1e4 else 10.0 ** (math.floor(math.log10(size)) - 2)
    return abs(value - float(read(shown))) <= 0.5 * unit * 1.0001 + 1e-12


@pytest.mark.parametrize("name", PRESETS)
def test_every_formula_of_the_presets_can_be_worked_out_again(name):
    settings = PRESETS[name]
    lines = formulas(settings.loss, settings.learning_rate, run(settings))
    for mark, kinds in lines.items():
        for kind, line in kinds.items():
            assert agrees(line), (mark, kind, written(line["numbers"]), line["result"])


@hypothesis_settings(max_examples=60, deadline=None)
@given(settings=networks())
def test_every_formula_can_be_worked_out_again(settings):
    for mark, kinds in formulas(settings.loss, settings.learning_rate, run(settings)).items():
        for kind, line in kinds.items():
            assert agrees(line), (mark, kind, written(line["numbers"]), line["result"])


def test_the_first_neuron_of_the_curriculum():
    lines = formulas("mse", 0.5, run(DEFAULTS))
    z, a = lines["n1.1"]["z"], lines["n1.1"]["a"]
    assert written(z["symbols"]) == "z₁⁽¹⁾ = x₁·w₁₁⁽¹⁾ + x₂·w₂₁⁽¹⁾ + b₁⁽¹⁾"
    assert (written(z["numbers"]), z["sign"], z["result"]) == ("0.5·0.2 + 0.8·0.5 + 0.1", "=", "0.6")
    assert (written(a["numbers"]), a["sign"], a["result"]) == ("σ(0.6)", "≈", "0.6457")
    assert z["numbers"][0] == ["0.5·0.2", "n0.1 e1.1.1"]
    assert lines["n2.1"]["z"]["result"] == "0.6065"
    assert symbol("δ", 2, 3) == "δ₃⁽²⁾"


def test_every_mark_names_something_in_the_picture():
    settings = replace(PRESETS["largest"], loss="binary_cross_entropy")
    lines = formulas(settings.loss, settings.learning_rate, run(settings))
    known = {*lines, *(f"n0.{i}" for i in range(1, 5)), *(f"y{k}" for k in range(1, 5))}
    known |= {mark.replace("n", "b") for mark in lines if mark[0] == "n"}
    for kinds in lines.values():
        for line in kinds.values():
            for term in (*line["symbols"], *line["numbers"]):
                if not isinstance(term, str):
                    assert set(term[1].split()) <= known
