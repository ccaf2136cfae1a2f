"""Six optimisers, each the few lines that its paper is about, in the form in which torch.optim computes them.

An update takes the weights w (2,), the gradient g (2,), the memory of the step before (name → (2,), zeros at the start), the
learning rate of this step, the number t of this step (from 1), and the hyperparameters; it returns new weights and memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.surfaces import Surface

FAR = 1000.0  # a weight beyond it will not come back: the run has diverged
TINY = {"adagrad": 1e-10, "rmsprop": 1e-8, "adam": 1e-8}  # ε, against division by zero; PyTorch's own

Memory = dict[str, np.ndarray]
Updated = tuple[np.ndarray, Memory]


@dataclass(frozen=True)
class Hyperparameters:
    """With PyTorch's names: `momentum` (μ) of momentum and Nesterov, `alpha` (α) of RMSprop, `beta1` and `beta2` of Adam."""

    momentum: float = 0.9
    alpha: float = 0.99
    beta1: float = 0.9
    beta2: float = 0.999


def sgd(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int, h: Hyperparameters) -> Updated:
    """Gradient descent: against the gradient (Cauchy, 1847; Robbins and Monro, 1951)."""
    return w - rate * g, {}


def momentum(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int, h: Hyperparameters) -> Updated:
    """A ball that rolls: b remembers past gradients, and fades (Polyak, 1964)."""
    b = h.momentum * memory["b"] + g
    return w - rate * b, {"b": b}


def nesterov(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int, h: Hyperparameters) -> Updated:
    """Momentum that looks one step ahead (Nesterov, 1983; Sutskever et al., 2013)."""
    b = h.momentum * memory["b"] + g
    return w - rate * (g + h.momentum * b), {"b": b}


def adagrad(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int, h: Hyperparameters) -> Updated:
    """Each weight's rate shrinks with all the gradients it has seen (Duchi, Hazan and Singer, 2011)."""
    s = memory["s"] + g * g
    return w - rate * g / (np.sqrt(s) + TINY["adagrad"]), {"s": s}


def rmsprop(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int, h: Hyperparameters) -> Updated:
    """Each weight's rate is divided by the recent size of its gradient (Tieleman and Hinton, 2012)."""
    v = h.alpha * memory["v"] + (1 - h.alpha) * g * g
    return w - rate * g / (np.sqrt(v) + TINY["rmsprop"]), {"v": v}


def adam(w: np.ndarray, g: np.ndarray, memory: Memory, rate: float, t: int, h: Hyperparameters) -> Updated:
    """Momentum and RMSprop in one, both corrected for having started at zero (Kingma and Ba, 2015)."""
    m = h.beta1 * memory["m"] + (1 - h.beta1) * g
    v = h.beta2 * memory["v"] + (1 - h.beta2) * g * g
    m_hat = m / (1 - h.beta1**t)
    v_hat = v / (1 - h.beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + TINY["adam"]), {"m": m, "v": v}


OPTIMISERS: dict[str, Callable[..., Updated]] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}
REMEMBERED = {"sgd": (), "momentum": ("b",), "nesterov": ("b",), "adagrad": ("s",), "rmsprop": ("v",), "adam": ("m", "v")}


@dataclass(frozen=True)
class Path:
    """k steps: `weights` (k + 1, 2) and `loss` (k + 1,) with the start first, `gradients` (k, 2), noise included, and `memory`,
    name → (k + 1, 2). `diverged`: the step, from 1, that led beyond FAR; that step is not among the k.
    """

    weights: np.ndarray
    loss: np.ndarray
    gradients: np.ndarray
    memory: Memory
    diverged: int | None


def descend(
    surface: Surface, name: str, start: tuple[float, float], rates: np.ndarray, noise: np.ndarray, h: Hyperparameters
) -> Path:
    """As many steps of optimiser `name` as there are `rates` (steps,), with `noise` (steps, 2) added to the gradients."""
    update = OPTIMISERS[name]
    w, memory = np.array(start, dtype=float), {part: np.zeros(2) for part in REMEMBERED[name]}
    weights, gradients, memories, diverged = [w], [], [memory], None
    for t, (rate, shaken) in enumerate(zip(rates.tolist(), noise, strict=True), start=1):
        g = np.array(surface.gradient(*w.tolist())) + shaken
        w, memory = update(w, g, memory, rate, t, h)
        # Comparing this way round, not-a-number is far away too.
        if not (abs(w[0]) <= FAR and abs(w[1]) <= FAR):
            diverged = t
            break
        weights.append(w)
        gradients.append(g)
        memories.append(memory)
    points = np.array(weights)
    return Path(
        points,
        np.asarray(surface.value(points[:, 0], points[:, 1]), dtype=float),
        np.array(gradients).reshape(-1, 2),
        {part: np.array([m[part] for m in memories]) for part in REMEMBERED[name]},
        diverged,
    )


def limit(name: str, sharpest: float, momentum: float = 0.9) -> float | None:
    """The learning rate beyond which optimiser `name` diverges on a quadratic of largest curvature `sharpest`; None where it
    has no such limit.

    On a quadratic a step multiplies the distance along each axis (with momentum: the last two distances) by a fixed matrix;
    below the limit its eigenvalues stay within the unit circle. 2/λ for gradient descent; (2 + 2μ)/λ with momentum (Goh, "Why
    Momentum Really Works", 2017); (2 + 2μ)/((1 + 2μ)λ) for Nesterov (Jury's criterion for z² − (1 + μ)(1 − ηλ)z + μ(1 − ηλ)).
    Adagrad, RMSprop and Adam divide by the size of the gradients, so that theirs is no fixed number.
    """
    mu = momentum
    share = {"sgd": 2.0, "momentum": 2 + 2 * mu, "nesterov": (2 + 2 * mu) / (1 + 2 * mu)}.get(name)
    return None if share is None or not math.isfinite(sharpest) or sharpest <= 0 else share / sharpest
