"""What the overfitting page says in words: the loss and its penalty, the gap, one row's answer, the comparisons, as HTML."""

from __future__ import annotations

from html import escape

import numpy as np

from core.experiments.overfitting import Experiment, Film
from core.experiments.overfitting_numbers import Answer, Epoch, answer, epoch_numbers
from core.regularised_training import PARTS
from core.rounding import factor, power_of_ten, shown
from core.settings.overfitting import Overfitting
from ui.controls import knob_label
from ui.differences import difference
from ui.labels import count, option, say

MOST_FEATURES = 4


def paragraphs(settings: Overfitting, result: Experiment, epoch: int) -> str:
    """Everything below the picture, for an epoch that was kept."""
    numbers, row = epoch_numbers(result, epoch), settings.sample
    said = [
        comparison(settings, result, epoch),
        loss(result, numbers),
        gap(result, numbers),
        accuracy(numbers),
        by_heart(result, epoch),
        *(sample(result, int(row), epoch) if row.isdigit() and int(row) < len(result.split.index) else []),
        beside(result),
    ]
    return "".join(f"<p>{line}</p>" for line in said if line)


def messages(result: Experiment) -> list[str]:
    """What a learner should know about how this run ended; most runs need nothing."""
    made, said = result.film.run, []
    last = made.loss.shape[1] - 1
    if made.stopped == "diverged":
        said.append(say("overfitting.diverged", epoch=count(last + 1), rate=f"{result.plan.recipe.learning_rate:g}"))
    if made.stopped == "patience":
        values = {"epoch": count(last), "patience": result.plan.patience, "best": count(made.best)}
        said.append(say(f"overfitting.stopped.{result.split.rows.judge}", **values))
    if result.wanted:
        said.append(say("overfitting.cut", epochs=count(result.plan.epochs), wanted=count(result.wanted)))
    return said


def loss(result: Experiment, numbers: Epoch) -> str:
    """J = data loss + L2 / 2n · Σw² + L1 / n · Σ|w|, with the numbers of the epoch."""
    recipe, words, values = result.plan.recipe, [say("overfitting.data_loss")], [numbers.data]
    for rate, halved, symbol, total in (
        (recipe.l2, True, "Σ w²", numbers.squares),
        (recipe.l1, False, "Σ |w|", numbers.absolutes),
    ):
        if rate:
            name, n = "L2" if halved else "L1", f"2 · {numbers.n}" if halved else str(numbers.n)
            words.append(f"{_fraction(name, '2n' if halved else 'n')} · {symbol}")
            values.append(f"{_fraction(f'{rate:g}', n)} · {factor(total)}")
    head = f"<b>{say('overfitting.epoch', epoch=count(numbers.epoch))}</b>"
    if len(words) == 1:
        return f"{head} {say('overfitting.minimised')} = {words[0]} = <b>{numbers.total}</b> {say('overfitting.no_penalty')}"
    return f"{head} {say('overfitting.minimised')} = {' + '.join(words)} = {' + '.join(values)} = <b>{numbers.total}</b>"


def gap(result: Experiment, numbers: Epoch) -> str:
    judge = result.split.rows.judge
    named = say(f"overfitting.gap.{judge}")
    alone = "" if judge == "validation" else f" {say('overfitting.no_validation')}"
    return f"{named} = {numbers.held} − {factor(numbers.train)} = <b>{numbers.gap}</b>{alone}"


def accuracy(numbers: Epoch) -> str:
    shares = (
        f"{say(f'option.rows.{part}')} {right}/{of} = <b>{shown(right / of)}</b>"
        for part, (right, of) in numbers.correct.items()
    )
    return f"{say('overfitting.accuracy')}: {' &emsp; '.join(shares)}"


def by_heart(result: Experiment, epoch: int) -> str:
    """How many of the wrong labels the network has learned; empty where there are none."""
    wrong = int(result.split.flipped.sum())
    if not wrong:
        return ""
    at = int(np.searchsorted(result.film.epochs, epoch).clip(0, len(result.film.epochs) - 1))
    return say("overfitting.by_heart", wrong=f"<b>{wrong}</b>", learned=f"<b>{result.film.by_heart[at]}</b>")


