"""The training loop of the fast engine: batches, optimisers, losses and keyframes, compiled by Numba."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from core.compilation import compiled
from core.mlp_kernels import LANES, backward, forward, output_delta, point_loss

SGD, MOMENTUM, RMSPROP, ADAM = range(4)
RUNNING, LOSS_REACHED, DIVERGED = range(3)
WIDTH = 16  # lanes of a batch are padded to a multiple of this, two to four vectors


class Task(NamedTuple):
    """What does not change during a training: the recipe in numbers, penalised (P,) with 1 for a weight and 0 for a bias, the
    middle between two classes of one output, and when to look at the losses and to stop.
    """

    sizes: np.ndarray
    codes: np.ndarray
    loss: int
    optimizer: int
    learning_rate: float
    dropout: float
    l1: float
    l2: float
    batch: int
    penalised: np.ndarray
    middle: float
    stop_loss: float
    every: int
    last: int


class Points(NamedTuple):
    """x (inputs, n), target (outputs or 1, n) and classes (n,)."""

    x: np.ndarray
    target: np.ndarray
    classes: np.ndarray


class Room(NamedTuple):
    """Where a batch is computed: the arrays of `mlp_kernels`, dropout's factors, the targets' lanes, and the gradient (P,)."""

    a: np.ndarray
    z: np.ndarray
    slope: np.ndarray
    delta: np.ndarray
    drop: np.ndarray
    wanted: np.ndarray
    gradient: np.ndarray


@compiled
def update(optimizer, w, gradient, moments, step, rate):
    """PyTorch's SGD, SGD with momentum 0.9, RMSprop and Adam, with PyTorch's defaults; `step` counts from 1."""
    first, second = moments[0], moments[1]
    if optimizer == SGD:
        for p in range(len(w)):
            w[p] -= rate * gradient[p]
    elif optimizer == MOMENTUM:
        for p in range(len(w)):
            first[p] = 0.9 * first[p] + gradient[p]
            w[p] -= rate * first[p]
    elif optimizer == RMSPROP:
        for p in range(len(w)):
            first[p] = 0.99 * first[p] + 0.01 * gradient[p] * gradient[p]
            w[p] -= rate * gradient[p] / (math.sqrt(first[p]) + 1e-8)
    else:
        rate, root = rate / (1 - 0.9**step), math.sqrt(1 - 0.999**step)
        for p in range(len(w)):
            first[p] = 0.9 * first[p] + 0.1 * gradient[p]
            second[p] = 0.999 * second[p] + 0.001 * gradient[p] * gradient[p]
            w[p] -= rate * first[p] / (math.sqrt(second[p]) / root + 1e-8)


@compiled
def evaluate(task, points, w, room):
    """(mean loss, accuracy) over all points."""
    inputs, outputs, n = task.sizes[0], task.sizes[-1], points.x.shape[1]
    a, z = room.a, room.z
    first = z.shape[0] - outputs
    total, right = 0.0, 0
    for start in range(0, n, LANES):
        m = min(LANES, n - start)
        for i in range(inputs):
            for j in range(m):
                a[i, j] = points.x[i, start + j]
        forward(task.sizes, task.codes, w, a, z, room.slope, room.drop, m)
        for j in range(m):
            total += point_loss(task.loss, outputs, z, a, points.target, first, inputs, j, start + j)
            decision = 1 if outputs == 1 and a[inputs + first, j] > task.middle else 0
            for o in range(1, outputs):
                if a[inputs + first + o, j] > a[inputs + first + decision, j]:
                    decision = o
            right += decision == points.classes[start + j]
    return total / n, right / n


@compiled
def draw(drop, sizes, chances, dropout, base, start, batch, m):
    """Dropout's factors of m points from `start` of a batch of `batch`, from the chances of an epoch in their order of use."""
    row = 0
    for width in sizes[1:-1]:
        for u in range(width):
            for j in range(m):
                chance = chances[base + batch * row + (start + j) * width + u]
                drop[row + u, j] = 0.0 if chance < dropout else 1 / (1 - dropout)
        row += width


