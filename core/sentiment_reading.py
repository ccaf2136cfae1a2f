"""One text on its way through a trained network, word by word, and what each word does to the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.bag_of_words import BagOfWords
from core.sentiment import SentimentNetwork
from core.settings.sentiment import Sentiment
from core.text import UNKNOWN, Vocabulary, clean, pad

MOST_WORDS = 100  # that are looked at one by one


@dataclass(frozen=True, eq=False)
class Reading:
    """T words are looked at, of `found` in the text; `numbers` (T,) in the vocabulary; padding before and behind them.

    vectors (T, embedding_dim), states (T, features); `end`: the state after the padding behind, where it is read.
    logit: of class 1, of the whole text. so_far (T,): the logit if the text ended after this word.
    without (T,): how much smaller the logit is without this word. gradient (T,): ∂logit/∂vector · vector.
    bag (T,): what each word adds to the bag of words' logit; bag_logit of the whole text.
    """

    cleaned: str
    words: tuple[str, ...]
    numbers: np.ndarray
    found: int
    before: int
    behind: int
    vectors: np.ndarray
    states: np.ndarray
    end: np.ndarray | None
    logit: float
    so_far: np.ndarray
    without: np.ndarray
    gradient: np.ndarray
    bag: np.ndarray
    bag_logit: float

    @property
    def unknown(self) -> np.ndarray:
        return self.numbers == UNKNOWN


def read(network: SentimentNetwork, vocabulary: Vocabulary, bag: BagOfWords, settings: Sentiment, text: str) -> Reading:
    """What `network`, trained with `settings`, makes of `text`."""
    cleaned = clean(text)
    words = cleaned.split()
    numbers = vocabulary.encode(words)
    shown = words[: min(MOST_WORDS, settings.max_length)]
    count = len(shown)
    rows = pad([numbers], settings.max_length, settings.pad_mode)
    width, inside = rows.ids.shape[1], min(len(numbers), settings.max_length)
    before = width - inside if settings.pad_mode == "pre" else 0
    behind = width - inside if settings.pad_mode == "post" else 0
    at = slice(before, before + count)

    network.eval()
    lengths = torch.from_numpy(rows.lengths)
    vectors = network.embedding(torch.from_numpy(rows.ids)).detach().requires_grad_()  # (1, width, embedding_dim)
    logit, states = network.from_vectors(vectors, lengths)
    # Not backward(): learners share the network, and its weights want no gradients here.
    (slope,) = torch.autograd.grad(logit, vectors)
    gradient = (slope * vectors).sum(2)[0].detach().numpy()
    with torch.inference_mode():
        ends = torch.arange(before + 1, before + count + 1)
        so_far = _ends(network, vectors.detach(), states.detach(), ends)
        without = logit.item() - _without(network, settings, numbers, count)
    parts = bag.contributions(numbers)
    return Reading(
        cleaned=cleaned,
        words=tuple(shown),
        numbers=np.array(numbers[:count], dtype=np.int64),
        found=len(words),
        before=before,
        behind=behind,
        vectors=vectors[0, at].detach().numpy(),
        states=states[0, at].detach().numpy(),
        end=states[0, -1].detach().numpy() if behind else None,
        logit=logit.item(),
        so_far=so_far,
        without=without,
        gradient=gradient[at],
        bag=parts[:count],
        bag_logit=float(parts.sum() + bag.intercept),
    )


def probability(logit: float | np.ndarray) -> float | np.ndarray:
    """σ(logit), the probability of class 1."""
    return 1 / (1 + np.exp(-np.clip(logit, -500, 500)))


def _ends(network: SentimentNetwork, vectors: torch.Tensor, states: torch.Tensor, ends: torch.Tensor) -> np.ndarray:
    """(T,) logits of one text, vectors (1, width, embedding_dim), if it ended at each of `ends` (T,)."""
    if not len(ends):
        return np.zeros(0)
    rows = (len(ends), -1, -1)
    if network.recurrent.bidirectional:  # an earlier end is another beginning for the backward pass
        return network.from_vectors(vectors.expand(rows), ends)[0].numpy()
    return network.output(network.read_out(states.expand(rows), ends))[:, 0].numpy()


def _without(network: SentimentNetwork, settings: Sentiment, numbers: list[int], count: int) -> np.ndarray:
    """(count,) logits of the text without each of its first `count` words."""
    if not count:
        return np.zeros(0)
    rows = pad([numbers[:k] + numbers[k + 1 :] for k in range(count)], settings.max_length, settings.pad_mode)
    return network(torch.from_numpy(rows.ids), torch.from_numpy(rows.lengths)).numpy()
