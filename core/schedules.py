"""Learning-rate schedules by hand: what the learning rate is multiplied with at every step."""

from __future__ import annotations

import numpy as np

SCHEDULES = ("constant", "step", "cosine", "one_cycle", "warm_up")
GAMMA = 0.1  # of "step": a tenth after each third
RISING, DIVISOR, FINAL_DIVISOR = 0.3, 25.0, 1e4  # of "one_cycle", PyTorch's own
WARM_START, WARM_SHARE = 0.01, 0.2  # of "warm_up": from a hundredth to the whole within a fifth of the steps


def factors(schedule: str, steps: int) -> np.ndarray:
    """(steps,): of the first step, the second …

    constant; step (StepLR); cosine (CosineAnnealingLR down to zero); one_cycle (OneCycleLR without its cycle of the momentum,
    Smith and Topin, "Super-convergence", 2018); warm_up (LinearLR). Raises KeyError for another name.
    """
    t = np.arange(steps, dtype=float)
    return {
        "constant": lambda: np.ones(steps),
        "step": lambda: GAMMA ** (t // third_of(steps)),
        "cosine": lambda: (1 + np.cos(np.pi * t / steps)) / 2,
        "one_cycle": lambda: _one_cycle(t, steps),
        "warm_up": lambda: WARM_START + (1 - WARM_START) * np.minimum(t / warm_steps(steps), 1),
    }[schedule]()


def third_of(steps: int) -> int:
    """A third of the steps, rounded up."""
    return -(-steps // 3)


def warm_steps(steps: int) -> int:
    """How many steps the warm-up lasts."""
    return max(1, round(WARM_SHARE * steps))


def _one_cycle(t: np.ndarray, steps: int) -> np.ndarray:
    """Up on half a cosine to the whole rate, then down on another one to almost nothing, reached after the last step."""
    top = RISING * (steps + 1) - 1
    start, end = 1 / DIVISOR, 1 / (DIVISOR * FINAL_DIVISOR)
    rising = _between(start, 1.0, t / top)
    falling = _between(1.0, end, (t - top) / (steps - top))
    return np.where(t <= top, rising, falling)


def _between(start: float, end: float, share: np.ndarray) -> np.ndarray:
    return end + (start - end) / 2 * (1 + np.cos(np.pi * share))
