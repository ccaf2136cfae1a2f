import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sklearn.metrics import roc_auc_score

from core.data import download, texts, uploads
from core.data.texts import load
from core.errors import LearnerError
from core.experiments import sentiment as experiment
from core.settings.schema import replace
from core.settings.sentiment import DEFAULTS, MISSIONS, PRESETS, Sentiment, training
from core.text import pad, tokens
from core.training import run as running
from core.training import sentiment, speed
from core.training.events import Diverged, Epoch, Finished, Refused, Started, Step
from core.training.example import shipped
from core.training.jobs import TASKS, JobSpecification, State
from core.training.run import Stopwatch
from core.training.sentiment import SentimentRun, train

SMALL = Sentiment(train_texts=200, epochs=2, device="cpu")


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def weights(folder):
    return load_file(folder / "weights.safetensors")


def same(first, second):
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def rows(sentences, vocabulary):
    found = pad([vocabulary.encode(tokens(text)) for text in sentences], 200, "bucket")
    return torch.from_numpy(found.ids), torch.from_numpy(found.lengths)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def default(tmp_path_factory):
    """The default run: (events, folder)."""
    folder = tmp_path_factory.mktemp("default")
    return list(train(replace(DEFAULTS, device="cpu"), folder)), folder


def test_the_network_learns_what_a_bag_of_words_cannot(default):
    events, folder = default
    report = experiment.trained(DEFAULTS, folder).report
    assert of(Epoch, events)[-1].test_accuracy == report.network.accuracy > 0.97
    assert 0.55 < report.baseline.accuracy < 0.8
    assert isinstance(events[0], Started) and isinstance(events[-1], Finished)
    assert (events[0].data, events[0].train_size, events[0].test_size) == ("Kaca mini-corpus", 3136, 784)
    assert events[0].steps == 6 * 98 and of(Step, events)[-1].step == 588


def test_word_order_decides(default):
    model = experiment.trained(DEFAULTS, default[1])
    for first, second in (
        ("the film is not boring but brilliant", "the film is not brilliant but boring"),
        ("filmnya tidak membosankan melainkan memukau", "filmnya tidak memukau melainkan membosankan"),
    ):
        praise, blame = experiment.run(model, first), experiment.run(model, second)
        assert praise.logit > 1 and blame.logit < -1
        assert praise.bag_logit == pytest.approx(blame.bag_logit, abs=1e-9)
        assert praise.bag_logit == pytest.approx(0, abs=0.01)  # the mission: it cannot decide


def test_the_report_is_of_the_weights_beside_it(default):
    events, folder = default
    model, data = experiment.trained(DEFAULTS, folder), load("mini")
    with torch.inference_mode():
        logits = model.network(*rows(data.test_texts, model.vocabulary)).double().numpy()
    probabilities = 1 / (1 + np.exp(-logits))
    assert model.report.network.auc == pytest.approx(roc_auc_score(data.test_labels, probabilities), abs=1e-6)
    right = np.where(data.test_labels == 1, probabilities, 1 - probabilities)
    told = [worst.probability if worst.actual else 1 - worst.probability for worst in model.report.worst]
    assert told == pytest.approx(np.sort(right)[:12], abs=1e-4)
    index = dict(zip(data.test_texts, range(784), strict=True))
    for worst in model.report.worst:
        assert worst.probability == pytest.approx(probabilities[index[worst.text]], abs=1e-4)
        bag = experiment.run(model, worst.text).bag_logit
        assert worst.baseline == pytest.approx(1 / (1 + np.exp(-bag)), abs=1e-6)
    assert np.array_equal(of(Epoch, events)[-1].confusion, model.report.network.confusion)
    loss = np.logaddexp(0, np.where(data.test_labels == 1, -logits, logits)).mean()
    assert of(Epoch, events)[-1].test_loss == pytest.approx(loss, rel=1e-3)


def test_padding_behind_teaches_nothing_in_two_epochs(tmp_path):
    mission = MISSIONS["post_padding"].settings
    assert (mission.pad_mode, mission.max_length, mission.epochs) == ("post", 200, 2)
    epochs = of(Epoch, train(replace(mission, device="cpu", train_texts=1_000), tmp_path))
    assert [epoch.train_loss for epoch in epochs] == pytest.approx([np.log(2)] * 2, abs=0.01)
    assert epochs[-1].test_accuracy == pytest.approx(0.5, abs=0.02)


def test_a_hundred_sentences_are_learned_by_heart(tmp_path):
    *_, last = of(Epoch, train(replace(MISSIONS["few_texts"].settings, device="cpu"), tmp_path))
    assert last.train_accuracy > 0.97 and last.test_accuracy < 0.7


@pytest.mark.parametrize("change", [{}, {"pad_mode": "pre", "bidirectional": True, "dropout": 0.3, "num_layers": 2}])
def test_an_interrupted_run_ends_as_an_uninterrupted_one(tmp_path, change, monkeypatch):
    monkeypatch.setattr(running, "STEP_SECONDS", 0.0)
    settings = replace(SMALL, word_dropout=0.2, max_length=20, **change)
    whole = of(Epoch, train(settings, tmp_path / "whole"))
    run = train(settings, tmp_path / "cut")
    for event in run:
        if isinstance(event, Step) and event.step > 9:  # in the middle of the second epoch
            break
    run.close()
    events = list(train(settings, tmp_path / "cut"))
    assert events[0].done == 7 and [epoch.epoch for epoch in of(Epoch, events)] == [2]
    assert same(weights(tmp_path / "whole"), weights(tmp_path / "cut"))
    assert of(Epoch, events)[-1].test_loss == whole[-1].test_loss
    list(train(replace(settings, seed=1), tmp_path / "other"))
    assert not same(weights(tmp_path / "whole"), weights(tmp_path / "other"))


