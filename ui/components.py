"""Kaca's own browser components: JavaScript and CSS from assets/components, registered once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.experiments.convolution import Experiment
from core.settings.convolution import Convolution
from ui.labels import ASSETS, group, option, say

FOLDER = ASSETS / "components"


def _read(names: tuple[str, ...], suffix: str) -> str:
    paths = (FOLDER / f"{name}.{suffix}" for name in names)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.exists())


def _register(name: str, *parts: str):
    """One ES module from shared.js and the component's files, of which the last exports its default function."""
    return st.components.v2.component(
        f"kaca_{name}", js=_read(parts, "js"), css=_read(parts, "css"), html=f'<div class="kaca-{name}"></div>'
    )


_COPY_LINK = _register("copy_link", "copy_link")


_INTO_VIEW = _register("into_view", "into_view")

_CONVOLUTION = _register(
    "convolution",
    "shared",
    *(f"convolution-{part}" for part in ("links", "layout", "grid", "panel", "transport", "editor", "view", "interaction")),
    "convolution",
)


def copy_link(label: str, copied: str) -> None:
    """A button that puts the page's address, which holds all settings, on the clipboard."""
    _COPY_LINK(key="copy_link", data={"label": label, "copied": copied}, width="content")


def into_view(target: str) -> None:
    """Scrolls to the element that the CSS selector `target` names, once, when this is drawn."""
    _INTO_VIEW(key="into_view", data={"target": target})


def convolution(page: str, settings: Convolution, result: Experiment, edit: Callable, select: Callable) -> None:
    """The linked-convolution picture. `edit` and `select` get the event (a dict) of a cell typed over, or pinned."""
    key = f"{page}.component"
    row, _, column = settings.selected.partition(".")
    rows, columns = result.output.shape[1:]
    selected = [int(row), int(column)] if row.isdigit() and column.isdigit() else None
    data = {
        "padded": result.padded.tolist(),
        "padding": list(result.padding),
        "weight": result.weight.tolist(),
        "bias": result.bias.tolist(),
        "output": result.output.tolist(),
        "activation": settings.activation,
        "stride": settings.stride,
        "dilation": settings.dilation,
        "padding_mode": settings.padding_mode,
        "filter": min(settings.filter, len(settings.kernels) - 1),
        "filter_names": [option("kernels", name) for name in settings.kernels],
        "channel_names": [say(f"convolution.channel.{name}") for name in ("red", "green", "blue")]
        if settings.colour
        else [say("convolution.channel.grey")],
        "dropped": dict(zip(("rows", "columns"), result.dropped, strict=True)),
        "selected": selected if selected and selected[0] < rows and selected[1] < columns else None,
        "editable": True,
        "labels": group("component.convolution"),
        "present": st.session_state["present"],
    }
    _CONVOLUTION(
        key=key,
        data=data,
        on_edit_change=lambda: edit(st.session_state[key].edit),
        on_select_change=lambda: select(st.session_state[key].select),
    )
