"""Activation functions and their slopes, as Kaca's page shows them. Every setting of the page stands in the block below."""

import json

import torch
import torch.nn.functional as F

# --- settings ---
view = "curves"
activation = ["step", "sigmoid", "tanh", "relu"]
negative_slope = 0.1
alpha = 1.0
beta = 1.0
x = 1.5
x_max = 5
mean = 0.0
std = 1.0
samples = 1000
seed = 0
logits = [2.0, 1.0, 0.1]
offset = 0.0
temperature = 1.0
# --- end of settings ---

FUNCTIONS = {
    # Written with a comparison, the step has no derivative in PyTorch either: its slope is 0 wherever there is one.
    "step": lambda x: (x >= 0).to(x.dtype) + 0 * x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, negative_slope),
    "elu": lambda x: F.elu(x, alpha),
    "gelu": F.gelu,
    "silu": F.silu,
    "softplus": lambda x: F.softplus(x, beta),
    "hardtanh": F.hardtanh,
}


def value_and_slope(function, points):
    """f and f′ at every point; the slopes are computed by autograd, as in training."""
    points = points.clone().requires_grad_()
    values = function(points)
    values.sum().backward()
    return values.detach(), points.grad


def rounded(tensor):
    # Adding 0 turns the -0.0 of a rounded tiny negative into 0.0.
    return (tensor.round(decimals=6) + 0.0).tolist()


if view == "curves":
    grid = torch.linspace(-x_max, x_max, 11, dtype=torch.float64)
    # The batch: normal inputs, the same for the same seed.
    noise = torch.randn(samples, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    inputs = mean + std * noise
    for name in activation:
        value, slope = value_and_slope(FUNCTIONS[name], torch.tensor([x], dtype=torch.float64))
        curve, _ = value_and_slope(FUNCTIONS[name], grid)
        outputs, slopes = value_and_slope(FUNCTIONS[name], inputs)
        batch = {
            "zero": (outputs == 0).double().mean().item(),
            "saturated": (slopes.abs() < 0.05).double().mean().item(),
            "mean": round(outputs.mean().item(), 6) + 0.0,
            "std": round(outputs.std(correction=0).item(), 6),
        }
        shown = {"x": x, "f": rounded(value)[0], "slope": rounded(slope)[0], "curve": rounded(curve), "batch": batch}
        print(name, json.dumps(shown))
else:
    z = torch.tensor(logits, dtype=torch.float64)
    p = F.softmax((z + offset) / temperature, dim=0)
    # Row i, column j: how probability i answers to logit j.
    jacobian = torch.autograd.functional.jacobian(lambda z: F.softmax((z + offset) / temperature, dim=0), z)
    print("softmax", json.dumps({"logits": rounded(z + offset), "p": rounded(p), "jacobian": rounded(jacobian)}))
