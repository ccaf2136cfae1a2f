"""Networks that read digits: dense or convolutional, for pictures of 1×28×28 and ten classes."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn

from core.errors import LearnerError
from core.receptive_field import PIXEL, Field, through, together
from core.settings.network import Network

ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}
POOLS = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}


@dataclass(frozen=True)
class Block:
    """A convolution and what follows it; `pool` is "none", "max" or "average" (2×2, stride 2)."""

    filters: int
    kernel: int
    stride: int
    padding: int
    pool: str


@dataclass(frozen=True)
class LayerRow:
    """One layer of the table. `shape` is that of its output, without the batch; counts are for one picture.

    `field` is the receptive field of its units, as far as the layers reach: padding counts, the picture's edge does not.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    field: Field


class Cost(NamedTuple):
    """Trainable numbers, and multiplications with their additions for one picture."""

    parameters: int
    multiply_adds: int


def blocks(settings: Network) -> tuple[Block, ...]:
    """The convolution blocks in use; none for a dense network."""
    count = settings.blocks if settings.family == "cnn" else 0
    names = ("filters", "kernel", "stride", "padding", "pool")
    return tuple(Block(*(getattr(settings, f"{name}_{i}") for name in names)) for i in range(1, count + 1))


def widths(settings: Network) -> tuple[int, ...]:
    """Neurons in each hidden dense layer."""
    return tuple(getattr(settings, f"width_{i}") for i in range(1, settings.hidden + 1))


def same_layers(one: Network, other: Network) -> bool:
    """Whether both make the same layers: what belongs to blocks and layers that are not there does not count."""

    def made(settings: Network) -> tuple:
        return blocks(settings), widths(settings), settings.activation, settings.dropout, settings.batch_norm

    return made(one) == made(other)


def build(settings: Network) -> nn.Sequential:
    """The network as named layers, (batch, 1, 28, 28) → (batch, 10) logits.

    A block pools before its activation: for a rising activation and max pooling that is the same function as the
    other order, at a quarter of the work. Raises LearnerError as `layers` does.
    """
    shapes = {row.name: row.shape for row in layers(settings)}
    activation = ACTIVATIONS[settings.activation]
    net = OrderedDict()
    channels = 1  # (batch, 1, 28, 28)
    for i, block in enumerate(blocks(settings), start=1):
        # (batch, channels, height, width) → (batch, filters, height', width')
        net[f"conv_{i}"] = nn.Conv2d(
            channels, block.filters, block.kernel, block.stride, block.padding, bias=not settings.batch_norm
        )
        if settings.batch_norm:
            net[f"norm_{i}"] = nn.BatchNorm2d(block.filters)
        if block.pool != "none":
            net[f"pool_{i}"] = POOLS[block.pool](2)
        net[f"activation_{i}"] = activation()
        channels = block.filters
    net["flatten"] = nn.Flatten()
    (features,) = shapes["flatten"]  # (batch, channels · height · width)
    for i, width in enumerate(widths(settings), start=1):
        net[f"dense_{i}"] = nn.Linear(features, width, bias=not settings.batch_norm)  # (batch, width)
        if settings.batch_norm:
            net[f"dense_norm_{i}"] = nn.BatchNorm1d(width)
        net[f"dense_activation_{i}"] = activation()
        if settings.dropout:
            net[f"dropout_{i}"] = nn.Dropout(settings.dropout)
        features = width
    net["output"] = nn.Linear(features, 10)  # (batch, 10)
    return nn.Sequential(net)


def layers(settings: Network, size: int = 28) -> tuple[LayerRow, ...]:
    """Every layer `build` would make, by arithmetic alone, for pictures with `size` pixels a side.

    out = ⌊(in + 2·padding − kernel) / stride⌋ + 1. Raises LearnerError "architecture.shrunk" (block, size, kernel) where a
    picture of `size`, padding included, is smaller than the kernel of `block`, and "architecture.pooled_away" (block, size)
    where nothing is left to pool.
    """
    rows = []
    channels, field = 1, PIXEL
    norm, bias = settings.batch_norm, int(not settings.batch_norm)
    for i, block in enumerate(blocks(settings), start=1):
        padded = size + 2 * block.padding
        if block.kernel > padded:
            raise LearnerError("architecture.shrunk", block=i, size=padded, kernel=block.kernel)
        size = (padded - block.kernel) // block.stride + 1
        field = through(field, block.kernel, block.stride, block.padding)
        weights = block.filters * channels * block.kernel**2
        channels = block.filters
        shape = (channels, size, size)
        rows.append(LayerRow(f"conv_{i}", "conv", shape, weights + bias * channels, weights * size**2, field))
        if norm:
            rows.append(LayerRow(f"norm_{i}", "norm", shape, 2 * channels, 0, field))
        if block.pool != "none":
            if size < 2:
                raise LearnerError("architecture.pooled_away", block=i, size=size)
            size //= 2
            field = through(field, 2, 2, 0)
            shape = (channels, size, size)
            rows.append(LayerRow(f"pool_{i}", f"{block.pool}_pool", shape, 0, 0, field))
        rows.append(LayerRow(f"activation_{i}", settings.activation, shape, 0, 0, field))
    features = channels * size**2
    rows.append(LayerRow("flatten", "flatten", (features,), 0, 0, field))
    field = together(field, size)
    for i, width in enumerate(widths(settings), start=1):
        rows.append(LayerRow(f"dense_{i}", "dense", (width,), (features + bias) * width, features * width, field))
        if norm:
            rows.append(LayerRow(f"dense_norm_{i}", "norm", (width,), 2 * width, 0, field))
        rows.append(LayerRow(f"dense_activation_{i}", settings.activation, (width,), 0, 0, field))
        if settings.dropout:
            rows.append(LayerRow(f"dropout_{i}", "dropout", (width,), 0, 0, field))
        features = width
    rows.append(LayerRow("output", "dense", (10,), (features + 1) * 10, features * 10, field))
    return tuple(rows)


def parameters(settings: Network) -> int:
    """Trainable numbers in the whole network. Raises LearnerError as `layers` does."""
    return cost(settings).parameters


def cost(settings: Network, size: int = 28) -> Cost:
    """What the whole network has and does for one picture with `size` pixels a side. Raises LearnerError as `layers` does."""
    rows = layers(settings, size)
    return Cost(sum(row.parameters for row in rows), sum(row.multiply_adds for row in rows))


@torch.inference_mode()
def feature_maps(model: nn.Sequential, images: torch.Tensor) -> dict[str, torch.Tensor]:
    """The output of every layer for `images` (batch, 1, 28, 28), normalised: name → (batch, …), on the CPU."""
    model.eval()
    device = next(model.parameters()).device
    maps, x = {}, images.to(device)
    for name, layer in model.named_children():
        x = layer(x)
        maps[name] = x.cpu()
    return maps
