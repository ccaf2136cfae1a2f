"""The numbers behind the sentiment picture: the logit of a word's state, its probability, and the bag of words' sum."""

from __future__ import annotations

import html

import numpy as np

from core.experiments.sentiment import Trained, chosen
from core.rounding import agreeing, factor, shown
from core.sentiment_reading import Reading, probability
from core.settings.schema import knobs
from core.settings.sentiment import Sentiment, training
from ui.controls import knob_label
from ui.labels import say
from ui.sentiment_picture import class_names

MOST_TERMS = 6
SMALLEST = 5e-5  # what adds less to the bag of words' sum is not written


def paragraphs(settings: Sentiment, model: Trained, reading: Reading) -> str:
    """As HTML: of the word looked at, of the padding behind where it is read, and of the bag of words."""
    name, texts = html.escape(class_names(model)[1]), []
    if reading.words:
        at = chosen(settings, reading)
        word, logit = html.escape(reading.words[at]), float(reading.so_far[at])
        if model.settings.readout == "last" and not model.settings.bidirectional:
            texts.append(say("sentiment.numbers_state", word=word, sum=_dot(model, reading.states[at], logit)))
        texts.append(say("sentiment.numbers_so_far", word=word, name=name, sigmoid=_sigmoid(logit)))
    if reading.behind:
        texts.append(say("sentiment.numbers_padding", count=reading.behind, name=name, sigmoid=_sigmoid(reading.logit)))
    texts.append(say("sentiment.numbers_bag", sum=_bag(model, reading), sigmoid=_sigmoid(reading.bag_logit)))
    return "".join(f"<p>{text}</p>" for text in texts)


def untrained(settings: Sentiment, model: Trained) -> str:
    """The controls in which the settings on screen differ from the training that is shown; empty where in none."""
    mine, theirs = training(settings), training(model.settings)
    return ", ".join(knob_label(name) for name in knobs(mine) if getattr(mine, name) != getattr(theirs, name))


def _dot(model: Trained, state: np.ndarray, logit: float) -> str:
    """w·h + b, the products summed by their sign: as many numbers as can be added again by hand."""
    weights, bias = model.network.output.weight[0].detach().numpy(), model.network.output.bias.item()
    products = weights * state
    parts = [float(products[products > 0].sum()), float(products[products < 0].sum()), bias]
    return _sum(parts, logit)


def _bag(model: Trained, reading: Reading) -> str:
    """The intercept and what each word adds, the words after the first few together."""
    parts = [float(part) for part in reading.bag if abs(part) >= SMALLEST]
    start = model.bag.intercept if abs(model.bag.intercept) >= SMALLEST else 0.0
    rest = [reading.bag_logit - start - sum(parts[:MOST_TERMS])] if len(parts) > MOST_TERMS else []
    return _sum([start, *parts[:MOST_TERMS], *rest], reading.bag_logit)


def _sum(parts: list[float], total: float) -> str:
    terms = agreeing(parts, lambda *values: sum(values), total)
    return f"<span role='math'>{' + '.join([terms[0], *map(factor, terms[1:])])} = {shown(total)}</span>"


def _sigmoid(logit: float) -> str:
    result = float(probability(logit))
    (z,) = agreeing([logit], lambda value: float(probability(value)), result)
    return f"<span role='math'>σ({z}) = 1 / (1 + e<sup>−{factor(z)}</sup>) = {shown(result)}</span>"
