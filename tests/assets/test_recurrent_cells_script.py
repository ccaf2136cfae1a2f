"""The exported code of the page on recurrent cells prints what the page shows."""

import json

import numpy as np
import pytest

from core.experiments.recurrent_cells import run, script_values
from core.settings.recurrent_cells import MISSIONS, PRESETS, RecurrentCells
from core.settings.schema import knobs, replace
from ui import export

# autograd takes a second for a hundred steps back: three of the examples go far.
EXAMPLES = {
    **{name: replace(preset, length=15) for name, preset in PRESETS.items()},
    "far": replace(PRESETS["far"], length=60),
    "shut": PRESETS["shut"],
    "forgets": MISSIONS["forgets"].settings,
    "edited": RecurrentCells(cell="gru", edits="z.1.x1:0.5,n.2.h1:-1.25,r.1.bh:2", sentence="Not bad, not bad at all!"),
    "numbers": RecurrentCells(
        reads="numbers", weights="random", units=4, series="0,5 -1 2", length=10, forget_bias=0, gain=2.0
    ),
}


def script_of(settings):
    return export.script("recurrent_cells", script_values(settings, run(settings)))


def printed(settings, capsys):
    """The lines printed: of every step its values by name, of every cell its gradients, and the rest."""
    exec(compile(script_of(settings), "recurrent_cells.py", "exec"), {"__name__": "__main__"})
    steps, gradients, rest = [], {}, []
    for line in capsys.readouterr().out.splitlines():
        name, bracket, values = line.partition(" [")
        if name.startswith("step "):
            steps.append({"token": name.split(" ", 2)[2]})
        elif name.startswith("gradient "):
            gradients[name.removeprefix("gradient ")] = json.loads("[" + values)
        elif bracket:
            steps[-1][name] = json.loads("[" + values)
        else:
            rest.append(line)
    return steps, gradients, rest


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    settings = EXAMPLES[name]
    steps, gradients, rest = printed(settings, capsys)
    result = run(settings)
    assert [step["token"] for step in steps] == list(result.sequence.tokens)
    for t, step in enumerate(steps):
        assert step.keys() - {"token"} == result.passed.values.keys()
        for key, values in result.passed.values.items():
            np.testing.assert_allclose(step[key], values[t], atol=1e-7, err_msg=f"{key} {t}")
    cells = {settings.cell} if settings.weights == "learned" else {"rnn", "lstm", "gru"}
    assert gradients.keys() == cells
    for cell in cells:
        np.testing.assert_allclose(gradients[cell], result.reaches[cell], rtol=2e-6)
    assert any(line.startswith("agrees") and line.endswith("True") for line in rest)
    assert f"parameters {sum(values.size for values in result.weights)}" in rest


def test_every_control_reaches_the_script():
    start = RecurrentCells(weights="random")
    for name, knob in knobs(start).items():
        if name in {"edits", "sentence", "series", *RecurrentCells.looks}:
            continue
        assert {script_of(replace(start, **{name: value})) for value in knob.extremes()} - {script_of(start)}, name
    assert script_of(replace(start, view="reach", selected="2.1", back="3")) == script_of(start)
    assert script_of(replace(start, edits="f.1.bx:1")) != script_of(start)
    assert script_of(replace(start, sentence="ya")) != script_of(start)
    assert script_of(replace(start, reads="numbers", series="5")) != script_of(replace(start, reads="numbers"))
