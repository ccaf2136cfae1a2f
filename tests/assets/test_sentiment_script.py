"""The sentiment page's script, as exported, trains the network that Kaca trains: same numbers, epoch for epoch."""

import ast

import pytest

from core.experiments import sentiment as experiment
from core.sentiment_reading import probability
from core.settings.sentiment import PRESETS, Sentiment
from core.training.events import Diverged, Epoch
from core.training.sentiment import train
from ui import export

SMALL = {"train_texts": 500, "epochs": 2, "device": "cpu", "max_length": 20}
EXAMPLES = {
    "masked": Sentiment(**SMALL, sentence="Ceritanya sama sekali tidak buruk"),
    "padded_before": Sentiment(**SMALL, pad_mode="pre", cell="gru", word_dropout=0.0, vocabulary=500, readout="mean"),
    "padded_behind": Sentiment(**SMALL, pad_mode="post", cell="rnn", seed=7, sentence=""),
    "everything_on": Sentiment(
        **SMALL, bidirectional=True, num_layers=2, dropout=0.3, embedding_dim=16, hidden_size=8, batch_size=64, word_dropout=0.2
    ),
    "both_ways_max": Sentiment(**SMALL, bidirectional=True, readout="max", cell="gru", hidden_size=64, batch_size=128),
}


def printed_by_script(settings, capsys):
    source = export.script("sentiment", experiment.script_values(settings))
    exec(compile(source, "sentiment.py", "exec"), {"__name__": "__main__"})
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("name", EXAMPLES)
def test_script_trains_as_kaca_does(name, capsys, tmp_path):
    settings = EXAMPLES[name]
    bag, *epochs, answer = printed_by_script(settings, capsys)
    events = list(train(settings, tmp_path))
    assert epochs == [
        f"epoch {event.epoch} loss {event.train_loss:.4f} train {event.train_accuracy:.4f} test {event.test_accuracy:.4f}"
        for event in events
        if isinstance(event, Epoch)
    ]
    model = experiment.trained(settings, tmp_path)
    assert bag == f"bag of words test {model.report.baseline.accuracy:.4f}"
    shown = float(probability(experiment.run(model, settings.sentence).logit))
    assert answer.startswith(f"{settings.sentence!r}: p = ")
    assert float(answer.rpartition(" ")[2]) == pytest.approx(shown, abs=1.1e-4)


def test_a_loss_that_is_no_number_ends_both(capsys, tmp_path, monkeypatch):
    settings = Sentiment(**SMALL, learning_rate=1.0)
    monkeypatch.setattr(
        "torch.nn.functional.binary_cross_entropy_with_logits", lambda logits, y, **kind: (logits * float("nan")).mean()
    )
    *_, last = printed_by_script(settings, capsys)
    events = [event for event in train(settings, tmp_path) if isinstance(event, Diverged)]
    assert last == f"diverged at step {events[0].step}: the loss is nan" and events[0].step == 1


def test_script_reads_a_file_of_ones_own(capsys, tmp_path):
    kinds = (("so", "dreadful", "poor"), ("really", "lovely", "good"))
    lines = [f"{kinds[i % 2][0]} {kinds[i % 2][1]} film {i},{kinds[i % 2][2]}" for i in range(60)]
    (tmp_path / "mine.csv").write_text("\n".join(["text,label", *lines]))
    settings = Sentiment(data="csv", csv=f"{'0' * 24}~mine.csv", epochs=3, device="cpu", batch_size=16)
    values = experiment.script_values(settings)
    assert values["csv"] == "mine.csv"
    exec(
        compile(export.script("sentiment", values | {"csv": str(tmp_path / "mine.csv")}), "sentiment.py", "exec"),
        {"__name__": "__main__"},
    )
    assert capsys.readouterr().out.splitlines()[0] == "bag of words test 1.0000"


def test_script_starts_from_the_defaults_of_the_page():
    block = export.script("sentiment", {}).split(export.START)[1].split(export.END)[0]
    values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(block).body}
    assert values == experiment.script_values(Sentiment())
    assert set(experiment.script_values(PRESETS["curriculum"])) == set(values)
