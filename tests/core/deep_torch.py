"""The deep network as one writes it in PyTorch: the oracle of core.deep_network."""

import torch
from torch import nn

from core.deep_network import Network, Parameters

ACTIVATIONS = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "linear": nn.Identity,
}


class Deep(nn.Module):
    """(B, inputs) → logits (B, outputs). After a pass `z` and `h` hold every hidden layer's tensors, gradients kept."""

    def __init__(self, network: Network, parts: Parameters):
        super().__init__()
        n = network.width
        norms = {"none": nn.Identity, "batch": lambda: nn.BatchNorm1d(n), "layer": lambda: nn.LayerNorm(n)}
        sizes = [network.inputs, *[n] * network.depth]
        self.linears = nn.ModuleList(nn.Linear(fan_in, n) for fan_in in sizes[:-1])
        self.norms = nn.ModuleList(norms[network.normalisation]() for _ in range(network.depth))
        self.last = nn.Linear(n, network.outputs)
        self.activation, self.residual = ACTIVATIONS[network.activation](), network.residual
        self.double()
        weights = [parts.first, *parts.weight, parts.last]
        with torch.no_grad():
            for linear, weight, bias in zip(self.layers, weights, [*parts.bias, parts.last_bias], strict=True):
                linear.weight.copy_(torch.tensor(weight.T))
                linear.bias.copy_(torch.tensor(bias))
            if network.normalisation != "none":
                for norm, gain, shift in zip(self.norms, parts.gain, parts.shift, strict=True):
                    norm.weight.copy_(torch.tensor(gain))
                    norm.bias.copy_(torch.tensor(shift))

    @property
    def layers(self):
        return [*self.linears, self.last]

    def forward(self, x):
        self.z, self.h = [], []
        for number, (linear, norm) in enumerate(zip(self.linears, self.norms, strict=True)):
            z = linear(x)
            a = self.activation(norm(z))
            x = x + a if self.residual and number else a
            self.z.append(z)
            self.h.append(x)
        self.logits = self.last(x)
        for kept in (*self.z, *self.h, self.logits):
            if kept.requires_grad:
                kept.retain_grad()
        return self.logits
