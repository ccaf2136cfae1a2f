"""The embedding space as a map: the two directions in which its words differ most, and the nearest words in all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.decomposition import PCA

from core.sentiment import SentimentNetwork
from core.text import Vocabulary

MOST_WORDS = 150


@dataclass(frozen=True, eq=False)
class WordMap:
    """`places` (n, 2) of `words`; `shares` (2,): of the variance; `logits` (n,): the network's answer to the word alone."""

    words: tuple[str, ...]
    places: np.ndarray
    shares: np.ndarray
    logits: np.ndarray


def word_map(network: SentimentNetwork, vocabulary: Vocabulary, extra: tuple[str, ...] = ()) -> WordMap:
    """The most frequent words and those of `extra` that the vocabulary has, by principal component analysis."""
    chosen = dict.fromkeys((*vocabulary.words[:MOST_WORDS], *(word for word in extra if word in vocabulary.number)))
    numbers = torch.tensor([vocabulary.number[word] for word in chosen])
    with torch.inference_mode():
        vectors = network.embedding.weight[numbers].numpy().astype(np.float64)
        logits = network(numbers[:, None], torch.ones(len(numbers), dtype=torch.long)).numpy()
    pca = PCA(2, svd_solver="full").fit(vectors)
    return WordMap(tuple(chosen), pca.transform(vectors), pca.explained_variance_ratio_, logits)


def neighbours(network: SentimentNetwork, vocabulary: Vocabulary, word: str, count: int = 6) -> list[tuple[str, float]]:
    """The words nearest to `word` by cosine similarity, with it; none for a word out of vocabulary."""
    if word not in vocabulary.number:
        return []
    vectors = network.embedding.weight.detach()[2:]
    vectors = vectors / vectors.norm(dim=1, keepdim=True).clamp_min(1e-12)
    at = vocabulary.number[word] - 2
    similarity = vectors @ vectors[at]
    similarity[at] = -torch.inf
    values, numbers = similarity.topk(min(count, len(vocabulary.words) - 1))
    return [(vocabulary.words[k], value) for k, value in zip(numbers.tolist(), values.tolist(), strict=True)]
