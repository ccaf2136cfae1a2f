"""core.data.csv_points: what a learner's file may look like, and what is said where it may not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.csv_points import read
from core.errors import LearnerError

ROWS = [(-5, 1, "a"), (4, -2.5, "b"), (0.5, 5, "a"), (1, 0, "b")]


def table(delimiter=",", decimal=".", header="", end="\n"):
    lines = [delimiter.join(str(cell).replace(".", decimal) for cell in row) for row in ROWS]
    return (header + end.join(lines) + end).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("delimiter", "decimal", "header"),
    [
        (",", ".", ""),
        (";", ",", ""),
        (";", ".", ""),
        ("\t", ".", ""),
        ("\t", ",", "width\theight\tkind\n"),
        (",", ".", "u,v,w\n"),
    ],
)
def test_reads_the_usual_kinds(delimiter, decimal, header, end):
    points = read(table(delimiter, decimal, header, end))
    assert points.x.tolist() == [[-5, 1], [4, -2.5], [0.5, 5], [1, 0]]
    assert points.y.tolist() == [0, 1, 0, 1] and points.y.dtype == np.int64
    assert (points.classes, points.labels) == (2, ("a", "b"))
    assert points.columns == (tuple(header.strip().split(delimiter)) if header else ("x1", "x2", "y"))


def test_tolerates_what_spreadsheets_write():
    text = '\ufeff"x";"y";"label"\n\n1,5 ; 2;"yes"\n3;-4;no;\n;;\n0;1e0;yes\n2;2;no\n'
    points = read(text.encode())
    assert points.labels == ("no", "yes") and points.y.tolist() == [1, 0, 1, 0]
    assert points.columns == ("x", "y", "label")
    assert read("1,2,ä\n2,3,b\n3,4,b\n4,5,b\n".encode("latin-1")).labels == ("b", "ä")


@given(st.lists(st.tuples(*[st.floats(-1e9, 1e9).map(lambda v: round(v, 3))] * 2), min_size=4, max_size=30))
def test_placement_can_be_undone_and_fills_the_plane(rows):
    points = read("\n".join(f"{a!r},{b!r},{i % 2}" for i, (a, b) in enumerate(rows)).encode())
    assert np.abs(points.x).max() <= 6
    assert points.x * points.scale + points.centre == pytest.approx(np.array(rows), rel=1e-9, abs=1e-9 * max(points.scale))
    for column, values in enumerate(np.array(rows).T):
        if 3 <= np.abs(values).max() <= 6:
            assert points.x[:, column].tolist() == values.tolist()
        elif np.ptp(values):
            assert (points.x[:, column].min(), points.x[:, column].max()) == pytest.approx((-5, 5))


def test_numbers_as_classes_keep_their_order():
    points = read(b"1,2,10\n3,4,2\n5,6,2\n0,0,10\n1,1,3.5\n")
    assert points.labels == ("2", "3.5", "10") and points.y.tolist() == [2, 0, 0, 2, 1]


def test_many_decimals_are_a_regression():
    values = [20 + i / 2 for i in range(22)]  # eleven of them are not whole
    points = read("\n".join(f"{i},{-i},{value}" for i, value in enumerate(values)).encode())
    assert points.classes == 0 and points.labels == ()
    assert (points.y.min(), points.y.max()) == (-1, 1)
    assert points.y * points.y_scale + points.y_centre == pytest.approx(values)


GOOD = "1,2,a\n3,4,b\n5,6,a\n"


@pytest.mark.parametrize(
    ("content", "key", "values"),
    [
        (GOOD + "7,x,b\n", "csv.not_a_number", {"row": 4, "column": 2, "cell": "x"}),
        ("h,i,j\n" + GOOD + "\n7,,b\n", "csv.not_a_number", {"row": 6, "column": 2, "cell": ""}),
        (GOOD + "nan,1,b\n", "csv.not_a_number", {"row": 4, "column": 1, "cell": "nan"}),
        (GOOD + "1e999,1,b\n", "csv.not_a_number", {"row": 4, "column": 1, "cell": "1e999"}),
        ("x,2,a\n" + GOOD, "csv.not_a_number", {"row": 1, "column": 1, "cell": "x"}),
        ("1;2.5;a\n1;2,5,1;a\n" * 3, "csv.not_a_number", {"row": 2, "column": 2, "cell": "2,5,1"}),
        (GOOD + "7,8\n", "csv.columns", {"row": 4, "found": 2}),
        (GOOD + "7,8,a,9\n", "csv.columns", {"row": 4, "found": 4}),
        (GOOD + "7,8, \n", "csv.no_label", {"row": 4, "column": 3}),
        (GOOD, "csv.too_few_rows", {"rows": 3, "fewest": 4}),
        ("", "csv.too_few_rows", {"rows": 0, "fewest": 4}),
        ("1,2,a\n" * 2001, "csv.too_many_rows", {"rows": 2001, "most": 2000}),
        ("1,2,a\n" * 9, "csv.classes", {"found": 1, "most": 5}),
        ("".join(f"1,2,{c}\n" for c in "abcdef"), "csv.classes", {"found": 6, "most": 5}),
        ("PK\0\0" + GOOD, "csv.not_text", {}),
        ('1,2,"' + "a" * 200_000, "csv.not_text", {}),
        ("1,2,a\n" * 400_000, "csv.too_large", {"megabytes": 2.4, "most": 2}),
    ],
)
def test_errors_name_row_and_column(content, key, values):
    with pytest.raises(LearnerError) as error:
        read(content.encode())
    assert (error.value.key, error.value.values) == (key, values)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_explained(content):
    try:
        assert np.isfinite(read(content).x).all()
    except LearnerError as error:
        assert error.key.startswith("csv.")
