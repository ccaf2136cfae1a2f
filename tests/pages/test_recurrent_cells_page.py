"""Links to the page on recurrent cells that nobody meant: explained or ignored, never a traceback."""

import pytest

from core.experiments.recurrent_cells import run
from core.settings.recurrent_cells import DEFAULTS, RecurrentCells
from tests.pages.app import assert_sound, open_page, texts
from ui.recurrent_cells_picture import look_of
from ui.recurrent_cells_words import numbers


@pytest.mark.parametrize(
    "link",
    [
        {"sentence": "🙂🙂", "selected": "x.y", "back": "-3"},
        {"sentence": "<script>alert(1)</script>", "edits": "f.9.x99:1,q:,f.1.h1:-99", "selected": "999999.99"},
        {"reads": "numbers", "series": "1 NaN", "view": "nothing", "units": "99"},
        {"weights": "learned", "sentence": "ß" * 48, "selected": "²", "back": "²"},
        {"weights": "learned", "sentence": "مرحبا بالعالم", "view": "reach", "back": "9999"},
    ],
    ids=("emoji", "markup", "no_number", "unknown_letters", "right_to_left"),
)
def test_any_link_opens(link):
    assert_sound(open_page("recurrent_cells", **link))


def test_what_cannot_be_read_is_told_and_the_last_picture_stays():
    app = open_page("recurrent_cells", sentence="...")
    assert "There is no word to read" in texts(app)
    assert app.session_state["recurrent_cells.valid"][0] == DEFAULTS


def test_looks_are_held_within_what_there_is():
    looks = [look_of(RecurrentCells(selected=text, back=back), 6, 2) for text, back in (("9.9", "99"), ("0.0", "0"), ("", ""))]
    assert [(look["step"], look["unit"], look["back"]) for look in looks] == [(5, 1, 49), (0, 0, 0), (5, 0, 49)]


def test_parameters_are_counted_as_pytorch_counts_them():
    """4 · H · (I + H + 2) of an LSTM with 2 units and 16 inputs, and the curriculum's comparison beside it."""
    words = numbers(DEFAULTS, run(DEFAULTS))
    assert "4 · 2 · (16 + 2 + 2) = <b>160</b>" in words
    for count in ("40", "160", "120"):
        assert f"<td>{count}</td>" in words
