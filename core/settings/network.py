"""Settings of a network that reads digits, dense or convolutional, layer by layer; any page with such a network has these."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings.schema import choice, flag, number

POOLS = ("none", "max", "average")
KERNELS = (3, 5, 7)
ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid")


@dataclass(frozen=True)
class Network:
    family: str = choice("cnn", ("cnn", "dense"))
    blocks: int = number(2, 1, 3, 1)
    filters_1: int = number(10, 4, 64, 1)
    kernel_1: int = choice(5, KERNELS)
    stride_1: int = number(1, 1, 2, 1)
    padding_1: int = number(0, 0, 3, 1)
    pool_1: str = choice("max", POOLS)
    filters_2: int = number(20, 4, 64, 1)
    kernel_2: int = choice(5, KERNELS)
    stride_2: int = number(1, 1, 2, 1)
    padding_2: int = number(0, 0, 3, 1)
    pool_2: str = choice("max", POOLS)
    filters_3: int = number(32, 4, 64, 1)
    kernel_3: int = choice(3, KERNELS)
    stride_3: int = number(1, 1, 2, 1)
    padding_3: int = number(1, 0, 3, 1)
    pool_3: str = choice("none", POOLS)
    hidden: int = number(1, 0, 5, 1)
    width_1: int = number(50, 4, 512, 1)
    width_2: int = number(64, 4, 512, 1)
    width_3: int = number(64, 4, 512, 1)
    width_4: int = number(64, 4, 512, 1)
    width_5: int = number(64, 4, 512, 1)
    activation: str = choice("relu", ACTIVATIONS)
    dropout: float = number(0.0, 0.0, 0.8, 0.05)
    batch_norm: bool = flag(False)


# Curriculum 9: the five architectures, as settings of the editor. Input 1×28×28, 10 classes.
ARCHITECTURES: dict[str, dict] = {
    "case_study": dict(family="cnn", blocks=2, filters_1=10, kernel_1=5, filters_2=20, kernel_2=5, hidden=1, width_1=50),
    "textbook": dict(family="cnn", blocks=2, filters_1=32, kernel_1=3, filters_2=64, kernel_2=3, hidden=1, width_1=128),
    "small": dict(family="cnn", blocks=2, filters_1=8, kernel_1=3, filters_2=16, kernel_2=3, hidden=1, width_1=64),
    "one_conv": dict(family="cnn", blocks=1, filters_1=8, kernel_1=3, hidden=1, width_1=64),
    "dense": dict(family="dense", hidden=2, width_1=128, width_2=64),
}
# LeCun, Bottou, Bengio and Haffner (1998), with average pooling for their weighted one and a plain output layer.
LENET_5: dict = dict(
    family="cnn",
    blocks=2,
    filters_1=6,
    kernel_1=5,
    padding_1=2,
    pool_1="average",
    filters_2=16,
    kernel_2=5,
    pool_2="average",
    hidden=2,
    width_1=120,
    width_2=84,
    activation="tanh",
)
# What the editor offers beside the learner's own network.
EXAMPLES = ARCHITECTURES | {"lenet_5": LENET_5}
