import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.mini_corpus import GRAMMAR, sentences
from core.text import PADDING, UNKNOWN, Vocabulary, clean, pad, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Not GOOD, but great!!<br /><br />Really.", ["not", "good", "but", "great", "really"]),
        ("It's the director's 'best' film", ["it's", "the", "director's", "best", "film"]),
        ("ＷＯＷ ﬁlm 10/10", ["wow", "film", "10", "10"]),
        ("a < b and b > c", ["a", "b", "and", "b", "c"]),
        ("", []),
        (" \n\t ", []),
        ("😀❤️👍🏽👨‍👩‍👧", []),
        ("bagus 👍🏽 sekali", ["bagus", "sekali"]),
        ("...!?!«»", []),
        ("هذا الفيلم رائع!", ["هذا", "الفيلم", "رائع"]),
        ("\u200fסרט \u202bטוב\u202c, מאוד", ["סרט", "טוב", "מאוד"]),
        ("سَلَامٌ अच्छा", ["سَلَامٌ", "अच्छा"]),
        ("电影 很好", ["电影", "很好"]),
    ],
)
def test_words_of_a_text(text, words):
    assert tokens(text) == words
    assert clean(text) == " ".join(words)


def test_a_text_of_a_hundred_thousand_characters():
    assert len(tokens("bagus! " * 14_286)) == 14_286
    assert tokens("a" * 100_000) == ["a" * 100_000]
    assert tokens("<" * 100_000) == [] and tokens("'" * 100_000) == []


@given(st.text(max_size=200))
def test_any_text_has_clean_words(text):
    for word in tokens(text):
        assert word and not any(letter.isspace() for letter in word) and word[0].isalnum()
    assert tokens(clean(text)) == clean(text).split()


def test_vocabulary_keeps_the_most_frequent_words_and_breaks_ties_by_the_alphabet():
    texts = [["b", "a", "c"], ["c", "a"], ["c", "d"]]
    vocabulary = Vocabulary.of(texts, 3)
    assert vocabulary.words == ("c", "a", "b") and len(vocabulary) == 5
    assert vocabulary.encode(["c", "d", "a", "?"]) == [2, UNKNOWN, 3, UNKNOWN]
    assert len(Vocabulary.of([], 10)) == 2


def test_padding_and_cutting():
    texts = [[2, 3, 4], [5], []]
    rows = pad(texts, 4, "post")
    assert rows.ids.tolist() == [[2, 3, 4, 0], [5, 0, 0, 0], [0, 0, 0, 0]] and rows.lengths.tolist() == [4, 4, 4]
    rows = pad(texts, 4, "pre")
    assert rows.ids.tolist() == [[0, 2, 3, 4], [0, 0, 0, 5], [0, 0, 0, 0]] and rows.lengths.tolist() == [4, 4, 4]
    rows = pad(texts, 4, "bucket")
    assert rows.ids.tolist() == [[2, 3, 4], [5, 0, 0], [0, 0, 0]] and rows.lengths.tolist() == [3, 1, 1]
    # The first words are kept, as the curriculum keeps the first 200.
    for mode in ("pre", "post", "bucket"):
        assert pad([[2, 3, 4, 5, 6]], 2, mode).ids.tolist() == [[2, 3]]
    assert pad([], 4, "post").ids.shape == (0, 4) and PADDING == 0


def test_the_corpus_is_balanced_and_its_parts_share_no_sentence():
    train, test = sentences()
    assert len(train) > 2500 and len(test) > 600
    for part in (train, test):
        texts = [text for text, _ in part]
        assert len(set(texts)) == len(texts)
        assert sum(label for _, label in part) * 2 == len(part)
    assert not {text for text, _ in train} & {text for text, _ in test}
    # Nobody has an unknown word, and the first hundred, which a mission trains on, are a fair sample.
    assert {word for text, _ in test for word in tokens(text)} <= {word for text, _ in train for word in tokens(text)}
    assert 40 <= sum(label for _, label in train[:100]) <= 60
    assert all(clean(text) == text for text, _ in train)


def test_every_sentence_has_a_twin_of_the_other_class_with_words_changed_in_place():
    labels = dict([*sentences()[0], *sentences()[1]])
    opposites = {}
    for words in GRAMMAR.values():
        opposites |= dict(zip(words["good"], words["bad"], strict=True)) | dict(zip(words["bad"], words["good"], strict=True))
    for text, label in labels.items():
        twin = " ".join(opposites.get(word, word) for word in text.split())
        assert labels[twin] == 1 - label, text
