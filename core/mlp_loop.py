"""The training loop of the fast engine: batches, optimisers, losses and keyframes, compiled by Numba."""

from __future__ import annotations

import math

import numpy as np

from core.compilation import compiled
from core.mlp_kernels import LANES, backward, forward, output_delta, point_loss

SGD, MOMENTUM, RMSPROP, ADAM = range(4)
RUNNING, LOSS_REACHED, DIVERGED = range(3)
WIDTH = 16  # lanes of a batch are padded to a multiple of this, two to four vectors


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
def evaluate(sizes, codes, loss, middle, w, x, target, y, a, z, slope):
    """(mean loss, accuracy) over all points x (inputs, n); y (n,) are the classes, `middle` parts two classes of one output."""
    inputs, outputs, n = sizes[0], sizes[-1], x.shape[1]
    first = z.shape[0] - outputs
    total, right = 0.0, 0
    for start in range(0, n, LANES):
        m = min(LANES, n - start)
        for i in range(inputs):
            for j in range(m):
                a[i, j] = x[i, start + j]
        forward(sizes, codes, w, a, z, slope, z[:0], m)
        for j in range(m):
            total += point_loss(loss, outputs, z, a, target, first, inputs, j, start + j)
            decision = 1 if outputs == 1 and a[inputs + first, j] > middle else 0
            for o in range(1, outputs):
                if a[inputs + first + o, j] > a[inputs + first + decision, j]:
                    decision = o
            right += decision == y[start + j]
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
def epoch(sizes, codes, loss, optimizer, numbers, batch, penalised, x, target, order, chances, w, moments, steps, room):
    """One pass over the points in `order`; returns the optimiser's steps so far. `room`: a, z, slope, drop, delta, target's
    lanes, and the gradient.
    """
    rate, dropout, l1, l2 = numbers
    a, z, slope, drop, delta, wanted, gradient = room
    inputs, outputs, n, hidden = sizes[0], sizes[-1], x.shape[1], z.shape[0] - sizes[-1]
    for begin in range(0, n, batch):
        count = min(batch, n - begin)
        for p in range(len(w)):
            gradient[p] = 0.0
        for start in range(0, count, LANES):
            valid = min(LANES, count - start)
            m = min((valid + WIDTH - 1) // WIDTH * WIDTH, a.shape[1])
            for j in range(valid):
                point = order[begin + start + j]
                for i in range(inputs):
                    a[i, j] = x[i, point]
                for o in range(target.shape[0]):
                    wanted[o, j] = target[o, point]
            if len(drop) > 0:
                draw(drop, sizes, chances, dropout, begin * hidden, start, count, valid)
            forward(sizes, codes, w, a, z, slope, drop, m)
            output_delta(loss, outputs > 1, a, slope, delta, wanted, hidden, hidden + outputs, inputs, valid, m, count)
            backward(sizes, w, a, slope, delta, gradient, m)
        if l1 > 0 or l2 > 0:
            for p in range(len(w)):
                gradient[p] += penalised[p] * (l1 * ((1.0 if w[p] > 0 else 0.0) - (1.0 if w[p] < 0 else 0.0)) + l2 * w[p])
        steps += 1
        update(optimizer, w, gradient, moments, steps, rate)
    return steps


@compiled
def train(
    sizes, codes, loss, optimizer, numbers, batch, penalised, middle, stop_loss,
    x, target, y, x_test, target_test, y_test, orders, chances,
    w, moments, counts, kept, records, every, last, frames, frame_epochs,
):  # fmt: skip
    """As many epochs as there are orders, from `counts`: steps, epoch, records and frames so far, steps and epoch of `kept`.

    Changed in place: w (P,), moments (2, P), counts; records (5, r): epoch, losses and accuracies on both sets at the start, at
    each multiple of `every` and at `last`; kept (3, P): weights and moments then; frames (k, P): weights at `frame_epochs`.
    Returns RUNNING, LOSS_REACHED (the loss is at most stop_loss), or DIVERGED: a weight or a loss is not finite.
    """
    inputs, units = sizes[0], 0
    for width in sizes[1:]:
        units += width
    lanes = LANES if batch > LANES else ((batch + WIDTH - 1) // WIDTH * WIDTH if batch > 3 else batch)
    dropping = units if numbers[1] > 0 else 0
    room = (
        np.zeros((inputs + units, lanes)), np.zeros((units, lanes)), np.zeros((units, lanes)), np.zeros((dropping, lanes)),
        np.zeros((units, lanes)), np.zeros((target.shape[0], lanes)), np.zeros(len(w)),
    )  # fmt: skip
    a, z, slope = np.zeros((inputs + units, LANES)), np.zeros((units, LANES)), np.zeros((units, LANES))
    for at in range(-1, len(orders)):
        if at < 0 and counts[2] > 0:
            continue  # the start is on record already
        if at >= 0:
            chance = chances[at if len(chances) > 1 else 0]
            counts[0] = epoch(
                sizes,
                codes,
                loss,
                optimizer,
                numbers,
                batch,
                penalised,
                x,
                target,
                orders[at],
                chance,
                w,
                moments,
                counts[0],
                room,
            )
            counts[1] += 1
            if counts[3] < len(frame_epochs) and counts[1] == frame_epochs[counts[3]]:
                for p in range(len(w)):
                    frames[counts[3], p] = w[p]
                counts[3] += 1
        if at < 0 or counts[1] % every == 0 or counts[1] == last:
            record, total = counts[2], 0.0
            for side in range(2):
                points, wanted, classes = (x, target, y) if side == 0 else (x_test, target_test, y_test)
                mean, accuracy = evaluate(sizes, codes, loss, middle, w, points, wanted, classes, a, z, slope)
                records[1 + side, record], records[3 + side, record] = mean, accuracy
                total += mean
            for p in range(len(w)):
                total += w[p] * 0
            if not math.isfinite(total):
                return DIVERGED
            records[0, record] = counts[1]
            counts[2], counts[4], counts[5] = record + 1, counts[0], counts[1]
            for p in range(len(w)):
                kept[0, p], kept[1, p], kept[2, p] = w[p], moments[0, p], moments[1, p]
            if records[1, record] <= stop_loss:
                return LOSS_REACHED
    return RUNNING
