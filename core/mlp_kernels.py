"""The multilayer perceptron's arithmetic, compiled by Numba: forward, loss and backward for every recipe.

Written for the processor's vector units: points lie side by side in memory ("lanes"), units in rows, and every inner loop runs
along the lanes without a branch. A batch is padded to whole vectors; the padding's δ is 0, so it counts nowhere.
Arrays: a (inputs + units, lanes) with the inputs in its first rows; z, slope = ∂a/∂z and delta = ∂loss/∂z (units, lanes).
Compiled functions release the GIL and share nothing, so threads run them side by side.
"""

from __future__ import annotations

import math

import numpy as np

from core.compilation import compiled

TANH, RELU, SIGMOID, LINEAR, LEAKY_RELU, ELU, SILU, SOFTMAX = range(8)
MSE, HALF_SSE, CROSS_ENTROPY, HINGE = range(4)

LANES = 128  # points computed at once: a batch larger than this goes in parts, so that the rows stay in the cache


@compiled
def expm1(y):
    """e^y − 1 for y in −40 … 0, to a few units of the last place: its series at y / 128, then e^2y − 1 = p·(p + 2) seven times.
    Unlike the library's, without a branch or a table, so that eight lanes are computed at once.
    """
    y = y / 128
    high = 1 / 5040 + y * (1 / 40320 + y * (1 / 362880 + y * (1 / 3628800 + y * (1 / 39916800 + y / 479001600))))
    p = y * (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720 + y * high))))))
    p *= p + 2
    p *= p + 2
    p *= p + 2
    p *= p + 2
    p *= p + 2
    p *= p + 2
    return p * (p + 2)


@compiled
def tanh(x):
    """(1 − e^−2x) / (1 + e^−2x)."""
    y = abs(x)
    p = expm1(-2 * (20.0 if y > 20.0 else y))  # beyond 20 it is 1 in every digit; a NaN passes
    t = -p / (p + 2)
    return t if x > 0 else -t


@compiled
def activate(code, z, a, slope, width, last, inputs, m):
    """a = f(z) and slope = f'(z) for the `width` units before `last`; softmax has no slope of its own, its loss knows it."""
    first = last - width
    if code == SOFTMAX:
        softmax(z, a, first, last, inputs, m)
    for u in range(first, last):
        if code == TANH:
            for j in range(m):
                t = tanh(z[u, j])
                a[inputs + u, j] = t
                slope[u, j] = 1 - t * t
        elif code == SIGMOID:
            for j in range(m):
                s = 0.5 + 0.5 * tanh(0.5 * z[u, j])
                a[inputs + u, j] = s
                slope[u, j] = s * (1 - s)
        elif code == SILU:
            for j in range(m):
                s = 0.5 + 0.5 * tanh(0.5 * z[u, j])
                a[inputs + u, j] = z[u, j] * s
                slope[u, j] = s * (1 + z[u, j] * (1 - s))
        elif code == ELU:
            for j in range(m):
                y = z[u, j]
                p = expm1(0.0 if y > 0 else (-40.0 if y < -40.0 else y))
                a[inputs + u, j] = y if y > 0 else p
                slope[u, j] = 1.0 if y > 0 else p + 1
        elif code != SOFTMAX:
            low = 0.0 if code == RELU else (0.01 if code == LEAKY_RELU else 1.0)
            for j in range(m):
                s = 1.0 if z[u, j] > 0 else low
                a[inputs + u, j] = s * z[u, j]
                slope[u, j] = s


@compiled
def softmax(z, a, first, last, inputs, m):
    for j in range(m):
        largest = z[first, j]
        for u in range(first + 1, last):
            largest = z[u, j] if z[u, j] > largest else largest
        total = 0.0
        for u in range(first, last):
            a[inputs + u, j] = math.exp(z[u, j] - largest)
            total += a[inputs + u, j]
        for u in range(first, last):
            a[inputs + u, j] /= total


@compiled
def forward(sizes, codes, w, a, z, slope, drop, m):
    """All layers for the m points whose inputs stand in the first rows of a. `drop` (hidden units, lanes): dropout's factors, 0
    and 1 / (1 − p), or no rows; the slope takes them too, so that the backward pass need not know.
    """
    at, below, row, inputs = 0, 0, 0, sizes[0]
    for layer in range(len(codes)):
        fan_in, fan_out = sizes[layer], sizes[layer + 1]
        bias = at + fan_in * fan_out
        for o in range(fan_out):
            for j in range(m):
                z[row + o, j] = w[bias + o]
            for i in range(fan_in):
                weight = w[at + i * fan_out + o]
                for j in range(m):
                    z[row + o, j] += weight * a[below + i, j]
        activate(codes[layer], z, a, slope, fan_out, row + fan_out, inputs, m)
        if len(drop) > 0 and layer < len(codes) - 1:
            for u in range(row, row + fan_out):
                for j in range(m):
                    a[inputs + u, j] *= drop[u, j]
                    slope[u, j] *= drop[u, j]
        at, below, row = bias + fan_out, inputs + row, row + fan_out


