"""What the page on a CNN from scratch computes: one digit forward and backward, the gradient check, the code and its speed."""

from __future__ import annotations

import inspect
import statistics
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from core import gradient_check
from core.cnn_from_scratch import FILTERS, KERNEL, SIZE, VERSIONS, Network, build, initial_weights
from core.cnn_from_scratch_im2col import col2im, im2col
from core.data import digits
from core.edited_cells import plain
from core.settings.cnn_from_scratch import TRAINING, CnnFromScratch
from core.training.cnn_from_scratch import data_of

NEURONS_IN_A_ROW = 8
REPEATS = 9


@dataclass(frozen=True, eq=False)
class Experiment:
    """One digit, (28, 28), once forward and once backward through `network`, always without a mistake.

    `probabilities` (10,). What sums too long for a line are made of: `hidden_shares` (64, 8), of each hidden neuron's sum from
    each feature map; `pooled_shares` (169, 8), of ∂L/∂p of the chosen filter from each eight hidden neurons; `image_share`
    (28, 28), of ∂L/∂x from the chosen filter.
    """

    image: Tensor
    label: int
    network: Network
    loss: float
    probabilities: Tensor
    hidden_shares: Tensor
    pooled_shares: Tensor
    image_share: Tensor

    @property
    def parameters(self) -> int:
        return sum(values.numel() for values in self.network.weights().values())


class Timing(NamedTuple):
    """Seconds for one picture, forward and backward, by version."""

    loops: float
    im2col: float


def run(settings: CnnFromScratch) -> Experiment:
    """Raises nothing: every combination of settings can be computed."""
    image = digit(settings.digit)
    network = build(initial_weights(settings.seed))
    loss = network.loss.forward(network.forward(image[None]), torch.tensor([settings.digit])).item()
    network.backward()
    chosen = settings.filter - 1
    hidden = network.layers["hidden"].weight.view(-1, FILTERS, network.values["flatten"][0, 0].numel())
    pooled = network.values["flatten"][0].flatten(1)  # (filters, cells)
    deltas = network.gradients["hidden_relu"][0].view(-1, NEURONS_IN_A_ROW)  # ∂L/∂z of the hidden neurons
    to_cells = hidden[:, chosen].view(-1, NEURONS_IN_A_ROW, pooled.shape[1])  # (rows, neurons in a row, cells)
    patches = network.layers["conv"].weight[chosen].flatten()[:, None] * network.gradients["relu"][0, chosen].flatten()
    share = col2im(patches[None], (1, 1, SIZE, SIZE), KERNEL)
    return Experiment(
        image=image[0],
        label=settings.digit,
        network=network,
        loss=loss,
        probabilities=network.loss.p[0],
        hidden_shares=torch.einsum("jfc,fc->jf", hidden, pooled),
        pooled_shares=torch.einsum("rnc,rn->cr", to_cells, deltas),
        image_share=share[0, 0],
    )


@lru_cache
def digit(label: int) -> Tensor:
    """scikit-learn's first handwritten `label` for testing, (1, 28, 28), 0 black to 1 white, with two decimals."""
    data = digits.load("digits")
    return (data.test_images[(data.test_labels == label).nonzero()[0, 0]] / 255).double().round(decimals=2)


def check(settings: CnnFromScratch) -> list[gradient_check.Row]:
    """Every gradient of the network with the chosen mistake, for the chosen digit."""
    network = build(initial_weights(settings.seed), mistake=settings.mistake)
    return gradient_check.check(network, digit(settings.digit), settings.digit, settings.mistake)


@lru_cache
def source(layer: str, version: str) -> str:
    """The Python code of a kind of layer, as it runs."""
    parts = [getattr(VERSIONS[version], gradient_check.CLASS_NAMES[layer])]
    if (layer, version) == ("conv", "im2col"):
        parts += [im2col, col2im]
    return "\n\n".join(inspect.getsource(part) for part in parts)


@lru_cache
def timing(layer: str) -> Timing:
    """Measured once: the loops once, since they take long, the other version as the median of several."""
    network = build(initial_weights(0))
    network.loss.forward(network.forward(digit(3)[None]), torch.tensor([3]))
    network.backward()
    name = next(name for name, kind in gradient_check.KINDS.items() if kind == layer)
    x = network.values.get(name)
    following = [*network.layers, "loss"]
    upstream = network.gradients[following[following.index(name) + 1]] if name != "loss" else None

    def seconds(version: str) -> float:
        kind = getattr(VERSIONS[version], gradient_check.CLASS_NAMES[layer])
        mine = network.layers.get(name)
        it = kind(mine.weight, mine.bias) if hasattr(mine, "weight") else kind()
        start = time.perf_counter()
        if name == "loss":
            it.forward(logits, torch.tensor([3]))
            it.backward()
        else:
            it.forward(x)
            it.backward(upstream)
        return time.perf_counter() - start

    logits = network.layers["output"].forward(network.values["output"])
    return Timing(seconds("loops"), statistics.median(seconds("im2col") for _ in range(REPEATS)))


def script_values(settings: CnnFromScratch, result: Experiment) -> dict:
    """The settings block of the exported script."""
    training = {name: getattr(settings, name) for name in TRAINING}
    return training | {
        "image": plain(result.image),
        "label": result.label,
        "filter": settings.filter,
        "seed": settings.seed,
        "mistake": settings.mistake,
        "data": data_of(settings),
    }
