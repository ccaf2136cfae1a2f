"""Training a multilayer perceptron as one would write it in PyTorch: the loop to read, and the oracle of the fast engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.errors import LearnerError
from core.mlp import Data, Divergence, Recipe, Run, State, batches, decide, initial_state, targets, unpack

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "linear": lambda z: z,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "silu": F.silu,
    "softmax": lambda z: z.softmax(dim=-1),
}


def forward(recipe: Recipe, weights: Tensor, x: Tensor, masks: list[Tensor] | None = None) -> list[tuple[Tensor, Tensor]]:
    """(z, a) of every layer, each (n, units). `masks`: dropout's 0 and 1/(1 − p), one (n, units) per hidden layer."""
    layers, a = [], x  # a: (n, inputs)
    names = (*recipe.activations, recipe.output_activation)
    for index, ((weight, bias), name) in enumerate(zip(unpack(recipe, weights), names, strict=True)):
        z = a @ weight + bias  # (n, in) @ (in, out) → (n, out)
        a = ACTIVATIONS[name](z)
        if masks and index < len(recipe.hidden):
            a = a * masks[index]
        layers.append((z, a))
    return layers


def loss_of(recipe: Recipe, z: Tensor, a: Tensor, target: Tensor) -> Tensor:
    """The loss that is minimised, without penalties, from the output layer's z and a (n, outputs) and `mlp.targets`."""
    several = recipe.outputs > 1
    match recipe.loss:
        case "mse":
            return F.mse_loss(a, target)
        case "half_sse":
            return (a - target).square().sum() / 2
        case "cross_entropy" if several:
            return F.cross_entropy(z, target[:, 0].long())
        case "cross_entropy":
            return F.binary_cross_entropy_with_logits(z, target)
        case "hinge" if several:
            return F.multi_margin_loss(z, target[:, 0].long())
        case "hinge":
            return torch.relu(1 - target * z).mean()
        case name:
            raise ValueError(name)


def penalty(recipe: Recipe, weights: Tensor) -> Tensor:
    """l1·Σ|W| + ½·l2·Σ W²."""
    matrices = [weight for weight, _ in unpack(recipe, weights)]
    return sum(recipe.l1 * weight.abs().sum() + recipe.l2 / 2 * weight.square().sum() for weight in matrices)


def optimiser(recipe: Recipe, weights: Tensor, state: State) -> torch.optim.Optimizer:
    """PyTorch's own, with the moments of `state`."""
    rate = recipe.learning_rate
    moments, steps = torch.tensor(state.moments), torch.tensor(float(state.steps))
    match recipe.optimizer:
        case "sgd":
            return torch.optim.SGD([weights], rate)
        case "momentum":
            made = torch.optim.SGD([weights], rate, momentum=0.9)
            made.state[weights] = {"momentum_buffer": moments[0]}
        case "rmsprop":
            made = torch.optim.RMSprop([weights], rate)
            made.state[weights] = {"step": steps, "square_avg": moments[0]}
        case "adam":
            made = torch.optim.Adam([weights], rate)
            made.state[weights] = {"step": steps, "exp_avg": moments[0], "exp_avg_sq": moments[1]}
        case name:
            raise ValueError(name)
    return made


def orders(recipe: Recipe, n: int, first: int, epochs: int) -> np.ndarray:
    """(epochs, n): the order of the points in each epoch from `first` on. One random number per point, sorted: so the generator
    can jump to any epoch, and training in two parts shuffles like training in one. The full batch keeps its order.
    """
    if batches(recipe, n) == n:
        return np.broadcast_to(np.arange(n), (epochs, n))
    bits = np.random.PCG64(recipe.seed).advance(first * n)
    return np.random.Generator(bits).random((epochs, n)).argsort(axis=1)


def chances(recipe: Recipe, n: int, first: int, epochs: int) -> np.ndarray:
    """(epochs, n · hidden units): uniform numbers by batch, hidden layer, point and unit: below `dropout`, it drops."""
    each = n * sum(recipe.hidden)
    bits = np.random.PCG64((recipe.seed, 1)).advance(first * each)
    return np.random.Generator(bits).random((epochs, each))


def steps(recipe: Recipe, data: Data, state: State, epochs: int) -> Iterator[tuple[State, Divergence | None]]:
    """The state after each epoch; with it, the first NaN or infinity met on the way, after which nothing follows."""
    x, target = torch.from_numpy(data.x), torch.from_numpy(targets(recipe, data.y, data.classes))
    weights = torch.tensor(state.weights, requires_grad=True)
    optimizer = optimiser(recipe, weights, state)
    n, size, count = len(x), batches(recipe, len(x)), state.steps
    for epoch in range(state.epoch, state.epoch + epochs):
        order = torch.tensor(orders(recipe, n, epoch, 1)[0])
        drawn = torch.tensor(chances(recipe, n, epoch, 1)[0]) if recipe.dropout else None
        for step, batch in enumerate(order.split(size), 1):
            masks = None
            if drawn is not None:
                parts = [width * len(batch) for width in recipe.hidden]
                mine, drawn = drawn[: sum(parts)], drawn[sum(parts) :]
                kept = [(part.view(len(batch), -1) >= recipe.dropout).double() for part in mine.split(parts)]
                masks = [mask / (1 - recipe.dropout) for mask in kept]
            layers = forward(recipe, weights, x[batch], masks)
            loss = loss_of(recipe, *layers[-1], target[batch])
            optimizer.zero_grad()
            (loss + penalty(recipe, weights) if recipe.l1 or recipe.l2 else loss).backward()
            gradient = weights.grad.clone()
            optimizer.step()
            count += 1
            finite = (loss + gradient.sum() + weights.sum()).isfinite()  # one look, and a closer one where it is needed
            if not finite and (found := broken(recipe, layers, loss, gradient, weights)):
                yield state, Divergence(epoch + 1, step, *found)
                return
        yield State(weights.detach().numpy().copy(), moments_of(recipe, optimizer, weights), count, epoch + 1), None


