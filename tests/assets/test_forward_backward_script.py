"""The exported code of the forward-and-backward page prints what the page shows."""

import json

import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from nbclient import NotebookClient

from core.errors import LearnerError
from core.experiments.forward_backward import run, script_values
from core.settings.forward_backward import DEFAULTS, MISSIONS, PRESETS, ForwardBackward
from core.settings.schema import knobs, replace
from tests.core.small_networks import networks
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "edited": ForwardBackward(updates=3, edits="x1:-0.5,2@w1.2.2:1.25,2@y1:0.3", loss="binary_cross_entropy"),
    "no_hidden_layer": ForwardBackward(hidden_first=0, outputs=2),
}


def script_of(settings):
    return export.script("forward_backward", script_values(settings, run(settings)))


def numbers(output):
    """Name → list of numbers, of every line printed."""
    lines = (line.partition(" [") for line in output.strip().splitlines() if "[" in line)
    return {name: json.loads(f"[{rest}") for name, _, rest in lines}


def expected(settings):
    result = run(settings)
    values = {"loss": [result.loss], "loss after update": [result.loss_after]}
    for number in range(len(result.layers)):
        values |= {
            f"z{number + 1}": result.passed.z[number],
            f"a{number + 1}": result.passed.a[number + 1],
            f"delta{number + 1}": result.gradients.delta[number],
            f"dW{number + 1}": result.gradients.weight[number].ravel(),
            f"db{number + 1}": result.gradients.bias[number],
        }
    return values


def assert_same(output, settings):
    assert "agrees with autograd True" in output
    printed, shown = numbers(output), expected(settings)
    assert printed.keys() == shown.keys()
    for name, values in shown.items():
        np.testing.assert_allclose(printed[name], values, rtol=1e-6, atol=1e-12, err_msg=name)


def executed(source, capsys):
    exec(compile(source, "forward_backward.py", "exec"), {"__name__": "__main__"})
    return capsys.readouterr().out


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    assert_same(executed(script_of(EXAMPLES[name]), capsys), EXAMPLES[name])


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(settings=networks())
def test_any_network_can_be_exported(settings, capsys):
    assert_same(executed(script_of(settings), capsys), settings)


def test_every_control_reaches_the_script():
    start = ForwardBackward(outputs=2, updates=1, initial="random")
    for name, knob in knobs(start).items():
        if name in {"edits", *ForwardBackward.looks}:
            continue
        scripts = set()
        for value in knob.extremes():
            try:
                scripts.add(script_of(replace(start, **{name: value})))
            except LearnerError:
                continue
        assert scripts - {script_of(start)}, name
    assert script_of(replace(start, moment=3, selected="n1.2")) == script_of(start)


def test_notebook_runs_and_prints_the_same(tmp_path):
    notebook = nbformat.reads(export.notebook(script_of(DEFAULTS)), as_version=4)
    nbformat.validate(notebook)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python", "language": "python"}
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [
        output["text"] for cell in notebook.cells for output in cell.get("outputs", []) if output["output_type"] == "stream"
    ]
    assert_same("".join(outputs), DEFAULTS)
