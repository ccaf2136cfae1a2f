"""The case study's network on MNIST: the sources' training loop against Kaca's, to 98.35 % test accuracy.

Both train the same architecture, seed by seed in turns, each run in a fresh process. Time runs from the first batch and
includes the evaluation after each epoch, Kaca's events, snapshots and checkpoints, and both sides' warming up; it excludes
reading the files into memory and building the network, on both sides. Peak memory is that of the whole process.
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

from benchmarks.report import report
from core.data.digits import DEVIATION, MEAN, load
from core.settings.digit_trainer import PRESETS
from core.settings.schema import replace
from core.training.digits import train
from core.training.events import Epoch, Finished

TARGET = 0.9835  # what the source reports after five epochs
SOURCE_EPOCHS = 5


class CaseStudy(nn.Module):
    """The source's network, in the source's words."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = F.relu(self.fc1(x.view(-1, 320)))
        return self.fc2(x)


class Pictures(Dataset):
    """What torchvision.datasets.MNIST does with a sample, for files in any of Kaca's layouts."""

    def __init__(self, images: torch.Tensor, labels: torch.Tensor):
        from torchvision import transforms

        self.images, self.labels = images[:, 0], labels
        self.transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((MEAN,), (DEVIATION,))])

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        from PIL import Image

        return self.transform(Image.fromarray(self.images[index].numpy())), int(self.labels[index])


def run_source(seed: int, epochs: int) -> dict:
    """The sources' loop: a DataLoader over per-image transforms, batches of 64, Adam 1e-3, an evaluation each epoch."""
    data = load("mnist")
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    training = DataLoader(Pictures(data.train_images, data.train_labels), batch_size=64, shuffle=True)
    testing = DataLoader(Pictures(data.test_images, data.test_labels), batch_size=1000)
    model = CaseStudy().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    criterion = nn.CrossEntropyLoss()
    history, training_seconds, begun = [], 0.0, time.perf_counter()
    for _ in range(epochs):
        epoch_begun = time.perf_counter()
        model.train()
        running_loss = 0.0
        for images, labels in training:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        training_seconds += time.perf_counter() - epoch_begun
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in testing:
                correct += (model(images.to(device)).argmax(1).cpu() == labels).sum().item()
        history.append((time.perf_counter() - begun, correct / len(data.test_labels)))
    return {"history": history, "throughput": epochs * len(data.train_labels) / training_seconds}


def run_kaca(seed: int, epochs: int) -> dict:
    """Kaca's training as the page runs it."""
    settings = replace(PRESETS["fast_mnist"], seed=seed, epochs=epochs)
    history, throughput = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        events = train(settings, Path(folder))
        next(events)  # Started: the data are loaded, the network is built
        begun = time.perf_counter()
        for event in events:
            if isinstance(event, Epoch):
                history.append((time.perf_counter() - begun, event.test_accuracy))
            elif isinstance(event, Finished):
                throughput = event.throughput
    return {"history": history, "throughput": throughput}


SIDES = {"source": run_source, "kaca": run_kaca}


def in_fresh_process(side: str, seed: int, epochs: int) -> dict:
    """What the side's run returns, and the peak resident memory of its process in MB."""
    command = [sys.executable, "-m", "benchmarks", "mnist", "--run", side, "--seed", str(seed), "--epochs", str(epochs)]
    finished = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(finished.stdout.splitlines()[-1])


def peak_memory_mb() -> float:
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):  # Windows
        return memory.peak_wset / 1e6
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def seconds_to(history: list, target: float) -> float:
    """Seconds until the first evaluation of at least `target`; infinite where there was none."""
    return next((seconds for seconds, accuracy in history if accuracy >= target), float("inf"))


def finite(value: float) -> float | None:
    """`value` rounded; None, which JSON can say, where the target was never reached."""
    return round(value, 2) if math.isfinite(value) else None


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks mnist", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="seeds, each run on both sides (default 3)")
    parser.add_argument("--quick", action="store_true", help="one seed; the final accuracies then say little")
    parser.add_argument("--run", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--epochs", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        numbers = SIDES[options.run](options.seed, options.epochs)
        print(json.dumps({**numbers, "memory_mb": peak_memory_mb()}))
        return
    compare(seeds=1 if options.quick else options.repeat)


def compare(seeds: int) -> None:
    """Runs both sides in turns and prints the medians."""
    load("mnist")  # downloaded now where it is not there yet
    epochs = {"source": SOURCE_EPOCHS, "kaca": PRESETS["fast_mnist"].epochs}
    runs = {side: [] for side in SIDES}
    for seed in range(seeds):
        for side in SIDES:
            run = in_fresh_process(side, seed, epochs[side])
            runs[side].append(run)
            story = ", ".join(f"{100 * accuracy:.2f} % after {seconds:.1f} s" for seconds, accuracy in run["history"])
            print(f"seed {seed}, {side}: {story}", flush=True)

    def median(side: str, number) -> float:
        return statistics.median(number(run) for run in runs[side])

    seconds = {side: median(side, lambda run: seconds_to(run["history"], TARGET)) for side in SIDES}
    final = {side: median(side, lambda run: run["history"][-1][1]) for side in SIDES}
    throughput = {side: median(side, lambda run: run["throughput"]) for side in SIDES}
    memory = {side: max(run["memory_mb"] for run in runs[side]) for side in SIDES}
    faster, sooner = throughput["kaca"] / throughput["source"], seconds["source"] / seconds["kaca"]
    print(f"\nMedian of {seeds}; data loading excluded on both sides, evaluations included.")
    report(
        "mnist",
        ("", "sources' loop", "Kaca", "ratio"),
        [
            ("training, images/s", *(f"{throughput[side]:,.0f}" for side in SIDES), f"{faster:.1f}"),
            (f"time to {TARGET:.2%}, s", *(f"{seconds[side]:.1f}" for side in SIDES), f"{sooner:.1f}"),
            ("epochs", *(epochs[side] for side in SIDES), ""),
            ("final test accuracy, %", *(f"{100 * final[side]:.2f}" for side in SIDES), ""),
            ("peak memory of the process, MB", *(f"{memory[side]:,.0f}" for side in SIDES), ""),
        ],
        ratio=finite(sooner),
        throughput_ratio=finite(faster),
        seconds_to_target={side: finite(value) for side, value in seconds.items()},
        images_per_second={side: round(value) for side, value in throughput.items()},
        final_accuracy=final,
        peak_memory_mb={side: round(value) for side, value in memory.items()},
        seeds=seeds,
        target=TARGET,
        excluded="reading the files, building the network",
    )
