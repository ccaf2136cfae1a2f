"""The optimisers' exported script, with torch.optim and autograd, ends where the page does."""

import re

import pytest

from core.experiments import optimisers as experiment
from core.settings.optimisers import DEFAULTS, MISSIONS, PRESETS, Optimisers
from core.settings.schema import Text, knobs, replace
from ui import export

EXAMPLES = {
    **PRESETS,
    **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()},
    "own": Optimisers(
        start="1.234_-0.5", schedule="warm_up", race_steps=50, momentum=0.5, rmsprop_alpha=0.9, beta1=0.8, beta2=0.95
    ),
    "no_momentum": Optimisers(momentum=0.0, race_steps=20, schedule="step", gradient_noise=0.2, seed=7),
    "far": Optimisers(surface="beale", start="-3_2.9", learning_rate_sgd=10.0, race_steps=20),
}


def script_of(settings):
    return export.script("optimisers", experiment.script_values(settings, experiment.run(settings)))


def printed(source, capsys):
    """Optimiser → (w₁, w₂, loss, the step in which it diverged or None)."""
    exec(compile(source, "optimisers.py", "exec"), {"__name__": "__main__"})
    ends = {}
    for line in capsys.readouterr().out.splitlines():
        name, w1, w2, loss, ending = re.fullmatch(r"(\w+): w = \((\S+), (\S+)\), loss (\S+) (.*)", line).groups()
        diverged = re.search(r"diverged in step (\d+)", ending)
        ends[name] = float(w1), float(w2), float(loss), int(diverged[1]) if diverged else None
    return ends


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_ends_where_the_page_does(name, capsys):
    result = experiment.run(EXAMPLES[name])
    ends = printed(script_of(EXAMPLES[name]), capsys)
    assert list(ends) == list(result.racers)
    for racer, (w1, w2, loss, diverged) in ends.items():
        path = result.racers[racer].path
        assert diverged == path.diverged
        assert (w1, w2) == pytest.approx(tuple(path.weights[-1]), rel=1e-7, abs=1e-9)
        assert loss == pytest.approx(float(path.loss[-1]), rel=1e-6, abs=1e-12)


def test_every_control_reaches_the_script():
    """Whatever changes the race changes the script; what only looks elsewhere does not."""
    start = replace(DEFAULTS, gradient_noise=0.5)
    plain = script_of(start)
    for name, knob in knobs(DEFAULTS).items():
        if not isinstance(knob, Text):
            others = [value for value in knob.extremes() if value != getattr(start, name)]
            assert {script_of(replace(start, **{name: value})) for value in others} - {plain}, name
    assert script_of(replace(start, start="1_1")) != plain
    assert script_of(replace(start, selected="adam", step="3", view="3d.10.20")) == plain
