"""The perceptron learning rule, exactly as Kaca's page runs it. Every number of the page stands in the block below."""

import torch

# --- settings ---
points = [[0, 0], [0, 1], [1, 0], [1, 1]]
labels = [0, 1, 1, 1]
weight = [0.0, 0.0]
bias = 0.0
learning_rate = 0.1
epochs = 20
seed = None  # a number shuffles the samples anew in every epoch
# --- end of settings ---

x = torch.tensor(points, dtype=torch.float64).reshape(-1, 2)  # (samples, 2)
y = torch.tensor(labels, dtype=torch.float64)  # (samples,)
w = torch.tensor(weight, dtype=torch.float64)  # (2,)
b = torch.tensor(bias, dtype=torch.float64)
generator = torch.Generator().manual_seed(seed or 0)

for epoch in range(1, epochs + 1):
    order = range(len(x)) if seed is None else torch.randperm(len(x), generator=generator).tolist()
    mistakes = 0
    for i in order:
        # In binary floats 0.1 + 0.2 - 0.3 is not 0, and here a sum of 0 belongs to class 1. The exact sum of these
        # numbers has six decimals, the exact weights have four: rounding to them leaves nothing but the exact value.
        z = (w @ x[i] + b).round(decimals=6)
        error = y[i] - (z >= 0).double()
        w = (w + learning_rate * error * x[i]).round(decimals=4)
        b = (b + learning_rate * error).round(decimals=4)
        mistakes += int(error != 0)
    # Adding 0 turns the -0.0 of a rounded tiny negative into 0.0.
    print(f"epoch {epoch}: mistakes {mistakes}, w = {(w + 0).tolist()}, b = {(b + 0).item()}")
    if mistakes == 0:
        print(f"converged in epoch {epoch}")
        break
else:
    print(f"not converged in {epochs} epochs")
