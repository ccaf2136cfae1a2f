"""The digit trainer's script, as exported, trains the network that Kaca trains: same numbers, epoch for epoch."""

import ast

import pytest

from core.settings.digit_trainer import PRESETS, DigitTrainer
from core.settings.schema import replace, to_json
from core.training.digits import train
from core.training.events import Diverged, Epoch
from ui import export

SHORT = {"train_size": 200, "epochs": 2, "device": "cpu"}
EXAMPLES = {
    "convolutions": DigitTrainer(**SHORT),
    "three_blocks": DigitTrainer(
        **SHORT,
        blocks=3,
        kernel_1=7,
        stride_1=2,
        pool_1="none",
        padding_2=3,
        pool_2="average",
        hidden=0,
        activation="tanh",
        optimizer="rmsprop",
        learning_rate=0.001,
        schedule="step",
    ),
    "everything_on": DigitTrainer(
        **SHORT,
        hidden=2,
        dropout=0.3,
        batch_norm=True,
        optimizer="adamw",
        weight_decay=0.01,
        schedule="cosine",
        label_smoothing=0.1,
        shift=2,
        rotate=15,
        batch_size=128,
        seed=7,
    ),
    "dense": DigitTrainer(**SHORT, family="dense", hidden=5, optimizer="momentum", schedule="constant", activation="gelu"),
    "diverges": replace(PRESETS["diverges"], device="cpu"),
}


def printed_by_script(settings, capsys):
    exec(compile(export.script("digit_trainer", to_json(settings)), "digit_trainer.py", "exec"), {"__name__": "__main__"})
    return capsys.readouterr().out.splitlines()


def lines(events):
    for event in events:
        if isinstance(event, Epoch):
            numbers = f"loss {event.train_loss:.4f} train {event.train_accuracy:.4f} test {event.test_accuracy:.4f}"
            yield f"epoch {event.epoch} {numbers}"
        if isinstance(event, Diverged):
            yield f"diverged at step {event.step}: the loss is {event.loss}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_trains_as_kaca_does(name, capsys, tmp_path):
    printed = printed_by_script(EXAMPLES[name], capsys)
    assert printed
    assert printed == list(lines(train(EXAMPLES[name], tmp_path)))


def test_script_starts_from_the_defaults_of_the_page():
    block = export.script("digit_trainer", {}).split(export.START)[1].split(export.END)[0]
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(block).body}
    assert values == to_json(DigitTrainer())
