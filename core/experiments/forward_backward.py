"""What the page computes that goes forward and backward by hand: one sample, its gradients, and the updates made so far."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core import backpropagation
from core.activations import Array
from core.backpropagation import OUTPUT_ACTIVATIONS, Forward, Gradients, Layer
from core.errors import LearnerError
from core.settings.forward_backward import ForwardBackward
from core.settings.schema import knobs, replace

LARGEST = 999
LARGEST_WEIGHT = 1e6
DECIMALS = 4
WIDEST = 6

# The curriculum's example (2-3-1), and what the program printed below it in the source has instead.
TEXTBOOK = {
    "w1": [[0.2, -0.1, 0.4], [0.5, 0.3, -0.2]],
    "b1": [0.1, 0.0, -0.1],
    "w2": [[0.6], [-0.4], [0.8]],
    "b2": [0.05],
}
PROGRAM = {
    "w1": [[0.2, 0.4, -0.3], [-0.5, 0.3, 0.6]],
    "b1": [0.1, 0.2, 0.05],
    "w2": [[0.7], [-1.2], [0.5]],
    "b2": [0.05],
}
X = (0.5, 0.8, -0.4, 0.6)
Y = (1.0, 0.0, 0.0, 0.0)


class Edit(NamedTuple):
    """A number typed over after `step` updates: x, y, w or b; `index` from 1: w (layer, from, to), b (layer, to)."""

    step: int
    target: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Experiment:
    """One sample after `updates` updates: forward, backward, and what one more update would bring.

    `losses` are those before each update and now, (updates + 1,); `loss_after` is None where the next update leaves all bounds.
    `autograd` are PyTorch's gradients, `difference` the largest absolute difference from those by hand.
    """

    x: Array
    y: Array
    layers: list[Layer]
    passed: Forward
    gradients: Gradients
    losses: list[float]
    updated: list[Layer]
    loss_after: float | None
    autograd: Gradients
    difference: float

    @property
    def loss(self) -> float:
        return self.losses[-1]


def sizes(settings: ForwardBackward) -> list[int]:
    """Neurons per layer, the inputs first; hidden layers without neurons are left out."""
    return [settings.inputs, *filter(None, (settings.hidden_first, settings.hidden_second)), settings.outputs]


def run(settings: ForwardBackward) -> Experiment:
    """Raises LearnerError where loss and targets do not fit each other, or where the updates diverge."""
    kind, edits = settings.loss, parse(settings.edits)
    if kind == "cross_entropy" and settings.outputs < 2:
        raise LearnerError("forward_backward.softmax_alone")
    x, y, layers = _initial(settings)
    losses = []
    for step in range(settings.updates + 1):
        x, y, layers = _edited(x, y, layers, [edit for edit in edits if edit.step == step])
        _check_targets(kind, y)
        passed = backpropagation.forward(x, layers)
        gradients = backpropagation.backward(kind, passed, y, layers)
        losses.append(backpropagation.loss(kind, passed, y))
        updated = backpropagation.update(layers, gradients, settings.learning_rate)
        if step < settings.updates:
            if not _bounded(updated):
                raise LearnerError("forward_backward.diverged", step=step + 1, learning_rate=settings.learning_rate)
            layers = updated
    after = backpropagation.loss(kind, backpropagation.forward(x, updated), y) if _bounded(updated) else None
    _, autograd = backpropagation.autograd(kind, x, y, layers)
    pairs = zip([*gradients.weight, *gradients.bias], [*autograd.weight, *autograd.bias], strict=True)
    difference = max(float(np.abs(ours - theirs).max()) for ours, theirs in pairs)
    return Experiment(x, y, layers, passed, gradients, losses, updated, after, autograd, difference)


def script_values(settings: ForwardBackward, result: Experiment) -> dict:
    """The settings block of the exported script: the weights on screen, those after the updates made so far."""
    return {
        "x": result.x.tolist(),
        "y": result.y.tolist(),
        "weights": [layer.weight.tolist() for layer in result.layers],
        "biases": [layer.bias.tolist() for layer in result.layers],
        "activations": [layer.activation for layer in result.layers],
        "loss": settings.loss,
        "learning_rate": settings.learning_rate,
    }


def variant(settings: ForwardBackward) -> str | None:
    """ "textbook" or "program" where the forward pass is that variant of the curriculum's example, digit by digit."""
    example = sizes(settings) == [2, 3, 1] and not settings.edits and not settings.updates
    all_sigmoid = settings.activation == "sigmoid" and _output_activation(settings) == "sigmoid"
    return settings.initial if example and all_sigmoid and settings.initial != "random" else None


def acted(settings: ForwardBackward, action: dict) -> ForwardBackward:
    """The settings after what the learner did in the picture: {kind: "apply", updates} or {kind: "edit", target, index, value}.

    Raises LearnerError as `edit` does.
    """
    if action["kind"] == "apply":
        return replace(settings, updates=min(action["updates"], knobs(settings)["updates"].maximum))
    return replace(settings, edits=edit(settings, action["target"], tuple(action["index"]), action["value"]))


