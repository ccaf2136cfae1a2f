"""The playground's exported script trains the network of the page: the same losses and accuracies to the last digit printed."""

import re

import numpy as np
import pytest

from core.experiments import playground as experiment
from core.experiments.playground_data import describe, read_file
from core.experiments.playground_script import values
from core.settings.playground import DEFAULTS, MISSIONS, PRESETS, Playground
from core.settings.schema import Text, knobs, replace
from ui import export

SHORT = {"epochs": 20, "data_size": 50}
EXAMPLES = {
    "circle": replace(DEFAULTS, epochs=50),
    "xor_by_hand": replace(PRESETS["xor_by_hand"], epochs=500),
    "diverges": PRESETS["diverges"],
    "luck": replace(MISSIONS["luck"].settings, starts="one", epochs=200),
    "all_zeros": replace(MISSIONS["all_zeros"].settings, **SHORT),
    "dropout": replace(DEFAULTS, dropout=0.4, hidden=3, optimizer="adam", batch_size=20, **SHORT),
    "l1": replace(DEFAULTS, regularisation="l1", regularisation_rate=0.03, activation="relu", initialisation="he", **SHORT),
    "l2": replace(DEFAULTS, regularisation="l2", regularisation_rate=0.1, optimizer="momentum", activation_1="elu", **SHORT),
    "features": replace(DEFAULTS, features=("x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"), noise=20, **SHORT),
    "three_hinge": replace(DEFAULTS, data="spirals_3", loss="hinge", activation="silu", optimizer="rmsprop", **SHORT),
    "three_mse": replace(DEFAULTS, data="spirals_3", loss="mse", activation="leaky_relu", **SHORT),
    "three_sigmoid": replace(DEFAULTS, data="spirals_3", loss="half_sse", output_activation="sigmoid", **SHORT),
    "hinge": replace(DEFAULTS, loss="hinge", **SHORT),
    "linear": replace(DEFAULTS, loss="mse", output_activation="linear", activation="linear", **SHORT),
    "regression": replace(DEFAULTS, data="multi_gauss", **SHORT),
    "edits": replace(DEFAULTS, edits="0.1.1.1:2,7.2.0.1:-1.5,7.3.2.1:0.25,15.1.2.4:3", optimizer="adam", **SHORT),
    "stops": replace(DEFAULTS, stop_loss=0.5, epochs=100),
    "own": replace(DEFAULTS, data="own", own_points="1_2_0~-3_4_1~2.5_2_2~0_0_0t~-1_-1_2t", epochs=20),
}


def script_of(settings, table=None):
    return export.script("playground", values(settings, experiment.run(settings, table)))


def printed(source, capsys):
    """(epoch, train loss, test loss, train accuracy, test accuracy) of the last line, None where it lacks them; all of it."""
    exec(compile(source, "playground.py", "exec"), {"__name__": "__main__"})
    text = capsys.readouterr().out
    last = text.strip().splitlines()[-1]
    found = [re.search(rf"{part} loss (\S+)(?: accuracy (\S+))?", last) for part in ("train", "test")]
    numbers = [float(match[i]) if match and match[i] else None for i in (1, 2) for match in found]
    return int(re.search(r"epoch (\d+)", last)[1]), *numbers, text


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_ends_where_the_page_does(name, capsys):
    settings = EXAMPLES[name]
    result = experiment.run(settings)
    run, tested = result.film.run, result.points.test.any()
    epoch, train, test, train_accuracy, test_accuracy, text = printed(script_of(settings), capsys)
    assert epoch == run.epochs[-1]
    assert train == pytest.approx(run.train_loss[-1], rel=1e-4)
    assert test == (pytest.approx(run.test_loss[-1], rel=1e-4) if tested else None)
    if run.train_accuracy is not None:
        assert train_accuracy == pytest.approx(run.train_accuracy[-1], abs=1e-4)
        assert test_accuracy == (pytest.approx(run.test_accuracy[-1], abs=1e-4) if tested else None)
    assert ("diverged" in text) == (run.stopped == "diverged")


def test_a_file_reaches_the_script(capsys):
    rng = np.random.default_rng(3)
    content = "\n".join(f"{a:.3f},{b:.3f},{'yes' if a > b else 'no'}" for a, b in rng.normal(size=(400, 2))).encode()
    table = read_file(content)
    settings = replace(DEFAULTS, epochs=10, **describe(table, content, "own.csv"))
    run = experiment.run(settings, table).film.run
    assert printed(script_of(settings, table), capsys)[1] == pytest.approx(run.train_loss[-1], rel=1e-4)


def test_every_control_reaches_the_script():
    """Whatever changes the training changes the script; what only looks elsewhere does not."""
    start = replace(DEFAULTS, **SHORT)
    plain = script_of(start)
    for name, knob in knobs(DEFAULTS).items():
        if isinstance(knob, Text) or name == "starts":
            continue
        belongs = Playground.belongs.get(name, {})
        base = replace(start, hidden=6, **belongs) if name[-1].isdigit() else replace(start, **belongs)
        scripts = {
            script_of(replace(base, **{name: value})) for value in knob.extremes() if value not in (getattr(base, name), "csv")
        }
        assert scripts - {script_of(base)}, name
    elsewhere = replace(
        start, epoch="3", neuron="2", view="warped", point="4", warp="0.0.1", starts="sixty_four", pinned="data=xor"
    )
    assert script_of(elsewhere) == plain
