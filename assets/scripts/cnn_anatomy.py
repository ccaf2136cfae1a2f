"""A network that reads a digit, layer by layer, as Kaca's page shows it.

Trained weights are looked for in the file that the block below names (the page offers it beside this script); without the
file the network gets the random weights that the seed draws.
"""

from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

# --- settings ---
pixels = ["00" * 28] * 5 + ["00" * 8 + "ff" * 12 + "00" * 8] * 3 + ["00" * 16 + "ff" * 3 + "00" * 9] * 15 + ["00" * 28] * 5
network = [["conv_1", "conv", 1, 8, 3, 1, 0, True], ["pool_1", "max_pool"], ["activation_1", "relu"], ["flatten", "flatten"], ["output", "dense", 1352, 10, True]]  # fmt: skip  # noqa: E501
weights = ""
seed = 0
unit = ["conv_1", 0, 12, 17]
target = 7
# --- end of settings ---

ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def make(kind, *numbers):
    """One layer. Numbers: inputs, outputs, then for a convolution kernel, stride, padding; last, whether there is a bias."""
    if kind == "conv":
        return nn.Conv2d(*numbers[:5], bias=numbers[5])
    if kind == "dense":
        return nn.Linear(*numbers[:2], bias=numbers[2])
    simple = {"max_pool": nn.MaxPool2d, "average_pool": nn.AvgPool2d}
    if kind in simple:
        return simple[kind](2)
    if kind == "norm_maps":
        return nn.BatchNorm2d(*numbers)
    if kind == "norm_units":
        return nn.BatchNorm1d(*numbers)
    return {"flatten": nn.Flatten, "dropout": nn.Dropout, **ACTIVATIONS}[kind]()


torch.manual_seed(seed)
model = nn.Sequential(OrderedDict((name, make(*kind_and_numbers)) for name, *kind_and_numbers in network))
if weights and Path(weights).exists():
    model.load_state_dict(load_file(weights))
    print("weights", weights)
else:
    print("weights drawn with seed", seed)
model = model.double().eval()

# Pixels from 0 to 255 as the network was trained on them: MNIST's mean and standard deviation become 0 and 1.
grey = torch.tensor([list(bytes.fromhex(row)) for row in pixels], dtype=torch.float64)
image = ((grey / 255 - 0.1307) / 0.3081)[None, None].requires_grad_()  # (1, 1, 28, 28)

maps, x = {"input": image[0]}, image
for name, layer in model.named_children():
    x = layer(x)
    maps[name] = x[0]
    print(name, "x".join(map(str, x.shape[1:])), sum(p.numel() for p in layer.parameters()))
print("parameters", sum(p.numel() for p in model.parameters()))

logits = maps["output"]
print("logits", " ".join(f"{z:.6f}" for z in logits.tolist()))
print("probabilities", " ".join(f"{p:.6f}" for p in logits.softmax(0).tolist()))
print("reads", logits.argmax().item())

layer, *place = unit
print("unit", layer, *place, f"{maps[layer][tuple(place)].item():.6f}")

# Where does this digit's score come from? Its slope at every pixel, and the pixel where it is steepest.
(slope,) = torch.autograd.grad(logits[target], image)
steepest = slope.abs().argmax().item()
print("steepest pixel for", target, "is", steepest // 28, steepest % 28, f"{slope.flatten()[steepest].item():.6f}")
