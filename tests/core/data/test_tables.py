"""A learner's own table: what is read, and every sentence about what is wrong, with its row and column."""

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

from core.data import tables
from core.errors import LearnerError


def content(rows=24, header="length,colour,kind", separator=",", decimal="."):
    """A file of so many rows: a number, a colour, and a kind."""
    rng = np.random.default_rng(0)
    colours, kinds = ("red", "green", "blue"), ("oak", "elm")
    lines = [header] if header else []
    for i in range(rows):
        cells = [f"{rng.normal():.3f}".replace(".", decimal), colours[i % 3], kinds[i % 2]]
        lines.append(separator.join(cells))
    return "\n".join(lines).encode()


def spoilt(line, text, **how):
    """The file with one of its lines, counted from 1, replaced."""
    lines = content(**how).decode().split("\n")
    lines[line - 1] = text
    return "\n".join(lines).encode()


def read(file, label=0):
    return tables.table(tables.cells(file), label)


@pytest.mark.parametrize(
    "name, rows, columns, classes", [("iris", 150, 4, 3), ("wine", 178, 13, 3), ("breast_cancer", 569, 30, 2)]
)
def test_tables_of_scikit_learn(name, rows, columns, classes):
    table = tables.load(name)
    assert table.x.shape == (rows, columns) == (rows, len(table.columns))
    assert np.bincount(table.y).tolist() == np.bincount(getattr(datasets, f"load_{name}")().target).tolist()
    assert len(table.classes) == classes
    with pytest.raises(ValueError, match="read-only"):
        table.x[0] = 0


@pytest.mark.parametrize("separator, decimal", [(",", "."), (";", ","), ("\t", ",")])
@pytest.mark.parametrize("label, name", [(0, "kind"), (2, "colour")])
def test_a_file_is_what_pandas_makes_of_it(separator, decimal, label, name, tmp_path):
    file = content(separator=separator, decimal=decimal, header=separator.join(("length", "colour", "kind")))
    table = read(file, label)
    (tmp_path / "own.csv").write_bytes(file)
    frame = pd.read_csv(tmp_path / "own.csv", sep=separator, decimal=decimal)
    y, classes = pd.factorize(frame.pop(name), sort=True)
    np.testing.assert_allclose(table.x, pd.get_dummies(frame).to_numpy(dtype=float))
    assert table.y.tolist() == y.tolist()
    assert (table.label, list(table.classes)) == (name, list(classes))
    assert table.columns[0] == "length"


def test_a_file_without_header_and_with_numbers_as_classes():
    file = "\n".join(f"{i},{i % 7},{(i % 3) * 10}" for i in range(30)).encode()
    table = read(file)
    assert table.columns == ("column 1", "column 2")
    assert table.classes == ("0", "10", "20")
    assert len(table.x) == 30
    assert read(file, 1 + 1).classes == tuple(map(str, range(7)))


def test_byte_order_mark_and_latin_letters():
    file = content(header="Länge,Farbe,Art")
    assert read(b"\xef\xbb\xbf" + file).columns[0] == "Länge"
    assert read(file.decode().encode("latin-1")).columns[0] == "Länge"


@pytest.mark.parametrize(
    "file, key, values",
    [
        (b"x" * 5_000_001, "table.too_large", {"megabytes": 5.0, "most": 5}),
        (b"a,b\0,c\n" * 30, "table.not_text", {}),
        (content(rows=12), "table.too_few_rows", {"rows": 13, "fewest": 20}),
        (content(rows=5_002), "table.too_many_rows", {"most": 5_000}),
        (b"one\n" * 30, "table.one_column", {}),
        (spoilt(9, "1.5,red"), "table.columns", {"row": 9, "found": 2, "columns": 3}),
        (spoilt(9, "1.5,,oak"), "table.missing", {"row": 9, "column": "colour"}),
        (spoilt(7, "1.o5,red,oak"), "table.not_a_number", {"row": 7, "column": "length", "cell": "1.o5"}),
        (spoilt(7, "inf,red,oak"), "table.not_a_number", {"row": 7, "column": "length", "cell": "inf"}),
        (
            "\n".join(f"{i},word{i},a" for i in range(30)).encode(),
            "table.words",
            {"column": "column 2", "found": 30, "most": 10},
        ),
        ("\n".join(f"{i},{i}" for i in range(30)).encode(), "table.classes", {"column": "column 2", "found": 30, "most": 10}),
        ("\n".join("1,a" for _ in range(30)).encode(), "table.classes", {"column": "column 2", "found": 1, "most": 10}),
        (
            "\n".join(",".join(["1"] * 61 + ["ab"[i % 2]]) for i in range(30)).encode(),
            "table.too_many_columns",
            {"columns": 61, "most": 60},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_wrong_is_named(file, key, values):
    with pytest.raises(LearnerError) as error:
        read(file)
    assert (error.value.key, error.value.values) == (key, values)


def test_a_label_column_that_is_not_there():
    with pytest.raises(LearnerError) as error:
        read(content(), label=4)
    assert (error.value.key, error.value.values) == ("table.label_column", {"columns": 3, "column": 4})
