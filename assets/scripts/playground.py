"""A small network on points in the plane, trained as Kaca's playground does: same points, same first weights, same batches."""

from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

# --- settings ---
train_points = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]  # x1, x2 and the class, or the number to predict
test_points = []
classes = 2  # 0: a number is predicted
features = ("x1", "x2")
hidden = (3,)
activations = ("sigmoid",)
output_activation = "sigmoid"
initialisation = "normal"
seed = 42  # of the first weights, the order of the points and dropout
loss = "half_sse"
optimizer = "sgd"
learning_rate = 0.1
batch_size = 0  # 0: all points in one batch
dropout = 0.0
l1 = 0.0
l2 = 0.0
epochs = 10000
stop_loss = None
edits = []  # (epoch, layer, input or -1 for the bias, neuron, value): weights typed in, counted from 0
# --- end of settings ---

torch.set_default_dtype(torch.float64)

FEATURES = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1**2,
    "x2_squared": lambda x1, x2: x2**2,
    "x1_x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: torch.sin(x1),
    "sin_x2": lambda x1, x2: torch.sin(x2),
}
ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softmax": lambda z: z.softmax(dim=1),
}
outputs = classes if classes > 2 else 1
sizes = (len(features), *hidden, outputs)


def read(points):
    """Points → what goes into the network (n, features), and what should come out."""
    table = torch.tensor(points, dtype=torch.float64).reshape(-1, 3)
    x = torch.stack([FEATURES[name](table[:, 0], table[:, 1]) for name in features], dim=1)
    return x, table[:, 2] if classes == 0 else table[:, 2].long()


def initial_weights():
    """One (weight (in, out), bias (out,)) per layer. NumPy's legacy generator gives the same numbers for ever."""
    rng = np.random.RandomState(seed)
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        reach = np.sqrt(6 / (fan_in + fan_out))
        weight = {
            "zeros": lambda shape: np.zeros(shape),
            "normal": lambda shape: rng.randn(*shape),
            "xavier": lambda shape, reach=reach: rng.uniform(-reach, reach, shape),
            "he": lambda shape, fan_in=fan_in: rng.randn(*shape) * np.sqrt(2 / fan_in),
        }[initialisation]((fan_in, fan_out))
        layers.append((nn.Parameter(torch.from_numpy(weight)), nn.Parameter(torch.zeros(fan_out))))
    return layers


def forward(x, masks=()):
    """(n, features) → the last layer's z and a, both (n, outputs)."""
    names = (*activations, output_activation)
    for i, ((weight, bias), name) in enumerate(zip(layers, names, strict=True)):
        z = x @ weight + bias
        x = ACTIVATIONS[name](z)
        if i < len(masks):
            x = x * masks[i]
    return z, x


def target_of(y):
    """What the outputs should be: a number, 0 or 1 (−1 or 1 where the output can be negative), or the class's number."""
    if classes == 0:
        return y[:, None]
    if outputs > 1 and loss in ("cross_entropy", "hinge"):
        return y
    wanted = y[:, None] == (1 if outputs == 1 else torch.arange(classes))
    return torch.where(wanted, 1.0, LOWEST)


LOWEST = -1.0 if output_activation == "tanh" or (outputs == 1 and output_activation == "linear") else 0.0


def loss_of(z, a, y, kind):
    target = target_of(y)
    if kind == "mse":
        return F.mse_loss(a, target)
    if kind == "half_sse":
        return (a - target).square().sum() / 2
    if kind == "cross_entropy":
        return F.cross_entropy(z, target) if outputs > 1 else F.binary_cross_entropy_with_logits(z, target)
    return F.multi_margin_loss(z, target) if outputs > 1 else F.relu(1 - target * z).mean()


@torch.no_grad()
def judge(x, y):
    """Loss, and the share of right answers (None where a number is predicted); a sum of squares is given as their mean."""
    z, a = forward(x)
    value = loss_of(z, a, y, "mse" if loss == "half_sse" else loss).item()
    if classes == 0:
        return value, None
    chosen = a.argmax(dim=1) if outputs > 1 else (a[:, 0] > (LOWEST + 1) / 2).long()
    return value, (chosen == y).double().mean().item()


def train_epoch(epoch):
    """One pass over all points, in an order of its own for every epoch."""
    n, width = len(x), sum(hidden)
    size = min(batch_size or n, n)
    order = np.random.Generator(np.random.PCG64(seed).advance(epoch * n)).random(n).argsort() if size < n else np.arange(n)
    if dropout:
        chances = torch.from_numpy(np.random.Generator(np.random.PCG64((seed, 1)).advance(epoch * n * width)).random(n * width))
    for batch in torch.from_numpy(order).split(size):
        masks = []
        if dropout:
            mine, chances = chances[: len(batch) * width], chances[len(batch) * width :]
            parts = mine.split([len(batch) * units for units in hidden])
            masks = [(part.view(len(batch), -1) >= dropout) / (1 - dropout) for part in parts]
        error = loss_of(*forward(x[batch], masks), y[batch], loss)
        if l1 or l2:
            error = error + sum(l1 * weight.abs().sum() + l2 / 2 * weight.square().sum() for weight, _ in layers)
        optimiser.zero_grad()
        error.backward()
        optimiser.step()


def report(name):
    parts = [name]
    for name, points in (("train", (x, y)), ("test", (x_test, y_test))):
        if len(points[0]):
            value, accuracy = judge(*points)
            parts.append(f"{name} loss {value:.6g}" + ("" if accuracy is None else f" accuracy {accuracy:.4f}"))
    print(" · ".join(parts))


(x, y), (x_test, y_test) = read(train_points), read(test_points)
layers = initial_weights()
parameters = [part for layer in layers for part in layer]
optimiser = {
    "sgd": lambda: torch.optim.SGD(parameters, learning_rate),
    "momentum": lambda: torch.optim.SGD(parameters, learning_rate, momentum=0.9),
    "rmsprop": lambda: torch.optim.RMSprop(parameters, learning_rate),
    "adam": lambda: torch.optim.Adam(parameters, learning_rate),
}[optimizer]()

report("epoch 0")
epoch = 0
while True:
    with torch.no_grad():
        for _, layer, source, neuron, value in (edit for edit in edits if edit[0] == epoch):
            weight, bias = layers[layer]
            (bias if source < 0 else weight[source])[neuron] = value
    if epoch == epochs or (stop_loss is not None and judge(x, y)[0] <= stop_loss):
        break
    before = [part.detach().clone() for part in parameters]
    train_epoch(epoch)
    if not (np.isfinite(judge(x, y)[0]) and all(part.isfinite().all() for part in parameters)):
        print(f"diverged in epoch {epoch + 1}; the weights before it:")
        with torch.no_grad():
            for part, kept in zip(parameters, before, strict=True):
                part.copy_(kept)
        break
    epoch += 1
    if epoch % max(1, epochs // 10) == 0:
        report(f"epoch {epoch}")
report(f"the end: epoch {epoch}")
