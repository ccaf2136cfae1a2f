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
    curves, softmax = settings.view == "curves", settings.view == "softmax"
    rows = [_row(name, _facts_of(name, settings), curves and name in settings.activation) for name in ACTIVATIONS]
    # Of p with respect to its own logit the slope is p (1 − p) / T.
    rows.append(
        _row("softmax", ("(0, 1)", shown(0.25 / settings.temperature), option("odd", "no"), option("flat", "certain")), softmax)
    )
    return f"<div class='facts'><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"


def _facts_of(name: str, settings: Activations) -> tuple[str, str, str, str]:
    """Range, steepest slope, whether centred on zero, and where it flattens out, in words."""
    known = facts(name, **parameter_of(name, settings))
    brackets = ("[" if known.reached[0] else "(", "]" if known.reached[1] else ")")
    span = f"{brackets[0]}{_bound(known.low)}, {_bound(known.high)}{brackets[1]}" if name != "step" else "{0, 1}"
    flat = f"{known.flat}_dead" if known.dead != "none" else known.flat
    return span, shown(known.steepest), option("odd", "yes" if known.odd else "no"), option("flat", flat)


def _row(name: str, words: tuple[str, str, str, str], chosen: bool) -> str:
    span, *others = words
    label = option("view" if name == "softmax" else "activation", name)
    cells = "".join(f"<td>{cell}</td>" for cell in (*others, option("use", name)))
    marked = " aria-current='true'" if chosen else ""
    return f"<tr{marked}><th scope='row'>{label}</th><td class='range'>{span}</td>{cells}</tr>"


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
