"""The editor of digit networks: the curriculum's architectures, every layer's knobs, and the table of what they make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from core.architectures import LayerRow, cost, layers
from core.errors import LearnerError
from core.settings.digit_trainer import DigitTrainer
from core.settings.network import EXAMPLES, Network
from core.settings.schema import replace
from core.training.schedule import steps_per_epoch
from ui import controls, link
from ui.labels import count, explain, numbered, option, say

BLOCK = ("filters", "kernel", "stride", "padding", "pool")


def architecture(page: str, settings: Network) -> None:
    """One of the curriculum's five networks, or the learner's own."""
    key = link.widget_key(page, "architecture")
    st.session_state[key] = next((name for name in EXAMPLES if _with(settings, name) == settings), "own")
    names = {name: say(f"architecture.{name}") for name in (*EXAMPLES, "own")}
    st.selectbox(
        say("ui.architecture"),
        list(names),
        index=list(names).index(st.session_state[key]),
        format_func=names.__getitem__,
        key=key,
        on_change=lambda: link.adopt(page, _with(settings, st.session_state[key])),
    )


def knobs(page: str, settings: Network) -> None:
    """Every number of the network, layer by layer."""
    controls.draw(page, settings, "family")
    if settings.family == "cnn":
        controls.draw(page, settings, "blocks")
        for i in range(1, settings.blocks + 1):
            st.markdown(f"**{say('ui.block', number=i)}**")
            controls.draw(page, settings, *(f"{name}_{i}" for name in BLOCK))
    controls.draw(page, settings, "hidden")
    controls.draw(page, settings, *(f"width_{i}" for i in range(1, settings.hidden + 1)))
    controls.draw(page, settings, "activation", "dropout", "batch_norm")


def table(settings: Network, *paragraphs: str) -> None:
    """Layers, output shapes, parameters, multiply-adds and receptive fields, their totals, and `paragraphs` below; or the
    sentence that says which number to change.
    """
    try:
        rows = layers(settings)
    except LearnerError as error:
        st.warning(explain(error), icon=":material/error:")
        return
    frame = pd.DataFrame(
        {
            say("ui.layer"): layer_names(rows),
            say("ui.shape"): ["×".join(map(str, row.shape)) for row in rows],
            say("ui.parameters"): [count(row.parameters) if row.parameters else "–" for row in rows],
            say("ui.multiply_adds"): [count(row.multiply_adds) if row.multiply_adds else "–" for row in rows],
            say("ui.receptive_field"): [f"{row.field.size}×{row.field.size}" for row in rows],
        }
    )
    total, multiply_adds = cost(settings)
    st.table(
        frame, hide_index=True, border="horizontal", alt=say("ui.layer_table_alt", layers=len(rows), parameters=count(total))
    )
    totals = say("ui.network_total", parameters=count(total), multiply_adds=count(multiply_adds))
    st.markdown("\n\n".join((totals, *paragraphs)))


def layer_names(rows: Iterable[LayerRow]) -> list[str]:
    """Each layer in words, no two the same: its kind, and its number where there are several of that kind."""
    return numbered(option("layer", "output" if row.name == "output" else row.kind) for row in rows)


def training_plan(settings: DigitTrainer) -> str:
    """How many steps the training will take, in a sentence."""
    steps = steps_per_epoch(settings)
    return say("ui.training_plan", epochs=settings.epochs, steps=count(steps), all_steps=count(steps * settings.epochs))


def _with(settings: Network, name: str) -> Any:
    """`settings` with the network `name`: everything the curriculum's table does not name is at its default."""
    if name == "own":
        return settings
    plain = {"batch_norm": False, "dropout": 0.0, "activation": "relu"}
    for i in range(1, 4):
        plain |= {f"stride_{i}": 1, f"padding_{i}": 0 if i < 3 else 1, f"pool_{i}": "max" if i < 3 else "none"}
    return replace(settings, **plain | EXAMPLES[name])
