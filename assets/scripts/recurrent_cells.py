"""A recurrent cell gate by gate, as Kaca's page shows it, beside PyTorch's own, and how far back its gradient reaches."""

import torch
from torch import nn

# --- settings ---
cell = "lstm"
tokens = ["1", "0", "0"]
places = None  # where each token's one-hot vector has its 1; None: the series is read instead
series = [1.0, 0.0, 0.0]
weight_ih = [[8.0], [0.0], [2.0], [0.0]]  # LSTM: rows i, f, g, o; GRU: r, z, n
weight_hh = [[0.0], [0.0], [0.0], [0.0]]
bias_ih = [-4.0, 4.0, 0.0, 4.0]
bias_hh = [0.0, 0.0, 0.0, 0.0]
length = 50
learned = False  # the gradient is followed through this cell, else through random cells of 32 units
seed = 0
forget_bias = 3.0
gain = 1.0
# --- end of settings ---

torch.set_default_dtype(torch.float64)
MODULES = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
W_ih, W_hh, b_ih, b_hh = (torch.tensor(values) for values in (weight_ih, weight_hh, bias_ih, bias_hh))
inputs, hidden = W_ih.shape[1], W_hh.shape[1]


def read(where):
    """Vectors of the tokens at these positions, (T, inputs)."""
    return torch.eye(inputs)[[places[t] for t in where]] if places else torch.tensor([[series[t]] for t in where])


def show(name, values):
    print(name, [float(f"{v:.8g}") + 0.0 for v in values.tolist()])


# By hand.
x = read(range(len(tokens)))  # (T, inputs)
h = c = torch.zeros(hidden)
states = []
for t in range(len(tokens)):
    of_x, of_h = (W_ih @ x[t] + b_ih), (W_hh @ h + b_hh)  # (gates * hidden,)
    gates = {}
    if cell == "rnn":
        h = torch.tanh(of_x + of_h)
    elif cell == "lstm":
        i, f, g, o = (of_x + of_h).chunk(4)
        i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        gates = {"i": i, "f": f, "g": g, "o": o, "c": c}
    else:
        (r_x, z_x, n_x), (r_h, z_h, n_h) = of_x.chunk(3), of_h.chunk(3)
        r, z = torch.sigmoid(r_x + r_h), torch.sigmoid(z_x + z_h)
        n = torch.tanh(n_x + r * n_h)
        h = (1 - z) * n + z * h
        gates = {"r": r, "z": z, "n": n}
    states.append(h)
    print("step", t + 1, tokens[t])
    for name, values in {**gates, "h": h}.items():
        show(name, values)

# PyTorch's own cell with the same weights.
module = MODULES[cell](inputs, hidden)
with torch.no_grad():
    for parameter, values in zip(module.parameters(), (W_ih, W_hh, b_ih, b_hh), strict=True):
        parameter.copy_(values)
    theirs = module(x)[0]
print("agrees with", type(module).__name__, (torch.stack(states) - theirs).abs().max().item() <= 1e-6)
print("parameters", sum(p.numel() for p in module.parameters()))

# How far back: |dh_T/dx_t| of the last state with respect to each step's input, by autograd.
if learned:
    cells = {cell: module}
    x = read([t % len(tokens) for t in range(length)])
else:
    cells = {}
    x = torch.randn(length, 1, generator=torch.Generator().manual_seed(seed))
    for name, kind in MODULES.items():
        torch.manual_seed(seed)
        cells[name] = kind(1, 32, dtype=torch.float32).double()
        with torch.no_grad():
            cells[name].weight_hh_l0 *= gain
            if name != "rnn":  # rows 32 to 63 are an LSTM's f, a GRU's z: the gate that keeps
                cells[name].bias_hh_l0[32:64] += forget_bias
for name, model in cells.items():
    gradient = torch.autograd.functional.jacobian(lambda v, model=model: model(v)[0][-1], x)  # (hidden, T, inputs)
    show(f"gradient {name}", gradient.pow(2).sum((0, 2)).sqrt())
