"""What a training run shows, live and afterwards: curves, confusion matrix, scores, filters and mistakes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.metrics import class_scores
from core.settings.schema import knobs
from core.training.events import Epoch, Started, Step
from core.training.jobs import JobView
from ui import controls, figures
from ui.labels import option, say


def curves(views: Sequence[JobView], beside: dict[str, float] | None = None) -> None:
    """Loss and accuracy of every run, one colour each, training thin and test thick; the first is the one on screen.

    `beside`: test accuracies of other classifiers by name, as level lines.
    """
    beside = beside or {}
    last = views[0].last(Epoch)
    values = {"loss": f"{last.test_loss:.3f}", "accuracy": f"{last.test_accuracy:.2%}"} if last else {}
    epochs = max(view.specification.settings["epochs"] for view in views)
    for column, measure in zip(st.columns(2, gap="small"), ("loss", "accuracy"), strict=True):
        value = values.get(measure, "–")
        figure = figures.lines(say(f"training.{measure}_title", value=value), say("training.epoch"), _series(views, measure))
        figure.update_xaxes(range=[0, 1.02 * epochs])
        if measure == "accuracy":
            reached = [*beside.values(), *(epoch.test_accuracy for view in views for epoch in view.all(Epoch))]
            for name, level in beside.items():
                figure.add_hline(
                    level,
                    line_dash="dot",
                    line_color="#888888",
                    annotation_text=f"{name} {level:.1%}",
                    annotation_position="bottom left",
                    annotation_font_size=16,
                )
            # Good runs differ in their last per cent: the axis begins a little below the worst of them.
            floor = max(0.0, np.floor(10 * min(reached)) / 10 - 0.1) if reached else 0.0
            figure.update_yaxes(tickformat=".0%", range=[floor, 1.01])
        # A chart whose text alternative changes is drawn anew and flickers: numbers go into it only once they stand still.
        still = last is not None and not views[0].state.active
        alt = say(f"training.{measure}_alt_final", value=value, epochs=last.epoch) if still else say(f"training.{measure}_alt")
        with column:
            figures.plot(figure, alt, f"curve.{measure}")


def _series(views: Sequence[JobView], measure: str) -> list[figures.Line]:
    """Of every run its training line (at each reported step) and its test line (at each epoch's end)."""
    series = []
    for number, view in enumerate(views):
        started = view.last(Started)
        if started is None:
            continue
        name = f"{run_name(view, views[0])} · " if len(views) > 1 else ""
        steps, epochs = view.all(Step), view.all(Epoch)
        training = [step.step / started.steps_per_epoch for step in steps], [getattr(step, measure) for step in steps]
        test = [epoch.epoch for epoch in epochs], [getattr(epoch, f"test_{measure}") for epoch in epochs]
        series.append(figures.Line(name + say("training.train"), *training, number, thin=True))
        series.append(figures.Line(name + say("training.test"), *test, number))
    return series


def run_name(view: JobView, reference: JobView) -> str:
    """What tells a run from the one on screen: the settings that differ."""
    if view is reference:
        return say("training.this_run")
    mine, theirs = view.specification.parsed(), reference.specification.parsed()
    different = [
        f"{controls.knob_label(name)} {option(name.rstrip('_0123456789'), getattr(mine, name))}"
        for name in knobs(mine)
        if getattr(mine, name) != getattr(theirs, name)
    ]
    return ", ".join(different[:3]) + (" …" if len(different) > 3 else "") or say("training.same_settings")


def confusion(epoch: Epoch) -> None:
    """Where the network is wrong, and precision, recall and F1 of every class."""
    wrong = epoch.confusion.copy()
    np.fill_diagonal(wrong, 0)
    actual, predicted = np.unravel_index(wrong.argmax(), wrong.shape)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        title = say("training.confusion_title", actual=actual, predicted=predicted, count=wrong.max())
        figure = figures.confusion(epoch.confusion, title, say("training.actual"), say("training.predicted"))
        figures.plot(
            figure, say("training.confusion_alt", wrong=wrong.sum(), total=epoch.confusion.sum()), "confusion", height=460
        )
    names = [say(f"training.{name}") for name in ("class", "precision", "recall", "f1", "support")]
    rows = [
        (say("training.macro") if row.label == "macro" else row.label, *(f"{share:.3f}" for share in row[1:4]), row.support)
        for row in class_scores(epoch.confusion)
    ]
    right.table(pd.DataFrame(rows, columns=names), hide_index=True, border="horizontal", alt=say("training.scores_alt"))


def filters(view: JobView) -> None:
    """The first layer's weights as they form, on one colour scale."""
    snapshot = view.snapshots.get("filters")
    if snapshot is None:
        st.markdown(say("training.nothing_yet"))
        return
    values = np.asarray(snapshot.values, dtype=float)
    maps = values.reshape(-1, *values.shape[-2:])[:64]
    columns = 5 if len(maps) <= 10 else 8 if len(maps) <= 32 else 16
    st.markdown(say("training.filters_title", count=len(maps), step=snapshot.step, limit=f"{np.abs(maps).max():.2f}"))
    st.image(figures.sheet(maps, columns, 70), alt=say("training.filters_alt", count=len(maps)))


def mistakes(epoch: Epoch, images: np.ndarray) -> None:
    """The test pictures (n, height, width) uint8 it was most sure of and wrong about."""
    if not epoch.mistakes:
        st.markdown(say("training.no_mistakes"))
        return
    st.markdown(say("training.mistakes_title"))
    said = [
        say("training.mistake", actual=m.actual, predicted=m.predicted, probability=f"{m.probability:.0%}")
        for m in epoch.mistakes
    ]
    st.image([images[m.index] for m in epoch.mistakes], caption=said, width=84, alt=said)
