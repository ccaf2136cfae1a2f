"""The picture of a CNN from scratch: one digit on its way forward and back, stepped and hovered in the browser."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from core.cnn_from_scratch import CLASSES, FILTERS, HIDDEN
from core.experiments.cnn_from_scratch import NEURONS_IN_A_ROW, Experiment
from core.keyframes import as_bytes
from core.settings.cnn_from_scratch import CnnFromScratch
from ui import components

PARTS = ("stages", "panel", "view", "interaction")
_PICTURE = components.register_picture(
    "cnn_from_scratch", "grid", *(f"cnn_from_scratch-{part}" for part in PARTS), "cnn_from_scratch"
)
SYMBOLS = {
    "x": "x",
    "map": "a",
    "kernel": "w",
    "mapGradient": "∂L/∂z",
    "logits": "s",
    "hidden": "h",
    "errors": "∂L/∂s",
    "gradientSheet": "∂L/∂w",
}


def draw(page: str, settings: CnnFromScratch, result: Experiment, look: Callable[[str], None]) -> None:
    """`look` gets the place, "stage.moment", that the learner chose."""
    network, chosen = result.network, settings.filter - 1
    hidden = network.layers["hidden"].weight
    limit = math.ceil(100 * hidden.abs().max().item()) / 100
    conv = network.layers["conv"]
    data = {
        "grids": {name: components.packed(plane[None]) for name, plane in _grids(result, chosen).items()},
        "pooled": components.packed(network.values["flatten"][0]),
        # A byte each: of 86 528 weights only the colours are seen.
        "hidden_weight": components.encoded(as_bytes(hidden.numpy(), limit)),
        "hidden_limit": limit,
        "bias": {
            "conv": conv.bias[chosen].item(),
            "hidden": network.layers["hidden"].bias.tolist(),
            "output": network.layers["output"].bias.tolist(),
        },
        "bias_gradient": conv.bias_gradient[chosen].item(),
        "learning_rate": settings.learning_rate,
        "sizes": {"filters": FILTERS, "hidden": HIDDEN, "classes": CLASSES},
        "filter": chosen,
        "label": result.label,
        "loss": result.loss,
        "symbols": SYMBOLS,
        "place": settings.place,
    }
    _PICTURE(page, data, look=look)


def _grids(result: Experiment, chosen: int) -> dict[str, Tensor]:
    """Everything that is drawn as one grid, by the name the browser has for it: (rows, columns)."""
    network = result.network
    values, gradients = ({name: tensor[0] for name, tensor in those.items()} for those in (network.values, network.gradients))
    conv, output = network.layers["conv"], network.layers["output"]
    square = (-1, NEURONS_IN_A_ROW)
    return {
        "x": result.image,
        "kernel": conv.weight[chosen, 0],
        "sums": values["relu"][chosen],
        "map": values["pool"][chosen],
        "chosen": values["flatten"][chosen],
        "winners": network.layers["pool"].winners[0, chosen, ..., 0].double(),
        "hiddenSums": values["hidden_relu"].view(square),
        "hidden": values["output"].view(square),
        "hiddenShares": result.hidden_shares,
        "outputWeight": output.weight,
        "logits": (output.weight @ values["output"] + output.bias)[:, None],
        "probabilities": result.probabilities[:, None],
        "target": F.one_hot(torch.tensor(result.label), CLASSES).double()[:, None],
        "errors": gradients["loss"][:, None],
        "outputGradient": output.weight_gradient,
        "hiddenGradient": gradients["hidden_relu"].view(square),
        "pooledGradient": gradients["flatten"][chosen],
        "pooledShares": result.pooled_shares,
        "mapGradient": gradients["relu"][chosen],
        "kernelGradient": conv.weight_gradient[chosen, 0],
        "imageGradient": gradients["conv"][0],
        "imageShare": result.image_share,
    }
