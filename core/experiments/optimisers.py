"""What the page on learning rates and optimisers computes: a race of optimisers from one start."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core import optimisers, schedules, surfaces
from core.optimisers import Hyperparameters, Path
from core.settings.optimisers import Optimisers, rates
from core.surfaces import SURFACES, Surface

DECIMALS = 3  # of a start: sums with few digits are easily done again by hand


@dataclass(frozen=True)
class Racer:
    """An optimiser on its way. `limit`: its learning rate must stay below it, near the minimum; None where it has none."""

    name: str
    rate: float
    limit: float | None
    path: Path


@dataclass(frozen=True)
class Experiment:
    """Everything the page shows. `factors` (steps,) of the schedule, `noise` (steps, 2) in the gradients, the same for all.

    `minimum`: the sharpest one; `curvature`: smallest and largest eigenvalue of the Hessian there.
    """

    name: str
    start: tuple[float, float]
    factors: np.ndarray
    noise: np.ndarray
    racers: dict[str, Racer]
    minimum: tuple[float, float]
    curvature: tuple[float, float]

    @property
    def surface(self) -> Surface:
        return SURFACES[self.name]


@dataclass(frozen=True)
class Run:
    """All that decides one optimiser's path, and nothing else."""

    surface: str
    name: str
    start: tuple[float, float]
    rate: float
    schedule: str
    steps: int
    noise: float
    seed: int
    hyperparameters: Hyperparameters


def run(settings: Optimisers) -> Experiment:
    start = start_of(settings)
    minimum = surfaces.sharpest_minimum(settings.surface)
    curvature = surfaces.curvature(settings.surface, minimum)
    racers = {}
    for name in settings.racers:
        rate = rates(settings)[name]
        path = descended(plan_of(settings, name, start))
        racers[name] = Racer(name, rate, optimisers.limit(name, curvature[1], settings.momentum), path)
    factors = schedules.factors(settings.schedule, settings.race_steps)
    noise = noise_of(settings.gradient_noise, settings.race_steps, settings.seed)
    return Experiment(settings.surface, start, factors, noise, racers, minimum, curvature)


def plan_of(settings: Optimisers, name: str, start: tuple[float, float]) -> Run:
    hyperparameters = Hyperparameters(settings.momentum, settings.rmsprop_alpha, settings.beta1, settings.beta2)
    return Run(
        settings.surface,
        name,
        start,
        rates(settings)[name],
        settings.schedule,
        settings.race_steps,
        settings.gradient_noise,
        settings.seed if settings.gradient_noise else 0,
        hyperparameters,
    )


@lru_cache(maxsize=256)
def descended(plan: Run) -> Path:
    """The path, its arrays read-only because all learners with equal settings share them."""
    learning_rates = plan.rate * schedules.factors(plan.schedule, plan.steps)
    noise = noise_of(plan.noise, plan.steps, plan.seed)
    path = optimisers.descend(SURFACES[plan.surface], plan.name, plan.start, learning_rates, noise, plan.hyperparameters)
    for values in (path.weights, path.loss, path.gradients, *path.memory.values()):
        values.setflags(write=False)
    return path


def noise_of(size: float, steps: int, seed: int) -> np.ndarray:
    """(steps, 2): what a mini-batch's gradient is off by, normal with deviation `size`; the same for every optimiser."""
    return size * np.random.default_rng(seed).standard_normal((steps, 2))


def start_of(settings: Optimisers) -> tuple[float, float]:
    """Where the race begins; a link's start that is none, or not finite, is the surface's own, and one outside is moved in."""
    surface = SURFACES[settings.surface]
    try:
        w1, w2 = (float(part) for part in settings.start.split("_"))
    except ValueError:
        return surface.start
    if not (math.isfinite(w1) and math.isfinite(w2)):
        return surface.start
    low1, high1, low2, high2 = surface.bounds
    return round(min(max(w1, low1), high1), DECIMALS) + 0.0, round(min(max(w2, low2), high2), DECIMALS) + 0.0


def write_start(w1: float, w2: float) -> str:
    """A start as the text of a link."""
    return "_".join(f"{round(w, DECIMALS) + 0.0:g}" for w in (w1, w2))


def selected_of(settings: Optimisers) -> str:
    """The racer whose numbers are shown: the learner's choice where it races, else the first."""
    return settings.selected if settings.selected in settings.racers else settings.racers[0]


def step_of(settings: Optimisers, path: Path) -> int:
    """The step at which the learner looks, at most the last one of `path`, which it is without a choice."""
    last = len(path.gradients)
    return min(int(settings.step), last) if settings.step.isdecimal() else last


def script_values(settings: Optimisers, result: Experiment) -> dict:
    """The settings block of the exported script."""
    return {
        "surface": result.name,
        "start": result.start,
        "learning_rates": {name: racer.rate for name, racer in result.racers.items()},
        "schedule": settings.schedule,
        "steps": settings.race_steps,
        "gradient_noise": settings.gradient_noise,
        "seed": settings.seed,
        "momentum": settings.momentum,
        "alpha": settings.rmsprop_alpha,
        "betas": (settings.beta1, settings.beta2),
    }
