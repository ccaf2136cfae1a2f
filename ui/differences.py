"""What was changed from a kept run to the next one, in the words of its controls."""

from __future__ import annotations

from typing import Any

from core.experiments import kept_run
from core.settings.schema import Text, knobs
from ui.controls import knob_label, value_label
from ui.labels import say

MOST_DIFFERENCES = 3


def difference(before: Any, after: Any) -> str:
    """Of two settings of one page: "Learning rate 0.03 → 0.3"."""
    changes = []
    for name, knob in knobs(before).items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new or name in kept_run.besides(before):
            continue
        change = "" if isinstance(knob, Text) else f" {value_label(name, old)} → {value_label(name, new)}"
        changes.append(knob_label(name) + change)
    if not changes:
        return say("playground.nothing_changed")
    more = f" (+{len(changes) - MOST_DIFFERENCES})" if len(changes) > MOST_DIFFERENCES else ""
    return "; ".join(changes[:MOST_DIFFERENCES]) + more
