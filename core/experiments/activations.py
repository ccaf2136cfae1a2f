"""What the activations page computes: curves over one grid of x and what they do to a batch, or softmax of three logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.activation_facts import SATURATED, Facts, Kink, facts, kinks, zones
from core.activations import ACTIVATIONS, Array, softmax, softmax_jacobian
from core.settings.activations import DEFAULTS, Activations
from core.settings.schema import knobs

GRID = knobs(DEFAULTS)["x"].step  # distance of the probe's places, and of the points of a curve
BINS = 40
LOGIT_LIMIT, LOGIT_STEP = 5.0, 0.1
LARGEST_EXPONENT = 10.0  # e¹⁰ ≈ 22 026: beyond it powers of e are no longer numbers to add by hand


@dataclass(frozen=True)
class Share:
    """Of a function's outputs, 0 … 1: exactly 0; with |f′| < 0.05, dead ones included; with f′ exactly 0."""

    zero: float
    saturated: float
    dead: float


@dataclass(frozen=True)
class Curve:
    """One function: values and slopes at every x of the grid, and its outputs for the batch.

    `bars` are the shares of the outputs in the bins of `Curves.window`, without `atoms`: values that many outputs share, as
    (value, share). `mean` and `std` are of all outputs.
    """

    name: str
    parameter: dict[str, float]
    values: Array
    slopes: Array
    kinks: list[Kink]
    zones: dict[str, list[tuple[float, float]]]
    facts: Facts
    bars: Array
    atoms: list[tuple[float, float]]
    share: Share
    mean: float
    std: float


@dataclass(frozen=True)
class Curves:
    """`x` (n,) is the grid, `probe` the learner's place on it; `inputs` are the shares of the batch in BINS bins over its
    range, `outside` those left and right of it. `window` and `slope_window` are the ranges of f and f′ drawn.
    """

    x: Array
    probe: int
    curves: list[Curve]
    window: tuple[float, float]
    slope_window: tuple[float, float]
    inputs: Array
    outside: tuple[float, float]


@dataclass(frozen=True)
class Softmax:
    """`raised` = logits + offset − `subtracted`: 0, or the largest of them where powers of e would be too large to read.

    `powers` = e^(raised / T), `p` the probabilities, all (3,); `jacobian` (3, 3) is ∂pᵢ/∂zⱼ. The `tables`, (3, 101, 3),
    (3, 101, 3) and (3, 101, 3, 3), hold powers, p and jacobian for every place to which one logit, the first index, can go.
    """

    logits: tuple[float, float, float]
    raised: Array
    subtracted: float
    powers: Array
    p: Array
    jacobian: Array
    tables: tuple[Array, Array, Array]


def run(settings: Activations) -> Curves | Softmax:
    return _softmax(settings) if settings.view == "softmax" else _curves(settings)


def parameter_of(name: str, settings: Activations) -> dict[str, float]:
    """The keyword argument that function `name` gets from the settings, where it has one."""
    parameter = ACTIVATIONS[name].parameter
    return {parameter: getattr(settings, parameter)} if parameter else {}


def probe_of(settings: Activations) -> float:
    """The place looked at, inside the range drawn."""
    return round(min(max(settings.x, -settings.x_max), settings.x_max), 2)


def shown_of(settings: Activations) -> str:
    """The function looked at: the one the link names if it is drawn, else the first."""
    return settings.shown if settings.shown in settings.activation else settings.activation[0]


def batch(settings: Activations) -> Array:
    """(samples,): normal inputs, the same for the same seed, drawn as the exported script draws them."""
    generator = torch.Generator().manual_seed(settings.seed)
    noise = torch.randn(settings.samples, generator=generator, dtype=torch.float64)
    return (settings.mean + settings.std * noise).numpy()


def read_logits(written: str) -> tuple[float, float, float]:
    """Three numbers with commas between them, each put on the grid from −5 to 5; the default ones where it is anything else."""
    try:
        z = [float(part) for part in written.split(",")]
    except ValueError:
        z = []
    if len(z) != 3 or not np.isfinite(z).all():
        return read_logits(DEFAULTS.logits)
    first, second, third = (round(min(max(value, -LOGIT_LIMIT), LOGIT_LIMIT), 1) + 0.0 for value in z)
    return first, second, third


def write_logits(logits: tuple[float, float, float]) -> str:
    return ",".join(f"{z:g}" for z in logits)