def moments_of(recipe: Recipe, optimizer: torch.optim.Optimizer, weights: Tensor) -> np.ndarray:
    """(2, P), as in State."""
    moments = np.zeros((2, weights.numel()))
    names = {"momentum": ("momentum_buffer",), "rmsprop": ("square_avg",), "adam": ("exp_avg", "exp_avg_sq")}
    for row, name in enumerate(names.get(recipe.optimizer, ())):
        moments[row] = optimizer.state[weights][name].numpy()
    return moments


def broken(recipe: Recipe, layers, loss: Tensor, gradient: Tensor, weights: Tensor) -> tuple[int, str] | None:
    """(layer, quantity) of the first NaN or infinity in the order of computing: forward, loss, backward, update."""
    for index, (z, a) in enumerate(layers, 1):
        if not (z.isfinite().all() and a.isfinite().all()):
            return index, "activation"
    if not loss.isfinite():
        return 0, "loss"
    for values, quantity in ((gradient, "gradient"), (weights, "weight")):
        found = [i for i, layer in enumerate(unpack(recipe, values), 1) if not all(part.isfinite().all() for part in layer)]
        if found:
            return (found[-1] if quantity == "gradient" else found[0]), quantity
    return None


def evaluate(recipe: Recipe, weights: np.ndarray, x: np.ndarray, y: np.ndarray, classes: int) -> tuple[float, float | None]:
    """(loss, accuracy) as in Run."""
    with torch.no_grad():
        z, a = forward(recipe, torch.tensor(weights), torch.from_numpy(x))[-1]
        target = torch.from_numpy(targets(recipe, y, classes))
        loss = F.mse_loss(a, target) if recipe.loss == "half_sse" else loss_of(recipe, z, a, target)
    return loss.item(), float((decide(recipe, a.numpy()) == y).mean()) if classes else None


def first_divergence(recipe: Recipe, data: Data, start: State, epochs: int) -> Divergence:
    """Where a training that is known to leave the finite numbers within `epochs` epochs of `start` does so first."""
    last = start
    for state, divergence in steps(recipe, data, start, epochs + 1):
        if divergence:
            return divergence
        last = state if state.epoch <= start.epoch + epochs else last
    # Every step was finite: it is the loss over all training or test points that is not.
    return Divergence(last.epoch, math.ceil(len(data.x) / batches(recipe, len(data.x))), 0, "loss")


def train(
    recipe: Recipe,
    data: Data,
    epochs: int,
    keyframes: tuple[int, ...] = (),
    start: State | None = None,
    stop_loss: float | None = None,
    every: int = 1,
) -> Run:
    """See `mlp_engine.train`, which gives the same."""
    state = kept = begun = start or initial_state(recipe)
    last = begun.epoch + epochs
    frames, records, stopped, divergence = [(state.epoch, state.weights)], [], "epochs", None
    following = steps(recipe, data, begun, epochs)
    while True:
        if state.epoch in (begun.epoch, last) or state.epoch % every == 0:
            train_loss, train_accuracy = evaluate(recipe, state.weights, data.x, data.y, data.classes)
            test_loss, test_accuracy = evaluate(recipe, state.weights, data.x_test, data.y_test, data.classes)
            if not (math.isfinite(train_loss + test_loss) and np.isfinite(state.weights).all()):
                if not records:
                    raise LearnerError("mlp.start")
                divergence = first_divergence(recipe, data, kept, state.epoch - kept.epoch)
                break
            records.append((state.epoch, train_loss, test_loss, train_accuracy, test_accuracy))
            kept = state
            if stop_loss is not None and train_loss <= stop_loss:
                stopped = "loss"
                break
        if state.epoch == last:
            break
        state, divergence = next(following)
        if divergence:
            break
        if state.epoch in keyframes:
            frames.append((state.epoch, state.weights))
    if divergence:
        stopped = "diverged"
    frames = [frame for frame in frames if frame[0] <= kept.epoch]
    if frames[-1][0] != kept.epoch:
        frames.append((kept.epoch, kept.weights))
    taken, train_loss, test_loss, *accuracies = (np.array(column) for column in zip(*records, strict=True))
    return Run(
        recipe,
        taken,
        train_loss,
        test_loss,
        *(accuracies if data.classes else (None, None)),
        np.array([epoch for epoch, _ in frames]),
        np.stack([weights for _, weights in frames]),
        stopped,
        divergence,
        kept,
    )
