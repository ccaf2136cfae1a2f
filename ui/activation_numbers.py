"""The numbers behind the activations picture, as HTML: formulas with numbers in them, and the table of all functions."""

from __future__ import annotations

import html
import math
import re

from core.activation_by_hand import Line, by_hand, softmax_by_hand
from core.activation_facts import facts
from core.activations import ACTIVATIONS
from core.experiments.activations import Curves, Softmax, parameter_of, probe_of
from core.rounding import shown
from core.settings.activations import Activations
from ui.labels import option, say


def formulas(settings: Activations, result: Curves | Softmax) -> str:
    """f and f′ of every chosen function at the probe, or softmax's probabilities and two of its slopes."""
    if isinstance(result, Softmax):
        lines = softmax_by_hand(result.raised.tolist(), settings.temperature)
        return _paragraph("".join(map(_line, lines)))
    x = probe_of(settings)
    return "".join(
        _paragraph("".join(map(_line, by_hand(name, x, **parameter_of(name, settings))))) for name in settings.activation
    )


def table(settings: Activations) -> str:
    """Every function with its range, steepest slope, centre, flat sides and use; the chosen ones marked."""
    heads = ("function", "range", "steepest", "odd", "flat", "use")
    head = "".join(f"<th scope='col'>{say(f'activations.table.{name}')}</th>" for name in heads)
    rows = "".join(_row(name, settings) for name in ACTIVATIONS)
    return f"<div class='facts'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _row(name: str, settings: Activations) -> str:
    known = facts(name, **parameter_of(name, settings))
    brackets = ("[" if known.reached[0] else "(", "]" if known.reached[1] else ")")
    span = f"{brackets[0]}{_bound(known.low)}, {_bound(known.high)}{brackets[1]}" if name != "step" else "{0, 1}"
    cells = (
        span,
        shown(known.steepest),
        option("odd", "yes" if known.odd else "no"),
        option("flat", f"{known.flat}_dead" if known.dead != "none" else known.flat),
        option("use", name),
    )
    chosen = " aria-current='true'" if name in settings.activation and settings.view == "curves" else ""
    return f"<tr{chosen}><th scope='row'>{option('activation', name)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _bound(value: float) -> str:
    return f"{'−' if value < 0 else ''}∞" if math.isinf(value) else shown(value)


def _line(line: Line) -> str:
    parts = [line.left]
    if line.formula:
        parts += ["=", line.formula]
    if line.numbers:
        parts += [line.signs[0], line.numbers]
    parts += [line.signs[1], line.result]
    condition = f"<span class='condition'>({html.escape(line.condition)})</span>" if line.condition else ""
    text = re.sub(r"\^\{(.*?)\}", r"<sup>\1</sup>", html.escape(" ".join(parts)))
    return f"<span role='math'>{text} {condition}</span><br>"


def _paragraph(text: str) -> str:
    return f"<p>{text}</p>"
