"""The picture of a network's inside: every map, the sum behind each unit of an opened layer, and what the network looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from core.experiments.cnn_anatomy import Experiment
from core.receptive_field import PIXEL
from core.settings.cnn_anatomy import CnnAnatomy
from ui import components, network_editor
from ui.labels import option

PARTS = ("numbers", "terms", "maps", "rows", "paper", "formula", "detail", "attention", "interaction")
# Of a larger dense layer only the weights of the unit looked at are sent: half a megabyte is a long wait.
MOST_WEIGHTS = 60_000
# As many weights of other layers are sent as well, the smaller layers first, so that to hover a unit of theirs shows its sum.
MORE_WEIGHTS = 25_000
_PICTURE = components.register_picture("cnn_anatomy", *(f"cnn_anatomy-{part}" for part in PARTS), "cnn_anatomy")


def draw(page: str, settings: CnnAnatomy, result: Experiment, look: Callable, drawn: Callable) -> None:
    """`look` gets the unit the learner opened ({layer, place}), `drawn` what was drawn ({paper})."""
    data = {
        "show": settings.show,
        "drawing": settings.input == "drawing",
        "layers": _layers(result),
        "unit": {"layer": result.unit.layer, "place": list(result.unit.place)},
        "probabilities": result.probabilities.tolist(),
        "predicted": result.predicted,
        "label": result.label,
        "untrained": result.weights.kind == "untrained",
    }
    if settings.show == "attention":
        data["attention"] = _attention(result)
    else:
        data["sums"] = _sums(result)
    _PICTURE(page, data, look=look, draw=drawn)


def _layers(result: Experiment) -> list[dict[str, Any]]:
    """The input and every layer in their order: shape, receptive field, and all numbers as single precision."""
    kinds = ["input", *(row.kind for row in result.rows)]
    titles = [option("layer", "input"), *network_editor.layer_names(result.rows)]
    fields = [PIXEL, *(row.field for row in result.rows)]
    return [
        {
            "name": name,
            "kind": kind,
            "title": title,
            "shape": list(values.shape),
            "field": list(field),
            "values": components.encoded(values.detach().float().numpy()),
        }
        for (name, values), kind, title, field in zip(result.maps.items(), kinds, titles, fields, strict=True)
    ]


def _sums(result: Experiment) -> dict[str, dict[str, Any]]:
    """What layers calculate with, by name: the one looked at, and others as far as there is room."""
    layers = {name: layer for name, layer in result.weights.model.named_children() if hasattr(layer, "weight")}
    opened, (unit, *_) = result.unit
    sums, room = {}, MORE_WEIGHTS
    for name, layer in sorted(layers.items(), key=lambda item: item[1].weight.numel()):
        size = layer.weight.numel()
        if name == opened:
            sums[name] = _sum(layer, unit if size > MOST_WEIGHTS else None)
        elif size <= room:
            sums[name], room = _sum(layer, None), room - size
    return sums


def _sum(layer: nn.Module, unit: int | None) -> dict[str, Any]:
    """What a layer calculates with; of its weights only the row of `unit`, if one is named."""
    match layer:
        case nn.Conv2d():
            numbers = {"kernel": layer.kernel_size[0], "stride": layer.stride[0], "padding": layer.padding[0]}
            return numbers | {"weight": _single(layer.weight), "bias": _single(layer.bias)}
        case nn.Linear() if unit is not None:
            return {"row": unit, "weight": _single(layer.weight[unit]), "bias": _single(layer.bias)}
        case nn.Linear():
            return {"weight": _single(layer.weight), "bias": _single(layer.bias)}
        case nn.BatchNorm2d() | nn.BatchNorm1d():
            values = torch.stack([layer.running_mean, layer.running_var, layer.weight, layer.bias])
            return {"normalisation": _single(values), "epsilon": layer.eps}


def _attention(result: Experiment) -> dict[str, Any]:
    found = result.attention
    named = {
        "saliency": found.saliency,
        "integrated": found.integrated,
        "grad_cam": found.grad_cam,
        "occlusion": found.occlusion,
    }
    maps = {name: _single(values) for name, values in named.items() if values is not None}
    return {
        "target": found.target,
        "maps": maps | {"excited": _single(found.excited)},
        "excitement": list(found.excitement),
    }


def _single(values: Tensor | None) -> str:
    return "" if values is None else components.encoded(values.detach().contiguous().numpy())
