"""What the page on vanishing gradients says in words: names, what went wrong, and the gradient's way in numbers."""

from __future__ import annotations

from html import escape

from core.experiments.vanishing_gradients import Experiment
from core.experiments.vanishing_gradients_numbers import Way, way
from core.rounding import SUPERSCRIPT
from core.settings.vanishing_gradients import VanishingGradients
from ui import differences
from ui.labels import count, option, say


def names(settings: VanishingGradients) -> list[str]:
    """Of the network as set, and of the one beside it."""
    return [say("vanishing.as_set"), say("vanishing.kept") if settings.pinned else option("cure", settings.cure)]


def difference(settings: VanishingGradients, result: Experiment) -> str:
    """What the other network has otherwise: "Activation function Sigmoid → ReLU"."""
    if result.other.plan == result.shown.plan:
        return say("playground.nothing_changed")
    return differences.difference(settings, result.other_settings)


def messages(settings: VanishingGradients, result: Experiment) -> list[str]:
    """What a learner should know about this run, one sentence or two each; most runs need none."""
    said = []
    for name, film in zip(names(settings), (result.shown, result.other), strict=True):
        if film.diverged is not None:
            rate = option("learning_rate", film.plan.training.learning_rate)
            said.append(say("vanishing.diverged", name=name, step=count(film.diverged), rate=rate))
    if result.other.plan == result.shown.plan:
        said.append(say("vanishing.same", name=names(settings)[1]))
    if result.wanted:
        said.append(say("vanishing.cut", steps=count(result.steps), wanted=count(result.wanted)))
    return said


def numbers(settings: VanishingGradients, result: Experiment, layer: int) -> str:
    """The selected layer's gradient as a product, and the whole way's, as HTML."""
    step = int(settings.step) if settings.step.isdigit() else result.shown.steps[-1]
    shown, other = (way(film, layer, step) for film in (result.shown, result.other))
    lines = (
        f"<b>{say('vanishing.place', layer=shown.layer, step=count(shown.step))}</b> {_here(settings, shown)}",
        _whole(settings, shown) + " " + _bound(settings, shown),
        say(
            "vanishing.state",
            blocked=f"{100 * shown.blocked:.0f}\u00a0%",
            dead=f"{100 * shown.dead:.0f}\u00a0%",
            layer=shown.layer,
            weight=shown.weight,
        ),
        _beside(names(settings)[1], other),
    )
    return "".join(f"<p>{line}</p>" for line in lines)


def _here(settings: VanishingGradients, shown: Way) -> str:
    """‖δˡ‖ = ‖(δˡ⁺¹ Wˡ⁺¹ᵀ) ∘ f′(zˡ)‖ = ‖δˡ⁺¹‖ · weights · slope."""
    if shown.here is None:
        return say("vanishing.nothing_arrives")
    layer, above = shown.layer, shown.layer + 1
    here, after = (str(number).translate(SUPERSCRIPT) for number in (layer, above))
    skip = f" + ∂L/∂h{after}" if settings.residual and layer < shown.depth else ""
    before = "z" if settings.normalisation == "none" else "u"
    inside = f"(δ{after} W{after}ᵀ{skip}) ∘ f′({before}{here})"
    if settings.normalisation != "none":
        inside = f"N′({inside})"
    arriving, *factors = shown.here.factors
    return (
        f"<span role='math'>‖δ{here}‖ = ‖{inside}‖ =</span> "
        f"<span role='math'>{arriving} · {_named(settings, factors)} = <b>{shown.here.result}</b></span>"
    )


def _whole(settings: VanishingGradients, shown: Way) -> str:
    if shown.whole is None:
        return say("vanishing.no_whole")
    formula = f"{_named(settings, shown.whole.factors)} = <b>{shown.whole.result}</b>"
    return say("vanishing.whole", formula=f"<span role='math'>{formula}</span>", mean=f"<b>{shown.mean}</b>")


def _bound(settings: VanishingGradients, shown: Way) -> str:
    """What the activation function alone can leave of the gradient, at best."""
    if settings.residual:
        return say("vanishing.bound_residual")
    name = option("activation", settings.activation)
    if shown.steepest == "1":
        return say("vanishing.bound_one", name=escape(name))
    bound = f"<span role='math'>{shown.steepest}{str(shown.depth).translate(SUPERSCRIPT)} = {shown.bound}</span>"
    return say("vanishing.bound", name=escape(name), steepest=shown.steepest, bound=bound)


def _beside(name: str, other: Way) -> str:
    delta = other.here.result if other.here else "0"
    whole = other.whole.result if other.whole else "0"
    return say("vanishing.beside", name=f"<b>{escape(name)}</b>", layer=other.layer, delta=delta, whole=whole, mean=other.mean)


def _named(settings: VanishingGradients, factors: tuple[str, ...] | list[str]) -> str:
    """Each factor with the name of what it comes from."""
    kinds = ("connections" if settings.residual else "weights", "slope", "normalisation")
    return " · ".join(
        f"{factor}&nbsp;<span class='condition'>({say(f'vanishing.factor.{kind}')})</span>"
        for kind, factor in zip(kinds, factors, strict=False)
    )
