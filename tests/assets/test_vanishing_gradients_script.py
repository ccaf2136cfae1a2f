"""The exported script of the page on vanishing gradients prints the page's sizes, losses and accuracies."""

import re

import pytest

from core.data import digits
from core.experiments import kept_run
from core.experiments import vanishing_gradients as experiment
from core.settings.schema import Text, knobs, replace
from core.settings.vanishing_gradients import DEFAULTS, MISSIONS, VanishingGradients
from ui import export

SHORT = {"depth": 4, "width": 8, "steps": 50, "batch_size": 32}
EXAMPLES = {
    "sigmoid": replace(DEFAULTS, depth=12, steps=50, batch_size=16),
    "explodes": replace(MISSIONS["explodes"].settings, steps=50, batch_size=16),
    "all_cures": replace(DEFAULTS, **SHORT, cure="all", optimizer="rmsprop"),
    "layer_norm": replace(DEFAULTS, **SHORT, cure="layer_norm", activation="tanh", initialisation="orthogonal"),
    "adam": replace(DEFAULTS, **SHORT, cure="adam", activation="gelu", initialisation="small", normalisation="batch"),
    "kept": replace(
        DEFAULTS, **SHORT, pinned=kept_run.pin(VanishingGradients(depth=3, activation="silu", seed=8, batch_size=16))
    ),
}
if digits.present("mnist"):
    EXAMPLES["mnist"] = replace(DEFAULTS, **SHORT, data="mnist", activation="elu", initialisation="xavier")


def script_of(settings, trained=True):
    return export.script("vanishing_gradients", experiment.script_values(settings, experiment.run(settings, trained)))


def numbers(line):
    return [float(text) for text in re.findall(r"(?<= )-?\d+\.?\d*(?:e[+-]\d+)?(?= |$)", line)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys):
    settings = EXAMPLES[name]
    result = experiment.run(settings)
    exec(compile(script_of(settings), "vanishing_gradients.py", "exec"), {"__name__": "__main__"})
    blocks = re.split(r"^(?=as set|cured)", capsys.readouterr().out, flags=re.MULTILINE)[1:]
    for title, film in (("as set", result.shown), ("cured", result.other)):
        for k in (0, -1):
            head, *lines = blocks.pop(0).splitlines()
            if "diverged" in head:
                assert head == f"{title} · diverged at step {film.diverged}"
                continue
            flow = film.flows[k]
            assert head.startswith(f"{title} · step {film.steps[k]} ·")
            assert numbers(head)[1:] == pytest.approx([flow.loss, film.accuracy[k]], rel=1e-4, abs=1e-4)
            *layers, output = map(numbers, lines)
            sizes = zip(flow.signal, flow.delta, flow.weight, strict=False)
            assert [line[-3:] for line in layers] == [pytest.approx(row, rel=1e-4) for row in sizes]
            assert output == pytest.approx([flow.delta[-1], flow.weight[-1]], rel=1e-4)
    assert not blocks


def test_every_control_reaches_the_script():
    """Whatever changes the trainings changes the script; what only looks elsewhere does not."""
    start = replace(DEFAULTS, **SHORT)
    plain = script_of(start, trained=False)
    for name, knob in knobs(start).items():
        if isinstance(knob, Text) or name == "data":
            continue
        values = [value for value in knob.extremes() if value != getattr(start, name)]
        assert {script_of(replace(start, **{name: value}), trained=False) for value in values} - {plain}, name
    assert script_of(replace(start, layer="3", quantity="values", step="20"), trained=False) == plain
