"""Backward passes as they are often written, wrong: what a gradient check is for. The first is the curriculum's erratum."""

from __future__ import annotations

import torch
from torch import Tensor

from core.cnn_from_scratch_im2col import CrossEntropy, Flatten, MaxPool2d, ReLU

# The layer that each mistake is made in.
MISTAKES = {"skip_dense": "flatten", "all_ties": "pool", "no_slope": "relu"}


class SkipDense(Flatten):
    """Takes the errors of the ten outputs as they are, as if no dense layer stood between them and the pooling layer.

    Ten numbers do not fill 1352 places, so they are repeated: it runs, and nobody notices.
    """

    def __init__(self, loss: CrossEntropy):
        self.loss = loss

    def backward(self, gradient: Tensor) -> Tensor:
        errors = self.loss.backward()
        times = -(-gradient.shape[1] // errors.shape[1])
        return errors.repeat(1, times)[:, : gradient.shape[1]].reshape(self.shape)


class AllTies(MaxPool2d):
    """Sends the whole gradient to every cell that equals the maximum, so that a tie is paid more than once."""

    def backward(self, gradient: Tensor) -> Tensor:
        winners = self.windows == self.windows.amax(-1, keepdim=True)
        return self.joined(winners * gradient.unsqueeze(-1))


class NoSlope(ReLU):
    """Forgets that a neuron below zero passes nothing back."""

    def backward(self, gradient: Tensor) -> Tensor:
        return torch.clone(gradient)


def wrong(mistake: str, loss: CrossEntropy) -> Flatten | MaxPool2d | ReLU:
    """The layer MISTAKES[mistake] with its mistake."""
    return {"skip_dense": lambda: SkipDense(loss), "all_ties": AllTies, "no_slope": NoSlope}[mistake]()
