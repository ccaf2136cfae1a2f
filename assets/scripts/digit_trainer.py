"""Trains a network to read handwritten digits, exactly as Kaca's page does: same settings, same seed, same numbers.
MNIST is read from the folder that the environment variable KACA_DATA names, or downloaded to ./data."""

import gzip
import math
import os
from pathlib import Path

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.optim import SGD, Adam, AdamW, RMSprop, lr_scheduler
from torchvision.datasets import MNIST

# --- settings ---
data = "digits"
train_size = 60_000
family = "cnn"
blocks = 2
filters_1 = 10
kernel_1 = 5
stride_1 = 1
padding_1 = 0
pool_1 = "max"
filters_2 = 20
kernel_2 = 5
stride_2 = 1
padding_2 = 0
pool_2 = "max"
filters_3 = 32
kernel_3 = 3
stride_3 = 1
padding_3 = 1
pool_3 = "none"
hidden = 1
width_1 = 50
width_2 = 64
width_3 = 64
width_4 = 64
width_5 = 64
activation = "relu"
dropout = 0.0
batch_norm = False
optimizer = "adam"
learning_rate = 0.01
schedule = "one_cycle"
batch_size = 64
epochs = 8
weight_decay = 0.0
label_smoothing = 0.0
shift = 0
rotate = 0
seed = 0
device = "auto"
# --- end of settings ---


def mnist():
    """Training images, uint8 (n, 1, 28, 28), and labels, then the test set's; plain or gzipped, in any of Kaca's layouts."""
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
    """scikit-learn's 8×8 digits, enlarged, sharpened and framed like MNIST; 360 of the 1797 are kept for testing."""
    bunch = load_digits()
    counts = torch.from_numpy(bunch.images).float()[:, None]  # (n, 1, 8, 8), 0 to 16
    large = F.interpolate(counts, (40, 40), mode="bicubic")[:, 0]
    images = torch.stack([centre(picture) for picture in ((2 * large - 8) / 16 * 255).round().clamp(0, 255)])[:, None]
    labels = torch.from_numpy(bunch.target).long()
    train, test = train_test_split(range(len(labels)), test_size=360, random_state=0, stratify=bunch.target)
    return images[train], labels[train], images[test], labels[test]


def centre(picture):
    """The digit's longer side scaled to 20 pixels, its centre of mass in the middle of 28×28: uint8 (28, 28)."""
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


