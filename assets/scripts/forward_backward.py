"""One sample forward and backward by hand, exactly as Kaca's page shows it, checked against PyTorch's autograd."""

import torch
import torch.nn.functional as F

# --- settings ---
x = [0.5, 0.8]
y = [1.0]
weights = [[[0.2, -0.1, 0.4], [0.5, 0.3, -0.2]], [[0.6], [-0.4], [0.8]]]
biases = [[0.1, 0.0, -0.1], [0.05]]
activations = ["sigmoid", "sigmoid"]
loss = "mse"
learning_rate = 0.5
# --- end of settings ---

# A weight matrix is (in, out): its rows are inputs, its columns neurons.
x, y = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
W = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in weights]
b = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in biases]

FUNCTIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "linear": lambda z: z,
    "softmax": lambda z: torch.softmax(z, dim=0),
}
SLOPES = {  # f'(z), written with a = f(z)
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "relu": lambda a: (a > 0).double(),
    "linear": torch.ones_like,
}


def forward():
    """z and a of every layer; a[0] is x."""
    z, a = [], [x]
    for layer in range(len(W)):
        z.append(a[layer] @ W[layer] + b[layer])
        a.append(FUNCTIONS[activations[layer]](z[layer]))
    return z, a


def compute_loss(z, a):
    if loss == "mse":
        return F.mse_loss(a[-1], y)
    if loss == "binary_cross_entropy":
        return F.binary_cross_entropy_with_logits(z[-1], y)
    return F.cross_entropy(z[-1], y)


def show(name, values):
    print(name, [float(f"{v:.8g}") + 0.0 for v in values.detach().flatten().tolist()])


# Forward.
z, a = forward()
L = compute_loss(z, a)
for layer in range(len(W)):
    show(f"z{layer + 1}", z[layer])
    show(f"a{layer + 1}", a[layer + 1])
show("loss", L)

# Backward by hand: delta is the derivative of the loss with respect to z.
with torch.no_grad():
    if loss == "mse":
        delta = 2 * (a[-1] - y) / len(y) * SLOPES[activations[-1]](a[-1])
    else:  # with the cross-entropies the slope cancels
        delta = (a[-1] - y) / (len(y) if loss == "binary_cross_entropy" else 1)
    gradients = []
    for layer in reversed(range(len(W))):
        show(f"delta{layer + 1}", delta)
        gradients.insert(0, (torch.outer(a[layer], delta), delta))
        if layer > 0:
            delta = (W[layer] @ delta) * SLOPES[activations[layer - 1]](a[layer])
for layer, (dW, db) in enumerate(gradients, start=1):
    show(f"dW{layer}", dW)
    show(f"db{layer}", db)

# autograd must agree.
L.backward()
largest = 0.0
for layer, (dW, db) in enumerate(gradients):
    for ours, theirs in ((dW, W[layer].grad), (db, b[layer].grad)):
        largest = max(largest, (ours - theirs).abs().max().item())
print("agrees with autograd", largest <= 1e-6)

# One update: every weight and bias takes a step against its gradient.
with torch.no_grad():
    for layer, (dW, db) in enumerate(gradients):
        W[layer] -= learning_rate * dW
        b[layer] -= learning_rate * db
    show("loss after update", compute_loss(*forward()))
