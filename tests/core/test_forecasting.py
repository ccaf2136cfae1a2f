"""Forecasting networks against PyTorch: first weights, losses of the curriculum's loop, Adam, clipping, free running."""

import numpy as np
import pytest
import torch
from torch import nn

from core.data import series
from core.forecasting import Adam, Dense, Recipe, Training, build, free_running, one_step, windows_of

KINDS = ("rnn", "lstm", "gru")
SINE = series.made("sine").scaled[:1000]


def recipe(kind="rnn", **changes):
    fields = {"hidden_size": 6, "num_layers": 1, "window": 8, "learning_rate": 0.01, "batch_size": 0, "clip": 0.0, "seed": 3}
    return Recipe(kind, **fields | changes)


def train(training, epochs):
    for _ in range(epochs):
        for _ in training.epoch():
            pass
    return training


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layers", (1, 2))
def test_first_weights_are_pytorchs(kind, layers):
    ours = build(recipe(kind, num_layers=layers))
    before = torch.random.get_rng_state()
    torch.manual_seed(3)
    cell = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[kind](1, 6, layers, batch_first=True)
    output = nn.Linear(6, 1)
    torch.random.set_rng_state(before)
    for mine, theirs in zip(ours.parameters(), (*cell.parameters(), *output.parameters()), strict=True):
        assert torch.equal(mine, theirs)
    x = torch.from_numpy(SINE)
    windows, targets = windows_of(x, 8)
    assert (windows.shape, targets.shape) == ((8, 992), (992,))
    assert targets[4] == x[12]
    expected = output(cell(windows.T[..., None])[0][:, -1])[:, 0]
    torch.testing.assert_close(ours(windows), expected)


def test_a_dense_network_has_weights_of_its_own_for_every_value():
    model = build(recipe("dense", num_layers=2))
    before = torch.random.get_rng_state()
    torch.manual_seed(3)
    plain = nn.Sequential(nn.Linear(8, 6), nn.Tanh(), nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 1))
    torch.random.set_rng_state(before)
    assert isinstance(model, Dense)
    windows, _ = windows_of(torch.from_numpy(SINE), 8)
    torch.testing.assert_close(model(windows), plain(windows.T)[:, 0])


def test_adam_is_pytorchs():
    torch.manual_seed(0)
    ours = [nn.Parameter(torch.randn(4, 3)), nn.Parameter(torch.randn(5))]
    theirs = [nn.Parameter(w.detach().clone()) for w in ours]
    mine, reference = Adam(ours, 0.05), torch.optim.Adam(theirs, 0.05)
    for step in range(20):
        for w, v in zip(ours, theirs, strict=True):
            w.grad = torch.sin(w.detach() * step)
            v.grad = torch.sin(v.detach() * step)
        mine.step()
        reference.step()
    for w, v in zip(ours, theirs, strict=True):
        torch.testing.assert_close(w, v, rtol=1e-5, atol=1e-6)


def test_batches_clipping_and_the_seed():
    made = recipe(batch_size=300, clip=0.2, window=5)
    training = train(Training(made, SINE), 2)
    assert len(training.norms) == 2 * 4, "995 windows in batches of 300"
    again = train(Training(made, SINE), 2)
    assert (again.losses, again.norms) == (training.losses, training.norms)
    free = train(Training(recipe(batch_size=300, window=5), SINE), 2)
    assert free.norms[0] == training.norms[0] > 0.2, "the norm is measured before it is clipped"
    assert free.norms[1] == pytest.approx(training.norms[1], rel=0.05), "Adam divides by the gradient's size"
    assert free.losses != training.losses


@pytest.mark.parametrize("kind", (*KINDS, "dense"))
def test_free_running_appends_each_forecast_to_the_window(kind):
    model = train(Training(recipe(kind, num_layers=2, batch_size=128), SINE), 1).model
    x = SINE[500:508]
    window, expected = list(x), []
    with torch.no_grad():
        for _ in range(30):
            expected.append(model(torch.tensor(window)[:, None]).item())
            window = [*window[1:], expected[-1]]
    np.testing.assert_allclose(free_running(model, x, 30), expected, atol=2e-5)
    forecasts = one_step(model, SINE[500:520], 8)
    assert forecasts.shape == (12,)
    assert forecasts[0] == pytest.approx(expected[0], abs=1e-5)


def test_a_state_goes_on_as_if_nothing_had_happened():
    whole = train(Training(recipe("gru", batch_size=200), SINE), 3)
    first = train(Training(recipe("gru", batch_size=200), SINE), 2)
    second = Training(recipe("gru", batch_size=200), SINE)
    second.restore(first.state())
    train(second, 1)
    assert second.losses == whole.losses
    assert second.norms == whole.norms


def test_a_loss_that_is_no_number_ends_the_training():
    training = train(Training(recipe("rnn"), np.where(np.arange(1000) == 900, np.float32(1e30), SINE)), 3)
    assert training.diverged == 1
    assert len(training.norms) == 1