@compiled
def epoch(task, points, order, chances, w, moments, steps, room):
    """One pass over the points in `order`; returns the optimiser's steps so far."""
    sizes, gradient = task.sizes, room.gradient
    inputs, outputs, n = sizes[0], sizes[-1], points.x.shape[1]
    hidden = room.z.shape[0] - outputs
    for begin in range(0, n, task.batch):
        count = min(task.batch, n - begin)
        for p in range(len(w)):
            gradient[p] = 0.0
        for start in range(0, count, LANES):
            valid = min(LANES, count - start)
            m = min((valid + WIDTH - 1) // WIDTH * WIDTH, room.a.shape[1])
            for j in range(valid):
                point = order[begin + start + j]
                for i in range(inputs):
                    room.a[i, j] = points.x[i, point]
                for o in range(points.target.shape[0]):
                    room.wanted[o, j] = points.target[o, point]
            if len(room.drop) > 0:
                draw(room.drop, sizes, chances, task.dropout, begin * hidden, start, count, valid)
            forward(sizes, task.codes, w, room.a, room.z, room.slope, room.drop, m)
            output_delta(
                task.loss, outputs > 1, room.a, room.slope, room.delta, room.wanted, hidden, hidden + outputs, inputs, valid, m,
            count )  # fmt: skip
            backward(sizes, w, room.a, room.slope, room.delta, gradient, m)
        if task.l1 > 0 or task.l2 > 0:
            for p in range(len(w)):
                sign = (1.0 if w[p] > 0 else 0.0) - (1.0 if w[p] < 0 else 0.0)
                gradient[p] += task.penalised[p] * (task.l1 * sign + task.l2 * w[p])
        steps += 1
        update(task.optimizer, w, gradient, moments, steps, task.learning_rate)
    return steps


@compiled
def make_room(task, lanes, dropout):
    """Room for so many lanes; with dropout's factors where it is above 0."""
    inputs, units = task.sizes[0], 0
    for width in task.sizes[1:]:
        units += width
    shape = (units, lanes)
    a, drop = np.zeros((inputs + units, lanes)), np.zeros((units if dropout > 0 else 0, lanes))
    wanted, gradient = np.zeros((task.sizes[-1], lanes)), np.zeros(len(task.penalised))
    return Room(a, np.zeros(shape), np.zeros(shape), np.zeros(shape), drop, wanted, gradient)


@compiled
def train(task, seen, unseen, orders, chances, w, moments, counts, kept, records, frames, frame_epochs):
    """As many epochs as there are orders, from `counts`: steps, epoch, records and frames so far, steps and epoch of `kept`.

    `seen` and `unseen`: the points to train and to test on. Changed in place: w (P,), moments (2, P), counts; records (5, r):
    epoch, losses and accuracies on both sets at the start, at each multiple of `every` and at `last`; kept (3, P): weights and
    moments then; frames (k, P): weights at `frame_epochs`.
    Returns RUNNING, LOSS_REACHED (the loss is at most stop_loss), or DIVERGED: a weight or a loss is not finite.
    """
    padded = (task.batch + WIDTH - 1) // WIDTH * WIDTH if task.batch > 3 else task.batch
    room = make_room(task, min(padded, LANES), task.dropout)
    wide = make_room(task, min(max(seen.x.shape[1], unseen.x.shape[1]), LANES), 0.0)
    for at in range(-1, len(orders)):
        if at < 0 and counts[2] > 0:
            continue  # the start is on record already
        if at >= 0:
            chance = chances[at if len(chances) > 1 else 0]
            counts[0] = epoch(task, seen, orders[at], chance, w, moments, counts[0], room)
            counts[1] += 1
            if counts[3] < len(frame_epochs) and counts[1] == frame_epochs[counts[3]]:
                for p in range(len(w)):
                    frames[counts[3], p] = w[p]
                counts[3] += 1
        if at < 0 or counts[1] % task.every == 0 or counts[1] == task.last:
            record, total = counts[2], 0.0
            for side in range(2):
                mean, accuracy = evaluate(task, seen if side == 0 else unseen, w, wide)
                records[1 + side, record], records[3 + side, record] = mean, accuracy
                total += mean
            for p in range(len(w)):
                total += w[p] * 0  # not 0 for a NaN or infinity
            if not math.isfinite(total):
                return DIVERGED
            records[0, record] = counts[1]
            counts[2], counts[4], counts[5] = record + 1, counts[0], counts[1]
            for p in range(len(w)):
                kept[0, p], kept[1, p], kept[2, p] = w[p], moments[0, p], moments[1, p]
            if records[1, record] <= task.stop_loss:
                return LOSS_REACHED
    return RUNNING
