"""The exported code of the pooling page prints what the page shows."""

import json
import re

import pytest
import torch

from core.errors import LearnerError
from core.experiments import pooling as experiment
from core.settings.pooling import MISSIONS, PRESETS, Pooling
from core.settings.schema import knobs, replace
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "dilated": Pooling(input="random", size=9, kernel_size=3, padding=1, dilation=2, ceil_mode=True, upstream="1.1:-2"),
    "average": Pooling(
        input="random", size=8, method="average", kernel_size=3, padding=1, ceil_mode=True, count_include_pad=False
    ),
    "average_counting_padding": Pooling(input="flower", size=9, method="average", kernel_size=4, stride=3, padding=2),
    "l2": Pooling(input="digit", size=11, method="l2", kernel_size=3, ceil_mode=True, cells="0.0.0:-7", shift="-2.3"),
    "adaptive_max": Pooling(input="random", size=10, window="adaptive", output_size=4),
    "adaptive_average": Pooling(input="pooling", method="average", window="adaptive", output_size=3),
    "global_l2": Pooling(input="line", method="l2", window="global", shift="1.0"),
    "colour": Pooling(
        input="flower", size=12, colour=True, kernel_size=3, padding=1, upstream="2.3:5", shift="1.-2", cells="1.4.4:7"
    ),
    "blank": Pooling(input="drawing", size=6, method="l2"),
}


def script_of(settings):
    return export.script("pooling", experiment.script_values(settings, experiment.run(settings)))


def printed(source, capsys):
    """The output maps, the input gradients, each (channels, …), and the two relative changes as texts."""
    exec(compile(source, "pooling.py", "exec"), {"__name__": "__main__"})
    lines = capsys.readouterr().out.splitlines()
    shape = tuple(map(int, re.findall(r"\d+", lines[0])))
    middle = lines.index("input gradient")
    output, gradient = (
        torch.tensor([json.loads(line) for line in lines[a:b]], dtype=torch.float64).unflatten(0, (shape[0], -1))
        for a, b in ((1, middle), (middle + 1, -2))
    )
    assert output.shape == shape
    return output, gradient, [line.partition("changes by ")[2] for line in lines[-2:]]


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    settings = EXAMPLES[name]
    output, gradient, changes = printed(script_of(settings), capsys)
    result = experiment.run(settings)
    pooled = result.pooled[settings.method]
    torch.testing.assert_close(pooled.output, output, atol=6e-7, rtol=0)
    torch.testing.assert_close(pooled.gradient, gradient, atol=6e-7, rtol=0)
    for source, text in zip(("none", settings.method), changes, strict=True):
        share = result.changes[0][source].share
        assert text == ("undefined, all was 0" if share is None else f"{100 * share:.1f} %")


def test_every_control_reaches_the_script():
    """Whatever changes the picture changes the script; what only looks elsewhere does not."""
    start = Pooling(input="random", size=12, kernel_size=4)
    elsewhere = {"digit", "picture", "cells", "upstream", "shift", "compare", *Pooling.looks}
    for name, knob in knobs(start).items():
        if name in elsewhere:
            continue
        scripts = set()
        for value in knob.extremes():
            try:
                scripts.add(script_of(replace(start, **{name: value})))
            except LearnerError:
                continue
        assert scripts - {script_of(start)}, name
    assert script_of(replace(start, view="shift", selected="1.1", compare=True, channel="red")) == script_of(start)
    for name, text in {"cells": "0.1.1:5", "upstream": "0.0:3", "shift": "2.2"}.items():
        assert script_of(replace(start, **{name: text})) != script_of(start)
