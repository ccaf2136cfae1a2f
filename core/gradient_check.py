"""Is a hand-written backward pass right? Compared with autograd, and with finite differences, which know of no calculus at all.

∂L/∂w ≈ (L(w + ε) − L(w − ε)) / 2ε for every single w, in float64 (Goodfellow, Bengio and Courville, Deep Learning, 11.5).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from core.cnn_from_scratch import VERSIONS, Network, build_twin
from core.cnn_from_scratch_im2col import CrossEntropy
from core.cnn_from_scratch_mistakes import MISTAKES, wrong

TOLERANCE = 1e-6
EPSILON = 1e-5
# The kind of every layer of core.cnn_from_scratch's network.
KINDS = {
    "conv": "conv",
    "relu": "relu",
    "pool": "max_pool",
    "flatten": "flatten",
    "hidden": "dense",
    "hidden_relu": "relu",
    "output": "dense",
    "loss": "loss",
}
CLASS_NAMES = {
    "conv": "Conv2d",
    "relu": "ReLU",
    "max_pool": "MaxPool2d",
    "flatten": "Flatten",
    "dense": "Linear",
    "loss": "CrossEntropy",
}
# By kind: PyTorch's own function, and small shapes to check it on: of the input, the weight and the bias.
EXAMPLES: dict[str, tuple[Callable, dict[str, tuple[int, ...]]]] = {
    "conv": (F.conv2d, {"input": (2, 2, 4, 4), "weight": (2, 2, 3, 3), "bias": (2,)}),
    "relu": (F.relu, {"input": (2, 2, 3, 2)}),
    "max_pool": (lambda x: F.max_pool2d(x, 2), {"input": (2, 1, 4, 5)}),
    "flatten": (lambda x: x.flatten(1), {"input": (2, 2, 2, 3)}),
    "dense": (F.linear, {"input": (2, 6), "weight": (4, 6), "bias": (4,)}),
    "loss": (F.cross_entropy, {"input": (3, 5)}),
}
LABELS = torch.tensor([1, 4, 0])


class Differences(NamedTuple):
    """The largest absolute difference from each of the two."""

    autograd: float
    finite: float


class Row(NamedTuple):
    """A gradient of the network. `whole`: the network on a picture against autograd. The others: this kind of layer alone,
    on random numbers. Mistakes are made in `im2col` and `whole`.
    """

    layer: str
    kind: str
    tensor: str
    shape: tuple[int, ...]
    whole: float
    im2col: Differences
    loops: Differences


def check(network: Network, image: Tensor, label: int, mistake: str = "none") -> list[Row]:
    """Every gradient of `network`, which has the `mistake`, for one picture (1, 28, 28) in float64."""
    ours, theirs = _ours(network, image, label), by_autograd(network.weights(), image, label)
    rows = []
    for (layer, tensor), gradient in ours.items():
        kind = KINDS[layer]
        alone = {version: check_layer(kind, version, mistake if version == "im2col" else "none") for version in VERSIONS}
        whole = (gradient - theirs[layer, tensor]).abs().max().item()
        shape = tuple(gradient.shape if tensor != "input" else gradient.shape[1:])
        rows.append(Row(layer, kind, tensor, shape, whole, alone["im2col"][tensor], alone["loops"][tensor]))
    return rows


def by_autograd(weights: dict[str, Tensor], image: Tensor, label: int) -> dict[tuple[str, str], Tensor]:
    """(layer, "input", "weight" or "bias") → the gradient that autograd finds in the network's twin."""
    twin = build_twin(weights)
    x, inputs = image[None].clone().requires_grad_(), {}
    for name, layer in twin.named_children():
        inputs[name] = x
        x.retain_grad()
        x = layer(x)
    inputs["loss"] = x
    x.retain_grad()
    F.cross_entropy(x, torch.tensor([label])).backward()
    gradients = {(name, "input"): values.grad for name, values in inputs.items()}
    return gradients | {tuple(name.split(".")): values.grad for name, values in twin.named_parameters()}


@lru_cache
def check_layer(kind: str, version: str, mistake: str = "none") -> dict[str, Differences]:
    """A layer alone: "input", "weight" and "bias", as far as it has them, → how far its gradients are from both others.

    The numbers are random, but keep away from each other and from zero: at a tie and at ReLU's kink there is no one slope that
    finite differences could find.
    """
    function, shapes = EXAMPLES[kind]
    generator = torch.Generator().manual_seed(0)
    values = {name: spaced(shape, generator) for name, shape in shapes.items()}
    layer = _layer(kind, version, mistake, values)
    if kind == "loss":
        run, gradient = (lambda: layer.forward(values["input"], LABELS)), None
    else:
        upstream = torch.randn(layer.forward(values["input"]).shape, generator=generator, dtype=torch.float64)
        run, gradient = (lambda: (layer.forward(values["input"]) * upstream).sum()), upstream
    run()
    ours = {"input": layer.backward() if gradient is None else layer.backward(gradient)}
    ours |= {part: getattr(layer, f"{part}_gradient") for part in ("weight", "bias") if part in values}

    leaves = {name: value.clone().requires_grad_() for name, value in values.items()}
    output = function(*leaves.values(), *([LABELS] if kind == "loss" else []))
    autograd = dict(zip(leaves, torch.autograd.grad(output, list(leaves.values()), gradient), strict=True))
    finite = {name: finite_differences(run, value) for name, value in values.items()}
    return {
        name: Differences(*((ours[name] - other[name]).abs().max().item() for other in (autograd, finite))) for name in values
    }


def finite_differences(run: Callable[[], Tensor], values: Tensor) -> Tensor:
    """∂(run())/∂(each of `values`), which `run` reads; every one is moved a little up, a little down, and put back."""
    gradient, flat = torch.zeros_like(values), values.view(-1)
    for k, value in enumerate(flat.tolist()):
        flat[k] = value + EPSILON
        above = run()
        flat[k] = value - EPSILON
        gradient.view(-1)[k] = (above - run()) / (2 * EPSILON)
        flat[k] = value
    return gradient


def spaced(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    """Numbers from −2 to 2 in random order, no two closer than 4 / n, none closer to zero than half of that."""
    n = torch.Size(shape).numel()
    order = torch.randperm(n, generator=generator).double()
    centred = order + 0.5 - n / 2 + (0.25 if n % 2 else 0)
    return (centred * (4 / n)).reshape(shape)


def _layer(kind: str, version: str, mistake: str, values: dict[str, Tensor]):
    if mistake in MISTAKES and KINDS[MISTAKES[mistake]] == kind:
        loss = CrossEntropy()
        loss.forward(torch.randn(2, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64), LABELS[:2])
        return wrong(mistake, loss)
    return getattr(VERSIONS[version], CLASS_NAMES[kind])(*(values[part] for part in ("weight", "bias") if part in values))


def _ours(network: Network, image: Tensor, label: int) -> dict[tuple[str, str], Tensor]:
    """As `by_autograd`, found by the network's own backward pass, in the order of the layers."""
    network.loss.forward(network.forward(image[None]), torch.tensor([label]))
    network.backward()
    weights = {tuple(name.split(".")): gradient for name, gradient in network.weight_gradients().items()}
    gradients = {}
    for layer in KINDS:
        gradients[layer, "input"] = network.gradients[layer]
        gradients |= {key: gradient for key, gradient in weights.items() if key[0] == layer}
    return gradients
