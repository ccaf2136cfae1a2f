"""What is said below the picture of a recurrent cell: its parameters, LSTM against GRU, PyTorch's conventions."""

from __future__ import annotations

from html import escape

from core import character_model
from core.experiments.recurrent_cells import Experiment, reads_of
from core.recurrent import CELLS, GATES, parameters
from core.rounding import power_of_ten
from core.settings.recurrent_cells import RecurrentCells
from core.token_inputs import INPUTS
from ui.labels import count, option, say

MODULES = {"rnn": "nn.RNN", "lstm": "nn.LSTM", "gru": "nn.GRU"}


def numbers(settings: RecurrentCells, result: Experiment) -> str:
    """All of it as HTML."""
    agreement = say(
        "recurrent.agreement", module=MODULES[settings.cell], difference=f"<b>{power_of_ten(result.difference)}</b>"
    )
    lines = (
        _reach(settings, result) if settings.view == "reach" else _what_it_reads(settings, result),
        f"<span role='math'>{_parameters(settings, result)}</span> {agreement}",
        say(f"recurrent.convention.{settings.cell}"),
    )
    return "".join(f"<p>{line}</p>" for line in lines) + comparison(settings, result)


def comparison(settings: RecurrentCells, result: Experiment) -> str:
    """The curriculum's table, with the numbers of this cell's size, and of the gradients followed."""
    inputs, units = INPUTS[reads_of(settings)], result.weights.hidden
    rows = {
        "gates": [say(f"recurrent.gates.{cell}") for cell in CELLS],
        "state": [say(f"recurrent.state.{cell}") for cell in CELLS],
        "parameters": [count(parameters(cell, inputs, units)) for cell in CELLS],
        "products": [count(len(GATES[cell]) * units * (inputs + units)) for cell in CELLS],
        "reach": [power_of_ten(float(result.reaches[cell][0])) for cell in CELLS],
    }
    head = "".join(f"<th scope='col'>{option('cell', cell)}</th>" for cell in CELLS)
    sizes = {"units": units, "inputs": inputs, "length": settings.length, "reach_units": result.reach_units}
    body = "".join(_row(say(f"recurrent.row.{name}", **sizes), values) for name, values in rows.items())
    return f"<div class='facts'><table><tr><td></td>{head}</tr>{body}</table></div>"


def _what_it_reads(settings: RecurrentCells, result: Experiment) -> str:
    reads = reads_of(settings)
    encoding = say(f"recurrent.encoding.{reads}", first=escape(result.sequence.tokens[0]), inputs=INPUTS[reads])
    if settings.weights == "learned":
        return f"{encoding} {_learned(settings)}"
    return f"{encoding} {say(f'recurrent.weights.{settings.weights}')}"


def _reach(settings: RecurrentCells, result: Experiment) -> str:
    followed = "learned" if settings.weights == "learned" else "drawn"
    return say(f"recurrent.reach.{followed}", units=result.reach_units, length=settings.length)


def _row(title: str, values: list[str]) -> str:
    return f"<tr><th scope='row'>{title}</th>{''.join(f'<td>{value}</td>' for value in values)}</tr>"


def _parameters(settings: RecurrentCells, result: Experiment) -> str:
    inputs, units = INPUTS[reads_of(settings)], result.weights.hidden
    total = count(parameters(settings.cell, inputs, units))
    return f"{len(GATES[settings.cell])} · {units} · ({inputs} + {units} + 2) = <b>{total}</b> {say('recurrent.parameters')}"


def _learned(settings: RecurrentCells) -> str:
    report = character_model.report()
    share = f"{100 * report.accuracy[settings.cell]:.1f}&nbsp;%"
    return say("recurrent.weights.learned", characters=count(report.characters), share=share)
