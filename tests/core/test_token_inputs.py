"""What a recurrent cell reads: anything a learner types becomes vectors, or one clear sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LearnerError
from core.token_inputs import ALPHABET, INPUTS, MOST, OTHER, READS, characters, numbers, read, words


def test_words_take_places_in_order_of_appearance():
    """Curriculum 12: both "dia" are the same word, and so the same vector."""
    sequence = read("Dia memakan apel karena dia lapar.", "words")
    assert sequence.tokens == ("dia", "memakan", "apel", "karena", "dia", "lapar")
    assert sequence.places == (0, 1, 2, 3, 0, 4)
    np.testing.assert_array_equal(sequence.x[0], sequence.x[4])
    assert sequence.x.shape == (6, 16)
    np.testing.assert_array_equal(sequence.x.sum(axis=1), 1)


def test_words_of_any_script():
    assert words("Anak-anak don't, 3 Äpfel!  مرحبا بالعالم 🙂") == ["anak-anak", "don't", "3", "äpfel", "مرحبا", "بالعالم"]


def test_characters():
    assert "".join(characters("  Été,\tok? 🙂ß")) == f"ete, ok? {OTHER}{OTHER}"
    sequence = read("ab a", "characters")
    assert [ALPHABET[place] for place in sequence.places] == ["a", "b", " ", "a"]
    assert sequence.x.shape == (4, len(ALPHABET))


def test_numbers_with_point_comma_and_minus():
    assert numbers("1; -2.5\n,5  +3, −0,25 4.") == [1, -2.5, 0.5, 3, -0.25, 4]
    assert read("1 2", "numbers").x.tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize(
    ("text", "reads", "key"),
    [
        (" .!?", "words", "no_words"),
        ("🙂🙂", "words", "no_words"),
        ("\u200b \n", "words", "no_words"),
        ("  ", "characters", "no_characters"),
        ("", "numbers", "no_numbers"),
        ("1 two 3", "numbers", "no_number"),
        ("1,2,3", "numbers", "no_number"),
        ("nan", "numbers", "no_number"),
        ("1e5", "numbers", "no_number"),
        ("100", "numbers", "number_too_large"),
        ("a " * 17, "words", "too_many_words"),
        ("a" * 49, "characters", "too_many_characters"),
        ("1 " * 49, "numbers", "too_many_numbers"),
    ],
)
def test_what_cannot_be_read_is_explained(text, reads, key):
    with pytest.raises(LearnerError) as error:
        read(text, reads)
    assert error.value.key == f"recurrent.{key}"


@given(text=st.text(max_size=60), reads=st.sampled_from(READS))
def test_any_text_is_read_or_explained(text, reads):
    try:
        sequence = read(text, reads)
    except LearnerError:
        return
    assert 1 <= len(sequence.tokens) <= MOST[reads]
    assert sequence.x.shape == (len(sequence.tokens), INPUTS[reads])
    assert np.isfinite(sequence.x).all()
