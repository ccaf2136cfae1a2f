"""The pooling picture: windows and outputs, gradients and shifted pictures, hovered and edited in the browser."""

from __future__ import annotations

from collections.abc import Callable

from core.experiments.pooling import Experiment, dilation_of
from core.settings.pooling import CHANNELS, METHODS, VIEWS, Pooling
from ui import components
from ui.labels import option

PARTS = ("links", "layout", "colour", "panel", "view", "interaction")
_PICTURE = components.register_picture("pooling", "grid", "cell_editor", *(f"pooling-{part}" for part in PARTS), "pooling")


def draw(page: str, settings: Pooling, result: Experiment, edit: Callable, look: Callable, shift: Callable) -> None:
    """`edit`, `look` and `shift` get the event (a dict) of a cell typed over, a view or window chosen, the picture moved."""
    row, _, column = settings.selected.partition(".")
    rows, columns = result.windows.shape
    selected = [int(row), int(column)] if row.isdecimal() and column.isdecimal() else None
    parts = ("output", "winners", "gradient")
    # Three channels of a large picture, beside each other in three methods, would be too long a message.
    packed = components.indexed if settings.colour else components.packed
    data = {
        "image": packed(result.image),
        "padding": result.windows.rows.padding,
        "windows": {"rows": result.windows.rows.windows, "columns": result.windows.columns.windows},
        "window": settings.window,
        "stride": settings.stride,
        "dilation": dilation_of(settings),
        "count_include_pad": settings.count_include_pad,
        "method": settings.method,
        "method_names": {name: option("method", name) for name in METHODS},
        "pooled": {
            name: {part: packed(getattr(pooled, part)) for part in parts if getattr(pooled, part) is not None}
            for name, pooled in result.pooled.items()
        },
        "upstream": None if (result.upstream == 1).all() else components.packed(result.upstream[None]),
        "shift": list(result.shift),
        "shifted": packed(result.shifted),
        "shifted_output": packed(result.shifted_output),
        "changes": [{name: change._asdict() for name, change in changes.items()} for changes in result.changes],
        "view": settings.view,
        "view_names": {name: option("view", name) for name in VIEWS},
        "selected": selected if selected and selected[0] < rows and selected[1] < columns else None,
    }
    if settings.colour:
        data |= {"channel": settings.channel, "channel_names": {name: option("channel", name) for name in ("all", *CHANNELS)}}
    _PICTURE(page, data, edit=edit, look=look, shift=shift)
