"""The curriculum's network with one convolution, put together by hand, and its twin of torch.nn (87 322 parameters).

1×28×28 → conv 8@3×3 → ReLU → max 2 → flatten → dense 64 → ReLU → dense 10 → softmax and cross-entropy.
"""

from __future__ import annotations

from collections import OrderedDict
from types import ModuleType

import torch
from torch import Tensor, nn

from core import cnn_from_scratch_im2col, cnn_from_scratch_loops
from core.cnn_from_scratch_mistakes import MISTAKES, wrong

VERSIONS: dict[str, ModuleType] = {"loops": cnn_from_scratch_loops, "im2col": cnn_from_scratch_im2col}
SIZE, FILTERS, KERNEL, HIDDEN, CLASSES = 28, 8, 3, 64, 10
POOLED = (SIZE - KERNEL + 1) // 2
DECIMALS = 2


class Network:
    """`layers` in order, by name, and the loss behind them."""

    def __init__(self, layers: dict, loss):
        self.layers, self.loss = layers, loss

    def forward(self, x: Tensor) -> Tensor:
        """(batch, 1, 28, 28) → logits (batch, 10). `values` are then the input of each layer, by the layer's name."""
        self.values = {}
        for name, layer in self.layers.items():
            self.values[name] = x
            x = layer.forward(x)
        return x

    def backward(self) -> Tensor:
        """From the loss back to the picture: ∂L/∂x (batch, 1, 28, 28). `gradients` are those of each layer's input."""
        gradient = self.loss.backward()
        self.gradients = {"loss": gradient}
        for name, layer in reversed(self.layers.items()):
            gradient = self.gradients[name] = layer.backward(gradient)
        return gradient

    def step(self, learning_rate: float) -> None:
        """One step of gradient descent: w ← w − η · ∂L/∂w."""
        for layer in self.trainable().values():
            layer.weight -= learning_rate * layer.weight_gradient
            layer.bias -= learning_rate * layer.bias_gradient

    def trainable(self) -> dict:
        """The layers that have weights, by name."""
        return {name: layer for name, layer in self.layers.items() if hasattr(layer, "weight")}

    def weights(self) -> dict[str, Tensor]:
        """As in the twin's state_dict: "conv.weight" and so on. The tensors themselves, not copies."""
        return {
            f"{name}.{part}": getattr(layer, part) for name, layer in self.trainable().items() for part in ("weight", "bias")
        }

    def weight_gradients(self) -> dict[str, Tensor]:
        """∂L/∂(each of `weights`), after `backward`."""
        parts = {"weight": "weight_gradient", "bias": "bias_gradient"}
        return {
            f"{name}.{part}": getattr(layer, field) for name, layer in self.trainable().items() for part, field in parts.items()
        }


def initial_weights(seed: int, dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    """Normal with He's deviation √(2 / inputs), which is √(2 / k²) for the filters of one channel; zero biases.

    The filters have two decimals, so that whoever adds up a patch by hand arrives at the number on screen.
    """
    generator = torch.Generator().manual_seed(seed)

    def he(*shape: int) -> Tensor:
        inputs = torch.Size(shape[1:]).numel()
        return torch.randn(shape, generator=generator, dtype=torch.float64) * (2 / inputs) ** 0.5

    filters = he(FILTERS, 1, KERNEL, KERNEL).round(decimals=DECIMALS)
    weights = {"conv": filters, "hidden": he(HIDDEN, FILTERS * POOLED**2), "output": he(CLASSES, HIDDEN)}
    return {
        f"{name}.{part}": values.to(dtype)
        for name, weight in weights.items()
        for part, values in (("weight", weight), ("bias", weight.new_zeros(len(weight))))
    }


def build(weights: dict[str, Tensor], version: str = "im2col", mistake: str = "none") -> Network:
    """The network with copies of `weights`, its layers as in VERSIONS[version], one of them with the `mistake`."""
    kinds = VERSIONS[version]
    own = {name: values.clone() for name, values in weights.items()}

    def of(name: str) -> tuple[Tensor, Tensor]:
        return own[f"{name}.weight"], own[f"{name}.bias"]

    loss = kinds.CrossEntropy()
    layers = {
        "conv": kinds.Conv2d(*of("conv")),
        "relu": kinds.ReLU(),
        "pool": kinds.MaxPool2d(),
        "flatten": kinds.Flatten(),
        "hidden": kinds.Linear(*of("hidden")),
        "hidden_relu": kinds.ReLU(),
        "output": kinds.Linear(*of("output")),
    }
    if mistake in MISTAKES:
        name = MISTAKES[mistake]
        layers[name] = wrong(mistake, loss)
    return Network(layers, loss)


def build_twin(weights: dict[str, Tensor]) -> nn.Sequential:
    """The same network of torch.nn, with copies of `weights`."""
    layers = OrderedDict(
        conv=nn.Conv2d(1, FILTERS, KERNEL),
        relu=nn.ReLU(),
        pool=nn.MaxPool2d(2),
        flatten=nn.Flatten(),
        hidden=nn.Linear(FILTERS * POOLED**2, HIDDEN),
        hidden_relu=nn.ReLU(),
        output=nn.Linear(HIDDEN, CLASSES),
    )
    twin = nn.Sequential(layers).to(weights["conv.weight"].dtype)
    twin.load_state_dict(weights)
    return twin
