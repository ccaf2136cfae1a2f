"""A classifier for a table, trained as on Kaca's overfitting page: the same rows, first weights and batches."""

from itertools import pairwise

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn import datasets
from sklearn.metrics import classification_report, confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn

# --- settings ---
data = "iris"  # iris, wine, breast_cancer, or the name of a CSV file beside this script
label_column = 0  # of the CSV file, from 1; 0: the last
separator = ","
decimal = "."
header = True
test_share = 30  # percent
validation_share = 0  # percent of what is left
split_seed = 42
scaling = "standard"  # none, standard, min_max
train_fraction = 100  # percent of the training rows that are used
label_noise = 0  # percent of the training rows with a wrong label
hidden = (10,)
activation = "relu"
batch_norm = False
dropout = 0.0
l1 = 0.0
l2 = 0.0001  # scikit-learn's alpha
optimizer = "adam"
learning_rate = 0.001
batch_size = 0  # 0: all rows in one batch
seed = 42  # of the first weights, the batches and dropout
epochs = 1000
patience = 0  # stop after so many epochs without a lower validation loss; 0: never
# --- end of settings ---

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)  # so small a network only loses time to threads


def load():
    """Features (n, columns), labels (n,) from 0, and the classes' names. Words in a CSV file become columns of 0 and 1."""
    if data in ("iris", "wine", "breast_cancer"):
        bunch = getattr(datasets, f"load_{data}")()
        return bunch.data, bunch.target, list(map(str, bunch.target_names))
    table = pd.read_csv(data, sep=separator, decimal=decimal, header=0 if header else None, skipinitialspace=True)
    name = table.columns[label_column - 1]
    y, classes = pd.factorize(table.pop(name), sort=True)
    return pd.get_dummies(table).to_numpy(dtype=float), y, list(map(str, classes))


def split(x, y, classes):
    """Training, validation and test rows, in this order; some training rows get another label."""
    train, test = train_test_split(np.arange(len(y)), test_size=test_share / 100, random_state=split_seed)
    validation = train[:0]
    if validation_share:
        train, validation = train_test_split(train, test_size=validation_share / 100, random_state=split_seed)
    rng = np.random.Generator(np.random.PCG64([split_seed, 1]))
    wrong = rng.random(len(train)) < label_noise / 100
    y = y.copy()
    y[train] = np.where(wrong, (y[train] + rng.integers(1, len(classes), len(train))) % len(classes), y[train])
    train = train[: max(2, round(len(train) * train_fraction / 100))]
    if scaling != "none":
        # Learned from the training rows alone: what test rows look like must not leak into the training.
        x = {"standard": StandardScaler, "min_max": MinMaxScaler}[scaling]().fit(x[train]).transform(x)
    parts = {"train": train, "validation": validation, "test": test}
    return {name: (torch.tensor(x[rows]), torch.tensor(y[rows])) for name, rows in parts.items()}


def build(inputs, outputs, rng):
    """nn.Sequential with scikit-learn's first weights, drawn layer by layer, W (in, out) before b."""
    layers, sizes = [], (inputs, *hidden, outputs)
    for index, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        linear = nn.Linear(fan_in, fan_out)
        bound = np.sqrt((2 if activation == "sigmoid" else 6) / (fan_in + fan_out))
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(rng.uniform(-bound, bound, (fan_in, fan_out))).T)
            linear.bias.copy_(torch.tensor(rng.uniform(-bound, bound, fan_out)))
        layers.append(linear)
        if index < len(hidden):
            layers += [nn.BatchNorm1d(fan_out)] if batch_norm else []
            layers += [ACTIVATIONS[activation]()]
            layers += [Dropout()] if dropout else []
    return nn.Sequential(*layers)


class Dropout(nn.Module):
    """nn.Dropout with NumPy's random numbers, so that the same neurons are dropped as on the page."""

    def forward(self, x):
        if not self.training:
            return x
        return x * torch.tensor((chances.random(tuple(x.shape)) >= dropout) / (1 - dropout))


def cross_entropy(z, y):
    """Of two classes there is one logit, of more one for each."""
    return F.binary_cross_entropy_with_logits(z[:, 0], y.to(z.dtype)) if z.shape[1] == 1 else F.cross_entropy(z, y)


def decide(z):
    return (z[:, 0] > 0).long() if z.shape[1] == 1 else z.argmax(dim=1)


def penalty(n):
    weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]
    return sum(l1 * weight.abs().sum() + l2 / 2 * weight.square().sum() for weight in weights) / n


def batches(n, rng):
    """Indices, shuffled before every epoch as scikit-learn does; a full batch keeps its order."""
    if not 0 < batch_size < n:
        return [torch.arange(n)]
    shuffled = np.arange(n)
    rng.shuffle(shuffled)
    order[:] = order[shuffled]
    # Batch normalisation has no variance of a single row.
    return [batch for batch in torch.tensor(order).split(batch_size) if not batch_norm or len(batch) > 1]


@torch.no_grad()
def judge(name):
    """Loss and accuracy of one part of the rows."""
    model.eval()
    x, y = parts[name]
    z = model(x)
    model.train()
    return cross_entropy(z, y).item(), (decide(z) == y).double().mean().item()


def report(title):
    numbers = [(name, *judge(name)) for name in PARTS if len(parts[name][1])]
    print(title + "".join(f" · {name} loss {loss:.6g} accuracy {accuracy:.4f}" for name, loss, accuracy in numbers))


PARTS = ("train", "validation", "test")
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "linear": nn.Identity}
features, labels, classes = load()
parts = split(features, labels, classes)
x, y = parts["train"]
rng = np.random.RandomState(seed)
chances = np.random.Generator(np.random.PCG64([seed, 1]))
model = build(x.shape[1], 1 if len(classes) == 2 else len(classes), rng).train()
optimiser = {
    "sgd": lambda: torch.optim.SGD(model.parameters(), learning_rate),
    "momentum": lambda: torch.optim.SGD(model.parameters(), learning_rate, momentum=0.9),
    "rmsprop": lambda: torch.optim.RMSprop(model.parameters(), learning_rate),
    "adam": lambda: torch.optim.Adam(model.parameters(), learning_rate),
}[optimizer]()
judged_by = "validation" if len(parts["validation"][1]) else "test"
order = np.arange(len(y))

report("epoch 0")
best, best_loss, best_state, epoch = 0, judge(judged_by)[0], None, 0
while epoch < epochs and not (patience and epoch - best >= patience):
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for batch in batches(len(y), rng):
        loss = cross_entropy(model(x[batch]), y[batch]) + penalty(len(batch))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    if not np.isfinite(judge("train")[0]):
        print(f"diverged in epoch {epoch + 1}; the network before it:")
        model.load_state_dict(before)
        break
    epoch += 1
    if judge(judged_by)[0] < best_loss:
        best, best_loss = epoch, judge(judged_by)[0]
        best_state = {name: value.clone() for name, value in model.state_dict().items()}
    if epoch % max(1, epochs // 10) == 0:
        report(f"epoch {epoch}")
if patience and best_state:
    model.load_state_dict(best_state)
    epoch = best
report(f"the end: epoch {epoch}")
model.eval()
with torch.no_grad():
    predicted = decide(model(parts["test"][0]))
print("confusion matrix of the test rows:", confusion_matrix(parts["test"][1], predicted, labels=range(len(classes))).tolist())
print(classification_report(parts["test"][1], predicted, labels=range(len(classes)), target_names=classes, zero_division=0))
