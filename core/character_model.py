"""Recurrent cells that have learned something: each reads characters and guesses the next one.

`python -m core.character_model FOLDER` trains an RNN, an LSTM and a GRU of HIDDEN units on the Markdown files in FOLDER
(assets/lessons: Kaca's own, English and Indonesian) and writes their weights beside this file. Plain PyTorch: the cell, a
linear readout, cross-entropy.
"""

from __future__ import annotations

import json
import re
import struct
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from core.activations import Array
from core.recurrent import CELLS, MODULES, Weights
from core.token_inputs import ALPHABET, characters

FILE = Path(__file__).resolve().parents[1] / "assets" / "weights" / "character_model.safetensors"
HIDDEN = 16
WINDOW, BATCH, STEPS, SEED = 64, 48, 3000, 0
HELD_OUT = 0.1  # the end of every lesson, never trained on
DECIMALS = 3  # of every weight, so that an exported script can hold them all


class Readout(NamedTuple):
    """The logits of the next character are W_hy h + b_y: weight (A, H), bias (A,)."""

    weight: Array
    bias: Array


class Report(NamedTuple):
    """What the file says about its training: characters trained on, and the share of held-out ones guessed right, per cell."""

    characters: int
    accuracy: dict[str, float]


class CharacterModel(nn.Module):
    """One-hot characters (batch, time, A) → logits of the character after each (batch, time, A)."""

    def __init__(self, cell: str):
        super().__init__()
        kind = MODULES[cell]
        self.cell = kind(len(ALPHABET), HIDDEN, batch_first=True)
        self.readout = nn.Linear(HIDDEN, len(ALPHABET))

    def forward(self, x: Tensor) -> Tensor:
        return self.readout(self.cell(x)[0])


@cache
def learned(cell: str) -> tuple[Weights, Readout]:
    """The shipped weights, float64; not to be changed."""
    tensors = {
        name: tensor.double().numpy().round(DECIMALS) for name, tensor in load_file(FILE).items() if name.startswith(f"{cell}.")
    }
    for values in tensors.values():
        values.setflags(write=False)
    names = ("cell.weight_ih_l0", "cell.weight_hh_l0", "cell.bias_ih_l0", "cell.bias_hh_l0")
    weights = Weights(*(tensors[f"{cell}.{name}"] for name in names))
    return weights, Readout(tensors[f"{cell}.readout.weight"], tensors[f"{cell}.readout.bias"])


@cache
def report() -> Report:
    header = FILE.read_bytes()
    (length,) = struct.unpack("<Q", header[:8])
    kept = json.loads(json.loads(header[8 : 8 + length])["__metadata__"]["kaca"])
    return Report(kept["characters"], kept["accuracy"])


def guesses(h: Array, readout: Readout) -> Array:
    """h (T, H) → probabilities of the next character (T, A): softmax of W_hy h + b_y."""
    logits = h @ readout.weight.T + readout.bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def texts(folder: Path) -> list[str]:
    """The sentences of all lessons without formulas and Markdown's signs, a text for each file."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        plain = re.sub(r"\$[^$]*\$|^#+ |[*`_\[\]]", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found.append("".join(characters(plain)))
    return found


def train(cell: str, learning: Tensor, testing: Tensor) -> tuple[CharacterModel, float]:
    """A trained model and the share of `testing` it guesses right. Both are indices into ALPHABET, (characters,)."""
    torch.manual_seed(SEED)
    model = CharacterModel(cell)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, STEPS)
    for _ in range(STEPS):
        starts = torch.randint(len(learning) - WINDOW - 1, (BATCH,))
        rows = learning[starts[:, None] + torch.arange(WINDOW + 1)]  # (batch, time + 1)
        logits = model(F.one_hot(rows[:, :-1], len(ALPHABET)).float())
        loss = F.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.round(decimals=DECIMALS))
        right = model(F.one_hot(testing[None, :-1], len(ALPHABET)).float()).argmax(-1)[0] == testing[1:]
    return model, right.float().mean().item()


def main(folder: Path) -> None:
    learning, testing = [], []
    for text in texts(folder):
        cut = int(len(text) * (1 - HELD_OUT))
        learning.append(text[:cut])
        testing.append(text[cut:])
    learning, testing = (torch.tensor([ALPHABET.index(letter) for letter in "".join(part)]) for part in (learning, testing))
    tensors, accuracy = {}, {}
    for cell in CELLS:
        model, accuracy[cell] = train(cell, learning, testing)
        tensors |= {f"{cell}.{name}": value.detach().clone() for name, value in model.state_dict().items()}
        print(cell, f"{accuracy[cell]:.3f}")
    about = {"characters": len(learning), "accuracy": {cell: round(share, 4) for cell, share in accuracy.items()}}
    save_file(tensors, FILE, metadata={"kaca": json.dumps(about)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