def edit(settings: ForwardBackward, target: str, index: tuple[int, ...], value: float) -> str:
    """`settings.edits` with one number typed over now; what was typed over at a later update is forgotten.

    Raises LearnerError for values outside −999 … 999, and for a class target other than 1.
    """
    if not -LARGEST <= value <= LARGEST:
        raise LearnerError("forward_backward.out_of_range", value=value)
    new = [Edit(settings.updates, target, index, value)]
    if target == "y" and settings.loss == "cross_entropy":
        if value != 1:
            raise LearnerError("forward_backward.one_class", number=index[0])
        new = [Edit(settings.updates, "y", (k,), float(k == index[0])) for k in range(1, settings.outputs + 1)]
    replaced = {entry[:3] for entry in new}
    kept = [entry for entry in parse(settings.edits) if entry.step <= settings.updates and entry[:3] not in replaced]
    return ",".join(map(_written, [*kept, *new]))


def parse(edits: str) -> list[Edit]:
    """Edits come from links too: what cannot be read is left out; what does not fit the network, `run` leaves out."""
    found = []
    for part in edits.split(","):
        place, _, what = part.partition(":")
        step, _, where = place.rpartition("@")
        try:
            index, value, after = tuple(map(int, where[1:].split("."))), round(float(what), DECIMALS), int(step or 0)
        except ValueError:
            continue
        if len(index) == {"x": 1, "y": 1, "b": 2, "w": 3}.get(where[0]) and -LARGEST <= value <= LARGEST:
            found.append(Edit(after, where[0], index, value))
    return found


def _written(entry: Edit) -> str:
    step = f"{entry.step}@" if entry.step else ""
    return f"{step}{entry.target}{'.'.join(map(str, entry.index))}:{round(entry.value, DECIMALS):.10g}"


def _initial(settings: ForwardBackward) -> tuple[Array, Array, list[Layer]]:
    rng = np.random.RandomState(settings.seed)
    given = {"textbook": TEXTBOOK, "program": PROGRAM, "random": {}}[settings.initial]
    widths = sizes(settings)
    layers = []
    for number, (n_in, n_out) in enumerate(pairwise(widths), start=1):
        # As many as the widest layer has, so that a neuron keeps its weights when others come or go. Two decimals, to be
        # re-calculated by hand.
        weight = rng.uniform(-1, 1, (WIDEST, WIDEST)).round(2)[:n_in, :n_out]
        bias = np.zeros(n_out)
        _overlay(weight, given.get(f"w{number}", []))
        _overlay(bias, given.get(f"b{number}", []))
        activation = settings.activation if number < len(widths) - 1 else _output_activation(settings)
        layers.append(Layer(weight, bias, activation))
    return np.array(X[: settings.inputs]), np.array(Y[: settings.outputs]), layers


def _output_activation(settings: ForwardBackward) -> str:
    return OUTPUT_ACTIVATIONS.get(settings.loss, settings.output_activation)


def _overlay(values: Array, given: list) -> None:
    """The given numbers where they fit."""
    for index, value in np.ndenumerate(np.array(given)):
        if all(i < n for i, n in zip(index, values.shape, strict=False)):
            values[index] = value


def _edited(x: Array, y: Array, layers: list[Layer], edits: list[Edit]) -> tuple[Array, Array, list[Layer]]:
    if not edits:
        return x, y, layers
    x, y = x.copy(), y.copy()
    layers = [Layer(layer.weight.copy(), layer.bias.copy(), layer.activation) for layer in layers]
    for entry in edits:
        number, *rest = (i - 1 for i in entry.index)
        match entry.target:
            case "x" | "y":
                values, index = (x if entry.target == "x" else y), (number,)
            case _ if not 0 <= number < len(layers):
                continue
            case "w":
                values, index = layers[number].weight, tuple(rest)
            case "b":
                values, index = layers[number].bias, tuple(rest)
        if all(0 <= i < n for i, n in zip(index, values.shape, strict=True)):
            values[index] = entry.value
    return x, y, layers


def _bounded(layers: list[Layer]) -> bool:
    return all(np.all(np.abs(values) <= LARGEST_WEIGHT) for layer in layers for values in (layer.weight, layer.bias))


def _check_targets(kind: str, y: Array) -> None:
    if kind == "binary_cross_entropy" and not np.all((y >= 0) & (y <= 1)):
        number = int(np.argmax((y < 0) | (y > 1))) + 1
        raise LearnerError("forward_backward.target_outside", number=number, value=y[number - 1])
    if kind == "cross_entropy" and sorted(y) != [0.0] * (y.size - 1) + [1.0]:
        raise LearnerError("forward_backward.targets_no_class", targets=", ".join(f"{value:g}" for value in y))
