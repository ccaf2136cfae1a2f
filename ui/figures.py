"""Figures that several pages show: learning curves, confusion matrices, bars, and sheets of small maps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from ui import colours


def plot(figure: go.Figure, alt: str, key: str, height: int = 300) -> None:
    """A Plotly figure in the app's look: no tool bar, no dragging, a text alternative."""
    size = 20 if st.session_state.get("present") else 16
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        font_size=size,
        title_font_size=size,
        # Curves of loss and accuracy run along the edges: the middle of the right side is free.
        legend={"x": 1, "xanchor": "right", "y": 0.5, "yanchor": "middle", "font_size": size, "bgcolor": "rgba(0,0,0,0)"},
        dragmode=False,
        hovermode="x unified" if figure.data and figure.data[0].type == "scatter" else "closest",
    )
    figure.update_xaxes(automargin=True, tickfont_size=size - 2, title_font_size=size)
    figure.update_yaxes(automargin=True, tickfont_size=size - 2, title_font_size=size)
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False})


class Line(NamedTuple):
    """A curve: `number` chooses its colour; thin ones stand back behind the others."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    number: int
    thin: bool = False


def lines(title: str, x_title: str, series: Sequence[Line]) -> go.Figure:
    """Curves over one axis that begins at zero."""
    figure = go.Figure()
    for line in series:
        figure.add_scatter(
            x=line.x,
            y=line.y,
            name=line.name,
            mode="lines" if line.thin else "lines+markers",
            line={"color": colours.class_colour(line.number), "width": 1.5 if line.thin else 3},
            opacity=0.55 if line.thin else 1,
            marker_size=9,
        )
    figure.update_layout(title=title)
    figure.update_xaxes(title=x_title, rangemode="tozero")
    figure.update_yaxes(rangemode="tozero")
    return figure


def confusion(matrix: np.ndarray, title: str, actual: str, predicted: str) -> go.Figure:
    """Counts in every cell. Colour shows the mistakes only: on one scale with the diagonal none could be seen."""
    labels = [str(i) for i in range(len(matrix))]
    mistakes = np.where(np.eye(len(matrix), dtype=bool), 0, matrix)
    limit = max(1, mistakes.max())
    figure = go.Figure(
        go.Heatmap(
            z=np.where(np.eye(len(matrix), dtype=bool), limit, -mistakes),
            x=labels,
            y=labels,
            text=matrix,
            texttemplate="%{text}",
            zmin=-limit,
            zmax=limit,
            colorscale=colours.signed_scale(),
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate=f"{actual} %{{y}}, {predicted} %{{x}}: %{{text}}<extra></extra>",
        )
    )
    figure.update_layout(title=title)
    figure.update_xaxes(title=predicted, side="bottom", type="category")
    figure.update_yaxes(title=actual, autorange="reversed", type="category")
    return figure


def bars(title: str, names: Sequence[str], values: Sequence[float], chosen: int) -> go.Figure:
    """Shares from 0 to 1; the bar `chosen` stands out."""
    shades = [colours.SIGNED[colours.theme()][2] if i == chosen else "#9AA0A6" for i in range(len(names))]
    figure = go.Figure(
        go.Bar(x=list(names), y=list(values), marker_color=shades, hovertemplate="%{x}: %{y:.1%}<extra></extra>")
    )
    figure.update_layout(title=title)
    figure.update_xaxes(type="category")
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    return figure


def sheet(maps: np.ndarray, columns: int, pixels: int, limit: float | None = None) -> np.ndarray:
    """Maps (n, height, width) side by side as one picture (…, …, 3) uint8, one colour scale for all.

    A map's longer side takes about `pixels`; the ground between them is transparent in neither theme, but mid-grey.
    """
    count, height, width = maps.shape
    zoom = max(1, pixels // max(height, width))
    rows = -(-count // columns)
    ground = np.full((rows * (height * zoom + 4) - 4, columns * (width * zoom + 4) - 4, 3), 128, dtype=np.uint8)
    coloured = colours.signed_rgb(maps, limit or float(np.abs(maps).max()))
    for i, picture in enumerate(coloured):
        top, left = i // columns * (height * zoom + 4), i % columns * (width * zoom + 4)
        ground[top : top + height * zoom, left : left + width * zoom] = picture.repeat(zoom, axis=0).repeat(zoom, axis=1)
    return ground
