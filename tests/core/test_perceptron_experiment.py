"""What the perceptron page computes: presets, missions, the learner's own points and every way a run can end."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import LearnerError
from core.experiments.perceptron import CLOUD, MOST_POINTS, points_of, run, script_values, write
from core.settings.perceptron import DEFAULTS, GATES, MISSIONS, PRESETS, Perceptron
from core.settings.schema import from_link, replace, to_link

OUTCOMES = {
    "or": "converged",
    "and": "converged",
    "nand": "converged",
    "xor": "standstill",
    "slow": "converged",
    "cloud": "converged",
    "outlier": "inseparable",
}


def own(points, **more):
    return Perceptron(problem="own", points=points, **more)


@pytest.mark.parametrize("name", PRESETS)
def test_presets(name):
    result = run(PRESETS[name])
    assert result.outcome == OUTCOMES[name]
    assert result.wrong.shape == (len(result.training.steps) + 1, len(result.points))
    assert PRESETS[name].step <= len(result.training.steps), "the preset shows a moment that exists"
    assert from_link(Perceptron, to_link(PRESETS[name])) == PRESETS[name]
    assert bool(result.wrong[-1].any()) == (result.training.converged is None)


def test_names_of_presets_keep_their_promise():
    assert run(PRESETS["or"]).training.converged == 4
    assert run(PRESETS["slow"]).training.converged > 50
    assert run(PRESETS["outlier"]).best.mistakes == 1
    without = PRESETS["outlier"].points.rpartition("~")[0]
    assert run(own(without)).training.converged


def test_answers_of_the_missions():
    xor = run(MISSIONS["xor"].settings)
    assert len(xor.training.mistakes) == 100
    assert set(xor.training.mistakes[2:]) == {4}
    assert (xor.outcome, xor.reason, xor.best.mistakes) == ("standstill", "crossing", 1)
    moved = own("0_0_0~0_1_1~1_0_1~0.3_0.3_0")
    assert run(moved).training.converged, "one point across the other diagonal, and the rule succeeds"

    tenth, whole = run(DEFAULTS).training, run(MISSIONS["ten_times"].settings).training
    assert tenth.converged == whole.converged == 4
    assert whole.neurons[-1] == (1, 1, -1)
    fast, slow = (run(replace(MISSIONS["ten_times"].settings, first_weight=-1.0, learning_rate=rate)) for rate in (1.0, 0.1))
    assert fast.training.converged < slow.training.converged, "from another start the learning rate matters"

    other = run(MISSIONS["other_start"].settings).training
    assert other.converged
    from_zero = run(Perceptron(problem="and")).training.neurons[-1]
    assert from_zero == (Decimal("0.2"), Decimal("0.1"), Decimal("-0.3"))
    assert other.neurons[-1] == (Decimal("0.3"), Decimal("0.1"), Decimal("-0.4"))
    ends = {run(replace(MISSIONS["other_start"].settings, seed=seed)).training.neurons[-1] for seed in range(6)}
    assert len(ends) > 1, "other seeds meet other lines"


@pytest.mark.parametrize(
    ("settings", "outcome", "reason"),
    [
        (own("none"), "empty", ""),
        (own("0_0_1~1_1_1"), "one_class", ""),
        (own("0_0_0~1_1_0"), "one_class", ""),
        (Perceptron(most_epochs=2), "unfinished", ""),
        (Perceptron(problem="xor"), "standstill", "crossing"),
        (Perceptron(problem="xor", sample_order="shuffled"), "inseparable", "crossing"),
        (own("0_0_0~0_1_0~1_0_1~1_1_1~0.9_1.5_0", most_epochs=100), "converged", ""),
        (own("0_0_0~0_0_1"), "standstill", "same_place"),
        (own("0_0_0~1_0_1~2_0_0", most_epochs=100), "cycle", "on_segment"),
        (own("0_0_0~2_0_0~0_2_0~0.5_0.5_1", most_epochs=3), "inseparable", "in_triangle"),
    ],
)
def test_every_way_to_end(settings, outcome, reason):
    result = run(settings)
    assert (result.outcome, result.reason) == (outcome, reason)


@pytest.mark.parametrize("gate", GATES)
def test_truth_tables(gate):
    expected = {"and": min, "or": max, "nand": lambda x: 1 - min(x), "xor": lambda x: sum(x) % 2}[gate]
    for x1, x2, label in points_of(Perceptron(problem=gate)):
        assert label == expected((int(x1), int(x2)))


coordinates = st.integers(-200, 300).map(lambda n: n / 100)


@given(points=st.lists(st.tuples(coordinates, coordinates, st.integers(0, 1)), max_size=MOST_POINTS))
def test_points_survive_the_link(points):
    settings = own(write([list(point) for point in points]))
    assert [(float(x1), float(x2), y) for x1, x2, y in points_of(from_link(Perceptron, to_link(settings)))] == points


@pytest.mark.parametrize("nonsense", ("", "x", "1_2", "1_2_3", "9_9_1", "nan_0_1", "inf_0_0", "1e9999_0_0", "~_~", "1_1_1.5"))
def test_nonsense_in_a_link_shows_the_worked_example(nonsense):
    assert points_of(own(nonsense)) == points_of(own(CLOUD))
    assert run(own(nonsense)).outcome == "converged"


def test_what_is_readable_in_a_link_is_kept():
    assert points_of(own("0.5_-1_1~oops~7_0_0")) == ((Decimal("0.5"), Decimal(-1), 1),)
    assert len(points_of(own("~".join(["0.5_-1_1"] * 60)))) == MOST_POINTS


@pytest.mark.parametrize(
    ("points", "key"),
    [([[0, 0, 1]] * 41, "perceptron.too_many_points"), ([[0, 3.5, 1]], "perceptron.point_outside")],
)
def test_refused_points(points, key):
    with pytest.raises(LearnerError) as error:
        write(points)
    assert error.value.key == key


def test_script_values_follow_the_settings():
    values = script_values(DEFAULTS, run(DEFAULTS))
    assert values["points"] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert values["seed"] is None
    shuffled = replace(DEFAULTS, sample_order="shuffled", seed=7)
    assert script_values(shuffled, run(shuffled))["seed"] == 7
