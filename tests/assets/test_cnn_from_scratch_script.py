"""The exported code of the page on a CNN from scratch prints what the page shows, and trains as the page does."""

import json

import pytest
import torch

from core.experiments import cnn_from_scratch as experiment
from core.gradient_check import TOLERANCE
from core.settings.cnn_from_scratch import CnnFromScratch, of_training
from core.settings.schema import knobs, replace
from core.training.cnn_from_scratch import train
from core.training.events import Epoch
from ui import export

SHORT = CnnFromScratch(data="digits", train_size=500, epochs=1)
EXAMPLES = {
    "right": SHORT,
    "skip_dense": replace(SHORT, mistake="skip_dense", digit=7, filter=2, batch_size=64),
    "all_ties": replace(SHORT, mistake="all_ties", seed=3, learning_rate=0.05),
    "no_slope": replace(SHORT, mistake="no_slope", digit=0, epochs=2),
}


def script_of(settings):
    return export.script("cnn_from_scratch", experiment.script_values(settings, experiment.run(settings)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_prints_what_the_page_shows(name, capsys, tmp_path, one_thread):
    settings = EXAMPLES[name]
    exec(compile(script_of(settings), "cnn_from_scratch.py", "exec"), {"__name__": "__main__"})
    lines = capsys.readouterr().out.splitlines()
    result = experiment.run(settings)
    said = {key: json.loads(text) for key in ("loss", "probabilities") for text in [after(lines, key)]}
    assert said["loss"] == pytest.approx(result.loss, abs=1e-6)
    assert said["probabilities"] == pytest.approx(result.probabilities.tolist(), abs=1e-6)

    rows = {(row.layer, row.tensor): row.whole for row in experiment.check(settings)}
    checks = {
        f"{layer}.{tensor}": rows[layer, tensor] for layer in ("conv", "hidden", "output") for tensor in ("weight", "bias")
    }
    for gradient, difference in (checks | {"pixels": rows["conv", "input"]}).items():
        verdict = after(lines, f"gradient check {gradient}")
        assert (
            verdict == "right" if difference <= TOLERANCE else abs(float(verdict.removeprefix("wrong by ")) - difference) < 1e-6
        )
    if settings.mistake == "none":
        shown = result.network.layers["conv"].weight_gradient[settings.filter - 1, 0]
        torch.testing.assert_close(
            torch.tensor(json.loads(after(lines, "filter gradient")), dtype=torch.float64), shown, atol=1e-6, rtol=0
        )

    for epoch in (event for event in train(of_training(settings), tmp_path) if isinstance(event, Epoch)):
        words = after(lines, f"epoch {epoch.epoch} test loss").split()
        assert float(words[0]) == pytest.approx(epoch.test_loss, abs=2e-4)
        assert float(words[2]) == pytest.approx(epoch.twin_loss, abs=2e-4)
        assert float(words[4]) == pytest.approx(epoch.test_accuracy, abs=1 / 360 + 1e-4)
        assert float(words[-1]) == pytest.approx(epoch.twin_difference, abs=2e-3)


def after(lines, key):
    return next(line.removeprefix(f"{key} ") for line in lines if line.startswith(f"{key} "))


def test_every_control_reaches_the_script():
    """What changes a number changes the script; what only chooses what to see does not."""
    elsewhere = {"view", "layer", *CnnFromScratch.looks}
    for name, knob in knobs(SHORT).items():
        scripts = {script_of(replace(SHORT, **{name: value})) for value in knob.extremes()}
        changes = len(scripts | {script_of(SHORT)}) > 1
        # MNIST stands in for itself only where it is.
        assert changes == (name not in elsewhere) or name == "data", name
