"""A run put aside after each epoch, so that it can go on where it was."""

import os
import pickle
from pathlib import Path

import torch

from core.errors import LearnerError

CHECKPOINT = "checkpoint.pt"
WEIGHTS = "weights.safetensors"


def write(path: Path, data: bytes) -> None:
    """`data` into the file `path`, all of it or nothing: a reader never meets half a file."""
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    os.replace(partial, path)


def save_checkpoint(folder: Path, state: dict) -> None:
    """`state` (tensors and plain values) into `folder`."""
    partial = folder / (CHECKPOINT + ".partial")
    torch.save(state, partial)
    os.replace(partial, folder / CHECKPOINT)


def load_checkpoint(folder: Path, settings: dict) -> dict | None:
    """The newest state in `folder`, tensors on the CPU; None where there is none.

    Raises LearnerError "training.checkpoint_broken" where it cannot be read, and "training.other_run" where it was
    written under settings other than `settings`.
    """
    path = folder / CHECKPOINT
    if not path.exists():
        return None
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError) as error:
        raise LearnerError("training.checkpoint_broken", file=CHECKPOINT) from error
    if state["settings"] != settings:
        raise LearnerError("training.other_run", folder=folder.name)
    return state
