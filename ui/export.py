"""The exported code: a page's script with the values of its settings block replaced, as .py and as notebook."""

from __future__ import annotations

from functools import cache
from typing import Any

import nbformat
import streamlit as st
from nbformat import v4

from ui.labels import ASSETS, say

START, END = "# --- settings ---", "# --- end of settings ---"


def script(page: str, values: dict[str, Any]) -> str:
    """assets/scripts/<page>.py with `values` in its settings block. Raises KeyError for a name the block does not set."""
    head, block, tail = _parts(page)
    lines = block.splitlines()
    for name, value in values.items():
        matches = [i for i, line in enumerate(lines) if line.startswith(f"{name} = ")]
        if not matches:
            raise KeyError(name)
        _, _, comment = lines[matches[0]].partition("  # ")
        lines[matches[0]] = f"{name} = {value!r}" + (f"  # {comment}" if comment else "")
    return head + "\n".join([START, *lines, END]) + tail


def notebook(source: str) -> str:
    """A script of `script` as notebook: introduction, settings and the rest in cells of their own."""
    head, block = source.split(START)
    settings, tail = block.split(END)
    docstring = head.split('"""')[1].strip()
    cells = [
        v4.new_markdown_cell(docstring),
        v4.new_code_cell(settings.strip()),
        v4.new_code_cell((head.split('"""')[2] + tail).strip()),
    ]
    return nbformat.writes(v4.new_notebook(cells=cells))


def draw(page: str, values: dict[str, Any]) -> None:
    """The script for exactly these settings: to read, copy and download."""
    source = script(page, values)
    st.markdown(say("ui.code_intro"))
    with st.container(horizontal=True):
        st.download_button(say("ui.download_py"), source, f"{page}.py", "text/x-python", key=f"{page}.py", on_click="ignore")
        st.download_button(
            say("ui.download_ipynb"),
            notebook(source),
            f"{page}.ipynb",
            "application/x-ipynb+json",
            key=f"{page}.ipynb",
            on_click="ignore",
        )
    st.code(source, language="python", height=480)


@cache
def _parts(page: str) -> tuple[str, str, str]:
    source = (ASSETS / "scripts" / f"{page}.py").read_text(encoding="utf-8")
    head, rest = source.split(START + "\n")
    block, tail = rest.split(END)
    return head, block, tail
