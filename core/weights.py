"""Trained weights as a file: safetensors, with the settings of the network in its metadata. Never pickle."""

import json
import struct
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from core.architectures import build
from core.errors import LearnerError
from core.settings.digit_trainer import DigitTrainer
from core.settings.schema import from_link, knobs, to_json

HEADER_LIMIT = 100_000  # bytes; the largest network's header takes about 6 000


def save_weights(model: nn.Module, settings: Any, **facts: str) -> bytes:
    """The model's weights and buffers in safetensors format; in its metadata `settings` as JSON, and `facts` about them."""
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    return save(tensors, metadata={"format": "pt", "kaca": json.dumps(to_json(settings)), **facts})


def load_weights(settings: DigitTrainer, data: bytes) -> nn.Module:
    """The network of `settings` with the weights in `data`, which is not trusted.

    Raises LearnerError "weights.too_large" (limit, in bytes), "weights.unreadable", "weights.other_layers" (missing,
    unexpected: names), "weights.other_shape" (name, found, expected) or "weights.not_finite" (name).
    """
    return load_into(build(settings), data)


def load_into(model: nn.Module, data: bytes) -> nn.Module:
    """`model` with the weights in `data`, which is not trusted; kept with fewer bits, they become the model's own again.

    Raises LearnerError as `load_weights`.
    """
    expected = model.state_dict()
    limit = sum(tensor.nbytes for tensor in expected.values()) + HEADER_LIMIT
    if len(data) > limit:
        raise LearnerError("weights.too_large", limit=limit)
    try:
        found = load(data)
    except (SafetensorError, ValueError, KeyError) as error:
        raise LearnerError("weights.unreadable") from error
    missing, unexpected = sorted(expected.keys() - found.keys()), sorted(found.keys() - expected.keys())
    if missing or unexpected:
        raise LearnerError("weights.other_layers", missing=_listed(missing), unexpected=_listed(unexpected))
    for name, wanted in expected.items():
        tensor = found[name]
        if tensor.shape != wanted.shape or tensor.is_floating_point() != wanted.is_floating_point():
            raise LearnerError("weights.other_shape", name=name, found=_shape(tensor), expected=_shape(wanted))
        found[name] = tensor.to(wanted.dtype)
        if not found[name].isfinite().all():
            raise LearnerError("weights.not_finite", name=name)
    model.load_state_dict(found)
    return model.eval()


def settings_of(data: bytes) -> DigitTrainer | None:
    """The settings that `save_weights` wrote into `data`, each held within its range; None where there are none."""
    try:
        values = json.loads(facts_of(data)["kaca"])
        link = {name: knob.encode(values[name]) for name, knob in knobs(DigitTrainer).items() if name in values}
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return from_link(DigitTrainer, link)


def facts_of(data: bytes) -> dict[str, str]:
    """The metadata of a safetensors file; empty where there is none."""
    if len(data) < 8:
        return {}
    (length,) = struct.unpack("<Q", data[:8])
    if length > HEADER_LIMIT:
        return {}
    try:
        facts = json.loads(data[8 : 8 + length])["__metadata__"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _listed(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:4]) + (" …" if len(names) > 4 else "") or "–"


def _shape(tensor: torch.Tensor) -> str:
    return "×".join(map(str, tensor.shape)) or "1"
