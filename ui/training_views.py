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


def curves(views: Sequence[JobView]) -> None:
    """Loss and accuracy of every run, training solid and test dashed; the first run is the one on screen."""
    names = [run_name(view, views[0]) for view in views]
    left, right = st.columns(2, gap="small")
    for column, measure in ((left, "loss"), (right, "accuracy")):
        series = []
        for number, (name, view) in enumerate(zip(names, views, strict=True)):
            started = view.last(Started)
            if started is None:
                continue
            steps, epochs = view.all(Step), view.all(Epoch)
            per_epoch = started.steps_per_epoch
            label = f"{name} · " if len(views) > 1 else ""
            x = [step.step / per_epoch for step in steps]
            series.append((label + say("training.train"), x, [getattr(step, measure) for step in steps], 2 * number, "solid"))
            x, y = [epoch.epoch for epoch in epochs], [getattr(epoch, f"test_{measure}") for epoch in epochs]
            series.append((label + say("training.test"), x, y, 2 * number + 1, "markers"))
        last = views[0].last(Epoch)
        value = "–" if last is None else f"{last.test_accuracy:.2%}" if measure == "accuracy" else f"{last.test_loss:.3f}"
        with column:
            figure = figures.lines(say(f"training.{measure}_title", value=value), say("training.epoch"), series)
            figure.update_xaxes(range=[0, max(view.specification.settings["epochs"] for view in views)])
            if measure == "accuracy":
                figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
            figures.plot(
                figure, say(f"training.{measure}_alt", value=value, epochs=last.epoch if last else 0), f"curve.{measure}"
            )


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
