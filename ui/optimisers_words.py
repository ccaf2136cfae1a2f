"""What the page on optimisers says in words: stability limits, divergence, and the numbers of one step."""

from __future__ import annotations

import re
from html import escape

from core.experiments.optimisers import Experiment, Racer
from core.experiments.optimisers_numbers import Quantity, Update
from core.settings.optimisers import Optimisers
from ui.labels import option, say

# The surfaces whose curvature is the same everywhere, so that a limit at the minimum is a limit.
QUADRATIC = ("bowl", "ravine")
LIMITS = {"sgd": "2 / λ", "momentum": "(2 + 2μ) / λ", "nesterov": "(2 + 2μ) / ((1 + 2μ) λ)"}


def verdict(result: Experiment, racer: Racer) -> str:
    """Where the racer's learning rate lies beside its stability limit, in one sentence."""
    name, rate = option("racers", racer.name), plain(racer.rate)
    if racer.limit is None:
        return say("optimisers.no_limit", name=name, rate=rate)
    values = {"name": name, "rate": rate, "formula": LIMITS[racer.name], "limit": plain(racer.limit)}
    where = "" if result.name in QUADRATIC else "_near"
    if abs(racer.rate / racer.limit - 1) < 1e-9:
        return say(f"optimisers.at_limit{where}", **values)
    return say(f"optimisers.{'above' if racer.rate > racer.limit else 'below'}_limit{where}", **values)


def notice(racer: Racer) -> str:
    """Which optimiser diverged in which step, and why; empty where it did not."""
    if racer.path.diverged is None:
        return ""
    values = {"name": option("racers", racer.name), "step": racer.path.diverged, "rate": plain(racer.rate)}
    if racer.limit is not None and racer.rate > racer.limit:
        return say("optimisers.diverged_above", limit=plain(racer.limit), **values)
    return say("optimisers.diverged", **values)


def numbers(settings: Optimisers, result: Experiment, name: str, update: Update | None) -> str:
    """Curvature and limits, and every quantity of one step with its numbers, as HTML."""
    low, high = (plain(value) for value in result.curvature)
    minimum = ", ".join(plain(w) for w in result.minimum)
    key = "curvature" if result.name in QUADRATIC else "curvature_near"
    lines = [say(f"optimisers.{key}", low=low, high=f"<b>{high}</b>", minimum=minimum)]
    if update is None:
        return f"<p>{lines[0]}</p>"
    places = {"before": _pair(update.before), "after": _pair(update.after)}
    losses = {"loss_before": update.loss_before, "loss_after": update.loss_after}
    heading = say("optimisers.update", name=f"<b>{escape(option('racers', name))}</b>", step=update.step, **places, **losses)
    settings_said = _hyperparameters(settings, name, result.racers[name].rate)
    rows = "".join(_row(quantity) for quantity in update.quantities)
    return f"<p>{heading} {settings_said}</p><div class='facts update'><table>{rows}</table></div><p>{lines[0]}</p>"


def plain(value: float) -> str:
    """A number as one writes a learning rate: four significant digits, a real minus sign."""
    return f"{value:.4g}".replace("-", "−")


def _pair(texts: tuple[str, str]) -> str:
    return f"({texts[0]}, {texts[1]})"


def _hyperparameters(settings: Optimisers, name: str, rate: float) -> str:
    """η and what else the optimiser is set to."""
    said = [f"η = {plain(rate)}"]
    if name in ("momentum", "nesterov"):
        said.append(f"μ = {settings.momentum:g}")
    elif name == "rmsprop":
        said.append(f"α = {settings.rmsprop_alpha:g}")
    elif name == "adam":
        said += [f"β₁ = {settings.beta1:g}", f"β₂ = {settings.beta2:g}"]
    return f"<span class='condition' role='math'>{', '.join(said)}</span>"


def _row(quantity: Quantity) -> str:
    """The formula in symbols, and for each weight its numbers."""
    both = len(quantity.lines) == 2
    cells = []
    for number, (worked, result) in enumerate(quantity.lines, start=1):
        symbol = f"{quantity.symbol}{'₁₂'[number - 1] if both else ''}"
        equals = f"{_raised(worked)} = " if worked else ""
        cells.append(f"<span role='math'>{symbol} = {equals}<b>{result}</b></span>")
    formula = f"{quantity.symbol} ← {quantity.formula}"
    return f"<tr><th scope='row'>{escape(formula)}</th><td>{'<br>'.join(cells)}</td></tr>"


def _raised(text: str) -> str:
    return re.sub(r"\^\{(.*?)\}", r"<sup>\1</sup>", escape(text))