def sample(result: Experiment, row: int, epoch: int) -> list[str]:
    """One row: what it is, the network's logits, the probability of its label, and the loss of that."""
    shown_row, table = answer(result, row, epoch), result.split.table
    name, index = table.classes, int(result.split.index[row])
    features = "; ".join(f"{column} {value:g}" for column, value in zip(table.columns, table.x[index], strict=True))
    short = features.split("; ")
    features = "; ".join(short[:MOST_FEATURES]) + ("; …" if len(short) > MOST_FEATURES else "")
    part = next(part for part in PARTS if result.split.rows.part(part).stop > row)
    told = say("overfitting.told_wrong", told=name[shown_row.label], true=name[table.y[index]])
    label = told if result.split.flipped[row] else say("overfitting.label", name=name[shown_row.label])
    head = f"<b>{say('overfitting.row', row=index + 1)}</b> ({say(f'option.rows.{part}')}: {escape(features)}). {escape(label)}"
    guess = say("overfitting.guess", name=name[shown_row.predicted])
    return [f"{head} {escape(guess)}", _answer(shown_row, name)]


def _answer(row: Answer, name: tuple[str, ...]) -> str:
    """z, p = softmax or sigmoid of it, and −ln p, with numbers."""
    label = f"p<sub>{escape(name[row.label])}</sub>"
    if len(row.z) == 1:
        (z,) = row.z
        logits = f"z = {z}"
        power = f"{'−' if row.label else ''}{factor(z) if row.label else z}"
        formula = _fraction("1", f"1 + e<sup>{power}</sup>")
    else:
        logits = "; ".join(f"z<sub>{escape(n)}</sub> = {z}" for n, z in zip(name, row.z, strict=True))
        formula = _fraction(f"e<sup>{row.z[row.label]}</sup>", " + ".join(f"e<sup>{z}</sup>" for z in row.z))
    if row.p is None:
        return f"{logits}; {label} = {formula}: {say('overfitting.extreme')}; {say('overfitting.row_loss')} = <b>{row.loss}</b>"
    return f"{logits}; {label} = {formula} = {row.p}; {say('overfitting.row_loss')} = −ln {factor(row.p)} = <b>{row.loss}</b>"


def beside(result: Experiment) -> str:
    """scikit-learn's network beside this one; empty where nobody asked."""
    other = result.beside
    if other is None:
        return ""
    if isinstance(other, tuple):
        names = ", ".join(say("overfitting.every_class") if name == "classes" else knob_label(name) for name in other)
        return say("overfitting.sklearn_lacks", names=f"<b>{names}</b>")
    right, of = int(np.trace(other.confusion)), int(other.confusion.sum())
    rows = " ".join(f"[{', '.join(map(str, row))}]" for row in other.confusion.tolist())
    said = [
        say(
            "overfitting.sklearn",
            matrix=f"<b>[{rows}]</b>",
            accuracy=f"{right}/{of} = <b>{right / of:.2f}</b>",
            epochs=len(other.loss),
        )
    ]
    if other.early:
        said.append(say("overfitting.sklearn_early"))
    if other.difference is not None:
        said.append(say("overfitting.sklearn_same", difference=f"<b>{power_of_ten(other.difference)}</b>"))
    return " ".join(said)


def comparison(settings: Overfitting, result: Experiment, epoch: int) -> str:
    """What changed since the kept run, and what that did by `epoch`; empty without a kept run."""
    if not settings.pinned:
        return ""
    if result.pinned is None:
        return say("overfitting.incomparable")
    kept, film = result.pinned
    values = {name: f"<b>{_judged(run, result, epoch)}</b>" for name, run in (("before", film), ("after", result.film))}
    judged = say(f"overfitting.compared.{result.split.rows.judge}", epoch=count(epoch), **values)
    return f"<b>{escape(difference(kept, settings))}</b>. {judged}"


def _judged(film: Film, result: Experiment, epoch: int) -> str:
    """The loss of the rows that judge, after `epoch` or at the end of a shorter run."""
    losses = film.run.loss[PARTS.index(result.split.rows.judge)]
    value = losses[min(epoch, len(losses) - 1)]
    return shown(float(value)) if np.isfinite(value) else "–"


def network(result: Experiment) -> str:
    """ "Wine: 13 → 32 → 32 → 3", and how many numbers are trained on how many rows."""
    recipe, sample = result.plan.recipe, result.plan.sample
    data = sample.csv.partition("~")[2] if sample.data == "csv" else option("data", sample.data).partition(" (")[0]
    numbers = {"parameters": count(recipe.trained), "rows": count(result.split.rows.counts[0])}
    return say("overfitting.network", data=data, sizes=" → ".join(map(str, recipe.sizes)), **numbers)


def _fraction(above: str, below: str) -> str:
    return f"<span class='fraction'><span>{above}</span><span>{below}</span></span>"
