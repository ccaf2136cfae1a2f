"""One colour grammar: orange is negative, grey-white is zero, blue is positive; classes and runs have their own palette."""

from __future__ import annotations

import numpy as np
import streamlit as st

# negative, zero, positive (ColorBrewer's PuOr and RdBu ends, safe for colour-blind eyes and projectors)
SIGNED = {"light": ("#D95F02", "#F4F4F2", "#2166AC"), "dark": ("#F28C38", "#23262B", "#5AA2E0")}
# Okabe and Ito (2008), the darker ones first on white and the lighter ones first on black; grey last.
CLASSES = {
    "light": ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F"),
    "dark": ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#BBBBBB"),
}


def theme() -> str:
    """ "light" or "dark", as the learner's browser shows the app."""
    return st.context.theme.type or "light"


def class_colour(number: int) -> str:
    """The colour of class or run `number`, the same everywhere."""
    palette = CLASSES[theme()]
    return palette[number % len(palette)]


def signed_scale() -> list[list]:
    """The grammar as a Plotly colour scale, for values from −limit to limit."""
    return [[stop, colour] for stop, colour in zip((0, 0.5, 1), SIGNED[theme()], strict=True)]


def signed_rgb(values: np.ndarray, limit: float) -> np.ndarray:
    """Any shape → shape + (3,), uint8; −limit is fully negative, limit fully positive."""
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in SIGNED[theme()]], dtype=float)
    share = np.clip(values / (limit or 1.0), -1, 1)[..., None]
    ends = np.where(share < 0, stops[0], stops[2])
    return (stops[1] + (ends - stops[1]) * np.abs(share)).round().astype(np.uint8)
