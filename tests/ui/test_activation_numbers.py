"""The formulas and the table of the activations page, as HTML."""

import re

import pytest

from core.activations import ACTIVATIONS
from core.experiments.activations import run
from core.settings.activations import PRESETS, Activations
from ui import activation_numbers
from ui.labels import LANGUAGES, catalogue


def cells(html, row):
    found = next(line for line in re.findall(r"<tr.*?</tr>", html) if f">{row}<" in line)
    return re.findall(r"<td[^>]*>(.*?)</td>", found)


@pytest.mark.parametrize("name", PRESETS)
def test_formulas_name_every_function_twice(name):
    html = activation_numbers.formulas(PRESETS[name], run(PRESETS[name]))
    lines = html.count("role='math'")
    assert lines == (5 if PRESETS[name].view == "softmax" else 2 * len(PRESETS[name].activation))
    assert "^{" not in html


def test_signs_are_escaped():
    settings = Activations(activation=("step",), x=-1.0)
    assert "(−1 &lt; 0)" in activation_numbers.formulas(settings, run(settings))


def test_table_follows_the_parameters_and_marks_what_is_chosen():
    html = activation_numbers.table(Activations(activation=("elu", "tanh"), alpha=2.5, negative_slope=0.0))
    assert cells(html, "ELU")[:2] == ["(−2.5, ∞)", "2.5"]
    assert cells(html, "Leaky ReLU")[0] == "[0, ∞)"
    assert cells(html, "Sigmoid")[:3] == ["(0, 1)", "0.25", "no"]
    assert cells(html, "tanh")[:3] == ["(−1, 1)", "1", "yes"]
    assert html.count("aria-current") == 2
    assert html.count("<tr") == len(ACTIVATIONS) + 2, "the head, and softmax"


def test_softmax_is_marked_and_sharpens():
    html = activation_numbers.table(Activations(view="softmax", temperature=0.5))
    assert cells(html, "Softmax")[:2] == ["(0, 1)", "0.5"]
    assert html.count("aria-current") == 1


def test_every_cell_has_words():
    for language in LANGUAGES:
        words = catalogue(language)
        for name in (*ACTIVATIONS, "softmax"):
            assert f"option.use.{name}" in words
        for name in ("none", "left", "both", "left_dead", "both_dead", "everywhere_dead", "certain"):
            assert f"option.flat.{name}" in words
