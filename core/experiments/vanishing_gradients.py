"""What the page on vanishing gradients computes: a deep network and the cured one beside it, at their start and in training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core import keyframes
from core.data import digit_rows, digits
from core.deep_network import Network, backward, forward, initial, unpack
from core.deep_training import Training, accuracy, train
from core.errors import LearnerError
from core.experiments.kept_run import unpinned
from core.gradient_flow import Flow, measure
from core.settings.schema import replace
from core.settings.vanishing_gradients import VanishingGradients, cured
from core.threads import one_thread

PROBE = 128  # training samples at which signal and gradient are measured, the same at every step
KEYFRAMES = 30
LONGEST = 1_200_000_000  # nanoseconds of training, both networks together
CLASSES = 10


class Plan(NamedTuple):
    """All that decides a training."""

    data: str
    network: Network
    training: Training


@dataclass(frozen=True, eq=False)
class Film:
    """A training's keyframes: `steps` (k,), the flow of the probe and the test accuracy (k,) at each of them, and the loss that
    the batch of every step from 1 on had before its update. `diverged`: the first step whose loss was no finite number, else
    None; the keyframes end before it.
    """

    plan: Plan
    steps: tuple[int, ...]
    flows: tuple[Flow, ...]
    accuracy: tuple[float, ...]
    losses: np.ndarray
    diverged: int | None


@dataclass(frozen=True, eq=False)
class Experiment:
    """The network as set, and beside it the cured one, or the one that was kept (`other_settings`).

    `trained` is False while only the start was computed. `steps`: those of the whole training; `wanted`: how many were asked
    for, where that were too many.
    """

    shown: Film
    other: Film
    other_settings: VanishingGradients
    trained: bool
    steps: int
    wanted: int | None


def run(settings: VanishingGradients, trained: bool = True) -> Experiment:
    """Raises LearnerError "vanishing.absent" where the data set is not on this computer."""
    if not digits.present(settings.data):
        raise LearnerError("vanishing.absent")
    other = beside(settings)
    plans = plan_of(settings), plan_of(other)
    steps = affordable(plans)
    pair = [film(plan._replace(training=plan.training._replace(steps=steps if trained else 0))) for plan in plans]
    return Experiment(*pair, other, trained, steps, settings.steps if steps < settings.steps else None)


def beside(settings: VanishingGradients) -> VanishingGradients:
    """What the network is compared with: the run that was kept, on the same data and for as many steps, or its cure."""
    if settings.pinned:
        return replace(unpinned(settings.pinned, VanishingGradients), data=settings.data, steps=settings.steps)
    return cured(settings)


def plan_of(settings: VanishingGradients) -> Plan:
    """The network, and its training for all the steps asked for."""
    network = Network(
        digit_rows.PIXELS[settings.data] ** 2,
        settings.depth,
        settings.width,
        CLASSES,
        settings.activation,
        settings.initialisation,
        settings.normalisation,
        settings.residual,
        settings.seed,
    )
    training = Training(settings.optimizer, settings.learning_rate, settings.batch_size, settings.steps)
    return Plan(settings.data, network, training)


def affordable(plans: tuple[Plan, ...]) -> int:
    """How many steps both networks are trained at once: by operations, not by the clock, so that a link means the same
    everywhere. Nanoseconds measured on one core.
    """
    one = 0.0
    for _, network, training in plans:
        neurons = training.batch_size * network.width
        layer = 20_000 + neurons * (4 + 0.1 * network.width)
        layer *= 2.2 if network.normalisation != "none" else 1.0
        layer *= 1.0 if network.activation in ("sigmoid", "tanh", "relu", "linear") else 2.5
        one += network.depth * layer + 0.4 * network.inputs * neurons
    return min(plans[0].training.steps, max(10, int(LONGEST / one)))


@lru_cache(maxsize=32)
def film(plan: Plan) -> Film:
    """Trains, and measures at about thirty steps; shared by all learners with equal settings."""
    data = digit_rows.load(plan.data)
    probe, labels = data.scaled(data.train[:PROBE]), data.train_labels[:PROBE]
    test = data.scaled(data.test)
    wanted = set(keyframes.ladder(plan.training.steps, KEYFRAMES))
    steps, flows, shares, losses, diverged = [], [], [], [], None
    # Where numbers explode they overflow; that is found below, and told.
    with one_thread(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for moment in train(plan.network, plan.training, data):
            if moment.step:
                losses.append(moment.loss)
            if moment.step and not np.isfinite(moment.loss):
                diverged = moment.step
                break
            if moment.step not in wanted:
                continue
            flow = measure(plan.network, moment.parts, probe, labels)
            if not flow.finite:
                # The next step's loss will say so; after the last one there is none to say it.
                diverged = moment.step + 1 if moment.step == plan.training.steps else None
                continue
            steps.append(moment.step)
            flows.append(flow)
            shares.append(accuracy(plan.network, moment, test, data.test_labels))
    taken = np.array(losses[: diverged - 1 if diverged else None])
    taken.setflags(write=False)
    return Film(plan, tuple(steps), tuple(flows), tuple(shares), taken, diverged)


def deltas(settings: VanishingGradients) -> np.ndarray:
    """(L, n): δ of every neuron for one digit, before any training."""
    plan, data = plan_of(settings), digit_rows.load(settings.data)
    parts = unpack(plan.network, initial(plan.network))
    passed = forward(plan.network, parts, data.scaled(data.train[:1]))
    return backward(plan.network, parts, passed, data.train_labels[:1]).delta[:, 0]


def script_values(settings: VanishingGradients, result: Experiment) -> dict:
    """The settings block of the exported script."""
    names = ("data", "depth", "width", "activation", "initialisation", "normalisation", "residual", "seed")
    block = {name: getattr(settings, name) for name in (*names, "optimizer", "learning_rate", "batch_size")}
    beside = {name: getattr(result.other_settings, name) for name in block}
    changed = {name: value for name, value in beside.items() if value != block[name]}
    return {**block, "steps": result.steps, "cure": changed}
