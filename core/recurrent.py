"""Recurrent cells written out gate by gate: RNN, LSTM and GRU, unrolled over time, and their gradients through time.

Shapes: a sequence has T steps of I numbers, a cell H units and G gates: 1 (RNN), 4 (LSTM), 3 (GRU). With PyTorch's conventions:
- all gates stand in one matrix, one below the other: i, f, g, o in an LSTM (g is the candidate C̃), r, z, n in a GRU (n is h̃);
- every sum has two biases, b_ih and b_hh, where textbooks have one: their sum is all that counts, but for a GRU's n;
- a GRU's z keeps: h_t = (1 − z) ∘ n + z ∘ h_{t−1}. Textbooks write (1 − z) ∘ h_{t−1} + z ∘ h̃, with z and 1 − z exchanged;
- a GRU's r stands after the product: n = tanh(W_in x + b_in + r ∘ (W_hn h + b_hn)). Textbooks write W (r ∘ h).

Sources: torch.nn.RNN, LSTM, GRU; Hochreiter and Schmidhuber 1997; Gers et al. 2000 (forget gate); Cho et al. 2014.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from core.activations import Array

MODULES: dict[str, type[nn.RNNBase]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = tuple(MODULES)
# In the order of PyTorch's rows.
GATES = {"rnn": ("h",), "lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n")}


class Weights(NamedTuple):
    """ih (G·H, I) for the input, hh (G·H, H) for the state before, and the two biases (G·H,)."""

    ih: Array
    hh: Array
    bias_ih: Array
    bias_hh: Array

    @property
    def hidden(self) -> int:
        return self.hh.shape[1]


class Unrolled(NamedTuple):
    """Everything a cell computes on its way through a sequence.

    `values`: name → (T, H), the gates, the candidate and the states: h (RNN), i f g o c h (LSTM), r z n h (GRU). `sums`: name →
    (T, H), what stands in a gate's σ or tanh; for a GRU also n_h, the part of n's sum that r multiplies. `h_before` and
    `c_before` (T, H): the state that each step finds; c_before is None but for an LSTM.
    """

    cell: str
    x: Array
    values: dict[str, Array]
    sums: dict[str, Array]
    h_before: Array
    c_before: Array | None


def sigmoid(z: Array) -> Array:
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def parameters(cell: str, inputs: int, hidden: int) -> int:
    """G · H · (I + H + 2): every gate of every unit has a weight for each input and each unit, and two biases."""
    return len(GATES[cell]) * hidden * (inputs + hidden + 2)


def initial(cell: str, inputs: int, hidden: int, seed: int) -> Weights:
    """Uniform between ±1/√H: the numbers that torch.manual_seed(seed) and then nn.RNN, nn.LSTM or nn.GRU would draw."""
    generator = torch.Generator().manual_seed(seed)
    rows = len(GATES[cell]) * hidden
    bound = hidden**-0.5
    return Weights(
        *(
            nn.init.uniform_(torch.empty(shape, dtype=torch.float32), -bound, bound, generator=generator).double().numpy()
            for shape in ((rows, inputs), (rows, hidden), (rows,), (rows,))
        )
    )


def gates_of(cell: str, stacked: Array) -> dict[str, Array]:
    """(…, G·H) → gate's name → (…, H)"""
    names = GATES[cell]
    hidden = stacked.shape[-1] // len(names)
    return {name: stacked[..., k * hidden : (k + 1) * hidden] for k, name in enumerate(names)}


def rnn_step(from_x: Array, h: Array, weights: Weights) -> dict[str, Array]:
    """h_t = tanh(W_ih x + b_ih + W_hh h_{t−1} + b_hh); `from_x` (H,) is W_ih x + b_ih."""
    total = from_x + weights.hh @ h + weights.bias_hh  # (H,)
    return {"sum.h": total, "h": np.tanh(total)}


def lstm_step(from_x: Array, h: Array, c: Array, weights: Weights) -> dict[str, Array]:
    """C_t = f ∘ C_{t−1} + i ∘ C̃ and h_t = o ∘ tanh(C_t); `from_x` (4H,) is W_ih x + b_ih."""
    total = gates_of("lstm", from_x + weights.hh @ h + weights.bias_hh)  # four times (H,)
    i, f, o = (sigmoid(total[name]) for name in ("i", "f", "o"))
    g = np.tanh(total["g"])
    c = f * c + i * g
    return {
        **{f"sum.{name}": value for name, value in total.items()},
        "i": i,
        "f": f,
        "g": g,
        "o": o,
        "c": c,
        "h": o * np.tanh(c),
    }


def gru_step(from_x: Array, h: Array, weights: Weights) -> dict[str, Array]:
    """n = tanh(x's part + r ∘ h's part) and h_t = (1 − z) ∘ n + z ∘ h_{t−1}; `from_x` (3H,) is W_ih x + b_ih."""
    of_x, of_h = gates_of("gru", from_x), gates_of("gru", weights.hh @ h + weights.bias_hh)
    total = {name: of_x[name] + of_h[name] for name in ("r", "z")}
    r, z = sigmoid(total["r"]), sigmoid(total["z"])
    total["n"] = of_x["n"] + r * of_h["n"]
    n = np.tanh(total["n"])
    sums = {f"sum.{name}": value for name, value in total.items()} | {"sum.n_h": of_h["n"]}
    return {**sums, "r": r, "z": z, "n": n, "h": (1 - z) * n + z * h}


