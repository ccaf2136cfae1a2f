import numpy as np
import pytest

from core.data import series, tables
from core.errors import LearnerError
from core.experiments.forecaster import read_file


def test_the_sine_is_the_curriculums():
    sine = series.made("sine")
    np.testing.assert_allclose(sine.values, np.sin(np.linspace(0, 100, 1000)), atol=1e-12)
    np.testing.assert_allclose(sine.future[0], np.sin(100 + 100 / 999), atol=1e-12)
    assert len(sine.future) == 200
    assert (sine.centre, sine.scale) == (0, 1)


def test_every_wave_goes_on_where_it_stopped_and_noise_is_the_same_every_time():
    for name in series.WAVES:
        made = series.made(name, 0.2)
        assert np.isfinite(made.scaled).all()
        assert len(made.scaled) == 1200
        assert (made.values == series.made(name, 0.2).values).all()
    noise = series.made("noisy", 0.5).values - series.made("sine").values
    assert abs(noise.std() - 0.5) < 0.05
    assert np.abs(series.made("sawtooth").values).max() <= 1


def content(values, header="price"):
    return "\n".join([header, *map(str, values)]).encode()


def test_a_column_is_split_and_scaled_by_what_is_learned_from():
    x = np.random.default_rng(0).normal(50, 7, 400)
    one = series.column(read_file(content(x)), 0, 20)
    assert (len(one.values), len(one.future), one.name) == (320, 80, "price")
    np.testing.assert_allclose(one.scaled[:320].mean(), 0, atol=1e-6)
    np.testing.assert_allclose(one.scaled[:320].std(), 1, atol=1e-6)
    np.testing.assert_allclose(one.future, x[320:])
    assert len(series.of_values(range(4000), "", 20).future) == 200
    two = series.column(read_file(content([f"{i},{i * i}" for i in range(100)], "a,b")), 1, 20)
    assert two.name == "a"
    assert two.values[7] == 7


def test_a_column_of_numbers_is_proposed():
    notes = read_file(content([f"{i},{i % 7},sunny" for i in range(60)], "day,height,sky"))
    assert [series.suited(notes, number) for number in (0, 1, 2, 3, 9)] == [2, 1, 2, 3, 2]
    numbers = read_file(content([f"{i},{i % 7}" for i in range(60)], "day,height"))
    assert [series.suited(numbers, number) for number in (0, 1, 9)] == [0, 1, 2]


def error(function, *arguments):
    with pytest.raises(LearnerError) as caught:
        function(*arguments)
    return caught.value.key, caught.value.values


def test_what_is_wrong_is_named():
    rows = [f"{i},{i % 7}" for i in range(60)]
    broken = read_file(content([*rows[:9], "9,tall", *rows[10:]], "day,height"))
    assert error(series.column, broken, 0, 5) == ("table.not_a_number", {"row": 11, "column": "height", "cell": "tall"})
    empty = read_file(content([*rows[:9], "9,", *rows[10:]], "day,height"))
    assert error(series.column, empty, 2, 5) == ("table.missing", {"row": 11, "column": "height"})
    assert series.column(empty, 1, 5).name == "day", "another column is in order"
    good = read_file(content(rows, "day,height"))
    assert error(series.column, good, 3, 5) == ("series.column", {"columns": 2, "column": 3})
    assert error(series.column, good, 0, 30) == ("series.too_short", {"rows": 60, "window": 30, "most": 24})
    assert len(series.column(good, 0, 24).values) == 48
    assert error(series.of_values, [3.0] * 50, "same", 5) == ("series.constant", {"column": "same"})
    assert error(read_file, b"x" * 2_000_001)[0] == "table.too_large"
    assert error(tables.cells, content(range(60)))[0] == "table.one_column"
