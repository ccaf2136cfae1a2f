"""How large signal and gradient are, layer by layer: the norms, the factors between them, and what blocks the way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.activation_facts import SATURATED
from core.activations import Array
from core.deep_network import Network, Parameters, backward, cross_entropy, forward

BINS = 24


class Histogram(NamedTuple):
    """Of every layer: counts (L, BINS) of values from `low` to `high` (L,); where some are negative, zero is in the middle."""

    counts: np.ndarray
    low: Array
    high: Array


class Flow(NamedTuple):
    """What one batch meets on its way. Of δ and the weights' gradients, the last entry is the output layer's.

    signal (L,): root mean square of h. by_h, by_u (L,) and delta (L + 1,): Frobenius norms of ∂L/∂h, ∂L/∂u and ∂L/∂z, the whole
    batch together; weight (L + 1,): those of ∂L/∂W. blocked (L,): the share of slopes |f′| below 0.05. dead (L,): the share of
    neurons whose slope is 0 for every sample. values, deltas: histograms of h and δ. loss: mean cross-entropy.
    """

    signal: Array
    by_h: Array
    by_u: Array
    delta: Array
    weight: Array
    blocked: Array
    dead: Array
    values: Histogram
    deltas: Histogram
    loss: float

    @property
    def finite(self) -> bool:
        """Whether no number of it is infinite or none at all."""
        sizes = (self.signal, self.by_h, self.by_u, self.delta, self.weight)
        return bool(np.isfinite(self.loss) and all(np.isfinite(values).all() for values in sizes))


class Factors(NamedTuple):
    """By what each step multiplies the gradient's norm on its way back to layer l, (L,) each; their product is ‖δˡ‖ / ‖δˡ⁺¹‖.

    `weights`: through Wˡ⁺¹, and over a residual connection; `slope`: through f′; `normalisation`: 1 where there is none.
    NaN where there is no gradient left to be multiplied.
    """

    weights: Array
    slope: Array
    normalisation: Array

    @property
    def together(self) -> Array:
        return self.weights * self.slope * self.normalisation


def measure(network: Network, parts: Parameters, x: Array, labels: np.ndarray) -> Flow:
    """Forward and backward for x (B, inputs), in training mode: batch normalisation takes the statistics of this batch."""
    passed = forward(network, parts, x)
    back = backward(network, parts, passed, labels)
    before = (x, *passed.h)
    weight = [_norm(h.T @ delta) for h, delta in zip(before, (*back.delta, back.output), strict=True)]
    slopes = np.abs(passed.slope)
    plain = network.normalisation == "none"
    bounded = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}.get("" if network.residual else network.activation)
    return Flow(
        signal=np.sqrt(np.mean(np.square(passed.h), axis=(1, 2))),
        by_h=_norms(back.h),
        by_u=_norms(back.u),
        # Without normalisation u is z: the same norm, to the last digit.
        delta=np.append(_norms(back.u if plain else back.delta), _norm(back.output)),
        weight=np.array(weight),
        blocked=np.mean(slopes < SATURATED, axis=(1, 2)),
        dead=np.mean((slopes == 0).all(axis=1), axis=1),
        values=histogram(passed.h, bounded),
        deltas=histogram(back.delta),
        loss=cross_entropy(passed.logits, labels),
    )


def factors(flow: Flow) -> Factors:
    """ "Through the weights" of the last hidden layer begins at the output layer's δ."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return Factors(flow.by_h / flow.delta[1:], flow.by_u / flow.by_h, flow.delta[:-1] / flow.by_u)


def histogram(values: Array, bounds: tuple[float, float] | None = None) -> Histogram:
    """values (L, B, n) → one histogram a layer, over `bounds` or as wide as the layer's largest value."""
    flat = values.reshape(len(values), -1)
    if bounds:
        low, high = (np.full(len(flat), bound) for bound in bounds)
    else:
        high = np.maximum(np.abs(flat).max(axis=1), np.finfo(float).tiny)
        low = np.where(flat.min(axis=1) < 0, -high, 0.0)
    place = (flat - low[:, None]) / (high - low)[:, None] * BINS
    bins = np.clip(np.nan_to_num(place), 0, BINS - 1).astype(np.int64) + BINS * np.arange(len(flat))[:, None]
    counts = np.bincount(bins.ravel(), minlength=BINS * len(flat)).reshape(-1, BINS)
    return Histogram(counts, low, high)


def _norms(values: Array) -> Array:
    """(L, B, n) → (L,)"""
    return np.sqrt(np.einsum("lbn,lbn->l", values, values))


def _norm(values: Array) -> float:
    return float(np.sqrt(np.sum(np.square(values))))
