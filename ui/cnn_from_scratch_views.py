"""What the page on a CNN from scratch shows besides its picture: the gradient check, the code twice, and the training."""

from __future__ import annotations

import streamlit as st

from core.experiments.cnn_from_scratch import source, timing
from core.gradient_check import KINDS, TOLERANCE, Row
from core.rounding import power_of_ten, shown
from core.training.events import Epoch, Started, Step
from core.training.jobs import JobView
from ui import figures
from ui.labels import count, numbered, option, say

CODE_HEIGHT = 520


def check_table(rows: list[Row]) -> str:
    """Every gradient and how far it is from what others find, as HTML; what is too far stands out, with a word."""
    heads = ["layer", "gradient", "whole", "im2col_finite", "loops_autograd", "loops_finite"]
    lines = ["".join(f"<th>{say(f'scratch.head_{name}')}</th>" for name in heads)]
    layers = dict(zip(KINDS, numbered(option("layer", kind) for kind in KINDS.values()), strict=True))
    for row in rows:
        name = {"input": "∂L/∂x", "weight": "∂L/∂w", "bias": "∂L/∂b"}[row.tensor]
        shape = "×".join(map(str, row.shape))
        layer = f"<th class='range'>{layers[row.layer]}</th>"
        numbers = (row.whole, row.im2col.finite, row.loops.autograd, row.loops.finite)
        lines.append(f"{layer}<td class='range'>{name} {shape}</td>" + "".join(map(_difference, numbers)))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    wrong = sum(row.whole > TOLERANCE for row in rows)
    verdict = say("scratch.check_wrong", wrong=wrong, count=len(rows)) if wrong else say("scratch.check_right", count=len(rows))
    table, note = f"<div class='facts tight'><table>{body}</table></div>", say("scratch.check_note")
    return f"<div class='numbers'><p><b>{verdict}</b></p></div>{table}<div class='numbers'><p>{note}</p></div>"


def _difference(value: float) -> str:
    if value > TOLERANCE:
        return f"<td class='range'><strong>{value:.2g} {say('scratch.wrong')}</strong></td>"
    return f"<td>{power_of_ten(value)}</td>"


def code(layer: str) -> None:
    """A layer with loops and, beside it, without; and what that gains on this computer."""
    seconds = timing(layer)
    st.markdown(
        say(
            "scratch.timing",
            layer=option("layer", layer),
            loops=f"{1e3 * seconds.loops:.3g}",
            im2col=f"{1e3 * seconds.im2col:.2g}",
            ratio=count(seconds.loops / seconds.im2col),
        )
    )
    with st.container(key="wide"):
        columns = st.columns(2, gap="small")
    for column, version in zip(columns, ("loops", "im2col"), strict=True):
        column.markdown(f"**{say(f'scratch.{version}')}**")
        column.code(source(layer, version), language="python", wrap_lines=True, height=CODE_HEIGHT)


def curves(view: JobView) -> None:
    """The loss by hand drawn over that of its twin: where they are the same, one line lies within the other."""
    started, steps = view.last(Started), view.all(Step)
    x = [step.step / started.steps_per_epoch for step in steps] if started else []
    series = [
        figures.Line(say("scratch.twin"), x, [step.twin_loss for step in steps], 1),
        figures.Line(say("scratch.ours"), x, [step.loss for step in steps], 0),
    ]
    figure = figures.lines(say("scratch.loss_title"), say("training.epoch"), series)
    for trace, width, opacity in zip(figure.data, (12, 2), (0.45, 1), strict=True):
        trace.update(mode="lines", line_width=width, opacity=opacity)
    figure.update_xaxes(range=[0, 1.02 * view.specification.settings["epochs"]])
    figures.plot(figure, say("scratch.loss_alt"), "scratch.loss", height=260)


def epochs_table(view: JobView) -> str:
    """Test loss and accuracy of both after every epoch, and the largest difference between two of their weights."""
    epochs = view.all(Epoch)
    if not epochs:
        return f"<div class='numbers'><p>{say('training.nothing_yet')}</p></div>"
    heads = "".join(f"<th>{say(f'scratch.epoch_{name}')}</th>" for name in ("number", "ours", "twin", "difference"))
    rows = "".join(
        f"<tr><td>{e.epoch}</td><td>{e.test_loss:.4f} · {e.test_accuracy:.2%}</td>"
        f"<td>{e.twin_loss:.4f} · {e.twin_accuracy:.2%}</td><td>{shown(e.twin_difference)}</td></tr>"
        for e in epochs
    )
    return f"<div class='facts tight'><table><tr>{heads}</tr>{rows}</table></div>"
