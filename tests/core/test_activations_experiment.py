"""What the activations page computes: every preset, the batch against SciPy's distributions, the softmax tables, bad links."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.activations import ACTIVATIONS
from core.experiments.activations import Curves, Softmax, batch, probe_of, read_logits, run, shown_of, write_logits
from core.settings.activations import DEFAULTS, MISSIONS, PRESETS, Activations
from core.settings.schema import knobs, replace

EXAMPLES = {**PRESETS, **{f"mission_{name}": mission.settings for name, mission in MISSIONS.items()}}


def normal_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def curve(result, name):
    return next(each for each in result.curves if each.name == name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_presets_and_missions_run(name):
    result = run(EXAMPLES[name])
    arrays = [each.values for each in result.curves] if isinstance(result, Curves) else [result.p, *result.tables]
    assert all(np.isfinite(array).all() for array in arrays)
    assert isinstance(result, Softmax) == (EXAMPLES[name].view == "softmax")


def test_the_curriculums_four_on_its_range():
    result = run(PRESETS["classics"])
    assert [each.name for each in result.curves] == ["step", "sigmoid", "tanh", "relu"]
    assert (result.x[0], result.x[-1]) == (-5, 5)
    expected = {"step": (1, 0), "sigmoid": (0.8176, 0.1491), "tanh": (0.9051, 0.1807), "relu": (1.5, 1)}
    for name, (value, slope) in expected.items():
        each = curve(result, name)
        assert each.values[result.probe] == pytest.approx(value, abs=5e-5)
        assert each.slopes[result.probe] == pytest.approx(slope, abs=5e-5)


def test_answers_of_the_missions():
    ten = run(MISSIONS["ten_layers"].settings)
    assert curve(ten, "sigmoid").slopes[ten.probe] ** 10 == pytest.approx(1e-6, rel=0.05)
    assert curve(ten, "tanh").slopes[ten.probe] == 1
    dead = curve(run(MISSIONS["dead"].settings), "relu")
    assert 0.998 < dead.share.dead < 1
    assert dead.share.zero == dead.share.dead
    plain, raised = run(Activations(view="softmax")), run(MISSIONS["offset"].settings)
    np.testing.assert_allclose(raised.p, plain.p)
    np.testing.assert_allclose(raised.powers, plain.powers * math.e**5)
    assert plain.p.round(4).tolist() == [0.6590, 0.2424, 0.0986]


@pytest.mark.parametrize(("mean", "std"), ((0.0, 1.0), (-2.0, 1.0), (1.5, 3.0)))
def test_the_batch_does_what_probability_says(mean, std):
    """10 000 inputs: shares lie within four standard errors of the normal distribution's."""
    result = run(Activations(activation=("relu", "sigmoid", "hardtanh"), mean=mean, std=std, samples=10_000))

    def below(x):
        return normal_cdf((x - mean) / std)

    edge = math.log((1 + math.sqrt(0.8)) / (1 - math.sqrt(0.8)))  # where σ′ = 0.05
    expected = {
        "relu": (below(0), below(0), below(0)),
        "sigmoid": (0, below(-edge) + 1 - below(edge), 0),
        "hardtanh": (0, below(-1) + 1 - below(1), below(-1) + 1 - below(1)),
    }
    for name, shares in expected.items():
        share = curve(result, name).share
        for ours, true in zip((share.zero, share.saturated, share.dead), shares, strict=True):
            assert ours == pytest.approx(true, abs=4 * math.sqrt(max(true * (1 - true), 1e-9) / 10_000))
    assert sum(result.outside) == pytest.approx(below(-5) + 1 - below(5), abs=0.02)
    assert result.inputs.sum() + sum(result.outside) == pytest.approx(1)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_output_is_counted_once(name):
    settings = Activations(activation=(name,), std=2.0)
    result = run(settings)
    each = result.curves[0]
    outputs = ACTIVATIONS[name].function(batch(settings), **each.parameter)
    low, high = result.window
    inside = ((outputs >= low) & (outputs <= high)).mean()
    counted = each.bars.sum() + sum(share for value, share in each.atoms if low <= value <= high)
    assert counted == pytest.approx(inside)
    assert (each.mean, each.std) == (pytest.approx(outputs.mean()), pytest.approx(outputs.std()))
    assert [value for value, _ in each.atoms] == {"step": [0, 1], "relu": [0], "hardtanh": [-1, 1]}.get(name, [])


