"""What the playground says in words: what ended a training or went wrong in it, what a comparison changed, one neuron's sum."""

from __future__ import annotations

from html import escape

import numpy as np

from core.experiments.playground import Experiment, symmetric_layers
from core.experiments.playground_numbers import Error, Sum
from core.settings.playground import Playground
from ui.differences import difference
from ui.labels import count, option, say


def messages(settings: Playground, result: Experiment) -> list[str]:
    """What a learner should know about this run, one sentence or two each; most runs need none."""
    film, recipe, said = result.film, result.plan.recipe, []
    last = film.run.weights[-1]
    if not len(result.points.x):
        return [say("playground.empty")]
    if result.wanted:
        said.append(say("playground.cut", epochs=count(result.plan.epochs), wanted=count(result.wanted)))
    if layers := symmetric_layers(recipe, last):
        said.append(say("playground.symmetric", layers=", ".join(map(str, layers))))
    if dead := len(film.dead[-1]):
        relus = sum(width for width, name in zip(recipe.hidden, recipe.activations, strict=True) if name == "relu")
        said.append(say("playground.dead", dead=dead, relus=relus))
    if settings.data == "csv" and not settings.own_points:
        said.append(say("playground.not_in_link"))
    if settings.pinned and result.pinned is None:
        said.append(say("playground.incomparable"))
    return said


def ending(settings: Playground, result: Experiment) -> str:
    """Why the run ended before its last epoch; empty where it did not."""
    run = result.film.run
    if run.stopped == "loss":
        return say("playground.stopped", loss=f"{settings.stop_loss:g}", epoch=count(run.epochs[-1]))
    if run.stopped != "diverged":
        return ""
    where = run.divergence
    return say(
        f"playground.diverged.{where.quantity}",
        epoch=count(where.epoch),
        step=count(where.step),
        layer=where.layer,
        rate=option("learning_rate", settings.learning_rate),
    )


def comparison(settings: Playground, result: Experiment, epoch: int) -> str:
    """What changed since the kept run, and what that did to the training loss by `epoch`, as HTML; empty without a kept run."""
    if result.pinned is None:
        return ""
    kept, film = result.pinned
    values = {}
    for name, run in (("before", film.run), ("after", result.film.run)):
        at = min(int(np.searchsorted(run.epochs, epoch)), len(run.epochs) - 1)
        values[name] = f"<b>{run.train_loss[at]:.4g}</b>"
    same = kept.loss == settings.loss
    losses = say("playground.compared", epoch=count(epoch), **values) if same else ""
    return f"<p><b>{escape(difference(kept, settings))}</b> {losses}</p>"


def neuron(result: Experiment, total: Sum | None, point: int) -> str:
    """z = Σ w·x + b, a = f(z) and the loss with the numbers of one point, as HTML; empty where there is none."""
    if total is None:
        return ""
    recipe, points = result.plan.recipe, result.points
    hidden = len(recipe.hidden)
    name = say("playground.neuron", layer=total.layer, number=total.number)
    if total.layer > hidden:
        only = recipe.outputs == 1
        name = say("playground.output") if only else say("playground.output_of", name=points.names[total.number - 1])
    x1, x2 = (f"{value:.2f}".replace("-", "−") for value in points.x[point])
    place = say("playground.at_point", number=point + 1, x1=x1, x2=x2, epoch=count(total.epoch))
    products = " + ".join(f"<span>{_signed(w)} · {_signed(x)}</span>" for w, x in total.terms)
    symbols = " + ".join(f"w<sub>{i}</sub>·{_symbol(name)}" for i, name in enumerate(total.names, 1))
    lines = (
        f"<b>{escape(name)}</b> {place}",
        f"z = {symbols} + b = {products} + {_signed(total.bias)} = <b>{total.z}</b>",
        _activated(total),
        _error(total.error) if total.error else "",
    )
    return "".join(f"<p>{line}</p>" for line in lines if line)


def _activated(total: Sum) -> str:
    """a = f(z) with numbers."""
    if total.activation == "softmax":
        powers = " + ".join(f"e<sup>{z}</sup>" for z in (total.z, *total.others))
        return f"a = e<sup>{total.z}</sup> / ({powers}) = <b>{total.a}</b>"
    name = option("activation", total.activation)
    return f"a = {escape(name)}({total.z}) = <b>{total.a}</b>"


def _error(error: Error) -> str:
    """The loss of this one point."""
    answer, target = error.answer, _signed(error.target)
    formula = {
        "sure": f"−ln {_signed(answer)}",
        "unsure": f"−ln(1 − {_signed(answer)})",
        "mse": f"({answer} − {target})²",
        "half_sse": f"½ · ({answer} − {target})²",
        "hinge": f"max(0, 1 − {target} · {_signed(answer)})",
    }[error.kind]
    return f"{say('playground.point_loss', target=error.target)} {formula} = <b>{error.loss}</b>"


def _symbol(name: str) -> str:
    return f"a<sub>{name[1:]}</sub>" if name.startswith("a") else escape(option("features", name))


def _signed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text
