import numpy as np
import pytest
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from torch import nn

from core import bag_of_words
from core.errors import LearnerError
from core.recurrent import CELLS
from core.sentiment import SentimentNetwork
from core.sentiment_reading import probability, read
from core.settings.sentiment import Sentiment
from core.text import UNKNOWN, Vocabulary, pad
from core.word_map import neighbours, word_map

WORDS = ("the", "film", "is", "not", "good", "bad", "but")
VOCABULARY = Vocabulary(WORDS)
BAG = bag_of_words.BagOfWords(np.linspace(1, 2, 7), np.array([0.0, 0.1, 0, -0.5, 2, -2, 0.3]), 0.25)
every_network = pytest.mark.parametrize("readout", ["last", "mean", "max"])
every_cell = pytest.mark.parametrize("cell", CELLS)
both_ways = pytest.mark.parametrize("bidirectional", [False, True])


def network(cell="lstm", bidirectional=False, readout="last", num_layers=1, seed=0):
    torch.manual_seed(seed)
    return SentimentNetwork(len(VOCABULARY), 4, 5, cell, num_layers, bidirectional, 0.0, readout).eval()


@every_cell
@both_ways
@every_network
def test_padding_does_not_change_a_prediction(cell, bidirectional, readout):
    model = network(cell, bidirectional, readout, num_layers=2)
    texts = [[2, 3, 4], [5], [6, 7, 8, 2, 3, 4, 5], [2, 1, 1, 2]]
    rows = pad(texts, 20, "bucket")
    ids, lengths = torch.from_numpy(rows.ids), torch.from_numpy(rows.lengths)
    alone = torch.cat([model(torch.tensor([text]), torch.tensor([len(text)])) for text in texts])
    torch.testing.assert_close(model(ids, lengths), alone, atol=1e-6, rtol=0)
    wider = torch.cat([ids, torch.zeros(4, 50, dtype=torch.long)], dim=1)
    torch.testing.assert_close(model(wider, lengths), alone, atol=1e-6, rtol=0)
    # What stands behind a text's end is not read, whatever it is.
    noise = torch.where(torch.arange(wider.shape[1]) < lengths[:, None], wider, torch.full_like(wider, 7))
    torch.testing.assert_close(model(noise, lengths), alone, atol=1e-6, rtol=0)


@every_cell
@both_ways
def test_against_torch_packed_sequences(cell, bidirectional):
    model = network(cell, bidirectional)
    rows = pad([[2, 3, 4], [5, 6], [7, 8, 2, 3]], 20, "bucket")
    ids, lengths = torch.from_numpy(rows.ids), torch.from_numpy(rows.lengths)
    packed = nn.utils.rnn.pack_padded_sequence(model.embedding(ids), lengths, batch_first=True, enforce_sorted=False)
    last = model.recurrent(packed)[1]
    last = last[0] if cell == "lstm" else last  # (directions, batch, hidden)
    logits = model.output(torch.cat(list(last), dim=1)).squeeze(1)
    torch.testing.assert_close(model(ids, lengths), logits)


def test_mean_and_max_by_hand():
    states = torch.tensor([[[1.0, -2.0], [3.0, -4.0], [100.0, 100.0]]])
    lengths = torch.tensor([2])
    assert network(readout="mean").read_out(states, lengths).tolist() == [[2.0, -3.0]]
    assert network(readout="max").read_out(states, lengths).tolist() == [[3.0, -2.0]]
    assert network(readout="last").read_out(states, lengths).tolist() == [[3.0, -4.0]]


@pytest.mark.parametrize("pad_mode", ["bucket", "pre", "post"])
@both_ways
@every_network
def test_a_reading_agrees_with_the_network(pad_mode, bidirectional, readout):
    settings = Sentiment(pad_mode=pad_mode, max_length=20, bidirectional=bidirectional, readout=readout)
    model = network(bidirectional=bidirectional, readout=readout)

    def logit(words):
        rows = pad([VOCABULARY.encode(words)], 20, pad_mode)
        return model(torch.from_numpy(rows.ids), torch.from_numpy(rows.lengths)).item()

    words = ["the", "film", "is", "not", "magnificent", "but", "good"]
    reading = read(model, VOCABULARY, BAG, settings, "The film is NOT magnificent, but good!")
    assert reading.words == tuple(words) and reading.found == 7
    assert reading.unknown.tolist() == [False] * 4 + [True, False, False] and reading.numbers[4] == UNKNOWN
    assert (reading.before, reading.behind) == {"bucket": (0, 0), "pre": (13, 0), "post": (0, 13)}[pad_mode]
    assert reading.logit == pytest.approx(logit(words), abs=1e-6)
    without = [reading.logit - logit(words[:k] + words[k + 1 :]) for k in range(7)]
    assert reading.without == pytest.approx(without, abs=1e-5)
    if pad_mode == "bucket":
        assert reading.so_far == pytest.approx([logit(words[: k + 1]) for k in range(7)], abs=1e-6)
    if pad_mode != "post":
        assert reading.so_far[-1] == pytest.approx(reading.logit, abs=1e-6)
    assert (reading.end is None) == (pad_mode != "post")
    if pad_mode == "post" and readout == "last" and not bidirectional:
        by_hand = float(model.output.weight[0].detach() @ torch.from_numpy(reading.end)) + model.output.bias.item()
        assert by_hand == pytest.approx(reading.logit, abs=1e-5)
    assert reading.vectors == pytest.approx(model.embedding.weight.detach()[reading.numbers].numpy())
    assert reading.bag_logit == pytest.approx(BAG.logit(VOCABULARY.encode(words)))


