"""A CNN whose layers pass forward and backward without autograd: checked on one digit, then trained beside torch.nn.
MNIST is read from the folder that the environment variable KACA_DATA names, or downloaded to ./data."""

import gzip
import json
import os
from pathlib import Path

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torchvision.datasets import MNIST

# --- settings ---
image = [[0] * 28] * 28
label = 3
filter = 6
seed = 0
mistake = "none"
data = "digits"
train_size = 5_000
epochs = 3
batch_size = 16
learning_rate = 0.005
# --- end of settings ---


class Conv2d:
    """z(f, i, j) = b(f) + sum of x(c, i + u, j + v) * w(f, c, u, v), as one matrix product over all patches."""

    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def forward(self, x):
        self.size, k = x.shape[2:], self.weight.shape[-1]
        self.patches = F.unfold(x, k)  # (batch, channels * k * k, windows)
        z = self.weight.flatten(1) @ self.patches + self.bias[:, None]
        return z.view(len(x), len(self.weight), self.size[0] - k + 1, self.size[1] - k + 1)

    def backward(self, gradient):
        gradient = gradient.flatten(2)
        self.weight_gradient = (gradient @ self.patches.mT).sum(0).view_as(self.weight)
        self.bias_gradient = gradient.sum((0, 2))
        return F.fold(self.weight.flatten(1).T @ gradient, self.size, self.weight.shape[-1])


class ReLU:
    def forward(self, z):
        self.passes = z > 0
        return z * self.passes

    def backward(self, gradient):
        return gradient if mistake == "no_slope" else gradient * self.passes


