"""A convolution by loops, by im2col and by torch.nn.functional.conv2d, forward and backward, in milliseconds.

A batch of 16 digits of 1×28×28, 8 filters of 3×3, float32, one thread for all three. On every side the gradients of picture,
filters and biases are computed; conv2d's by autograd. The sides take turns, several times; the medians count. A turn of the
fast ones is the mean of many passes, since one is over in less than a millisecond.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from benchmarks.report import report
from core import cnn_from_scratch_im2col as im2col
from core import cnn_from_scratch_loops as loops
from core.data import digits

BATCH, FILTERS, KERNEL = 16, 8, 3
PASSES = {"loops": 1, "im2col": 100, "conv2d": 100}
NAMES = {"loops": "loops", "im2col": "im2col, by hand", "conv2d": "F.conv2d, autograd"}


class Autograd:
    """F.conv2d with the forward and backward of the others."""

    def __init__(self, weight: Tensor, bias: Tensor):
        self.weight, self.bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()

    def forward(self, x: Tensor) -> Tensor:
        self.x = x.detach().requires_grad_()
        self.z = F.conv2d(self.x, self.weight, self.bias)
        return self.z.detach()

    def backward(self, gradient: Tensor) -> Tensor:
        x_gradient, self.weight_gradient, self.bias_gradient = torch.autograd.grad(
            self.z, (self.x, self.weight, self.bias), gradient, retain_graph=True
        )
        return x_gradient


def layers() -> tuple[dict, Tensor, Tensor]:
    """The three, with the same weights; the batch (16, 1, 28, 28); ∂L/∂z (16, 8, 26, 26)."""
    x = digits.normalise(digits.load("digits").train_images[:BATCH])
    generator = torch.Generator().manual_seed(0)
    weight, bias = torch.randn(FILTERS, 1, KERNEL, KERNEL, generator=generator), torch.randn(FILTERS, generator=generator)
    gradient = torch.randn(BATCH, FILTERS, 28 - KERNEL + 1, 28 - KERNEL + 1, generator=generator)
    kinds = {"loops": loops.Conv2d, "im2col": im2col.Conv2d, "conv2d": Autograd}
    return {name: kind(weight.clone(), bias.clone()) for name, kind in kinds.items()}, x, gradient


def check(sides: dict, x: Tensor, gradient: Tensor) -> None:
    """All sides compute the same, or their times say nothing. It also is the warm-up."""
    results = []
    for layer in sides.values():
        z, x_gradient = layer.forward(x), layer.backward(gradient)
        results.append((z, x_gradient, layer.weight_gradient, layer.bias_gradient))
    for ours in results[:-1]:
        for mine, theirs in zip(ours, results[-1], strict=True):
            if (mine - theirs).abs().max() > 1e-4 * theirs.abs().max():
                raise SystemExit("the sides compute different convolutions")


def milliseconds(run: Callable[[], object], passes: int) -> float:
    start = time.perf_counter()
    for _ in range(passes):
        run()
    return 1e3 * (time.perf_counter() - start) / passes


def measure(repeat: int) -> dict[str, dict[str, float]]:
    """Medians: side → {"forward": milliseconds, "backward": milliseconds}."""
    sides, x, gradient = layers()
    check(sides, x, gradient)
    times = {name: {"forward": [], "backward": []} for name in sides}
    for _ in range(repeat):
        for name, layer in sides.items():
            times[name]["forward"].append(milliseconds(lambda layer=layer: layer.forward(x), PASSES[name]))
            times[name]["backward"].append(milliseconds(lambda layer=layer: layer.backward(gradient), PASSES[name]))
    return {name: {part: statistics.median(values) for part, values in parts.items()} for name, parts in times.items()}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks convolution", description=__doc__)
    parser.add_argument("--repeat", type=int, default=7, help="rounds, in each of which every side runs once (default 7)")
    repeat = parser.parse_args(arguments).repeat
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    medians = measure(repeat)
    torch.set_num_threads(threads)
    both = {name: sum(parts.values()) for name, parts in medians.items()}
    faster, slower = both["loops"] / both["im2col"], both["im2col"] / both["conv2d"]
    rows = [
        (
            NAMES[name],
            f"{parts['forward']:.3f}",
            f"{parts['backward']:.3f}",
            f"{both[name]:.3f}",
            f"{both['loops'] / both[name]:,.0f}",
        )
        for name, parts in medians.items()
    ]
    print(f"Median of {repeat}, one thread for all, milliseconds for a batch of {BATCH}.")
    report(
        "convolution",
        ("", "forward", "backward", "both", "times the loops"),
        rows,
        ratio=round(faster),
        im2col_over_conv2d=round(slower, 2),
        milliseconds={name: {part: round(value, 4) for part, value in parts.items()} for name, parts in medians.items()},
        threads=1,
        batch=BATCH,
        filters=FILTERS,
        kernel=KERNEL,
        repeat=repeat,
        excluded="the first pass of each",
    )
