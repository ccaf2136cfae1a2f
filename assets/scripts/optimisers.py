"""A race of torch.optim's optimisers on a surface of two weights, exactly as Kaca's page on learning rates shows it."""

import math

import numpy as np
import torch
from torch.optim import lr_scheduler

# --- settings ---
surface = "ravine"
start = (-2.6, 1.0)
learning_rates = {"sgd": 0.07, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.5, "rmsprop": 0.05, "adam": 0.2}
schedule = "constant"
steps = 100
gradient_noise = 0.0  # standard deviation of what a mini-batch's gradient is off by
seed = 0  # of that noise
momentum = 0.9  # of momentum and Nesterov
alpha = 0.99  # of RMSprop
betas = (0.9, 0.999)  # of Adam
# --- end of settings ---

FAR = 1000  # a weight beyond it will not come back
X = torch.tensor([-2.0, -1.0, 0.5, 1.5], dtype=torch.float64)  # what the two-weight network learns
SURFACES = {
    "bowl": lambda a, b: a**2 + b**2,
    "ravine": lambda a, b: (a**2 + 20 * b**2) / 2,
    "saddle": lambda a, b: a**2 / 2 - b**2 / 2 + b**4 / 4,
    "rosenbrock": lambda a, b: (1 - a) ** 2 + 100 * (b - a**2) ** 2,
    "beale": lambda a, b: (1.5 - a + a * b) ** 2 + (2.25 - a + a * b**2) ** 2 + (2.625 - a + a * b**3) ** 2,
    "himmelblau": lambda a, b: (a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2,
    "rastrigin": lambda a, b: 20 + a**2 + b**2 - 10 * torch.cos(2 * math.pi * a) - 10 * torch.cos(2 * math.pi * b),
    "network": lambda a, b: (b * torch.tanh(a * X) - 2 * torch.tanh(X)).square().mean(),
}
OPTIMISERS = {
    "sgd": lambda w, lr: torch.optim.SGD(w, lr),
    "momentum": lambda w, lr: torch.optim.SGD(w, lr, momentum=momentum),
    # PyTorch refuses to look ahead with a momentum of 0, which is plain gradient descent.
    "nesterov": lambda w, lr: torch.optim.SGD(w, lr, momentum=momentum, nesterov=momentum > 0),
    "adagrad": lambda w, lr: torch.optim.Adagrad(w, lr),
    "rmsprop": lambda w, lr: torch.optim.RMSprop(w, lr, alpha=alpha),
    "adam": lambda w, lr: torch.optim.Adam(w, lr, betas=betas),
}
SCHEDULES = {
    "constant": lambda optimiser: lr_scheduler.ConstantLR(optimiser, factor=1.0),
    "step": lambda optimiser: lr_scheduler.StepLR(optimiser, step_size=-(-steps // 3), gamma=0.1),
    "cosine": lambda optimiser: lr_scheduler.CosineAnnealingLR(optimiser, T_max=steps),
    "one_cycle": lambda optimiser: lr_scheduler.OneCycleLR(
        optimiser, max_lr=optimiser.param_groups[0]["lr"], total_steps=steps + 1, cycle_momentum=False
    ),
    "warm_up": lambda optimiser: lr_scheduler.LinearLR(optimiser, start_factor=0.01, total_iters=max(1, round(0.2 * steps))),
}

loss_of = SURFACES[surface]
# The same for every optimiser, so that only the optimiser differs.
noise = gradient_noise * torch.from_numpy(np.random.default_rng(seed).standard_normal((steps, 2)))

for name, learning_rate in learning_rates.items():
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = OPTIMISERS[name]([w], learning_rate)
    scheduler = SCHEDULES[schedule](optimiser)
    ending = f"after {steps} steps"
    for step in range(steps):
        before = w.detach().clone()
        optimiser.zero_grad()
        loss_of(w[0], w[1]).backward()
        w.grad += noise[step]
        optimiser.step()
        if not (w.detach().abs() <= FAR).all():
            ending = f"before it diverged in step {step + 1}"
            w.data = before
            break
        scheduler.step()
    w1, w2 = w.tolist()
    # Who circles the minimum with long steps is chaotic: there the sixteenth digit of a sum decides where it ends.
    print(f"{name}: w = ({w1:.10g}, {w2:.10g}), loss {loss_of(*w.detach()).item():.10g} {ending}")
