import json
import math

import pytest
import torch

from benchmarks import mnist
from benchmarks.report import report
from core.architectures import build
from core.data import digits
from core.settings.digit_trainer import PRESETS, DigitTrainer
from core.settings.network import ARCHITECTURES


def test_both_sides_train_the_same_network():
    theirs = [tuple(weights.shape) for weights in mnist.CaseStudy().parameters()]
    ours = build(PRESETS["fast_mnist"])
    assert theirs == [tuple(weights.shape) for weights in ours.parameters()]
    assert all(getattr(PRESETS["fast_mnist"], name) == value for name, value in ARCHITECTURES["case_study"].items())
    source = mnist.CaseStudy()
    ours.load_state_dict(dict(zip(ours.state_dict(), source.state_dict().values(), strict=True)))
    images = torch.randn(5, 1, 28, 28)
    torch.testing.assert_close(ours(images), source(images))


def test_both_sides_see_the_same_pictures():
    data = digits.load("digits")
    picture, label = mnist.Pictures(data.test_images, data.test_labels)[3]
    torch.testing.assert_close(picture, digits.normalise(data.test_images[3]))
    assert label == data.test_labels[3]


def test_time_to_the_target_is_that_of_the_first_evaluation_that_reaches_it():
    history = [(10.0, 0.97), (20.0, 0.9835), (30.0, 0.98), (40.0, 0.99)]
    assert mnist.seconds_to(history, 0.9835) == 20.0
    assert mnist.seconds_to(history, 0.999) == math.inf


@pytest.mark.parametrize("side", mnist.SIDES)
def test_a_run_tells_its_history(monkeypatch, side):
    small = digits.load("digits")
    monkeypatch.setattr(mnist, "load", lambda name: small)
    monkeypatch.setitem(PRESETS, "fast_mnist", DigitTrainer(device="cpu"))
    run = mnist.SIDES[side](seed=0, epochs=2)
    (first, second) = run["history"]
    assert 0 < first[0] < second[0] and 0.3 < second[1] <= 1
    assert run["throughput"] > 100


def test_the_last_line_of_a_report_is_json(capsys):
    report("demo", ("what", "n"), [("apples", 1), ("pears", "1,000")], ratio=2.5)
    *table, line = capsys.readouterr().out.splitlines()
    assert table == ["what        n", "apples      1", "pears   1,000"]
    numbers = json.loads(line)
    assert (numbers["benchmark"], numbers["ratio"]) == ("demo", 2.5)
    assert numbers["machine"]["devices"] and numbers["machine"]["torch"] == torch.__version__