def script_values(settings: Activations, result: Curves | Softmax) -> dict:
    """The settings block of the exported script."""
    names = ("view", "negative_slope", "alpha", "beta", "mean", "std", "samples", "seed", "offset", "temperature")
    return {name: getattr(settings, name) for name in names} | {
        "activation": list(settings.activation),
        "x": probe_of(settings),
        "x_max": settings.x_max,
        "logits": list(read_logits(settings.logits)),
    }


def _curves(settings: Activations) -> Curves:
    limit = settings.x_max
    x = np.round(np.arange(-limit / GRID, limit / GRID + 0.5) * GRID, 2) + 0.0
    inputs = batch(settings)
    drawn = {}
    for name in settings.activation:
        parameter = parameter_of(name, settings)
        function, derivative, _ = ACTIVATIONS[name]
        drawn[name] = parameter, function(x, **parameter), derivative(x, **parameter)
    window = _window([(facts(name, **parameter), values) for name, (parameter, values, _) in drawn.items()], limit)
    steepest = max(slopes.max() for _, _, slopes in drawn.values())
    gentlest = min(slopes.min() for _, _, slopes in drawn.values())
    counts, _ = np.histogram(inputs, bins=BINS, range=(-limit, limit))
    return Curves(
        x,
        int(np.abs(x - probe_of(settings)).argmin()),
        [_curve(name, *parts, inputs, window, limit) for name, parts in drawn.items()],
        window,
        (float(min(-0.15, gentlest - 0.1)), float(max(1.25, steepest + 0.25))),
        counts / inputs.size,
        (float((inputs < -limit).mean()), float((inputs > limit).mean())),
    )


def _curve(name: str, parameter: dict, values: Array, slopes: Array, inputs: Array, window: tuple, limit: float) -> Curve:
    known = facts(name, **parameter)
    outputs = ACTIVATIONS[name].function(inputs, **parameter)
    gradient = np.abs(ACTIVATIONS[name].derivative(inputs, **parameter))
    distinct, counts = np.unique(outputs, return_counts=True)
    # Two outputs may meet by chance, one in a hundred of them do so because the function is constant there.
    many = counts > max(1, inputs.size / 100)
    atoms = list(zip(distinct[many].tolist(), (counts[many] / inputs.size).tolist(), strict=True))
    spread = outputs[~np.isin(outputs, [value for value, _ in atoms])]
    bars, _ = np.histogram(spread, bins=BINS, range=window)
    dead = (gradient == 0) & (known.dead != "none")  # the tails of tanh only round to 0
    share = Share(float((outputs == 0).mean()), float((gradient < SATURATED).mean()), float(dead.mean()))
    fine = np.linspace(-limit, limit, 4001)
    return Curve(
        name,
        parameter,
        values,
        slopes,
        kinks(name, **parameter),
        zones(name, fine, **parameter),
        known,
        bars / inputs.size,
        atoms,
        share,
        float(outputs.mean()),
        float(outputs.std()),
    )


def _window(curves: list[tuple[Facts, Array]], limit: float) -> tuple[float, float]:
    """The range of f to draw. Where bounded and unbounded functions meet, the latter leave it, and the former stay visible."""
    low, high = min(values.min() for _, values in curves), max(values.max() for _, values in curves)
    if any(np.isfinite((known.low, known.high)).all() for known, _ in curves):
        low, high = max(low, -0.6 * limit), min(high, 0.6 * limit)
    high = max(high, 1.0)
    low = min(low, -0.12 * high)
    return float(low - 0.08 * (high - low)), float(high + 0.14 * (high - low))


def _softmax(settings: Activations) -> Softmax:
    logits = read_logits(settings.logits)
    places = np.linspace(-LOGIT_LIMIT, LOGIT_LIMIT, round(2 * LOGIT_LIMIT / LOGIT_STEP) + 1)
    moved = np.tile(np.array(logits), (3, places.size, 1))  # (logit moved, place, logit)
    for i in range(3):
        moved[i, :, i] = places
    moved += settings.offset
    raised = np.round(np.array(logits) + settings.offset, 10)
    subtracted = 0.0
    # One rule for the whole panel, so that no drag switches it.
    if np.abs(moved / settings.temperature).max() > LARGEST_EXPONENT:
        subtracted = float(raised.max())
        raised, moved = np.round(raised - subtracted, 10), moved - moved.max(axis=-1, keepdims=True)
    temperature = settings.temperature
    return Softmax(
        logits,
        raised,
        subtracted,
        np.exp(raised / temperature),
        softmax(raised, temperature),
        softmax_jacobian(raised, temperature),
        (np.exp(moved / temperature), softmax(moved, temperature), softmax_jacobian(moved, temperature)),
    )
