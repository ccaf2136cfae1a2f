"""The numbers below the sentiment picture can be added again by hand, and nothing of a file's own reaches the page as HTML."""

import dataclasses
import math
import re

import pytest

from core.experiments import sentiment as experiment
from core.settings.sentiment import DEFAULTS, PRESETS, Sentiment
from core.training.example import shipped
from ui import sentiment_words

SENTENCES = [
    "The plot is not bad at all!",
    "Film ini buruk, buruk, tetapi aktingnya indah dan musiknya keren sekali",
    "nothing known",
]


@pytest.fixture(scope="module")
def model():
    return experiment.trained(DEFAULTS, shipped("sentiment").folder)


def value(text):
    power = text.partition("·10")[2].strip("()").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(text.partition("·10")[0].strip("()").replace("−", "-")) * 10.0 ** int(power or 0)


def formulas(text):
    return [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<span role='math'>(.*?)</span>", text)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sums_and_probabilities_can_be_calculated_again(model, sentence):
    for word in range(len(experiment.run(model, sentence).words)):
        settings = Sentiment(sentence=sentence, word=str(word))
        reading = experiment.run(model, sentence)
        dot, so_far, bag, bag_sigmoid = formulas(sentiment_words.paragraphs(settings, model, reading))
        for formula in (dot, bag):
            terms, _, result = formula.partition(" = ")
            assert sum(map(value, terms.split(" + "))) == pytest.approx(value(result), abs=6e-5)
        assert value(dot.partition(" = ")[2]) == pytest.approx(reading.so_far[word], abs=6e-5)
        for formula, logit in ((so_far, reading.so_far[word]), (bag_sigmoid, reading.bag_logit)):
            z = value(re.match(r"σ\((.*?)\) = ", formula)[1])
            assert z == pytest.approx(float(logit), abs=6e-5)
            assert 1 / (1 + math.exp(-z)) == pytest.approx(value(formula.rpartition(" = ")[2]), abs=6e-5)


def test_padding_behind_has_its_own_line(model):
    behind = dataclasses.replace(model, settings=Sentiment(pad_mode="post"))
    text = sentiment_words.paragraphs(DEFAULTS, behind, experiment.run(behind, DEFAULTS.sentence))
    assert "193 padding tokens" in text and len(formulas(text)) == 5


def test_a_text_without_words_still_has_the_bag_of_words(model):
    text = sentiment_words.paragraphs(DEFAULTS, model, experiment.run(model, "!"))
    assert len(formulas(text)) == 2


def test_names_of_a_file_are_text(model):
    report = dataclasses.replace(model.report, classes=("a", "<img src=x>"))
    own = dataclasses.replace(model, settings=Sentiment(data="csv"), report=report)
    text = sentiment_words.paragraphs(DEFAULTS, own, experiment.run(own, "bad"))
    assert "<img" not in text and "&lt;img" in text


def test_what_train_would_change(model):
    assert sentiment_words.untrained(Sentiment(sentence="other", word="3"), model) == ""
    assert sentiment_words.untrained(PRESETS["post_padding"], model) == "Padding, Words hidden in training, Epochs"
