"""Numbers written so that whoever re-calculates a formula by hand arrives at the result beside it.

Four decimals are plenty for a result, but operands rounded to four decimals may give another fourth decimal than the true ones.
So a result is written by `shown`, and its operands by `agreeing`, with as many digits as it takes and no more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

DECIMALS = 4
MOST_DECIMALS = 15
SMALLEST_PLAIN, LARGEST_PLAIN = 1e-3, 1e4
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def shown(value: float, decimals: int = DECIMALS) -> str:
    """`value` rounded: "0.6457", exact ones without closing zeros ("0.6"), very small and large ones as "2.31·10⁻⁵"."""
    if is_exact(value):
        return _trimmed(value)
    if SMALLEST_PLAIN <= abs(value) < LARGEST_PLAIN:
        return f"{value:.{decimals}f}".replace("-", "−")
    return _scientific(value, decimals - 2)


def rounded(value: float, decimals: int = DECIMALS) -> float:
    """The number that `shown` writes."""
    if is_exact(value):
        return round(value, DECIMALS)
    if SMALLEST_PLAIN <= abs(value) < LARGEST_PLAIN:
        return float(f"{value:.{decimals}f}")
    return float(f"{value:.{decimals - 2}e}")


def is_exact(value: float) -> bool:
    """Whether `value` has at most four decimals, but for float noise, and is not so large that they would be unreadable."""
    nearest = round(value, DECIMALS)
    return abs(value) < LARGEST_PLAIN and abs(value - nearest) < (1e-12 if nearest else 1e-15)


def power_of_ten(value: float) -> str:
    """ "8.33·10⁻¹⁷": for what is nothing but float noise, and so is not written as 0."""
    return _scientific(value, 2) if value else "0"


def agreeing(operands: Sequence[float], evaluate: Callable[..., float], result: float) -> list[str]:
    """The operands with the fewest decimals, at least four, with which `evaluate(*operands)` is written like `result`."""
    # Python's own numbers: rounding NumPy's takes ten times as long.
    operands, result = [float(value) for value in operands], float(result)
    target = shown(result)
    for decimals in range(DECIMALS, MOST_DECIMALS):
        if shown(evaluate(*(rounded(value, decimals) for value in operands))) == target:
            break
    return [shown(value, decimals) for value in operands]


def factor(text: str) -> str:
    """A number as a later operand of a product or sum: negative ones, and those with a power of ten, stand in parentheses."""
    return f"({text})" if text.startswith("−") or "·" in text else text


def read(text: str) -> Fraction:
    """The exact number that `shown` wrote."""
    mantissa, _, exponent = text.replace("−", "-").partition("·10")
    power = exponent.translate({ord(raised): plain for plain, raised in zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)})
    return Fraction(mantissa) * Fraction(10) ** int(power or 0)


def _scientific(value: float, decimals: int) -> str:
    mantissa, exponent = f"{value:.{decimals}e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(SUPERSCRIPT)}".replace("-", "−")


def _trimmed(value: float) -> str:
    text = f"{abs(value):.{DECIMALS}f}".rstrip("0").rstrip(".")
    return f"−{text}" if math.copysign(1, value) < 0 and text != "0" else text