class MaxPool2d:
    """Windows of 2 x 2 cells; each window's gradient goes to the cell that won."""

    def forward(self, a):
        batch, channels, height, width = self.shape = a.shape
        windows = a.view(batch, channels, height // 2, 2, width // 2, 2).transpose(3, 4).flatten(-2)
        largest = windows.amax(-1, keepdim=True)
        first = F.one_hot(windows.argmax(-1), 4)  # of equal cells the first
        self.wins = windows == largest if mistake == "all_ties" else first
        return largest[..., 0]

    def backward(self, gradient):
        shares = self.wins * gradient[..., None]
        return shares.unflatten(-1, (2, 2)).transpose(3, 4).reshape(self.shape)


class Flatten:
    def forward(self, p):
        self.shape = p.shape
        return p.flatten(1)

    def backward(self, gradient):
        if mistake == "skip_dense":  # the ten errors, as if there were no dense layers in between
            errors = loss.backward()
            gradient = errors.repeat(1, -(-gradient.shape[1] // 10))[:, : gradient.shape[1]]
        return gradient.reshape(self.shape)


class Linear:
    def __init__(self, weight, bias):
        self.weight, self.bias = weight, bias

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, gradient):
        self.weight_gradient, self.bias_gradient = gradient.T @ self.x, gradient.sum(0)
        return gradient @ self.weight


class CrossEntropy:
    def forward(self, logits, labels):
        log_p = logits.log_softmax(1)
        self.p, self.labels = log_p.exp(), labels
        return -log_p[torch.arange(len(labels)), labels].mean()

    def backward(self):
        gradient = self.p.clone()
        gradient[torch.arange(len(self.labels)), self.labels] -= 1
        return gradient / len(self.labels)


def initial_weights():
    """Normal with He's deviation sqrt(2 / inputs), the filters with two decimals; zero biases."""
    generator = torch.Generator().manual_seed(seed)
    shapes = {"conv": (8, 1, 3, 3), "hidden": (64, 8 * 13 * 13), "output": (10, 64)}
    weights = {}
    for name, shape in shapes.items():
        deviation = (2 / torch.Size(shape[1:]).numel()) ** 0.5
        weights[f"{name}.weight"] = torch.randn(shape, generator=generator, dtype=torch.float64) * deviation
        weights[f"{name}.bias"] = torch.zeros(shape[0], dtype=torch.float64)
    weights["conv.weight"] = weights["conv.weight"].round(decimals=2)
    return weights


def build(weights):
    """By hand, with copies of the weights."""
    own = {name: values.clone() for name, values in weights.items()}
    conv, hidden, output = ((own[f"{name}.weight"], own[f"{name}.bias"]) for name in ("conv", "hidden", "output"))
    parts = {"conv": Conv2d(*conv), "relu": ReLU(), "pool": MaxPool2d(), "flatten": Flatten(), "hidden": Linear(*hidden)}
    # The mistake of ReLU is made once, below the pooling layer.
    second = ReLU()
    second.backward = lambda gradient: gradient * second.passes
    return parts | {"hidden_relu": second, "output": Linear(*output)}


def build_twin(weights):
    """The same network of torch.nn."""
    twin = nn.Sequential()
    for name, layer in (
        ("conv", nn.Conv2d(1, 8, 3)),
        ("relu", nn.ReLU()),
        ("pool", nn.MaxPool2d(2)),
        ("flatten", nn.Flatten()),
    ):
        twin.add_module(name, layer)
    for name, layer in (("hidden", nn.Linear(1352, 64)), ("hidden_relu", nn.ReLU()), ("output", nn.Linear(64, 10))):
        twin.add_module(name, layer)
    twin.to(weights["conv.weight"].dtype).load_state_dict(weights)
    return twin


def forward(layers, x):
    for layer in layers.values():
        x = layer.forward(x)
    return x


def backward(layers):
    gradient = loss.backward()
    for layer in reversed(layers.values()):
        gradient = layer.backward(gradient)
    return gradient


def parameters(layers):
    """Name, value and gradient of everything that is trained."""
    for name in ("conv", "hidden", "output"):
        yield f"{name}.weight", layers[name].weight, layers[name].weight_gradient
        yield f"{name}.bias", layers[name].bias, layers[name].bias_gradient


def mnist():
    """Training images, uint8 (n, 1, 28, 28), and labels, then the test set's; plain or gzipped."""
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
    return parts[0].view(-1, 1, 28, 28), parts[1].long(), parts[2].view(-1, 1, 28, 28), parts[3].long()


def small_digits():
    """scikit-learn's 8x8 digits, enlarged, sharpened and framed like MNIST; 360 of the 1797 are kept for testing."""
    bunch = load_digits()
    counts = torch.from_numpy(bunch.images).float()[:, None]  # (n, 1, 8, 8), 0 to 16
    large = F.interpolate(counts, (40, 40), mode="bicubic")[:, 0]
    images = torch.stack([centre(picture) for picture in ((2 * large - 8) / 16 * 255).round().clamp(0, 255)])[:, None]
    labels = torch.from_numpy(bunch.target).long()
    train, test = train_test_split(range(len(labels)), test_size=360, random_state=0, stratify=bunch.target)
    return images[train], labels[train], images[test], labels[test]


def centre(picture):
    """The digit's longer side scaled to 20 pixels, its centre of mass in the middle of 28x28: uint8 (28, 28)."""
    rows, columns = (picture > 25).nonzero().T
    crop = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = (max(1, round(side * 20 / max(crop.shape))) for side in crop.shape)
    digit = F.interpolate(crop[None, None], (height, width), mode="bilinear", antialias=True)[0, 0].round().clamp(0, 255)
    mass = digit.sum().clamp(min=1)
    centre_y = (digit.sum(1) * (torch.arange(height) + 0.5)).sum() / mass
    centre_x = (digit.sum(0) * (torch.arange(width) + 0.5)).sum() / mass
    top = min(max(round(14 - centre_y.item()), 0), 28 - height)
    left = min(max(round(14 - centre_x.item()), 0), 28 - width)
    return F.pad(digit.byte(), (left, 28 - width - left, top, 28 - height - top))


def normalise(images):
    """Bytes to floats with about zero mean and unit variance: 0.1307 and 0.3081 are MNIST's own."""
    return images.float().mul_(1 / (255 * 0.3081)).sub_(0.1307 / 0.3081)


@torch.inference_mode()
def test_loss(run, images, labels):
    logits = torch.cat([run(normalise(batch)) for batch in images.split(500)])
    return F.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()


torch.set_num_threads(1)
loss = CrossEntropy()

# One digit, forward and backward, in float64, and what autograd says.
weights = initial_weights()
layers, twin = build(weights), build_twin(weights)
x = torch.tensor(image, dtype=torch.float64)[None, None].requires_grad_()
value = loss.forward(forward(layers, x.detach()), torch.tensor([label]))
image_gradient = backward(layers)
F.cross_entropy(twin(x), torch.tensor([label])).backward()
print("loss", round(value.item(), 6))
print("probabilities", json.dumps(loss.p[0].round(decimals=6).tolist()))
chosen = layers["conv"].weight_gradient[filter - 1, 0]
print("filter gradient", json.dumps(chosen.round(decimals=6).tolist()))
theirs = {name: values.grad for name, values in twin.named_parameters()} | {"pixels": x.grad}
for name, gradient in [*((name, gradient) for name, _, gradient in parameters(layers)), ("pixels", image_gradient)]:
    difference = (gradient - theirs[name]).abs().max().item()
    print("gradient check", name, "right" if difference <= 1e-6 else f"wrong by {difference:.6f}")

# The same two networks trained on the same batches, in float32.
images, labels, test_images, test_labels = mnist() if data == "mnist" else small_digits()
images, labels = images[:train_size], labels[:train_size]
weights = {name: values.float() for name, values in weights.items()}
layers, twin = build(weights), build_twin(weights)
optimizer = torch.optim.SGD(twin.parameters(), learning_rate)
for epoch in range(1, epochs + 1):
    torch.manual_seed(seed + 10_000 * epoch)
    for batch in torch.randperm(len(images)).split(batch_size):
        x, y = normalise(images[batch]), labels[batch]
        loss.forward(forward(layers, x), y)
        backward(layers)
        for _, weight, gradient in parameters(layers):
            weight -= learning_rate * gradient
        optimizer.zero_grad()
        F.cross_entropy(twin(x), y).backward()
        optimizer.step()
    ours, by_twin = (test_loss(run, test_images, test_labels) for run in (lambda x: forward(layers, x), twin))
    apart = max((weight - twin.state_dict()[name]).abs().max().item() for name, weight, _ in parameters(layers))
    print(
        f"epoch {epoch} test loss {ours[0]:.4f} twin {by_twin[0]:.4f} accuracy {ours[1]:.4f} weights apart {apart:.4f}",
        flush=True,
    )
