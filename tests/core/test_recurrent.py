"""The cells written out by hand against PyTorch's: every state and gate, and the gradients through time."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import nn

from core import recurrent
from core.recurrent import CELLS, GATES, Weights, initial, input_gradients, parameters, reach, torch_module, unroll

MODULES = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}

every_cell = pytest.mark.parametrize("cell", CELLS)
sizes = given(
    steps=st.integers(1, 12),
    inputs=st.integers(1, 5),
    hidden=st.integers(1, 6),
    seed=st.integers(0, 99),
    scale=st.sampled_from((0.3, 1, 4)),
)


def sequence(steps, inputs, seed):
    return np.random.default_rng(seed).normal(size=(steps, inputs))


def scaled(cell, inputs, hidden, seed, scale):
    return Weights(*(scale * values for values in initial(cell, inputs, hidden, seed)))


@every_cell
@hypothesis_settings(max_examples=25, deadline=None)
@sizes
def test_every_state_is_pytorchs(cell, steps, inputs, hidden, seed, scale):
    x, weights = sequence(steps, inputs, seed), scaled(cell, inputs, hidden, seed, scale)
    passed = unroll(cell, x, weights)
    module = torch_module(cell, weights)
    state = None
    for t in range(steps):
        # One step at a time, so that the LSTM's C is seen at every one of them.
        with torch.no_grad():
            _, state = module(torch.tensor(x[t : t + 1]), state)
        h, c = state if cell == "lstm" else (state, None)
        np.testing.assert_allclose(passed.values["h"][t], h[0], atol=1e-9)
        if c is not None:
            np.testing.assert_allclose(passed.values["c"][t], c[0], atol=1e-9)
    h, last_c = recurrent.torch_states(cell, x, weights)
    np.testing.assert_allclose(passed.values["h"], h, atol=1e-9)
    assert (last_c is None) == (cell != "lstm")


@hypothesis_settings(max_examples=25, deadline=None)
@sizes
def test_every_gate_is_pytorchs(steps, inputs, hidden, seed, scale):
    """The gates of PyTorch's own LSTMCell and GRUCell, read from what they do to states set for the purpose."""
    x = sequence(steps, inputs, seed)
    weights = scaled("lstm", inputs, hidden, seed, scale)
    passed = unroll("lstm", x, weights)
    module = nn.LSTMCell(inputs, hidden, dtype=torch.float64)
    with torch.no_grad():
        for parameter, values in zip(module.parameters(), weights, strict=True):
            parameter.copy_(torch.tensor(values))
        h = torch.tensor(passed.h_before)
        _, written = module(torch.tensor(x), (h, torch.zeros_like(h)))  # C = 0: what is left is i ∘ C̃
        _, kept = module(torch.tensor(x), (h, torch.ones_like(h)))
        out, state = module(torch.tensor(x), (h, torch.full_like(h, 50.0)))  # with f > 0 tanh(C) is 1: what is left is o
    values = passed.values
    np.testing.assert_allclose(values["i"] * values["g"], written, atol=1e-9)
    np.testing.assert_allclose(values["f"], kept - written, atol=1e-9)
    np.testing.assert_allclose(values["o"] * np.tanh(state.numpy()), out, atol=1e-9)

    weights = scaled("gru", inputs, hidden, seed, scale)
    passed = unroll("gru", x, weights)
    # torch.nn.GRU's documentation, gate by gate, from its own split of the matrices.
    (w_ir, w_iz, w_in), (w_hr, w_hz, w_hn) = (np.split(matrix, 3) for matrix in weights[:2])
    (b_ir, b_iz, b_in), (b_hr, b_hz, b_hn) = (np.split(bias, 3) for bias in weights[2:])
    for t in range(steps):
        h = passed.h_before[t]
        r = torch.sigmoid(torch.tensor(w_ir @ x[t] + b_ir + w_hr @ h + b_hr)).numpy()
        z = torch.sigmoid(torch.tensor(w_iz @ x[t] + b_iz + w_hz @ h + b_hz)).numpy()
        n = np.tanh(w_in @ x[t] + b_in + r * (w_hn @ h + b_hn))
        for name, expected in (("r", r), ("z", z), ("n", n)):
            np.testing.assert_allclose(passed.values[name][t], expected, atol=1e-9)


@every_cell
@hypothesis_settings(max_examples=15, deadline=None)
@sizes
def test_gradients_through_time_are_autograds(cell, steps, inputs, hidden, seed, scale):
    x, weights = sequence(steps, inputs, seed), scaled(cell, inputs, hidden, seed, scale)
    module = torch_module(cell, weights)
    jacobian = torch.autograd.functional.jacobian(lambda v: module(v)[0][-1], torch.tensor(x))  # (H, T, I)
    passed = unroll(cell, x, weights)
    ours = input_gradients(passed, weights)
    np.testing.assert_allclose(ours, jacobian.transpose(0, 1), atol=1e-9)
    np.testing.assert_allclose(reach(passed, weights), jacobian.pow(2).sum((0, 2)).sqrt(), atol=1e-9)


@every_cell
def test_weights_and_counts_are_pytorchs(cell):
    torch.manual_seed(7)
    module = MODULES[cell](5, 3)
    ours = initial(cell, 5, 3, 7)
    for mine, theirs in zip(ours, module.parameters(), strict=True):
        np.testing.assert_array_equal(mine, theirs.detach().double())
    assert parameters(cell, 5, 3) == sum(p.numel() for p in module.parameters()) == sum(values.size for values in ours)


def test_curriculum_lstm_has_three_gates_and_a_gru_two():
    """Curriculum 12: the LSTM's fourth and the GRU's third block of weights is the candidate."""
    assert set(GATES["lstm"]) - {"g"} == {"f", "i", "o"}
    assert set(GATES["gru"]) - {"n"} == {"z", "r"}
    assert parameters("gru", 1, 50) * 4 == parameters("lstm", 1, 50) * 3


def test_by_hand_on_paper():
    """One unit, one input, round numbers: what a teacher writes on the board."""
    one = np.ones((4, 1))
    passed = unroll("lstm", np.array([[0.0], [0.0]]), Weights(one, 0 * one, np.array([0, 0, 1, 0.0]), np.zeros(4)))
    c1 = 0.5 * np.tanh(1)
    np.testing.assert_allclose(passed.values["c"][:, 0], [c1, 0.5 * c1 + 0.5 * np.tanh(1)])
    np.testing.assert_allclose(passed.values["h"][1, 0], 0.5 * np.tanh(passed.values["c"][1, 0]))