@compiled
def output_delta(loss, several, a, slope, delta, target, first, last, inputs, valid, m, size):
    """δ of the output units first … last − 1, from the target (outputs or 1, lanes); 0 in the lanes from `valid` on.
    `size`: points in the whole batch, over which a mean is taken.
    """
    outputs = last - first
    for u in range(first, last):
        o = u - first
        for j in range(valid):
            answer = a[inputs + u, j]
            if loss == MSE:
                delta[u, j] = 2 * (answer - target[o, j]) * slope[u, j] / (size * outputs)
            elif loss == HALF_SSE:
                delta[u, j] = (answer - target[o, j]) * slope[u, j]
            elif loss == CROSS_ENTROPY and several:
                delta[u, j] = (answer - (1.0 if target[0, j] == o else 0.0)) / size
            elif loss == CROSS_ENTROPY:
                delta[u, j] = (answer - target[o, j]) / size
            elif several:
                delta[u, j] = 0.0
            else:
                delta[u, j] = -target[o, j] / size if target[o, j] * answer < 1 else 0.0
        for j in range(valid, m):
            delta[u, j] = 0.0
    if loss == HINGE and several:
        for j in range(valid):
            true = first + int(target[0, j])
            for u in range(first, last):
                if u != true and 1 - a[inputs + true, j] + a[inputs + u, j] > 0:
                    delta[u, j] += 1 / (size * outputs)
                    delta[true, j] -= 1 / (size * outputs)


@compiled
def backward(sizes, w, a, slope, delta, gradient, m):
    """Adds ∂loss/∂W = Σ a·δ and ∂loss/∂b = Σ δ over the lanes to `gradient`; the last layer's δ is there already."""
    inputs = sizes[0]
    end, row = len(w), delta.shape[0]
    for layer in range(len(sizes) - 2, -1, -1):
        fan_in, fan_out = sizes[layer], sizes[layer + 1]
        bias = end - fan_out
        at = bias - fan_in * fan_out
        row -= fan_out
        below = inputs + row - fan_in if layer else 0
        for o in range(fan_out):
            total = 0.0
            for j in range(m):
                total += delta[row + o, j]
            gradient[bias + o] += total
        for i in range(fan_in):
            for o in range(fan_out):
                total = 0.0
                for j in range(m):
                    total += a[below + i, j] * delta[row + o, j]
                gradient[at + i * fan_out + o] += total
            if layer:
                u = row - fan_in + i
                for j in range(m):
                    delta[u, j] = 0.0
                for o in range(fan_out):
                    weight = w[at + i * fan_out + o]
                    for j in range(m):
                        delta[u, j] += weight * delta[row + o, j]
                for j in range(m):
                    delta[u, j] *= slope[u, j]
        end = at


@compiled
def point_loss(loss, outputs, z, a, target, first, inputs, j, point):
    """Squared error (mean over the outputs), cross-entropy or hinge of one point: lane j, and `point` of the targets."""
    if loss == CROSS_ENTROPY and outputs > 1:
        largest, total = z[first, j], 0.0
        for u in range(first, first + outputs):
            largest = z[u, j] if z[u, j] > largest else largest
        for u in range(first, first + outputs):
            total += math.exp(z[u, j] - largest)
        return math.log(total) + largest - z[first + int(target[0, point]), j]
    if loss == CROSS_ENTROPY:
        return (
            (z[first, j] if z[first, j] > 0 else 0.0) - z[first, j] * target[0, point] + math.log1p(math.exp(-abs(z[first, j])))
        )
    total = 0.0
    if loss == HINGE and outputs > 1:
        true = first + int(target[0, point])
        for u in range(first, first + outputs):
            margin = 1 - z[true, j] + z[u, j]
            total += margin if u != true and margin > 0 else 0.0
        return total / outputs
    if loss == HINGE:
        margin = 1 - target[0, point] * z[first, j]
        return margin if margin > 0 else 0.0
    for o in range(outputs):
        total += (a[inputs + first + o, j] - target[o, point]) ** 2
    return total / outputs


@compiled
def maps(sizes, codes, w, x, first, out):
    """Outputs of the units from `first` on, at x (inputs, n), for weights (k, P), into out (k, units − first, n)."""
    inputs, units = sizes[0], first + out.shape[1]
    a, z, slope = np.zeros((inputs + units, LANES)), np.zeros((units, LANES)), np.zeros((units, LANES))
    for k in range(len(w)):
        for start in range(0, x.shape[1], LANES):
            m = min(LANES, x.shape[1] - start)
            for i in range(inputs):
                for j in range(m):
                    a[i, j] = x[i, start + j]
            forward(sizes, codes, w[k], a, z, slope, z[:0], m)
            for u in range(out.shape[1]):
                for j in range(m):
                    out[k, u, start + j] = a[inputs + first + u, j]