def test_gradient_times_input_is_the_slope_of_the_logit_where_a_word_grows():
    model = network().double()
    reading = read(model, VOCABULARY, BAG, Sentiment(), "not bad but good")
    vectors = torch.from_numpy(reading.vectors)[None]
    for k in range(4):
        grown = vectors.clone()
        grown[0, k] *= 1 + 1e-6
        lengths = torch.tensor([4])
        slope = (model.from_vectors(grown, lengths)[0] - model.from_vectors(vectors, lengths)[0]).item() / 1e-6
        assert reading.gradient[k] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("text", ["", "😀👍", "?!", " "])
@both_ways
@pytest.mark.parametrize("pad_mode", ["bucket", "pre", "post"])
def test_a_text_without_words_is_read(text, bidirectional, pad_mode):
    reading = read(network(bidirectional=bidirectional), VOCABULARY, BAG, Sentiment(pad_mode=pad_mode), text)
    assert reading.words == () and reading.states.shape[0] == reading.so_far.size == reading.without.size == 0
    assert np.isfinite(reading.logit) and reading.bag_logit == 0.25


def test_a_long_text_is_cut_where_the_network_stops_reading_and_shown_up_to_a_hundred_words():
    long = "good " * 20_000
    reading = read(network(), VOCABULARY, BAG, Sentiment(max_length=40), long)
    assert len(reading.words) == 40 and reading.found == 20_000
    assert reading.without == pytest.approx(np.zeros(40), abs=1e-6)  # another “good” moves up
    assert len(read(network(), VOCABULARY, BAG, Sentiment(max_length=200), long).words) == 100
    assert probability(0.0) == 0.5


def test_bag_of_words_against_scikit_learn(tmp_path):
    texts = [line.split() for line in ("good film", "bad film", "not bad", "not good not", "so good", "so bad bad")]
    labels = np.array([1, 0, 1, 0, 1, 0])
    words = ("good", "bad", "not", "film")
    bag, vectorizer = bag_of_words.fit(texts, labels, words)
    oracle = TfidfVectorizer(vocabulary=list(words), token_pattern=r"\w+")
    regression = LogisticRegression(max_iter=1000).fit(oracle.fit_transform(map(" ".join, texts)), labels)
    asked = ["not good film film", "bad", "unheard of", "so so good good not"]
    expected = regression.decision_function(oracle.transform(asked))
    vocabulary = Vocabulary(words)
    again = bag_of_words.from_bytes(bag_of_words.to_bytes(bag))
    assert [again.logit(vocabulary.encode(text.split())) for text in asked] == pytest.approx(expected)
    assert bag_of_words.logits(bag, vectorizer, [text.split() for text in asked]) == pytest.approx(expected)
    twice = bag.contributions(vocabulary.encode(["film", "good", "film"]))
    assert twice[0] == twice[2] and twice.sum() + bag.intercept == pytest.approx(bag.logit([5, 2, 5]))
    for broken in (b"", b"no weights", bag_of_words.to_bytes(bag)[:-9]):
        with pytest.raises(LearnerError, match=r"weights\.unreadable"):
            bag_of_words.from_bytes(broken)


def test_the_map_keeps_what_two_dimensions_can_and_neighbours_point_the_same_way():
    model = network()
    found = word_map(model, VOCABULARY, ("bad", "unheard"))
    assert found.words == WORDS and found.places.shape == (7, 2)
    vectors = model.embedding.weight.detach()[2:].numpy().astype(float)
    centred = vectors - vectors.mean(0)
    singular = np.linalg.svd(centred, compute_uv=False)
    assert (found.places**2).sum(0) == pytest.approx(singular[:2] ** 2)
    assert found.shares == pytest.approx((singular**2 / (singular**2).sum())[:2])
    assert found.logits[4] == pytest.approx(read(model, VOCABULARY, BAG, Sentiment(), "good").logit, abs=1e-6)
    near = neighbours(model, VOCABULARY, "good", 3)
    cosine = nn.functional.cosine_similarity(model.embedding.weight[6], model.embedding.weight[2:]).detach()
    assert [similarity for _, similarity in near] == pytest.approx(cosine.sort(descending=True)[0][1:4].tolist())
    assert "good" not in dict(near) and neighbours(model, VOCABULARY, "unheard") == []
