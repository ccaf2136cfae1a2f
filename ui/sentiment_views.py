"""What else a training on texts shows: how good it is beside the bag of words, where its words lie, where it is worst."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.experiments.sentiment import Trained
from core.metrics import class_scores
from core.training.sentiment_report import Scores
from core.word_map import neighbours, word_map
from ui import colours, figures
from ui.labels import option, say
from ui.sentiment_picture import class_names

MAP = np.array([400, 280])  # pixels, about, in which the places of words lie
LETTER = 16  # pixels, the size of the words written there


def evaluation(model: Trained) -> None:
    """ROC curves, confusion matrices and the report, of network and bag of words."""
    report, names = model.report, _names(model)
    curves = [
        figures.Line(f"{name} · AUC {scores.auc:.3f}", *zip(*scores.roc, strict=True), number, thin=bool(number))
        for number, (name, scores) in enumerate(zip(names, (report.network, report.baseline), strict=True))
    ]
    title = say("sentiment.roc_title", share=f"{report.network.accuracy:.1%}", bag=f"{report.baseline.accuracy:.1%}")
    figure = figures.lines(title, say("sentiment.roc_x"), curves)
    figure.update_traces(mode="lines", line_shape="linear")
    figure.update_yaxes(title=say("sentiment.roc_y"), range=[0, 1.02])
    figure.update_xaxes(range=[0, 1])
    figures.plot(
        figure, say("sentiment.roc_alt", auc=f"{report.network.auc:.3f}", bag=f"{report.baseline.auc:.3f}"), "roc", 330
    )
    pairs = zip(names, (report.network, report.baseline), strict=True)
    tables = [_table(name, scores, class_names(model)) for name, scores in pairs]
    st.html(
        f"<div class='numbers'>{''.join(tables)}<p>{say('sentiment.bag_seconds', seconds=f'{report.seconds:.2f}')}</p></div>"
    )


def words(model: Trained, looked_at: tuple[str, ...], word: str) -> None:
    """The embedding space from its two longest sides, and the nearest neighbours of `word`."""
    found = word_map(model.network, model.vocabulary, looked_at)
    own = np.array([name in looked_at for name in found.words])
    sizes = np.abs(found.logits)
    limit = max(1e-9, float(sizes.max()))
    written = legible(found.words, found.places, np.lexsort((-sizes, ~own)))
    figure = go.Figure(
        go.Scatter(
            x=found.places[:, 0],
            y=found.places[:, 1],
            text=[name if k in written else "" for k, name in enumerate(found.words)],
            customdata=list(zip(found.words, found.logits, strict=True)),
            hovertemplate="%{customdata[0]}: z = %{customdata[1]:.2f}<extra></extra>",
            mode="markers+text",
            textposition="top center",
            textfont_size=LETTER,
            cliponaxis=False,
            marker={
                "color": found.logits,
                "colorscale": colours.signed_scale(),
                "cmin": -limit,
                "cmax": limit,
                "size": np.where(own, 15, 9),
                "line": {"width": np.where(own, 2, 1), "color": "#888888"},
            },
        )
    )
    first, second = (f"{share:.0%}" for share in found.shares)
    figure.update_layout(title=say("sentiment.map_title"))
    figure.update_xaxes(title=say("sentiment.map_axis", number=1, share=first), zeroline=False)
    figure.update_yaxes(title=say("sentiment.map_axis", number=2, share=second), zeroline=False)
    figures.plot(figure, say("sentiment.map_alt", words=len(found.words)), "word_map", height=440)
    near = neighbours(model.network, model.vocabulary, word)
    listed = ", ".join(f"{html.escape(name)} {similarity:.2f}" for name, similarity in near)
    key = "sentiment.neighbours" if near else "sentiment.no_neighbours"
    told = say(key, word=html.escape(word), words=listed), say("sentiment.map_note")
    st.html(f"<div class='numbers'>{''.join(f'<p>{text}</p>' for text in told)}</div>")


def legible(words: Sequence[str], places: np.ndarray, order: Iterable[int]) -> set[int]:
    """The numbers of those of `words` that can be written over their `places` (n, 2) without covering one another; the first
    of `order` come first.
    """
    centres = places * MAP / np.maximum(np.ptp(places, axis=0), 1e-9)
    reach = np.array([0.3 * LETTER * len(word) for word in words])  # half a word's width: a letter is about 0.6 as wide as high
    written: list[int] = []
    for k in order:
        gaps = np.abs(centres[written] - centres[k])
        if not np.any((gaps[:, 0] < reach[written] + reach[k]) & (gaps[:, 1] < 1.2 * LETTER)):
            written.append(int(k))
    return set(written)


def worst(model: Trained) -> None:
    """The test texts on which the network was farthest from the truth, and what the bag of words made of them."""
    classes = class_names(model)
    heads = (say("sentiment.worst_text"), say("training.actual"), *(f"p, {name}" for name in _names(model)))
    rows = [
        (html.escape(one.text), html.escape(classes[one.actual]), f"{one.probability:.1%}", f"{one.baseline:.1%}")
        for one in model.report.worst
    ]
    wrong = sum((one.probability > 0.5) != one.actual for one in model.report.worst)
    told = say("sentiment.worst_title" if wrong else "sentiment.worst_right", wrong=wrong, name=html.escape(classes[1]))
    st.html(f"<div class='numbers'><p>{told}</p>{_rows(heads, rows)}</div>")


def _names(model: Trained) -> tuple[str, str]:
    return option("cell", model.settings.cell), say("sentiment.bag")


def _table(name: str, scores: Scores, classes: list[str]) -> str:
    """Confusion matrix and scores of one classifier, a row for each actual class."""
    matrix = np.array(scores.confusion)
    predicted = [say("sentiment.predicted_as", name=html.escape(label)) for label in classes]
    heads = (
        f"<b>{name}</b> {scores.accuracy:.1%}",
        *predicted,
        *(say(f"training.{part}") for part in ("precision", "recall", "f1")),
    )
    rows = [
        (html.escape(label), *map(str, counts), *(f"{share:.3f}" for share in row[1:4]))
        for label, counts, row in zip(classes, matrix, class_scores(matrix), strict=False)
    ]
    return _rows(heads, rows)


def _rows(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    head = "".join(f"<th scope='col'>{text}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f"<div class='facts'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
