"""Trains the networks that Kaca ships: python -m core.training.shipped [FOLDER] [--names small case_study]

One thread, about two minutes for each on one core. MNIST is read, or downloaded, as everywhere (see core.data.digits).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch

from core.shipped_weights import FOLDER, RECIPES
from core.training.checkpoint import WEIGHTS, write
from core.training.digits import train
from core.training.events import Epoch, Finished, Started
from core.weights import load_weights, save_weights

COMMAND = "python -m core.training.shipped"


def train_and_save(name: str, folder: Path) -> Epoch:
    """Trains the recipe `name` and writes `folder`/<name>.safetensors; returns how it did on the test images."""
    recipe = RECIPES[name]
    with tempfile.TemporaryDirectory() as run:
        events = []
        for event in train(recipe, Path(run)):
            if isinstance(event, Epoch):
                print(f"{name}: epoch {event.epoch} of {recipe.epochs}, {event.test_accuracy:.2%} on test images", flush=True)
            if isinstance(event, Started | Epoch | Finished):
                events.append(event)
        started, epoch = events[0], events[-2]
        facts = {
            "command": f"{COMMAND} --names {name}",
            "data": f"{started.data}, {started.train_size} training images",
            "accuracy": f"{epoch.test_accuracy:.2%}",
            "test_images": str(started.test_size),
            "seed": str(recipe.seed),
            "torch": torch.__version__,
        }
        model = load_weights(recipe, (Path(run) / WEIGHTS).read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / f"{name}.safetensors", save_weights(model, recipe, **facts))
    return epoch


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
