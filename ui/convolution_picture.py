"""The linked-convolution picture: input, kernel and output, hovered and edited in the browser."""

from __future__ import annotations

from collections.abc import Callable

from core.experiments.convolution import Experiment
from core.settings.convolution import Convolution
from ui import components
from ui.labels import option, say

PARTS = ("links", "layout", "panel", "view", "interaction")
_PICTURE = components.register_picture(
    "convolution", "grid", "cell_editor", *(f"convolution-{part}" for part in PARTS), "convolution"
)


def draw(page: str, settings: Convolution, result: Experiment, edit: Callable, select: Callable) -> None:
    """`edit` and `select` get the event (a dict) of a cell typed over, or pinned."""
    row, _, column = settings.selected.partition(".")
    rows, columns = result.output.shape[1:]
    selected = [int(row), int(column)] if row.isdigit() and column.isdigit() else None
    data = {
        "padded": components.packed(result.padded),
        "padding": list(result.padding),
        "weight": result.weight.tolist(),
        "bias": result.bias.tolist(),
        "output": components.packed(result.output),
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
    }
    _PICTURE(page, data, edit=edit, select=select)
