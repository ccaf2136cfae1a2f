"""The values that the page's script gets."""

from __future__ import annotations

from typing import Any

from safetensors.torch import save
from torch import nn

from core.experiments.cnn_anatomy import Experiment, target_of
from core.settings.cnn_anatomy import CnnAnatomy

WEIGHTS_FILES = {"shipped": "kaca-{name}.safetensors", "run": "kaca-digits.safetensors", "untrained": ""}


def weights_file(result: Experiment) -> str:
    """The name under which the weights on screen are offered, and the script looks for them; empty where a seed draws them."""
    return WEIGHTS_FILES[result.weights.kind].format(name=result.weights.facts.get("name", ""))


def weights_bytes(result: Experiment) -> bytes:
    """The weights on screen as that file, in safetensors format, with what is known about them in its metadata."""
    tensors = {name: tensor.contiguous() for name, tensor in result.weights.model.state_dict().items()}
    return save(tensors, metadata={"format": "pt", **result.weights.facts})


def script_values(settings: CnnAnatomy, result: Experiment) -> dict[str, Any]:
    """The settings block of assets/scripts/cnn_anatomy.py: plain numbers and text."""
    return {
        "pixels": ["".join(f"{int(pixel):02x}" for pixel in row) for row in result.pixels],
        "network": _layers(result),
        "weights": weights_file(result),
        "seed": settings.seed,
        "unit": [result.unit.layer, *result.unit.place],
        "target": target_of(settings, result.probabilities),
    }


def _layers(result: Experiment) -> list[list]:
    """[name, kind, numbers …] of every layer, as the script builds it."""
    found = []
    for row, layer in zip(result.rows, result.weights.model, strict=True):
        match layer:
            case nn.Conv2d():
                numbers = [layer.in_channels, layer.out_channels, layer.kernel_size[0], layer.stride[0], layer.padding[0]]
                numbers.append(layer.bias is not None)
            case nn.Linear():
                numbers = [layer.in_features, layer.out_features, layer.bias is not None]
            case nn.BatchNorm2d() | nn.BatchNorm1d():
                numbers = [layer.num_features]
            case _:
                numbers = []
        kind = row.kind if row.kind != "norm" else f"norm_{'maps' if len(row.shape) == 3 else 'units'}"
        found.append([row.name, kind, *numbers])
    return found
