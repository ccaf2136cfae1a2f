"""What the forecaster says in words: messages about a run, and its numbers as formulas."""

from __future__ import annotations

from html import escape

from core.experiments import forecaster_numbers
from core.experiments.forecaster import Experiment
from core.experiments.forecaster_numbers import errors_of, errors_of_yesterday, moment
from core.forecasting import Recipe
from core.rounding import agreeing, factor, rounded, shown
from core.settings.forecaster import Forecaster
from ui import differences
from ui.labels import count, option, say


def messages(settings: Forecaster, result: Experiment) -> list[str]:
    """What a learner should know about this run; most runs need none."""
    said = []
    for kind, film in result.films.items():
        if film.diverged >= 0:
            rate = option("learning_rate", settings.learning_rate)
            said.append(say("forecaster.diverged", name=option("cell", kind), step=count(film.diverged), rate=rate))
    if settings.pinned:
        known = result.pinned is not None
        said.append(
            say("forecaster.compared", difference=differences.difference(result.pinned[0], settings))
            if known
            else say("forecaster.incomparable")
        )
    return said


def paragraphs(settings: Forecaster, result: Experiment) -> str:
    """One forecast, the errors, the gradient and the number of parameters, as HTML."""
    kind = next(iter(result.films))
    lines = [_forecast(settings, result, kind), _errors(settings, result)] if result.forecasts else []
    lines.append(_gradient(settings, result, kind))
    recurrent = (recipe for recipe in result.plan.recipes if recipe.kind != "dense")
    lines += [_parameters(recipe, result.films[recipe.kind].parameters) for recipe in recurrent]
    return "".join(f"<p>{line}</p>" for line in lines if line)


def _forecast(settings: Forecaster, result: Experiment, kind: str) -> str:
    made = forecaster_numbers.forecast(settings, result, kind)
    series = result.series
    own = bool(series.name)
    place = say("forecaster.row", row=count(made.time)) if own else f"t = {made.time:.1f}"
    formula = f"ŷ = w·h + b = {made.sum} + {factor(made.bias)} = <b>{made.forecast}</b>"
    error = f"e = ŷ − y = {made.forecast} − {factor(made.truth)} = <b>{made.error}</b>, e² = <b>{made.squared}</b>"
    text = say(
        "forecaster.forecast",
        epoch=count(made.epoch),
        place=f"<b>{place}</b>",
        name=option("cell", kind),
        window=settings.window_size,
        first=made.window[0],
        last=made.window[1],
        formula=f"<span role='math'>{formula}</span>",
        error=f"<span role='math'>{error}</span>",
    )
    if not own:
        return text
    scaling = {"mean": shown(series.centre), "deviation": shown(series.scale), "column": escape(series.name)}
    return f"{text} {say('forecaster.scaled', **scaling)}"


def _errors(settings: Forecaster, result: Experiment) -> str:
    """MSE of one step ahead as a mean of squares: of every network, and of the same as yesterday."""
    m = len(result.series.future)
    said = []
    for kind, film in result.films.items():
        said.append((option("cell", kind), float(errors_of(result, film).one[moment(film, settings.epoch)])))
    said.append((say("forecaster.yesterday"), float(errors_of_yesterday(result).one[0])))
    sums = [agreeing((error * m,), lambda total: total / m, error)[0] for _, error in said]
    means = [f"{escape(name)} {total} / {m} = <b>{shown(error)}</b>" for (name, error), total in zip(said, sums, strict=True)]
    return say("forecaster.mse", points=m, formulas="; ".join(f"<span role='math'>{mean}</span>" for mean in means))


def _gradient(settings: Forecaster, result: Experiment, kind: str) -> str:
    film = result.films[kind]
    epoch = int(film.epochs[moment(film, settings.epoch)])
    if not epoch:
        return ""
    steps = len(film.norms) // len(film.losses)
    norm = float(film.norms[min(epoch * steps, len(film.norms)) - 1])
    name = option("cell", kind)
    said = say("forecaster.norm", name=name, epoch=count(epoch), norm=f"<span role='math'>‖∇‖ = <b>{shown(norm)}</b></span>")
    if not settings.clip:
        return said
    if norm <= settings.clip:
        return f"{said} {say('forecaster.not_clipped', clip=option('clip', settings.clip))}"
    formula = f"<span role='math'>{settings.clip:g} / {shown(norm)} = <b>{shown(settings.clip / rounded(norm))}</b></span>"
    return f"{said} {say('forecaster.clipped', clip=option('clip', settings.clip), formula=formula)}"


def _parameters(recipe: Recipe, parameters: int) -> str:
    """gates · hidden · (inputs + hidden + 2) of every layer, and the output's weights and bias."""
    hidden = recipe.hidden_size
    terms = [
        (f"{gates} · " if gates > 1 else "") + f"{hidden} · ({columns - hidden - 2} + {hidden} + 2)"
        for gates, columns in forecaster_numbers.parameter_terms(recipe)
    ]
    formula = f"{' + '.join(terms)} + {hidden} + 1 = <b>{count(parameters)}</b>"
    return say("forecaster.parameters", name=option("cell", recipe.kind), formula=f"<span role='math'>{formula}</span>")