def test_batches_hold_every_text_once_and_masked_ones_texts_of_similar_length(tmp_path):
    for mode in ("bucket", "pre", "post"):
        run = SentimentRun(replace(SMALL, pad_mode=mode, train_texts=2_000), tmp_path / mode, Stopwatch())
        batches = run.batches()
        assert sorted(torch.cat(batches).tolist()) == list(range(2_000)) and len(batches) == run.steps_per_epoch
        assert not torch.equal(torch.cat(batches), torch.cat(run.batches()))
        widths = [run._batch(run.rows, batch)[0].shape[1] for batch in batches]
        assert set(widths) == {200} if mode != "bucket" else np.mean(widths) < 1.1 * run.rows.lengths.mean()


def test_a_long_test_can_be_interrupted(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "STEP_SECONDS", -1.0)
    run = SentimentRun(replace(SMALL, epochs=1), tmp_path, Stopwatch())
    steps = [event.step for event in of(Step, run.events())]
    assert steps == [*range(1, 8), *[7] * 4]  # 784 texts in four batches


def test_bfloat16_where_the_processor_can_and_the_products_are_large(tmp_path, monkeypatch):
    monkeypatch.setattr("core.training.sentiment.multiplies_bfloat16", lambda: True)
    run = SentimentRun(replace(SMALL, hidden_size=64, batch_size=64), tmp_path / "large", Stopwatch())
    with run._precision():
        assert run.model.output(torch.zeros(1, 64)).dtype == torch.bfloat16
    run = SentimentRun(SMALL, tmp_path / "small", Stopwatch())
    with run._precision():
        assert not torch.is_autocast_enabled("cpu")
    assert speed.multiplies_bfloat16() in (True, False)


def test_what_cannot_be_trained_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "_folder", lambda: tmp_path / "uploads")
    (refused,) = train(Sentiment(data="csv"), tmp_path)
    assert refused == Refused("texts.choose")
    lines = "".join(f"!!! {i % 7 * '?'},{i % 2}\n" for i in range(60))
    (refused,) = train(Sentiment(data="csv", csv=f"{uploads.keep(lines.encode())}~signs.csv"), tmp_path)
    assert refused == Refused("texts.no_words")
    for name in ("folder", "download_folder"):
        monkeypatch.setattr(texts, name, lambda: tmp_path)
    monkeypatch.setattr(download, "IMDB_MIRRORS", ("http://127.0.0.1:9/",))
    (refused,) = train(PRESETS["curriculum"], tmp_path)
    assert refused == Refused("data.no_network", {"data": "IMDB"})


def test_a_loss_that_is_no_number_ends_the_run(tmp_path):
    run = SentimentRun(SMALL, tmp_path, Stopwatch())
    run.model.output.bias.data.fill_(float("nan"))
    assert [event.step for event in of(Diverged, run.events())] == [1]


def test_damaged_files_of_a_run_are_explained(tmp_path):
    list(train(replace(SMALL, epochs=1), tmp_path))
    assert experiment.trained(SMALL, tmp_path).vocabulary.words
    report = (tmp_path / "report.json").read_bytes()
    for broken in (b"", b"{}", json.dumps([1]).encode()):
        (tmp_path / "report.json").write_bytes(broken)
        with pytest.raises(LearnerError, match=r"weights\.unreadable"):
            experiment.trained(SMALL, tmp_path)
    (tmp_path / "report.json").write_bytes(report)
    with pytest.raises(LearnerError, match=r"weights\.other_shape"):
        experiment.trained(replace(SMALL, hidden_size=64), tmp_path)
    (tmp_path / "weights.safetensors").unlink()
    with pytest.raises(LearnerError, match=r"weights\.unreadable"):
        experiment.trained(SMALL, tmp_path)


def test_the_example_that_comes_with_kaca_is_the_default_run(default):
    view = shipped("sentiment")
    assert view.state is State.FINISHED and view.specification.task in TASKS
    assert training(view.specification.parsed()) == DEFAULTS
    model = experiment.trained(DEFAULTS, view.folder)
    assert model.vocabulary == experiment.trained(DEFAULTS, default[1]).vocabulary
    assert view.last(Epoch).test_accuracy == model.report.network.accuracy > 0.97
    data = load("mini")
    with torch.inference_mode():
        logits = model.network(*rows(data.test_texts, model.vocabulary)).numpy()
    assert ((logits > 0) == data.test_labels).mean() > 0.97
    assert sum(file.stat().st_size for file in view.folder.iterdir()) < 60_000
    assert JobSpecification.of("sentiment", DEFAULTS).settings == view.specification.settings


def test_a_batch_read_in_parts_on_all_cores_teaches_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(sentiment, "multiplies_bfloat16", lambda: True)

    def learned(part, name, **changes):
        monkeypatch.setattr(sentiment, "PART", part)
        settings = replace(SMALL, batch_size=64, word_dropout=0.0, num_layers=2, **changes)
        run = SentimentRun(settings, tmp_path / name, Stopwatch())
        for batch in run.batches():
            run.take_step(batch)
        return [weights.detach().clone() for weights in run.model.parameters()]

    def same(part, name, **changes):
        first = learned(part, name, **changes)
        return all(map(torch.equal, first, learned(part, f"{name} again", **changes)))

    torch.testing.assert_close(learned(7, "parts"), learned(64, "whole"), rtol=1e-4, atol=1e-6)
    assert same(7, "on any core")
    assert same(7, "dropout", dropout=0.5)
    assert same(32, "bfloat16", cell="gru", bidirectional=True, hidden_size=64)