def unroll(cell: str, x: Array, weights: Weights) -> Unrolled:
    """x (T, I) through the cell, one step after the other, from h = 0 and C = 0."""
    from_x = x @ weights.ih.T + weights.bias_ih  # (T, G·H), for all steps at once: no step waits for another one's
    h = c = np.zeros(weights.hidden)
    steps, before = [], []
    for part in from_x:
        before.append((h, c))
        match cell:
            case "rnn":
                step = rnn_step(part, h, weights)
            case "lstm":
                step = lstm_step(part, h, c, weights)
                c = step["c"]
            case "gru":
                step = gru_step(part, h, weights)
        h = step["h"]
        steps.append(step)
    columns = {name: np.stack([step[name] for step in steps]) for name in steps[0]}
    values = {name: column for name, column in columns.items() if not name.startswith("sum.")}
    sums = {name.removeprefix("sum."): column for name, column in columns.items() if name.startswith("sum.")}
    h_before, c_before = (np.stack(column) for column in zip(*before, strict=True))
    return Unrolled(cell, x, values, sums, h_before, c_before if cell == "lstm" else None)


def input_gradients(passed: Unrolled, weights: Weights) -> Array:
    """∂h_T/∂x_t for every step t, (T, H, I): back-propagation through time, one step further back with each product.

    Backwards, `to_h` = ∂h_T/∂h_t and `to_c` = ∂h_T/∂C_t, both (H, H), become those of the step before.
    """
    steps, hidden = passed.h_before.shape
    gradients = np.empty((steps, hidden, weights.ih.shape[1]))
    to_h, to_c = np.eye(hidden), np.zeros((hidden, hidden))
    for t in range(steps - 1, -1, -1):
        match passed.cell:
            case "rnn":
                to_x = to_before = to_h * _slope(passed, "h", t)
                to_h = to_before @ weights.hh
            case "lstm":
                to_x, to_h, to_c = _back_through_lstm(passed, weights, t, to_h, to_c)
            case "gru":
                to_x, to_h = _back_through_gru(passed, weights, t, to_h)
        gradients[t] = to_x @ weights.ih  # (H, G·H) @ (G·H, I)
    return gradients


def reach(passed: Unrolled, weights: Weights) -> Array:
    """‖∂h_T/∂x_t‖ for every step t, (T,): Frobenius norms, how much of the last state a step's input can still change."""
    return np.linalg.norm(input_gradients(passed, weights), axis=(1, 2))


def _back_through_lstm(passed: Unrolled, weights: Weights, t: int, to_h: Array, to_c: Array) -> tuple[Array, Array, Array]:
    """∂h_T/∂(sums of step t) (H, 4H), ∂h_T/∂h_{t−1} and ∂h_T/∂C_{t−1}."""
    i, f, g, o = (passed.values[name][t] for name in ("i", "f", "g", "o"))
    tanh_c = np.tanh(passed.values["c"][t])
    to_c = to_c + to_h * (o * (1 - tanh_c**2))
    to_sums = np.hstack(
        [
            to_c * (g * _slope(passed, "i", t)),
            to_c * (passed.c_before[t] * _slope(passed, "f", t)),
            to_c * (i * _slope(passed, "g", t)),
            to_h * (tanh_c * _slope(passed, "o", t)),
        ]
    )
    return to_sums, to_sums @ weights.hh, to_c * f


def _back_through_gru(passed: Unrolled, weights: Weights, t: int, to_h: Array) -> tuple[Array, Array]:
    """∂h_T/∂(x's parts of the sums of step t) (H, 3H) and ∂h_T/∂h_{t−1}."""
    r, z, n = (passed.values[name][t] for name in ("r", "z", "n"))
    to_n = to_h * ((1 - z) * _slope(passed, "n", t))
    to_r = to_n * (passed.sums["n_h"][t] * _slope(passed, "r", t))
    to_z = to_h * ((passed.h_before[t] - n) * _slope(passed, "z", t))
    to_before = np.hstack([to_r, to_z, to_n * r]) @ weights.hh + to_h * z
    return np.hstack([to_r, to_z, to_n]), to_before


def _slope(passed: Unrolled, name: str, t: int) -> Array:
    """f′ of the sum `name` at step t, (H,): of tanh for candidates and an RNN's h, else of σ."""
    value = passed.values[name][t]
    return 1 - value**2 if name in ("h", "g", "n") else value * (1 - value)


def torch_module(cell: str, weights: Weights) -> nn.RNNBase:
    """nn.RNN, nn.LSTM or nn.GRU in float64 with these weights: the same cell, computed by PyTorch."""
    kind = MODULES[cell]
    module = kind(weights.ih.shape[1], weights.hidden, dtype=torch.float64)
    with torch.no_grad():
        for parameter, values in zip(module.parameters(), weights, strict=True):
            parameter.copy_(torch.tensor(values))
    return module


def torch_states(cell: str, x: Array, weights: Weights) -> tuple[Array, Array | None]:
    """h (T, H), and an LSTM's C after the last step (H,), else None, as PyTorch computes them."""
    with torch.no_grad():
        h, last = torch_module(cell, weights)(torch.tensor(x))
    return h.numpy(), last[1][0].numpy() if cell == "lstm" else None