def build():
    """(batch, 1, 28, 28) → (batch, 10) logits."""
    rectifiers = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": nn.GELU, "silu": nn.SiLU}
    Activation = (rectifiers | {"tanh": nn.Tanh, "sigmoid": nn.Sigmoid})[activation]
    pools = {"none": [], "max": [nn.MaxPool2d(2)], "average": [nn.AvgPool2d(2)]}
    first, second = (filters_1, kernel_1, stride_1, padding_1, pool_1), (filters_2, kernel_2, stride_2, padding_2, pool_2)
    convolutions = (first, second, (filters_3, kernel_3, stride_3, padding_3, pool_3))
    layers, channels, size = [], 1, 28
    for filters, kernel, stride, padding, pool in convolutions[:blocks] if family == "cnn" else ():
        layers += [nn.Conv2d(channels, filters, kernel, stride, padding, bias=not batch_norm)]
        layers += [nn.BatchNorm2d(filters)] if batch_norm else []
        layers += [*pools[pool], Activation()]
        channels, size = filters, ((size + 2 * padding - kernel) // stride + 1) // (1 if pool == "none" else 2)
    layers, features = [*layers, nn.Flatten()], channels * size**2
    for width in (width_1, width_2, width_3, width_4, width_5)[:hidden]:
        layers += [nn.Linear(features, width, bias=not batch_norm)]
        layers += [nn.BatchNorm1d(width)] if batch_norm else []
        layers += [Activation(), nn.Dropout(dropout)]
        features = width
    return nn.Sequential(*layers, nn.Linear(features, 10))


def make_optimizer(weights, steps):
    """The optimiser, and the schedule of its learning rate over all steps."""
    options = dict(lr=learning_rate, weight_decay=weight_decay)
    options |= {} if optimizer == "rmsprop" else {"fused": True}  # one kernel for all weights, where PyTorch has it so
    options |= {"momentum": 0.9} if optimizer == "momentum" else {}
    kinds = {"sgd": SGD, "momentum": SGD, "rmsprop": RMSprop, "adam": Adam, "adamw": AdamW}
    optimiser = kinds[optimizer](weights, **options)
    if schedule == "step":
        return optimiser, lr_scheduler.StepLR(optimiser, step_size=math.ceil(steps / 3), gamma=0.1)
    if schedule == "cosine":
        return optimiser, lr_scheduler.CosineAnnealingLR(optimiser, T_max=steps)
    if schedule == "one_cycle":
        return optimiser, lr_scheduler.OneCycleLR(optimiser, learning_rate, total_steps=steps + 1, cycle_momentum=False)
    return optimiser, lr_scheduler.ConstantLR(optimiser, factor=1.0)


def normalise(images):
    """Bytes → floats with about zero mean and unit variance: 0.1307 and 0.3081 are MNIST's own."""
    return images.float().mul_(1 / (255 * 0.3081)).sub_(0.1307 / 0.3081)


def augment(images):
    """Each picture moved by up to `shift` pixels and turned by up to `rotate` degrees."""
    angle = (2 * torch.rand(len(images), device=images.device) - 1) * math.radians(rotate)
    move = torch.randint(-shift, shift + 1, (len(images), 2), device=images.device) * (2 / 28)
    cos, sin = angle.cos(), angle.sin()
    turn = torch.stack([torch.stack([cos, -sin, move[:, 0]], 1), torch.stack([sin, cos, move[:, 1]], 1)], 1)
    return F.grid_sample(images, F.affine_grid(turn, images.shape, align_corners=False), align_corners=False)


@torch.inference_mode()
def accuracy(model, images, labels):
    model.eval()
    predicted = torch.cat([model(normalise(batch)).argmax(1) for batch in images.split(500)])
    return (predicted == labels).float().mean().item()


def train():
    torch.set_flush_denormal(True)  # numbers too small for full precision slow a processor down and change nothing
    # Like Kaca, leave one core to others; how sums are shared out among threads shows in their last digits.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    torch.set_num_threads(max(1, min(torch.get_num_threads(), cores - 1)))
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    code = device if device != "auto" else "cuda" if cuda else "mps" if mps else "cpu"
    images, labels, test_images, test_labels = (part.to(code) for part in (mnist() if data == "mnist" else small_digits()))
    images, labels = images[:train_size], labels[:train_size]
    # Large batches are multiplied in bfloat16 where the processor can: half the bytes, the same network.
    short = any(torch.cpu.get_capabilities().get(kind) for kind in ("avx512_bf16", "amx_bf16"))
    short = short and code == "cpu" and family == "cnn" and batch_size >= 128

    torch.manual_seed(seed)
    model = build().to(code, memory_format=torch.channels_last)
    optimiser, scheduler = make_optimizer(model.parameters(), steps=math.ceil(len(images) / batch_size) * epochs)
    for epoch in range(1, epochs + 1):
        torch.manual_seed(seed + 10_000 * epoch)
        model.train()
        total = correct = 0
        for batch in torch.randperm(len(images)).to(code).split(batch_size):
            x, y = images[batch], labels[batch]
            x = normalise(augment(x.float()) if shift or rotate else x)
            with torch.autocast(code, torch.bfloat16, enabled=short):
                logits = model(x).float()
            loss = F.cross_entropy(logits, y, label_smoothing=label_smoothing)
            if not math.isfinite(loss.item()):
                return print(f"diverged at step {scheduler.last_epoch + 1}: the loss is {loss.item()}")
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            scheduler.step()
            total += loss.item() * len(batch)
            correct += (logits.argmax(1) == y).sum().item()
        n, test = len(images), accuracy(model, test_images, test_labels)
        print(f"epoch {epoch} loss {total / n:.4f} train {correct / n:.4f} test {test:.4f}", flush=True)


train()
