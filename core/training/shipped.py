"""Trains the networks that Kaca ships: python -m core.training.shipped [FOLDER] [--names small case_study]

One thread, two to six minutes for each on one core. MNIST is read, or downloaded, as everywhere (see core.data.digits).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from torch import nn

from core.data import digits
from core.shipped_weights import FOLDER, RECIPES, with_fewer_bits
from core.training.checkpoint import WEIGHTS, write
from core.training.digits import train
from core.training.evaluation import evaluate
from core.training.events import Epoch, Started
from core.weights import load_weights, save_weights

COMMAND = "python -m core.training.shipped"


def train_and_save(name: str, folder: Path) -> float:
    """Trains the recipe `name` and writes `folder`/<name>.safetensors; returns as `save`."""
    recipe = RECIPES[name]
    with tempfile.TemporaryDirectory() as run:
        for event in train(recipe, Path(run)):
            if isinstance(event, Started):
                started = event
            elif isinstance(event, Epoch):
                print(f"{name}: epoch {event.epoch} of {recipe.epochs}, {event.test_accuracy:.2%} on test images", flush=True)
        model = load_weights(recipe, (Path(run) / WEIGHTS).read_bytes())
    facts = {
        "command": f"{COMMAND} --names {name}",
        "data": f"{started.data}, {started.train_size} training images",
        "seed": str(recipe.seed),
        "torch": torch.__version__,
    }
    return save(name, model, folder, **facts)


def save(name: str, model: nn.Module, folder: Path, **facts: str) -> float:
    """`model`, trained by the recipe `name`, with fewer bits into a file; returns the accuracy that the file names."""
    recipe, model = RECIPES[name], with_fewer_bits(model)
    data = digits.load(recipe.data)
    read = load_weights(recipe, save_weights(model, recipe))
    accuracy = evaluate(read, data.test_images, data.test_labels).accuracy
    facts |= {"accuracy": f"{accuracy:.2%}", "test_images": str(len(data.test_images))}
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / f"{name}.safetensors", save_weights(model, recipe, **facts))
    return accuracy


def main() -> None:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--names", nargs="*", choices=RECIPES, default=list(RECIPES))
    options = parser.parse_args()
    torch.set_num_threads(1)
    for name in options.names:
        train_and_save(name, options.folder)


if __name__ == "__main__":
    main()
