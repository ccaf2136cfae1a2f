"""Training a deep network on digits by its hand-written gradients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch

from core.activations import Array
from core.data.digit_rows import DigitRows
from core.deep_network import (
    MOMENTUM,
    Network,
    Parameters,
    Passed,
    backward,
    cross_entropy,
    forward,
    gradient,
    initial,
    unpack,
)
from core.mlp import OPTIMIZERS
from core.mlp_loop import update


class Training(NamedTuple):
    """PyTorch's optimiser with PyTorch's defaults (momentum: 0.9), for so many steps of one batch each."""

    optimizer: str
    learning_rate: float
    batch_size: int
    steps: int


class Moment(NamedTuple):
    """After `step` steps: the parameters (views, which the next step changes), the running mean and variance (L, n) of batch
    normalisation, and the loss that the step's batch had before the update; NaN for step 0.
    """

    step: int
    parts: Parameters
    running: tuple[Array, Array]
    loss: float


def train(network: Network, training: Training, data: DigitRows) -> Iterator[Moment]:
    """Every moment from step 0 on. A loss that is infinite or no number ends it: the last moment tells that loss."""
    flat = initial(network)
    parts = unpack(network, flat)
    slope, moments, optimizer = np.zeros_like(flat), np.zeros((2, len(flat))), OPTIMIZERS.index(training.optimizer)
    running = np.zeros((network.depth, network.width)), np.ones((network.depth, network.width))
    passed = back = None
    yield Moment(0, parts, running, np.nan)
    for step, batch in enumerate(batches(training, len(data.train), network.seed), start=1):
        x, labels = data.scaled(data.train[batch]), data.train_labels[batch]
        passed = forward(network, parts, x, into=passed)
        loss = cross_entropy(passed.logits, labels)
        if np.isfinite(loss):
            back = backward(network, parts, passed, labels, into=back)
            gradient(network, x, passed, back, into=slope)
            update(optimizer, flat, slope, moments, step, training.learning_rate)
            follow(network, running, passed)
        yield Moment(step, parts, running, loss)
        if not np.isfinite(loss):
            return


def batches(training: Training, samples: int, seed: int) -> Iterator[np.ndarray]:
    """Indices (batch_size,) of every step, the samples shuffled anew in every epoch; what is left over at its end is dropped.

    They depend on the seed and on nothing of the network, so that two networks see the same.
    """
    generator = torch.Generator().manual_seed(seed)
    step = 0
    while step < training.steps:
        order = torch.randperm(samples, generator=generator).numpy()
        for start in range(0, samples - training.batch_size + 1, training.batch_size):
            if step == training.steps:
                return
            yield order[start : start + training.batch_size]
            step += 1


def follow(network: Network, running: tuple[Array, Array], passed: Passed) -> None:
    """Batch normalisation's running mean and (unbiased) variance take a tenth of the batch's, as PyTorch's do."""
    if network.normalisation != "batch":
        return
    size = passed.h.shape[1]
    for kept, new in zip(running, (passed.mean[:, 0], passed.variance[:, 0] * (size / (size - 1))), strict=True):
        kept *= 1 - MOMENTUM
        kept += MOMENTUM * new


def accuracy(network: Network, moment: Moment, images: Array, labels: np.ndarray) -> float:
    """The share of right answers, batch normalisation by its running statistics: as one would use the network."""
    logits = forward(network, moment.parts, images, statistics=moment.running).logits
    return float(np.mean(logits.argmax(axis=1) == labels))
