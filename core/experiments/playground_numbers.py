"""The numbers behind one neuron at one point, written so that they can be added up again by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import mlp
from core.activations import ACTIVATIONS, softmax
from core.experiments.playground import Experiment, inputs_of
from core.rounding import DECIMALS, MOST_DECIMALS, agreeing, rounded, shown


@dataclass(frozen=True)
class Sum:
    """z = Σ weight · input + bias, and a = f(z), of neuron `number` (from 1) of layer `layer` (from 1; the output is the last).

    All numbers are texts: those shown for the weights, inputs and bias add up to the one shown for z, and f of that is the one
    for a. `names` of the inputs: feature codes, or "a1", "a2" … of the layer before. `others`: the other outputs' z (softmax).
    """

    layer: int
    number: int
    epoch: int
    names: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    bias: str
    z: str
    activation: str
    a: str
    others: tuple[str, ...]
    error: Error | None


@dataclass(frozen=True)
class Error:
    """The loss of one point at one output: `kind` names the formula, with `answer` (a, or z for hinge) and `target` in it."""

    kind: str
    answer: str
    target: str
    loss: str


def neuron_sum(result: Experiment, neuron: int, point: int, epoch: int) -> Sum | None:
    """Of neuron `neuron`, counted as in Film, at data point `point`, after epoch `epoch`; None where there is no such point."""
    recipe, places, film = result.plan.recipe, result.points, result.film
    if not 0 <= point < len(places.x):
        return None
    at = int(np.searchsorted(film.run.keyframes, epoch).clip(0, len(film.run.keyframes) - 1))
    layers = mlp.unpack(recipe, film.run.weights[at])
    layer, unit = _place(recipe.sizes[1:], neuron)
    names = (*recipe.activations, recipe.output_activation)
    a = inputs_of(result.plan, places.x[[point]])[0]
    for (weight, bias), name in zip(layers[:layer], names, strict=False):
        a = function(name)(a @ weight + bias)
    weight, bias = layers[layer]
    zs = a @ weight + bias  # (units of the layer,)
    name = names[layer]
    activated = float(function(name)(zs)[unit])
    others = tuple(float(z) for i, z in enumerate(zs) if i != unit) if name == "softmax" else ()
    z_text, other_texts = _agreeing(float(zs[unit]), others, name, activated)
    terms, bias_text = _adding_up(weight[:, unit].tolist(), a.tolist(), float(bias[unit]), float(zs[unit]), z_text)
    inputs = result.plan.features if layer == 0 else tuple(f"a{i}" for i in range(1, len(a) + 1))
    error = None
    if layer == len(layers) - 1:
        error = _error(recipe, places.classes, float(places.y[point]), unit, float(zs[unit]), activated)
    epoch = int(film.run.keyframes[at])
    return Sum(layer + 1, unit + 1, epoch, inputs, terms, bias_text, z_text, name, shown(activated), other_texts, error)


def function(name: str) -> Callable[[np.ndarray], np.ndarray]:
    """The activation function `name`, linear and softmax (over the last axis) among them."""
    if name == "linear":
        return np.asarray
    return softmax if name == "softmax" else ACTIVATIONS[name].function


def _error(recipe: mlp.Recipe, classes: int, y: float, unit: int, z: float, a: float) -> Error | None:
    """What this output at this point contributes to the loss; None where that takes more than one output."""
    if recipe.loss == "cross_entropy":
        if recipe.outputs > 1 and unit != y:
            return None
        sure = recipe.outputs > 1 or y == 1
        kind, answer, formula = ("sure", a, lambda p: -np.log(p)) if sure else ("unsure", a, lambda p: -np.log1p(-p))
        target = y
    else:
        if recipe.outputs > 1 and recipe.loss == "hinge":
            return None
        target = mlp.targets(recipe, np.array([y if not classes else int(y)]), classes)[0, unit]
        kind, answer, formula = {
            "mse": ("mse", a, lambda p: (p - target) ** 2),
            "half_sse": ("half_sse", a, lambda p: (p - target) ** 2 / 2),
            "hinge": ("hinge", z, lambda p: max(0.0, 1 - target * p)),
        }[recipe.loss]
    with np.errstate(divide="ignore", over="ignore"):
        loss = float(formula(np.float64(answer)))
        if not math.isfinite(loss):
            return None
        (text,) = agreeing([answer], lambda p: float(formula(np.float64(p))), loss)
    return Error(kind, text, shown(float(target)), shown(loss))


def _place(sizes: tuple[int, ...], neuron: int) -> tuple[int, int]:
    """(layer, unit), both from 0, of a neuron counted through all layers; the first output where there is none such."""
    for layer, size in enumerate(sizes):
        if neuron < size:
            return layer, max(neuron, 0)
        neuron -= size
    return len(sizes) - 1, 0


def _agreeing(z: float, others: tuple[float, ...], name: str, a: float) -> tuple[str, tuple[str, ...]]:
    """z, and the other outputs' z, with as many digits as it takes for f of them to be written like a."""
    for decimals in range(DECIMALS, MOST_DECIMALS):
        again = function(name)(np.array([rounded(value, decimals) for value in (z, *others)]))[0]
        if shown(float(again)) == shown(a):
            break
    return shown(z, decimals), tuple(shown(value, decimals) for value in others)


def _adding_up(
    weights: list[float], inputs: list[float], bias: float, z: float, z_text: str
) -> tuple[tuple[tuple[str, str], ...], str]:
    """((weight, input), …) and the bias with as many digits as it takes for their sum to be written like z."""
    places = len(z_text.partition("·")[0].partition(".")[2])
    for decimals in range(DECIMALS, MOST_DECIMALS):
        products = (rounded(w, decimals) * rounded(x, decimals) for w, x in zip(weights, inputs, strict=True))
        if shown(math.fsum(products) + rounded(bias, decimals), max(places, DECIMALS)) == z_text:
            break
    terms = tuple((shown(w, decimals), shown(x, decimals)) for w, x in zip(weights, inputs, strict=True))
    return terms, shown(bias, decimals)
