"""Words are written into the map of the embedding space only where they can be read."""

import numpy as np

from ui.sentiment_views import LETTER, MAP, legible


def test_words_cover_neither_each_other_nor_those_that_come_first():
    places = np.array([[0, 0], [0.001, 0.001], [1, 1], [0, 1]])
    assert legible(("bad", "dull", "fine", "film"), places, (0, 1, 2, 3)) == {0, 2, 3}
    assert legible(("bad", "dull", "fine", "film"), places, (1, 0, 2, 3)) == {1, 2, 3}


def test_many_words_at_random_places():
    random = np.random.default_rng(0)
    words, places = ["word" * (1 + k % 3) for k in range(150)], random.normal(size=(150, 2))
    written = legible(words, places, range(150))
    assert 0 in written and 15 < len(written) < 150
    at = places * MAP / np.ptp(places, axis=0)
    for one in written:
        for other in written - {one}:
            apart = np.abs(at[one] - at[other])
            assert apart[0] >= 0.3 * LETTER * (len(words[one]) + len(words[other])) or apart[1] >= LETTER


def test_all_words_at_one_place():
    assert legible(("a", "b"), np.zeros((2, 2)), (1, 0)) == {1}
