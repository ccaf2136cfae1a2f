"""What a training run reports, in the order it happens: Started, then Step, Snapshot and Epoch, then one ending.

Events are plain values (numbers, strings, tuples, NumPy arrays), so they cross process borders and know nothing of any screen.
"""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Started:
    """`steps` optimiser steps are to be taken in all; `done` of them before this start (a resumed run)."""

    device: str
    data: str
    parameters: int
    train_size: int
    test_size: int
    steps: int
    steps_per_epoch: int
    done: int = 0


@dataclass(frozen=True)
class Step:
    """The mean loss and accuracy since the last Step; `throughput` in samples per second of training.

    `twin_loss` is that of another implementation of the same network on the same batches, where one is trained beside it.
    Where numbers are predicted, not classes, there is no accuracy.
    """

    step: int
    loss: float
    accuracy: float | None
    learning_rate: float
    throughput: float
    seconds_left: float
    twin_loss: float | None = None


@dataclass(frozen=True)
class Snapshot:
    """Something to look at while it forms, for example the first layer's filters. Only the newest of a name matters."""

    name: str
    step: int
    values: np.ndarray


@dataclass(frozen=True)
class Mistake:
    """A test sample the network got wrong: `index` in the test set, and how sure it was of `predicted`."""

    index: int
    actual: int
    predicted: int
    probability: float


@dataclass(frozen=True)
class Epoch:
    """The whole test set seen once after `epoch` passes over the training data; confusion[actual, predicted] counts.

    Of a twin, as in Step: its test loss and accuracy, and the largest difference between one of its weights and ours.
    Where numbers are predicted, not classes, there is neither accuracy nor confusion.
    """

    epoch: int
    step: int
    train_loss: float
    train_accuracy: float | None
    test_loss: float
    test_accuracy: float | None
    seconds: float
    confusion: np.ndarray | None = None
    mistakes: tuple[Mistake, ...] = ()
    twin_loss: float | None = None
    twin_accuracy: float | None = None
    twin_difference: float | None = None


@dataclass(frozen=True)
class Finished:
    """All epochs done; `seconds` of training and testing, `throughput` in samples per second of training."""

    seconds: float
    throughput: float


@dataclass(frozen=True)
class Diverged:
    """The loss became NaN or infinite at `step`; nothing after it means anything."""

    step: int
    learning_rate: float
    loss: float


@dataclass(frozen=True)
class Refused:
    """Bad input found only in the worker; `key` and `values` as in core.errors.LearnerError."""

    key: str
    values: dict = field(default_factory=dict)


Event = Started | Step | Snapshot | Epoch | Finished | Diverged | Refused
