"""Signal and gradient in every layer of a deep network, before and after training, and the same for its cure, as Kaca's page
shows them: same weights, same digits, same order. MNIST is read from the folder that the environment variable KACA_DATA
names, or downloaded to ./data."""

import copy
import gzip
import os
from pathlib import Path

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torchvision.datasets import MNIST

# --- settings ---
data = "digits"
depth = 20  # hidden layers
width = 32
activation = "sigmoid"
initialisation = "pytorch"
normalisation = "none"
residual = False
seed = 3  # of the weights and of the order of the digits
optimizer = "momentum"
learning_rate = 0.01
batch_size = 64
steps = 300
cure = {"activation": "relu", "initialisation": "he"}  # what the second network has otherwise
# --- end of settings ---

torch.set_default_dtype(torch.float64)  # 32 bits end at 10^-45: a vanished gradient would be 0
PROBE = 128  # training digits at which everything is measured
ACTIVATIONS = {
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "relu": nn.ReLU(),
    "leaky_relu": nn.LeakyReLU(),
    "elu": nn.ELU(),
    "gelu": nn.GELU(),
    "silu": nn.SiLU(),
    "linear": nn.Identity(),
}


def small_digits():
    """scikit-learn's 8×8 digits: images (n, 64) with about zero mean and unit variance, and labels; 360 are for testing."""
    bunch = load_digits()
    images = torch.from_numpy((bunch.data / 16 - 0.3053) / 0.3760)
    labels = torch.from_numpy(bunch.target)
    train, test = train_test_split(range(len(labels)), test_size=360, random_state=0, stratify=bunch.target)
    return images[train], labels[train], images[test], labels[test]


def mnist():
    """The same of MNIST (n, 784), with its first thousand test images; plain or gzipped, in any of Kaca's layouts."""
    root = Path(os.environ.get("KACA_DATA", "data"))
    folders = [root / "MNIST" / "raw", root / "mnist", root, Path("data/MNIST/raw")]
    folder = next((folder for folder in folders if any(folder.glob("train-images-idx3-ubyte*"))), None)
    if not folder:
        MNIST("data", download=True)
        folder = folders[-1]
    parts = []
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        path = min(folder.glob(f"{name}-ubyte*"))
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        parts.append(torch.frombuffer(bytearray(content), dtype=torch.uint8, offset=16 if "images" in name else 8))
    images, labels, test_images, test_labels = parts
    images, test_images = ((part.view(-1, 784) / 255 - 0.1307) / 0.3081 for part in (images, test_images[: 784 * 1000]))
    return images, labels.long(), test_images, test_labels[:1000].long()


class Deep(nn.Module):
    """(batch, inputs) → logits (batch, 10) through hidden layers of equal width."""

    def __init__(self, inputs, depth, width, activation, initialisation, normalisation, residual, seed):
        super().__init__()
        norms = {"none": nn.Identity, "batch": lambda: nn.BatchNorm1d(width), "layer": lambda: nn.LayerNorm(width)}
        self.linears = nn.ModuleList(nn.Linear(width if number else inputs, width) for number in range(depth))
        self.norms = nn.ModuleList(norms[normalisation]() for _ in range(depth))
        self.last = nn.Linear(width, 10)
        self.activation, self.residual = ACTIVATIONS[activation], residual
        generator = torch.Generator().manual_seed(seed)
        for linear in (*self.linears, self.last):
            initialise(linear, initialisation, generator)

    def forward(self, x, trace=None):
        """`trace`: a list that gets every layer's z and h."""
        for number, (linear, norm) in enumerate(zip(self.linears, self.norms, strict=True)):
            z = linear(x)
            a = self.activation(norm(z))
            x = x + a if self.residual and number else a
            if trace is not None:
                trace.append((z, x))
        return self.last(x)


@torch.no_grad()
def initialise(linear, name, generator):
    weight, bias = linear.weight, linear.bias
    nn.init.zeros_(bias)
    if name == "pytorch":
        bound = linear.in_features**-0.5
        nn.init.uniform_(weight, -bound, bound, generator=generator)
        nn.init.uniform_(bias, -bound, bound, generator=generator)
    elif name == "small":
        nn.init.normal_(weight, std=0.01, generator=generator)
    elif name == "normal":
        nn.init.normal_(weight, generator=generator)
    elif name == "xavier":
        nn.init.xavier_uniform_(weight, generator=generator)
    elif name == "he":
        nn.init.kaiming_normal_(weight, nonlinearity="relu", generator=generator)
    elif name == "orthogonal":
        nn.init.orthogonal_(weight, generator=generator)


def measure(model, name, step):
    """Prints loss and accuracy, then of every layer the signal's root mean square and the gradients' norms."""
    probe, trace = copy.deepcopy(model), []  # a copy, so that batch normalisation's running statistics do not follow
    logits = probe(images[:PROBE], trace)
    for z in (*(z for z, _ in trace), logits):
        z.retain_grad()
    loss = F.cross_entropy(logits, labels[:PROBE])
    loss.backward()
    model.eval()
    with torch.no_grad():
        accuracy = (model(test_images).argmax(1) == test_labels).double().mean().item()
    model.train()
    print(f"{name} · step {step} · loss {loss.item():.6g} · test accuracy {accuracy:.4f}")
    for number, ((z, h), linear) in enumerate(zip(trace, probe.linears, strict=True), start=1):
        signal = h.detach().square().mean().sqrt().item()
        print(f"  layer {number}: signal {signal:.6g} gradient {z.grad.norm():.6g} weights {linear.weight.grad.norm():.6g}")
    print(f"  output: gradient {logits.grad.norm():.6g} weights {probe.last.weight.grad.norm():.6g}")


def batches(batch_size, seed):
    """Indices of every step's digits, shuffled anew in every epoch; what is left over at its end is dropped."""
    generator = torch.Generator().manual_seed(seed)
    taken = 0
    while taken < steps:
        order = torch.randperm(len(images), generator=generator)
        for batch in order.split(batch_size)[: min(len(order) // batch_size, steps - taken)]:
            yield batch
            taken += 1


def run(name, optimizer, learning_rate, batch_size, **architecture):
    model = Deep(images.shape[1], **architecture)
    optimiser = {
        "sgd": lambda: torch.optim.SGD(model.parameters(), learning_rate),
        "momentum": lambda: torch.optim.SGD(model.parameters(), learning_rate, momentum=0.9),
        "rmsprop": lambda: torch.optim.RMSprop(model.parameters(), learning_rate),
        "adam": lambda: torch.optim.Adam(model.parameters(), learning_rate),
    }[optimizer]()
    measure(model, name, 0)
    for step, batch in enumerate(batches(batch_size, architecture["seed"]), start=1):
        loss = F.cross_entropy(model(images[batch]), labels[batch])
        if not loss.isfinite():
            print(f"{name} · diverged at step {step}")
            return
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    measure(model, name, steps)


images, labels, test_images, test_labels = small_digits() if data == "digits" else mnist()
as_set = {
    "depth": depth,
    "width": width,
    "activation": activation,
    "initialisation": initialisation,
    "normalisation": normalisation,
    "residual": residual,
    "seed": seed,
    "optimizer": optimizer,
    "learning_rate": learning_rate,
    "batch_size": batch_size,
}
run("as set", **as_set)
run("cured", **as_set | cure)
