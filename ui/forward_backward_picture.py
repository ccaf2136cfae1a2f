"""The picture of a network with every number on it: forward and backward in slow motion, edited in the browser."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.experiments.forward_backward import Experiment
from core.rounding import power_of_ten, shown
from core.settings.forward_backward import ForwardBackward
from core.settings.schema import knobs
from ui import components
from ui.forward_backward_formulas import formulas, symbol
from ui.labels import option

PARTS = ("moments", "layout", "network", "paint", "panel", "table", "editor", "interaction")
_PICTURE = components.register_picture("forward_backward", *(f"forward_backward-{part}" for part in PARTS), "forward_backward")
TABLE_DECIMALS = 10


def draw(page: str, settings: ForwardBackward, result: Experiment, act: Callable, look: Callable) -> None:
    """`act` gets each thing the learner did (a dict: a number typed over, or an update), `look` where the learner looks."""
    data = {
        "x": result.x.tolist(),
        "y": result.y.tolist(),
        "layers": [_numbers(result, number) for number in range(len(result.layers))],
        "texts": {
            "x": _texts(result.x),
            "y": _texts(result.y),
            "layers": [_layer_texts(result, number) for number in range(len(result.layers))],
            "loss": shown(result.loss),
            "loss_after": None if result.loss_after is None else shown(result.loss_after),
            "losses": [shown(value) for value in result.losses],
            "difference": power_of_ten(result.difference),
        },
        "losses": result.losses,
        "loss_after": result.loss_after,
        "formulas": formulas(settings.loss, settings.learning_rate, result),
        "gradients": _table(result),
        "loss_kind": settings.loss,
        "activations": [
            *(option("activation", layer.activation) for layer in result.layers[:-1]),
            option("output_activation", result.layers[-1].activation),
        ],
        "updates": settings.updates,
        "most_updates": knobs(settings)["updates"].maximum,
        "moment": settings.moment,
        "selected": settings.selected,
    }
    _PICTURE(page, data, act=act, look=look)


def _numbers(result: Experiment, number: int) -> dict:
    """What colours and widths show; weights and gradients (in, out), the rest (out,)."""
    layer = result.layers[number]
    return {
        "weight": layer.weight.tolist(),
        "bias": layer.bias.tolist(),
        "z": result.passed.z[number].tolist(),
        "a": result.passed.a[number + 1].tolist(),
        "delta": result.gradients.delta[number].tolist(),
        "gradient": result.gradients.weight[number].tolist(),
        "updated": result.updated[number].weight.tolist(),
    }


def _layer_texts(result: Experiment, number: int) -> dict:
    layer, updated = result.layers[number], result.updated[number]
    values = {
        "weight": layer.weight,
        "bias": layer.bias,
        "z": result.passed.z[number],
        "a": result.passed.a[number + 1],
        "delta": result.gradients.delta[number],
        "gradient": result.gradients.weight[number],
        "new_weight": updated.weight,
        "new_bias": updated.bias,
    }
    return {name: _texts(array) for name, array in values.items()}


def _texts(values: np.ndarray) -> list:
    """Nested lists like `values`, every number written."""
    return [_texts(row) for row in values] if values.ndim > 1 else [shown(value) for value in values.tolist()]


def _table(result: Experiment) -> list[list[str]]:
    """A row for every gradient: mark, name, by hand, autograd's, difference."""
    rows = []
    ours, theirs = result.gradients, result.autograd
    for number in range(1, len(result.layers) + 1):
        for letter, mine, other in (
            ("w", ours.weight[number - 1], theirs.weight[number - 1]),
            ("b", ours.bias[number - 1], theirs.bias[number - 1]),
        ):
            for index in np.ndindex(mine.shape):
                place = [i + 1 for i in index]
                mark = f"{'e' if letter == 'w' else 'b'}{number}.{'.'.join(map(str, place))}"
                pair = [shown(float(value), TABLE_DECIMALS) for value in (mine[index], other[index])]
                rows.append(
                    [mark, f"∂L/∂{symbol(letter, number, *place)}", *pair, power_of_ten(abs(float(mine[index] - other[index])))]
                )
    return rows


def vectors(result: Experiment) -> list[str]:
    """z, a and δ of every layer as the curriculum writes them: "z⁽¹⁾ = (0.6, 0.19, −0.06)"."""
    lines = []
    for number in range(1, len(result.layers) + 1):
        values = {"z": result.passed.z[number - 1], "a": result.passed.a[number], "δ": result.gradients.delta[number - 1]}
        lines.append(" &emsp; ".join(f"{symbol(letter, number)} = ({', '.join(_texts(v))})" for letter, v in values.items()))
    return lines
