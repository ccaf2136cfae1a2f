"""Forecasts of a series by recurrent networks and a dense one, trained as on Kaca's forecaster page: same windows, first
weights and batches; one step ahead, and free-running, each forecast fed back."""

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from torch import nn

# --- settings ---
data = "sine"  # sine, damped_sine, sum_of_sines, sawtooth, noisy, or the name of a CSV file beside this script
column = -1  # of the CSV file: its name, or its number from 0
separator = ","
decimal = "."
header = False
noise = 0.2  # standard deviation, of "noisy"
kinds = ("rnn", "dense")
hidden_size = 20
num_layers = 1
window = 50
learning_rate = 0.01
batch_size = 0  # 0: all windows in one batch
clip = 0.0  # the largest norm of a gradient; 0: any
seed = 0  # of the first weights and the batches
epochs = 30
horizon = 100
# --- end of settings ---

torch.set_num_threads(1)  # so small a network only loses time to threads
torch.set_flush_denormal(True)
CELLS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


def wave(name):
    """1000 values on [0, 100] to learn from, and 200 more to judge by."""
    t = np.arange(1200) * 100 / 999
    if name == "noisy":
        return np.sin(t) + noise * np.random.default_rng(0).normal(size=1200), 1000
    waves = {
        "sine": lambda: np.sin(t),
        "damped_sine": lambda: np.exp(-0.015 * t) * np.sin(t),
        "sum_of_sines": lambda: 0.6 * np.sin(t) + 0.4 * np.sin(2.7 * t),
        "sawtooth": lambda: 2 * (t / (2 * np.pi) % 1) - 1,
    }
    return waves[name](), 1000


def own(file):
    """A column, scaled by the mean and standard deviation of what is learned from; the last fifth, at most 200, judges."""
    table = pd.read_csv(file, sep=separator, decimal=decimal, header=0 if header else None)
    x = (table[column] if isinstance(column, str) else table.iloc[:, column]).to_numpy(dtype=float)
    n = len(x) - min(200, int(0.2 * len(x)))
    return (x - x[:n].mean()) / x[:n].std(), n


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.recurrent = CELLS[kind](1, hidden_size, num_layers)
        self.output = nn.Linear(hidden_size, 1)

    def forward(self, windows):
        """(window, n) → (n,)."""
        _, state = self.recurrent(windows[..., None])
        h = state[0] if isinstance(state, tuple) else state
        return self.output(h[-1])[:, 0]


class Dense(nn.Module):
    def __init__(self):
        super().__init__()
        layers, inputs = [], window
        for _ in range(num_layers):
            layers += [nn.Linear(inputs, hidden_size), nn.Tanh()]
            inputs = hidden_size
        self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, 1))

    def forward(self, windows):
        """(window, n) → (n,)."""
        return self.layers(windows.T)[:, 0]


def windows_of(values):
    """Every window of the values (window, n), and the value after each (n,)."""
    return values.unfold(0, window, 1)[:-1].T.contiguous(), values[window:]


def train(kind):
    torch.manual_seed(seed)
    model = Dense() if kind == "dense" else Recurrent(kind)
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    batches = torch.Generator().manual_seed(seed)
    windows, targets = windows_of(x[:n])
    for epoch in range(1, epochs + 1):
        total = 0.0
        every = torch.arange(len(targets))
        order = torch.randperm(len(targets), generator=batches).split(batch_size) if batch_size else [every]
        for batch in order:
            loss = F.mse_loss(model(windows[:, batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            norm = nn.utils.clip_grad_norm_(model.parameters(), clip or float("inf"))
            optimizer.step()
            total += len(batch) * loss.item()
        if epoch % 5 == 0 or epoch == epochs:
            print(f"{kind} · epoch {epoch} · loss {total / len(targets):.6g} · gradient norm {norm:.6g}")
    return model


@torch.no_grad()
def judge(name, one_step, free):
    """Mean squared errors after what was learned from."""
    truth = x[n:]
    one = F.mse_loss(one_step, truth).item()
    error = F.mse_loss(free, truth[:horizon]).item()
    print(f"{name} · one step ahead {one:.6g} · free-running for {horizon} steps {error:.6g}")


@torch.no_grad()
def free_running(model):
    """Each forecast is appended to the window as if it were true."""
    values = x[n - window : n]
    for _ in range(horizon):
        values = torch.cat([values, model(values[-window:, None])])
    return values[window:]


values, n = own(data) if data.endswith((".csv", ".tsv", ".txt")) else wave(data)
x = torch.from_numpy(values).float()
for kind in kinds:
    model = train(kind)
    with torch.no_grad():
        ahead = model(windows_of(x[n - window :])[0])
    judge(kind, ahead, free_running(model))
judge("the same as yesterday", x[n - 1 : -1], x[n - 1].expand(horizon))
