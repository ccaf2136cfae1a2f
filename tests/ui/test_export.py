"""The exported code of the convolution page prints what the page shows, as script and as notebook."""

import nbformat
import pytest
from nbclient import NotebookClient

from core.errors import LearnerError
from core.experiments import convolution as experiment
from core.settings.convolution import DEFAULTS, MISSIONS, PRESETS, Convolution
from core.settings.schema import knobs, replace
from tests.browser.convolution import computed, feature_maps
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "everything": Convolution(
        input="flower",
        size=13,
        colour=True,
        kernels=("sobel_x", "gaussian_blur", "zeros"),
        kernel_height=5,
        kernel_width=2,
        weights="2.1.4.1:0.1234,0.0.0.0:-7",
        cells="2.12.12:9.99",
        bias=-1.5,
        stride=2,
        padding="3",
        padding_mode="reflect",
        dilation=2,
        activation="relu",
    ),
    "replicate": Convolution(input="random", seed=3, size=7, padding="2", padding_mode="replicate", stride=3),
}


def script_of(settings):
    return export.script("convolution", experiment.script_values(settings, experiment.run(settings)))


def printed(source, capsys):
    exec(compile(source, "convolution.py", "exec"), {"__name__": "__main__"})
    return feature_maps(capsys.readouterr().out)


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    shape, maps = printed(script_of(EXAMPLES[name]), capsys)
    expected = computed(EXAMPLES[name])
    assert shape == (len(expected), len(expected[0]), len(expected[0][0]))
    assert maps == expected


def test_every_control_reaches_the_script():
    """Whatever changes the picture changes the script; what only looks elsewhere does not."""
    start = Convolution(input="random", size=9, padding="1", bias=0.5)
    elsewhere = {"digit", "picture", "cells", "weights", *Convolution.looks}
    for name, knob in knobs(start).items():
        if name in elsewhere:
            continue
        different = [value for value in knob.extremes() if value != getattr(start, name)]
        scripts = set()
        for value in different:
            try:
                scripts.add(script_of(replace(start, **{name: value})))
            except LearnerError:
                continue
        assert scripts - {script_of(start)}, name
    assert script_of(replace(start, filter=3, selected="1.1")) == script_of(start)


def test_unknown_setting_is_refused():
    with pytest.raises(KeyError):
        export.script("convolution", {"strides": 2})


def test_notebook_runs_and_prints_the_same(tmp_path):
    notebook = nbformat.reads(export.notebook(script_of(DEFAULTS)), as_version=4)
    nbformat.validate(notebook)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python", "language": "python"}
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    texts = [
        output["text"] for cell in notebook.cells for output in cell.get("outputs", []) if output["output_type"] == "stream"
    ]
    shape, maps = feature_maps("".join(texts))
    assert (shape, maps) == ((1, 3, 3), computed(DEFAULTS))
