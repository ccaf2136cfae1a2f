"""What of a page a change redraws: the picture alone, or the controls too, which costs the browser as much again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.settings.schema import knobs, replace

# The two fragments of a page, by their keys: the picture alone, and picture and controls together.
PICTURE, BODY = "picture", "body"


def leaves_controls(page: str, before: Any, after: Any, moved: str = "") -> bool:
    """True if no control looks different after this change, except the one that was `moved`: then the picture alone is redrawn.

    That is so for where the learner looks (`looks`), and for a knob of the settings' `quiet`, on which no other control
    depends, unless the list of worked examples says something else now.
    """
    looks, quiet = getattr(after, "looks", ()), {moved} & set(getattr(after, "quiet", ()))
    changed = {name for name in knobs(after) if getattr(before, name) != getattr(after, name)}
    return changed <= quiet.union(looks) and example_of(page, before) == example_of(page, after)


def example_of(page: str, settings: Any) -> str | None:
    """The name of the worked example that `settings` are, wherever the learner looks in it."""
    looks = {name: getattr(settings, name) for name in getattr(settings, "looks", ())}
    examples = st.session_state.get(f"{page}.examples", {})
    return next((name for name, example in examples.items() if replace(example, **looks) == settings), None)
