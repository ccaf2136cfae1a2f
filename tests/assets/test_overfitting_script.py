"""The overfitting page's exported script trains the network of the page: the same losses, accuracies and confusion matrix."""

import ast
import re
from types import SimpleNamespace

import numpy as np
import pytest

from core.data import tables
from core.experiments import overfitting as experiment
from core.experiments.overfitting_data import describe
from core.experiments.overfitting_script import values
from core.settings.overfitting import DEFAULTS, IRIS, Overfitting
from core.settings.schema import Text, knobs, replace
from ui import export

SHORT = replace(DEFAULTS, width_1=8, width_2=6, epochs=25)
EXAMPLES = {
    "iris": replace(IRIS, epochs=100),
    "noise": replace(DEFAULTS, epochs=40),
    "early_stopping": replace(DEFAULTS, patience=5, epochs=60),
    "two_classes": replace(SHORT, data="breast_cancer", scaling="min_max", activation="tanh", batch_size=64, epochs=5),
    "batch_norm_dropout": replace(SHORT, batch_norm=True, dropout=0.4, batch_size=16, optimizer="momentum"),
    "penalties": replace(SHORT, l1=0.3, l2=3.0, optimizer="rmsprop", learning_rate=0.003, activation="sigmoid"),
    "few_rows": replace(SHORT, train_fraction=20, hidden=3, optimizer="sgd", validation_share=10, test_share=45, split_seed=7),
    "diverges": replace(
        SHORT, optimizer="momentum", learning_rate=1.0, l2=100.0, train_fraction=20, activation="linear", epochs=300
    ),
    "no_hidden": replace(SHORT, hidden=0, scaling="none"),
}


def script_of(settings, file=None):
    return export.script("overfitting", values(settings, experiment.run(settings, file)))


def printed(source, capsys):
    """(epoch, {part: (loss, accuracy)} of the outcome, the confusion matrix, all of it)."""
    exec(compile(source, "overfitting.py", "exec"), {"__name__": "__main__"})
    text = capsys.readouterr().out
    end = next(line for line in text.splitlines() if line.startswith("the end"))
    parts = {part: (float(loss), float(share)) for part, loss, share in re.findall(r"(\w+) loss (\S+) accuracy (\S+)", end)}
    matrix = ast.literal_eval(re.search(r"confusion matrix of the test rows: (.*)", text)[1])
    return int(re.search(r"epoch (\d+)", end)[1]), parts, matrix, text


def assert_same(settings, result, capsys, source):
    epoch, parts, matrix, text = printed(source, capsys)
    made = result.film.run
    assert epoch == made.result
    for number, part in enumerate(("train", "validation", "test")):
        if not result.split.rows.counts[number]:
            assert part not in parts
            continue
        assert parts[part][0] == pytest.approx(made.loss[number, made.result], rel=1e-4, abs=1e-6)
        assert parts[part][1] == pytest.approx(made.accuracy[number, made.result], abs=1e-4)
    frame = result.film.epochs.tolist().index(made.result)
    assert matrix == result.film.confusion[frame, 2].tolist()
    assert ("diverged" in text) == (made.stopped == "diverged")


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_ends_where_the_page_does(name, capsys):
    settings = EXAMPLES[name]
    assert_same(settings, experiment.run(settings), capsys, script_of(settings))


@pytest.mark.parametrize("header", (True, False))
def test_a_file_reaches_the_script(header, capsys, tmp_path, monkeypatch):
    rng = np.random.default_rng(3)
    lines = ["a;b;colour;kind"] if header else []
    for _ in range(60):
        a, b = rng.normal(size=2)
        kind = "yes" if a > b else "no"
        lines.append(f"{a:.3f};{b:.3f};{rng.choice(['red', 'blue'])};{kind}".replace(".", ","))
    content = "\n".join(lines).encode()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.csv").write_bytes(content)
    file = tables.cells(content)
    settings = replace(SHORT, **describe(content, "own.csv"))
    assert_same(settings, experiment.run(settings, file), capsys, script_of(settings, file))


def test_every_control_reaches_the_script():
    """Whatever changes the training changes the script; what only looks elsewhere does not."""

    def script_of(settings):
        # The plan decides the script; nothing need be trained.
        return export.script("overfitting", values(settings, SimpleNamespace(plan=experiment.plan_of(settings)[0])))

    start = replace(SHORT, hidden=3)
    plain = script_of(start)
    for name, knob in knobs(DEFAULTS).items():
        if isinstance(knob, Text) or name in ("sklearn", "label_column"):
            continue
        scripts = {
            script_of(replace(start, **{name: value}))
            for value in knob.extremes()
            if value not in (getattr(start, name), "csv")
        }
        assert scripts - {plain}, name
    elsewhere = replace(start, epoch="3", rows="train", cell="0.1", sample="4", sklearn=True, pinned="data=iris")
    assert script_of(elsewhere) == plain
    assert Overfitting.looks == ("epoch", "rows", "cell", "sample")
