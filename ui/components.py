"""Kaca's own browser components: JavaScript and CSS from assets/components, registered once, at import."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from torch import Tensor

from ui.labels import ASSETS, group

FOLDER = ASSETS / "components"


def register(name: str, *parts: str):
    """One ES module and one style sheet from the files `parts`, of which the last exports the default function."""
    return st.components.v2.component(
        f"kaca_{name}", js=_read(parts, "js"), css=_read(parts, "css"), html=f'<div class="kaca-{name}"></div>'
    )


def register_picture(name: str, *parts: str) -> Callable[..., None]:
    """The main picture of a page: its files on top of what all pictures share. The last of `parts` ends in `mounting`.

    Returns draw(page, data, **answers). `answers` are functions named like what the picture sends: they get the value sent,
    in a callback, once for each time, in order.
    """
    component = register(name, "shared", "values", "mount", "player", *parts)

    def draw(page: str, data: dict, **answers: Callable[[Any], None]) -> None:
        key, state = f"{page}.{name}", st.session_state
        answered, chapter = f"{key}.answered", state.get(f"{page}.chapter", 0)

        def answer() -> None:
            for event in state[key].events:
                # A message repeats what no answer has been seen to.
                if event["serial"] <= state.get(answered, 0):
                    continue
                # What the learner did before starting over is over, even where Streamlit hands it on only now.
                if event["chapter"] == state.get(f"{page}.chapter", 0):
                    answers[event["name"]](event["value"])
                # Only now: Streamlit may stop this for the next message, which repeats it.
                state[answered] = event["serial"]

        everywhere = {"labels": labels(name), "present": state["present"], "chapter": chapter}
        component(key=key, data=data | everywhere | {"answered": state.get(answered, 0)}, on_events_change=answer)

    return draw


def labels(name: str) -> dict[str, str]:
    """The words of picture `name` (component.<name>.…) and of the player, where it says them no better."""
    return group("component.player") | group(f"component.{name}")


def packed(planes: Tensor) -> dict:
    """(planes, rows, columns) of doubles as base64 text: as digits they take most of a rerun's time for large pictures."""
    return {"shape": list(planes.shape), "values": encoded(planes.numpy().astype("<f8", copy=False))}


def indexed(planes: Tensor) -> dict:
    """What `packed` packs, with every number written once and its place among them in each cell: where few numbers fill many
    cells, as in colour pictures of two decimals, an eighth of the length. Where they are too many, as `packed`.
    """
    numbers, places = np.unique(planes.numpy(), return_inverse=True)
    if len(numbers) > planes.numel() // 2:
        return packed(planes)
    kind = "<u1" if len(numbers) <= 256 else "<u2"
    return {"shape": list(planes.shape), "values": encoded(numbers.astype("<f8")), "places": encoded(places.astype(kind))}


def encoded(values: np.ndarray | bytes) -> str:
    """Bytes, or an array's, row by row, as base64 text."""
    return base64.b64encode(values if isinstance(values, bytes) else values.tobytes()).decode("ascii")


def _read(names: tuple[str, ...], suffix: str) -> str:
    paths = (FOLDER / f"{name}.{suffix}" for name in names)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.exists())


_ADDRESS = register("address", "address")
_COPY_LINK = register("copy_link", "copy_link")
_INTO_VIEW = register("into_view", "into_view")
_NAVIGATION = register("navigation", "navigation")


def address(query: str, arrived: bool) -> None:
    """Makes `query` ("?name=value&…") the browser's address; where the learner just arrived, in place of what is there."""
    _ADDRESS(key="address", data={"query": query, "arrived": arrived})


def copy_link(label: str, copied: str) -> None:
    """A button that puts the page's address, which holds all settings, on the clipboard."""
    _COPY_LINK(key="copy_link", data={"label": label, "copied": copied}, width="content")


def into_view(target: str) -> None:
    """Scrolls to the element that the CSS selector `target` names, once, when this is drawn."""
    _INTO_VIEW(key="into_view", data={"target": target})


def navigation(label: str, sections: list[dict], current: str) -> str | None:
    """The table of contents. `sections` are {title, pages: [{name, title, icon, address}]}; returns the page just chosen."""
    data = {"label": label, "sections": sections, "current": current}
    return _NAVIGATION(key="navigation", data=data, on_go_change=lambda: None).go
