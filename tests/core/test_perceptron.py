"""The perceptron rule: the curriculum's run, scikit-learn's, autograd's step, exact decimals, cycles."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron

from core.perceptron import Neuron, Point, misclassified, orders, train
from core.settings.perceptron import GATES

ZERO = Neuron(Decimal(0), Decimal(0), Decimal(0))
TENTH = Decimal("0.1")

hundredths = st.integers(-200, 300).map(lambda n: Decimal(n) / 100)
tenths = st.integers(-20, 20).map(lambda n: Decimal(n) / 10)
clouds = st.lists(st.builds(Point, hundredths, hundredths, st.integers(0, 1)), min_size=1, max_size=12)
neurons = st.builds(Neuron, tenths, tenths, tenths)
rates = st.integers(1, 100).map(lambda n: Decimal(n) / 100)


def gate(name):
    return [Point(Decimal(k // 2), Decimal(k % 2), y) for k, y in enumerate(GATES[name])]


def test_the_curriculum_s_run_of_or():
    run = train(gate("or"), ZERO, TENTH, 20)
    ends = [run.steps[4 * epoch - 1].neuron for epoch in (1, 2, 3, 4)]
    written = [tuple(map(str, map(Decimal.normalize, neuron))) for neuron in ends]
    assert written == [("0", "0.1", "0"), ("0.1", "0.1", "0"), ("0.1", "0.1", "-0.1"), ("0.1", "0.1", "-0.1")]
    assert run.mistakes == (2, 2, 1, 0)
    assert run.converged == 4
    assert [step.epoch for step in run.steps] == [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4
    assert [step.sample for step in run.steps] == [0, 1, 2, 3] * 4


@pytest.mark.parametrize("name", ("and", "or", "nand"))
@pytest.mark.parametrize("seed", (None, 3))
def test_separable_gates_converge(name, seed):
    run = train(gate(name), Neuron(Decimal(-1), Decimal("0.5"), Decimal(1)), TENTH, 100, seed)
    assert run.converged == len(run.mistakes)
    assert not misclassified([run.neurons[-1]], gate(name)).any()


@pytest.mark.parametrize("seed", (None, 3))
def test_xor_never_stops_making_mistakes(seed):
    run = train(gate("xor"), ZERO, TENTH, 100, seed)
    assert run.converged is None
    assert len(run.mistakes) == 100
    assert min(run.mistakes) > 0


def test_a_cycle_repeats():
    points = [*gate("or"), Point(Decimal("0.9"), Decimal("1.5"), 0)]
    run = train(points, ZERO, TENTH, 100)
    first, period = run.cycle
    ends = [run.start, *(run.steps[len(points) * epoch - 1].neuron for epoch in range(1, 101))]
    assert ends[first : first + 3 * period] == ends[first : first + period] * 3
    assert len(set(ends[: first + period])) == first + period, "nothing came back before"
    assert train(points, ZERO, TENTH, first + period - 1).cycle is None
    assert train(points, ZERO, TENTH, 100, seed=1).cycle is None, "in a new order the same weights prove nothing"


@settings(max_examples=60, deadline=None)
@given(points=clouds, start=neurons, rate=rates)
def test_every_number_is_exact(points, start, rate):
    """The rule once more, in fractions."""
    weights = [Fraction(v) for v in start]
    for step in train(points, start, rate, 5).steps:
        inputs = (Fraction(points[step.sample].x1), Fraction(points[step.sample].x2), 1)
        z = sum(w * x for w, x in zip(weights, inputs, strict=True))
        error = points[step.sample].label - (1 if z >= 0 else 0)
        weights = [w + Fraction(rate) * error * x for w, x in zip(weights, inputs, strict=True)]
        assert (Fraction(step.z), step.error) == (z, error)
        assert [Fraction(v) for v in step.neuron] == weights


@settings(max_examples=60, deadline=None)
@given(points=clouds, start=neurons, rate=rates)
def test_scikit_learn_arrives_at_the_same_weights(points, start, rate):
    assume(len({point.label for point in points}) == 2)
    run = train(points, start, rate, 3)
    # scikit-learn corrects a sample of class 1 at z = 0, where here the answer is right already.
    assume(all(step.z for step in run.steps))
    theirs = Perceptron(shuffle=False, eta0=float(rate), tol=None, max_iter=len(run.mistakes))
    x, y = np.array([[float(p.x1), float(p.x2)] for p in points]), [point.label for point in points]
    start_at = {"coef_init": [[float(start.w1), float(start.w2)]], "intercept_init": [float(start.b)]}
    theirs.fit(x, y, **start_at)
    assert [*theirs.coef_[0], *theirs.intercept_] == pytest.approx([float(v) for v in run.neurons[-1]], abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(point=clouds, start=neurons, rate=rates)
def test_a_step_goes_against_autograd_s_gradient(point, start, rate):
    """Of the perceptron criterion (ŷ − y)·z, in which ŷ counts as a constant."""
    step = train(point[:1], start, rate, 1).steps[0]
    w = torch.tensor([float(v) for v in start], dtype=torch.float64, requires_grad=True)
    x = torch.tensor([float(point[0].x1), float(point[0].x2), 1.0], dtype=torch.float64)
    z = w @ x
    assert z.item() == pytest.approx(float(step.z), abs=1e-9)
    ((step.prediction - point[0].label) * z).backward()
    moved = (w - float(rate) * w.grad).tolist()
    assert moved == pytest.approx([float(v) for v in step.neuron], abs=1e-9)


def test_from_zero_the_learning_rate_only_scales():
    small, large = (train(gate("and"), ZERO, rate, 20) for rate in (TENTH, Decimal(1)))
    assert [s.prediction for s in small.steps] == [s.prediction for s in large.steps]
    assert [tuple(10 * v for v in n) for n in small.neurons] == [tuple(n) for n in large.neurons]


@settings(max_examples=40, deadline=None)
@given(points=clouds, tried=st.lists(neurons, min_size=1, max_size=6))
def test_misclassified_agrees_with_the_decimals(points, tried):
    expected = [[(n.weighted_sum(p) >= 0) != bool(p.label) for p in points] for n in tried]
    assert misclassified(tried, points).tolist() == expected


def test_a_sum_of_exactly_zero_is_class_one():
    """0.1 + 0.2 − 0.3, which in binary floats is 5.6e-17, and in the other order negative."""
    neuron = Neuron(Decimal("0.1"), Decimal("0.2"), Decimal("-0.3"))
    one = Point(Decimal(1), Decimal(1), 1)
    assert neuron.weighted_sum(one) == 0
    assert train([one], neuron, TENTH, 1).mistakes == (0,)
    assert not misclassified([neuron], [one]).any()


def test_orders():
    listed, shuffled, again, other = (orders(6, seed) for seed in (None, 4, 4, 5))
    assert [list(next(listed)) for _ in range(2)] == [[0, 1, 2, 3, 4, 5]] * 2
    first = [next(shuffled) for _ in range(5)]
    assert all(sorted(order) == list(range(6)) for order in first)
    assert len(set(map(tuple, first))) > 1
    assert first == [next(again) for _ in range(5)] != [next(other) for _ in range(5)]


def test_no_points_and_one_class():
    assert train([], ZERO, TENTH, 5).steps == ()
    assert misclassified([ZERO], []).shape == (1, 0)
    zeros = [Point(Decimal(k), Decimal(1), 0) for k in range(3)]
    assert train(zeros, ZERO, TENTH, 20).converged == 2
