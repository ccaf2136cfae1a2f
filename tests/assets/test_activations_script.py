"""The exported code of the activations page prints what the page shows, as script and as notebook."""

import json
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from core.activations import ACTIVATIONS
from core.experiments import activations as experiment
from core.settings.activations import DEFAULTS, MISSIONS, PRESETS, Activations
from core.settings.schema import knobs, replace
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "parameters": Activations(
        activation=("leaky_relu", "elu", "softplus", "hardtanh"),
        negative_slope=0.37,
        alpha=2.5,
        beta=4.0,
        x=-0.35,
        x_max=8,
        mean=-0.7,
        std=2.2,
        samples=700,
        seed=11,
    ),
    "corner": Activations(activation=("relu", "leaky_relu", "elu", "step"), alpha=2.0, x=0.0),
    "cold": Activations(view="softmax", logits="-4.9,5,0.3", temperature=0.2, offset=-3.5),
}


def script_of(settings):
    return export.script("activations", experiment.script_values(settings, experiment.run(settings)))


def read(output):
    lines = (line.partition(" ") for line in output.strip().splitlines())
    return {name: json.loads(numbers) for name, _, numbers in lines}


def printed(settings, capsys):
    exec(compile(script_of(settings), "activations.py", "exec"), {"__name__": "__main__"})
    return read(capsys.readouterr().out)


def close(expected):
    return pytest.approx(expected, abs=2e-6)


def check(settings, numbers):
    result = experiment.run(settings)
    if settings.view == "softmax":
        assert numbers["softmax"]["p"] == close(result.p.tolist())
        np.testing.assert_allclose(numbers["softmax"]["jacobian"], result.jacobian, atol=2e-6)
        return
    assert list(numbers) == list(settings.activation)
    for curve in result.curves:
        shown = numbers[curve.name]
        assert shown["x"] == result.x[result.probe]
        assert shown["f"] == close(curve.values[result.probe])
        assert shown["slope"] == close(curve.slopes[result.probe])
        grid = np.linspace(-settings.x_max, settings.x_max, 11)
        assert shown["curve"] == close(ACTIVATIONS[curve.name].function(grid, **curve.parameter).tolist())
        batch = {"zero": curve.share.zero, "saturated": curve.share.saturated, "mean": curve.mean, "std": curve.std}
        assert shown["batch"] == {name: close(value) for name, value in batch.items()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    check(EXAMPLES[name], printed(EXAMPLES[name], capsys))


def test_every_control_reaches_the_script():
    """Whatever changes the picture changes the script; which function is looked at does not."""
    start = Activations(activation=("leaky_relu", "elu", "softplus", "tanh"))
    for name, knob in knobs(start).items():
        if name not in ("logits", "shown"):
            assert {script_of(replace(start, **{name: value})) for value in knob.extremes()} - {script_of(start)}, name
    assert script_of(replace(start, logits="0,0,0")) != script_of(start)
    assert script_of(replace(start, shown="tanh")) == script_of(start)


def test_the_script_as_it_stands_holds_the_defaults():
    path = export.ASSETS / "scripts" / "activations.py"
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True, timeout=60)
    check(DEFAULTS, read(done.stdout))


def test_notebook_runs_and_prints_the_same(tmp_path):
    notebook = nbformat.reads(export.notebook(script_of(DEFAULTS)), as_version=4)
    nbformat.validate(notebook)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python", "language": "python"}
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    texts = [
        output["text"] for cell in notebook.cells for output in cell.get("outputs", []) if output["output_type"] == "stream"
    ]
    check(DEFAULTS, read("".join(texts)))
