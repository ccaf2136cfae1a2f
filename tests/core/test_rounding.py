"""What is written can be re-calculated: operands with enough digits, results rounded correctly."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rounding import agreeing, factor, power_of_ten, read, rounded, shown

numbers = (
    st.floats(-2000, 2000, allow_nan=False) | st.floats(-1, 1) | st.sampled_from((0.0, -0.0, 0.5, 0.03125, 1e-7, -3e-12, 4e5))
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.6, "0.6"),
        (0.1 + 0.2, "0.3"),
        (0.4850045, "0.4850"),
        (-0.06, "−0.06"),
        (-0.0, "0"),
        (12.0, "12"),
        (-0.16115664, "−0.1612"),
        (0.0000231456, "2.31·10⁻⁵"),
        (-1234567.0, "−1.23·10⁶"),
        (3e-14, "3.00·10⁻¹⁴"),
        (0.1 + 0.2 - 0.3, "0"),
    ],
)
def test_written(value, text):
    assert shown(value) == text


@given(value=numbers, decimals=st.integers(4, 12))
def test_what_is_written_is_the_rounded_number(value, decimals):
    assert float(read(shown(value, decimals))) == rounded(value, decimals)
    assert math.isclose(rounded(value, decimals), value, rel_tol=5e-3, abs_tol=6e-5)


@given(pairs=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6), bias=numbers)
def test_sums_of_products_can_be_added_again(pairs, bias):
    """By a calculator that only knows the digits on screen."""
    operands = [bias, *(value for pair in pairs for value in pair)]

    def evaluate(b, *values):
        return b + sum(w * a for w, a in zip(values[::2], values[1::2], strict=True))

    result = evaluate(*operands)
    texts = agreeing(operands, evaluate, result)
    again = evaluate(*(read(text) for text in texts))
    assert isinstance(again, Fraction)
    unit = 10.0 ** (math.floor(math.log10(abs(result))) - 2) if result and not 1e-3 <= abs(result) < 1e4 else 1e-4
    assert abs(float(again) - float(read(shown(result)))) <= 0.51 * unit + 1e-9 * sum(map(abs, operands))


def test_more_digits_only_where_they_are_needed():
    assert agreeing([0.5, 0.2], lambda x, w: x * w, 0.1) == ["0.5", "0.2"]
    a = 0.99999546
    assert agreeing([a], lambda a: a * (1 - a), a * (1 - a)) != ["1.0000"]


def test_float_noise_is_shown_where_it_is_the_point():
    assert power_of_ten(0.1 + 0.2 - 0.3) == "5.55·10⁻¹⁷"
    assert power_of_ten(0.0) == "0"


def test_negative_operands_stand_in_parentheses():
    assert factor("−0.5") == "(−0.5)"
    assert factor("0.5") == "0.5"