def test_the_same_seed_gives_the_same_batch():
    assert np.array_equal(batch(DEFAULTS), batch(DEFAULTS))
    assert not np.array_equal(batch(DEFAULTS), batch(replace(DEFAULTS, seed=1)))
    more = batch(replace(DEFAULTS, mean=2.0, std=3.0))
    np.testing.assert_allclose(more, 2 + 3 * batch(DEFAULTS))


@pytest.mark.parametrize("limit", (2, 5, 10))
@pytest.mark.parametrize("names", (("sigmoid",), ("relu", "tanh"), ("leaky_relu", "elu"), ("step", "softplus")))
def test_the_plot_shows_bounded_functions_whole(limit, names):
    result = run(Activations(activation=names, x_max=limit, negative_slope=1.0, alpha=3.0))
    low, high = result.window
    for each in result.curves:
        if np.isfinite((each.facts.low, each.facts.high)).all():
            assert low < each.values.min() <= each.values.max() < high
        assert result.slope_window[0] < each.slopes.min() <= each.slopes.max() < result.slope_window[1]


def test_the_probe_stays_on_the_plot_and_on_a_chosen_function():
    far = Activations(x=9.0, x_max=3, shown="gelu")
    assert probe_of(far) == run(far).x[run(far).probe] == 3
    assert shown_of(far) == "step"
    for x in (-0.75, 0.0, 0.05, 1.45):
        result = run(Activations(x=x))
        assert result.x[result.probe] == x


@pytest.mark.parametrize("temperature", (0.2, 0.5, 1.0, 5.0))
@pytest.mark.parametrize("offset", (-5.0, 0.0, 5.0))
def test_tables_hold_what_pytorch_computes_at_every_place(temperature, offset):
    settings = Activations(view="softmax", logits="-4,1.5,5", temperature=temperature, offset=offset)
    result = run(settings)
    powers, p, jacobian = result.tables
    places = np.linspace(-5, 5, 101)
    for i, k in ((0, 0), (0, 100), (1, 37), (2, 64)):
        z = torch.tensor(result.logits, dtype=torch.float64)
        z[i] = places[k]
        np.testing.assert_allclose(p[i, k], F.softmax((z + offset) / temperature, 0), rtol=1e-9, atol=1e-15)
        exact = torch.autograd.functional.jacobian(lambda z: F.softmax((z + offset) / temperature, 0), z)
        np.testing.assert_allclose(jacobian[i, k], exact, rtol=1e-8, atol=1e-15)
        np.testing.assert_allclose(powers[i, k] / powers[i, k].sum(), p[i, k], rtol=1e-9)
    here = round((result.logits[1] + 5) / 0.1)
    np.testing.assert_allclose(p[1, here], result.p)
    np.testing.assert_allclose(powers[1, here], result.powers)
    assert result.powers.max() <= math.e**10.001, "powers stay readable"


@pytest.mark.parametrize("nonsense", ("", "x", "1,2", "1,2,3,4", "nan,1,2", "inf,0,0", "1;2;3", ",,"))
def test_nonsense_logits_in_a_link_fall_back(nonsense):
    assert read_logits(nonsense) == (2.0, 1.0, 0.1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_logits_survive_the_link(values):
    z = read_logits(",".join(map(str, values)))
    assert all(-5 <= each <= 5 for each in z)
    assert read_logits(write_logits(z)) == z
    assert len(write_logits(z)) <= knobs(DEFAULTS)["logits"].longest
