"""The perceptron's script, as exported, goes the way the page shows: the same mistakes and weights in every epoch."""

import json
import re

import pytest

from core.experiments import perceptron as experiment
from core.settings.perceptron import MISSIONS, PRESETS, Perceptron
from core.settings.schema import replace
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "everything": Perceptron(
        problem="own",
        points="-1.37_0.25_0~0.01_2.99_1~2.5_-0.75_1~0_0_0~1.11_1.12_1",
        learning_rate=0.07,
        first_weight=-1.3,
        second_weight=0.7,
        first_bias=1.9,
        sample_order="shuffled",
        seed=11,
        most_epochs=100,
    ),
    "no_points": Perceptron(problem="own", points="none"),
}
LINE = re.compile(r"epoch (\d+): mistakes (\d+), w = (\[.*\]), b = (.*)")


def script_of(settings):
    return export.script("perceptron", experiment.script_values(settings, experiment.run(settings)))


def printed(source, capsys):
    """([(epoch, mistakes, [w1, w2], b), …], the last line)."""
    exec(compile(source, "perceptron.py", "exec"), {"__name__": "__main__"})
    *epochs, last = capsys.readouterr().out.strip().splitlines()
    found = [LINE.fullmatch(line).groups() for line in epochs]
    return [(int(epoch), int(mistakes), json.loads(w), float(b)) for epoch, mistakes, w, b in found], last


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    training = experiment.run(EXAMPLES[name]).training
    ends = {step.epoch: step.neuron for step in training.steps}
    expected = []
    for epoch, mistakes in enumerate(training.mistakes, start=1):
        w1, w2, b = map(float, ends.get(epoch, training.start))
        expected.append((epoch, mistakes, [w1, w2], b))
    epochs, last = printed(script_of(EXAMPLES[name]), capsys)
    assert epochs == expected
    assert last == (
        f"converged in epoch {training.converged}"
        if training.converged
        else f"not converged in {len(training.mistakes)} epochs"
    )


def test_every_control_reaches_the_script():
    start = Perceptron(problem="own", points="1_1_0~0_0_1", sample_order="shuffled")
    changes = {
        "problem": "and",
        "learning_rate": 0.5,
        "first_weight": 1.0,
        "second_weight": 1.0,
        "first_bias": 1.0,
        "sample_order": "listed",
        "seed": 5,
        "most_epochs": 7,
        "points": "2_2_1",
    }
    for name, value in changes.items():
        assert script_of(replace(start, **{name: value})) != script_of(start), name
    assert script_of(replace(start, step=3)) == script_of(start)
