"""core.optimisers and core.schedules against torch.optim, and the stability limits against what happens."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import lr_scheduler

from core.optimisers import FAR, OPTIMISERS, Hyperparameters, descend, limit
from core.schedules import SCHEDULES, factors
from core.surfaces import SURFACES, Surface
from tests.core.test_surfaces import ORACLES

TORCH = {
    "sgd": lambda w, lr, h: torch.optim.SGD(w, lr),
    "momentum": lambda w, lr, h: torch.optim.SGD(w, lr, momentum=h.momentum),
    "nesterov": lambda w, lr, h: torch.optim.SGD(w, lr, momentum=h.momentum, nesterov=True),
    "adagrad": lambda w, lr, h: torch.optim.Adagrad(w, lr),
    "rmsprop": lambda w, lr, h: torch.optim.RMSprop(w, lr, alpha=h.alpha),
    "adam": lambda w, lr, h: torch.optim.Adam(w, lr, betas=(h.beta1, h.beta2)),
}
SCHEDULERS = {
    "constant": lambda optimiser, steps: lr_scheduler.ConstantLR(optimiser, factor=1.0),
    "step": lambda optimiser, steps: lr_scheduler.StepLR(optimiser, -(-steps // 3), gamma=0.1),
    "cosine": lambda optimiser, steps: lr_scheduler.CosineAnnealingLR(optimiser, steps),
    "one_cycle": lambda optimiser, steps: lr_scheduler.OneCycleLR(
        optimiser, optimiser.param_groups[0]["lr"], total_steps=steps + 1, cycle_momentum=False
    ),
    "warm_up": lambda optimiser, steps: lr_scheduler.LinearLR(optimiser, 0.01, total_iters=max(1, round(0.2 * steps))),
}
RATES = {"sgd": 0.002, "momentum": 0.0005, "nesterov": 0.0005, "adagrad": 0.3, "rmsprop": 0.02, "adam": 0.1}


def oracle(surface, name, start, rate, schedule, noise, h):
    """Weights after every step, (steps + 1, 2), and the learning rate of every step, by torch.optim and autograd."""
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = TORCH[name]([w], rate, h)
    scheduler = SCHEDULERS[schedule](optimiser, len(noise))
    weights, rates = [w.detach().clone()], []
    for shaken in torch.from_numpy(noise):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.zero_grad()
        ORACLES[surface](*w).backward()
        w.grad += shaken
        optimiser.step()
        scheduler.step()
        weights.append(w.detach().clone())
    return torch.stack(weights).numpy(), np.array(rates)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("name", OPTIMISERS)
def test_paths_equal_torch_optim(name, schedule):
    """Every optimiser under every schedule, on surfaces that bend, without noise, and with noise and other hyperparameters."""
    unusual = Hyperparameters(momentum=0.7, alpha=0.9, beta1=0.8, beta2=0.95)
    for surface, noise_size, h in (("beale", 0.0, Hyperparameters()), ("network", 0.5, unusual)):
        noise = noise_size * np.random.default_rng(3).standard_normal((120, 2))
        start, rates = SURFACES[surface].start, RATES[name] * factors(schedule, 120)
        expected, rates_there = oracle(surface, name, start, RATES[name], schedule, noise, h)
        ours = descend(SURFACES[surface], name, start, rates, noise, h)
        assert rates == pytest.approx(rates_there, rel=1e-11, abs=1e-18)
        assert ours.diverged is None
        np.testing.assert_allclose(ours.weights, expected, rtol=1e-10, atol=1e-12)
        losses = [ORACLES[surface](*w).item() for w in torch.from_numpy(expected)]
        np.testing.assert_allclose(ours.loss, losses, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("steps", (1, 2, 3, 20, 1000))
def test_schedules_at_every_length(schedule, steps):
    share = factors(schedule, steps)
    assert share.shape == (steps,)
    assert ((share >= 0) & (share <= 1 + 1e-12)).all()
    if steps > 3:  # PyTorch's one cycle needs a step to rise in
        w = torch.zeros(1, requires_grad=True)
        optimiser = torch.optim.SGD([w], 0.3)
        scheduler = SCHEDULERS[schedule](optimiser, steps)
        for factor in share:
            assert 0.3 * factor == pytest.approx(optimiser.param_groups[0]["lr"], rel=1e-9, abs=1e-15)
            optimiser.step()
            scheduler.step()


def quadratic(curvatures):
    a, b = curvatures
    return Surface(
        "", lambda x, y: (a * x * x + b * y * y) / 2, lambda x, y: (a * x, b * y), ((0, 0),), (0, 0), 1, (0.3, 0.2), 1
    )


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(("sgd", "momentum", "nesterov")),
    sharpest=st.floats(0.5, 50),
    flatter=st.floats(0.2, 1),
    mu=st.floats(0.0, 0.9),
)
def test_the_limit_separates_what_converges_from_what_does_not(name, sharpest, flatter, mu):
    surface, h = quadratic((flatter * sharpest, sharpest)), Hyperparameters(momentum=mu)
    beyond = limit(name, sharpest, mu)

    def ends(share):
        path = descend(surface, name, (0.3, 0.2), np.full(3000, share * beyond), np.zeros((3000, 2)), h)
        return path.diverged is None, path.loss[-1] / path.loss[0]

    still_there, ratio = ends(0.97)
    assert still_there
    assert ratio < 1e-3
    still_there, _ = ends(1.03)
    assert not still_there


def test_the_limits_of_the_text():
    assert limit("sgd", 20) == pytest.approx(0.1)
    assert limit("momentum", 20, 0.9) == pytest.approx(0.19)
    assert limit("nesterov", 20, 0.9) == pytest.approx(3.8 / 2.8 / 20)
    assert limit("momentum", 20, 0.0) == limit("nesterov", 20, 0.0) == limit("sgd", 20)
    assert [limit(name, 20) for name in ("adagrad", "rmsprop", "adam")] == [None] * 3


def test_exactly_at_the_limit_it_goes_to_and_fro_for_ever():
    path = descend(SURFACES["ravine"], "sgd", (0.0, 1.0), np.full(60, 0.1), np.zeros((60, 2)), Hyperparameters())
    assert path.weights[:, 1].tolist() == list(itertools.islice(itertools.cycle((1, -1)), 61))


def test_divergence_is_named_and_nothing_is_infinite():
    steps = 400
    path = descend(SURFACES["beale"], "sgd", (1.0, 1.5), np.full(steps, 10.0), np.zeros((steps, 2)), Hyperparameters())
    assert path.diverged == 2, "1 − 10 · 34.5 = −344 is still within 1000, but the next step ends far outside"
    assert path.weights.tolist() == [[1.0, 1.5], [-344.0, -923.5]]
    path = descend(SURFACES["bowl"], "sgd", (1.0, 0.0), np.full(steps, 1.1), np.zeros((steps, 2)), Hyperparameters())
    assert path.diverged == 38, "1.2³⁷ is below 1000, 1.2³⁸ is not"
    assert len(path.weights) == len(path.loss) == 38
    assert np.abs(path.weights).max() <= FAR
    assert np.isfinite(path.loss).all()
