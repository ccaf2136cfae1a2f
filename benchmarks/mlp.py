"""The network playground's engine against a hand-written NumPy loop and against PyTorch's autograd, in epochs per second.

250 points, batches of 10, tanh, SGD, the same random batches and, in the end, the same weights on every side. Each side trains
in turns, several times; the medians count. Drawing the batches is included, compiling is not (it is measured by itself, in
processes of their own), and neither are losses and keyframes, but for the row that says so.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numba
import numpy as np

from benchmarks.report import report
from core import mlp_autograd, mlp_engine, planes
from core.mlp import Data, Recipe, initial_weights, pack, targets, unpack

NETWORKS = {"2-4-2-1": (4, 2), "2-8-8-1": (8, 8), "2-8-8-8-8-8-8-1": (8,) * 6}
SEEDS = 64
COMPILING = (
    "import time; from core import mlp_engine; t = time.perf_counter(); mlp_engine.warm_up(); print(time.perf_counter() - t)"
)


def train_in_numpy(recipe: Recipe, data: Data, epochs: int) -> np.ndarray:
    """Mini-batch gradient descent on the mean squared error of a tanh network, as one writes it in NumPy; the final weights."""
    layers = [(weight.copy(), bias.copy()) for weight, bias in unpack(recipe, initial_weights(recipe))]
    target = targets(recipe, data.y, data.classes)
    rng = np.random.default_rng(recipe.seed)
    n, rate = len(data.x), recipe.learning_rate
    for _ in range(epochs):
        order = rng.random(n).argsort()
        x, y = data.x[order], target[order]
        for start in range(0, n, recipe.batch_size):
            activations = [x[start : start + recipe.batch_size]]
            for weight, bias in layers:
                activations.append(np.tanh(activations[-1] @ weight + bias))
            a = activations[-1]
            delta = (a - y[start : start + recipe.batch_size]) * (1 - a * a) * (2 / a.size)
            for index in range(len(layers) - 1, -1, -1):
                weight, bias = layers[index]
                a = activations[index]
                below = delta @ weight.T * (1 - a * a) if index else delta
                weight -= rate * (a.T @ delta)
                bias -= rate * delta.sum(axis=0)
                delta = below
    return pack(layers)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks mlp", description=__doc__)
    parser.add_argument("--repeat", type=int, default=7, help="rounds, in each of which every side trains once (default 7)")
    repeat = parser.parse_args(arguments).repeat
    compiling, loading = time_to_first_use()
    data = Data(*planes.split(*planes.points("circle", 10, 500), 50), 2)
    rows, numbers = [], {}
    for name, hidden in NETWORKS.items():
        recipe = Recipe(hidden=hidden, activations=("tanh",) * len(hidden), seed=1)
        check(recipe, data)
        speeds = measure(recipe, data, repeat)
        numbers[name] = {side: round(speed) for side, speed in speeds.items()}
        numbers[name]["ratio"] = round(speeds["kaca"] / speeds["numpy"], 1)
        numbers[name]["seeds_ratio"] = round(speeds["seeds"] / speeds["kaca"], 2)
        rows += [
            (name, "", ""),
            ("  NumPy loop", f"{speeds['numpy']:,.0f}", "1.0"),
            ("  PyTorch, autograd", f"{speeds['autograd']:,.0f}", f"{speeds['autograd'] / speeds['numpy']:.2f}"),
            ("  Kaca", f"{speeds['kaca']:,.0f}", f"{speeds['kaca'] / speeds['numpy']:.1f}"),
            ("  Kaca, losses every epoch, 60 keyframes", f"{speeds['page']:,.0f}", f"{speeds['page'] / speeds['numpy']:.1f}"),
            (
                f"  Kaca, {SEEDS} seeds on {os.cpu_count()} cores",
                f"{speeds['seeds']:,.0f}",
                f"{speeds['seeds'] / speeds['numpy']:.1f}",
            ),
        ]
    print(f"Median of {repeat}. First use on a computer {compiling:.1f} s (compiling), in a process {loading:.1f} s (loading).")
    report(
        "mlp",
        ("", "epochs/s", "ratio"),
        rows,
        ratio=min(network["ratio"] for network in numbers.values()),
        networks=numbers,
        repeat=repeat,
        seconds_to_compile=round(compiling, 1),
        seconds_to_load=round(loading, 2),
        numba=numba.__version__,
        numpy=np.__version__,
        cores=os.cpu_count(),
        excluded="compiling; losses and keyframes except in 'page'",
    )


def check(recipe: Recipe, data: Data) -> None:
    """All sides compute the same, or their times say nothing. It also is the warm-up."""
    ours = mlp_engine.train(recipe, data, 20).state.weights
    for theirs in (train_in_numpy(recipe, data, 20), mlp_autograd.train(recipe, data, 20, every=20).state.weights):
        if not np.allclose(ours, theirs, rtol=0, atol=1e-9):
            raise SystemExit(f"{recipe} ends differently")


def measure(recipe: Recipe, data: Data, repeat: int) -> dict[str, float]:
    """Median epochs per second of every side; for the seeds, of all networks together."""
    many, keyframes = 2000, tuple(range(0, 2000, 34))
    sides: dict[str, tuple[int, Callable[[], object]]] = {
        "numpy": (200, lambda: train_in_numpy(recipe, data, 200)),
        "autograd": (10, lambda: mlp_autograd.train(recipe, data, 10, every=10)),
        "kaca": (many, lambda: mlp_engine.train(recipe, data, many, every=many)),
        "page": (many, lambda: mlp_engine.train(recipe, data, many, keyframes)),
        "seeds": (SEEDS * 400, lambda: mlp_engine.seeds(recipe, data, 400, SEEDS, every=400)),
    }
    speeds: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(repeat):
        for side, (epochs, train) in sides.items():
            start = time.perf_counter()
            train()
            speeds[side].append(epochs / (time.perf_counter() - start))
    return {side: statistics.median(values) for side, values in speeds.items()}


def time_to_first_use() -> tuple[float, float]:
    """Seconds until the engine is ready where nothing was compiled before, and in the next process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        first, second = (
            float(
                subprocess.run(
                    [sys.executable, "-c", COMPILING], env=environment, check=True, capture_output=True, text=True
                ).stdout
            )
            for _ in range(2)
        )
    return first, second
