"""What the optimisers page computes: presets, missions, links, and numbers that can be worked out again."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.experiments import optimisers as experiment
from core.experiments.optimisers import run, selected_of, start_of, step_of, write_start
from core.experiments.optimisers_numbers import update_at
from core.rounding import read, rounded, shown
from core.settings.optimisers import DEFAULTS, MISSIONS, NAMES, PRESETS, TUNED, Optimisers, rates, retuned
from core.settings.schema import replace, to_link
from core.surfaces import SURFACES


def last_loss(name, settings=DEFAULTS, **changes):
    return float(run(replace(settings, **changes)).racers[name].path.loss[-1])


def test_too_small_right_too_large_divergent():
    start = last_loss("sgd", PRESETS["right"], race_steps=20, start="-2.6_1", learning_rate_sgd=1e-4)
    assert last_loss("sgd", PRESETS["too_small"]) > 0.15 * start
    assert last_loss("sgd", PRESETS["right"]) < 0.003
    assert last_loss("sgd", PRESETS["too_large"]) == pytest.approx(10, abs=0.1), "½ · 20 · 1²: from wall to wall, for ever"
    assert run(PRESETS["divergent"]).racers["sgd"].path.diverged == 38
    assert {name: run(preset).racers["sgd"].limit for name, preset in PRESETS.items() if preset.racers == ("sgd",)} == {
        name: pytest.approx(0.1) for name in ("too_small", "right", "too_large", "divergent")
    }


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_has_rates_with_which_all_six_descend(surface):
    settings = retuned(DEFAULTS, replace(DEFAULTS, surface=surface))
    assert tuple(rates(settings).values()) == TUNED[surface]
    for racer in run(settings).racers.values():
        assert racer.path.diverged is None
        assert racer.path.loss[-1] < 0.5 * racer.path.loss[0]
        assert racer.limit is None or racer.rate < racer.limit


def test_retuning_leaves_the_learners_own_rates_alone():
    own = replace(DEFAULTS, surface="bowl", learning_rate_sgd=0.5)
    assert retuned(DEFAULTS, own) == own
    assert retuned(DEFAULTS, replace(DEFAULTS, learning_rate_sgd=0.5)).learning_rate_sgd == 0.5
    for preset in PRESETS.values():
        assert retuned(DEFAULTS, preset) == preset


def test_answers_of_the_missions():
    racers = run(MISSIONS["survivor"].settings).racers
    assert {name: racer.path.diverged for name, racer in racers.items()} == {"sgd": 38, "momentum": None, "nesterov": 7}
    assert racers["momentum"].path.loss[-1] < 1e-3
    for racer in run(MISSIONS["zeros"].settings).racers.values():
        assert not racer.path.weights.any()
    noise = MISSIONS["noise"].settings
    ends = {schedule: [] for schedule in ("constant", "cosine")}
    for schedule, losses in ends.items():
        for seed in range(30):
            losses.append(last_loss("sgd", noise, schedule=schedule, seed=seed))
    assert np.mean(ends["cosine"]) < 0.3 * np.mean(ends["constant"])
    trembling = run(replace(noise, schedule="constant")).racers["sgd"].path.loss[100:]
    assert trembling.mean() > 10 * last_loss("sgd", noise)


def test_on_the_saddle_those_that_divide_by_the_gradient_leave_first():
    racers = run(PRESETS["saddle"]).racers
    left = {name: int(np.argmax(np.abs(racer.path.weights[:, 1]) > 0.5)) for name, racer in racers.items()}
    assert max(left[name] for name in ("adagrad", "rmsprop", "adam")) < 30 < left["sgd"]


@settings(max_examples=50, deadline=None)
@given(text=st.one_of(st.text(max_size=24), st.sampled_from(("nan_1", "inf_0", "1_2_3", "_", "1e999_0", "99_-99"))))
def test_any_text_is_a_start(text):
    for surface in ("bowl", "rosenbrock"):
        low1, high1, low2, high2 = SURFACES[surface].bounds
        w1, w2 = start_of(Optimisers(surface=surface, start=text))
        assert low1 <= w1 <= high1
        assert low2 <= w2 <= high2


def test_a_start_survives_the_link():
    settings = replace(DEFAULTS, start=write_start(-1.23456, 0.5))
    assert settings.start == "-1.235_0.5"
    assert run(settings).racers["adam"].path.weights[0].tolist() == [-1.235, 0.5]
    assert start_of(DEFAULTS) == SURFACES["ravine"].start
    assert to_link(settings) == {"start": "-1.235_0.5"}


@pytest.mark.parametrize("text", ("", "x", "-3", "²", "99999", "7"))
def test_any_text_is_a_step(text):
    path = run(DEFAULTS).racers["sgd"].path
    assert step_of(replace(DEFAULTS, step=text), path) == (7 if text == "7" else 100)
    assert selected_of(replace(DEFAULTS, selected=text, racers=("adam", "sgd"))) == "adam"


def value_of(text):
    """What a line of numbers comes to, by Python's own arithmetic."""
    superscripts = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"e{m[1].translate(superscripts)}", text)
    text = re.sub(r"\b10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"1e{m[1].translate(superscripts)}", text)
    text = re.sub(r"√(\([^)]*\)|[\d.e-]+)", r"sqrt(\1)", text.replace("−", "-"))
    text = re.sub(r"\^\{(\d+)\}", r"**\1", text.replace("²", "**2"))
    return eval(text.replace("·", "*"), {"sqrt": math.sqrt})


def without_noise(value):
    """The last digit of a sum that should be 0 is no number to show."""
    return shown(float(value)) if abs(value) > 1e-13 else "0"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("surface", ("ravine", "beale", "network"))
@pytest.mark.parametrize("noisy", (False, True))
def test_what_is_shown_can_be_worked_out_again(name, surface, noisy):
    extra = (
        {"gradient_noise": 0.7, "schedule": "cosine", "momentum": 0.75, "beta2": 0.95, "rmsprop_alpha": 0.9} if noisy else {}
    )
    chosen = replace(DEFAULTS, surface=surface, race_steps=300, **extra)
    chosen = replace(retuned(DEFAULTS, chosen), schedule=chosen.schedule)
    result = run(chosen)
    path = result.racers[name].path
    for step in (0, 1, 2, 7, 60, 150, 299, 300):
        update = update_at(chosen, result, name, step)
        assert update.step == max(step, 1)
        assert update.before == tuple(map(without_noise, path.weights[update.step - 1].tolist()))
        assert update.quantities[-1].symbol == "w"
        for i, (_, text) in enumerate(update.quantities[-1].lines):
            assert text == update.after[i] == without_noise(path.weights[update.step, i])
        for quantity in update.quantities:
            assert len(quantity.lines) == (1 if quantity.symbol == "ηₜ" else 2)
            for numbers, text in quantity.lines:
                if numbers:
                    assert rounded(value_of(numbers)) == pytest.approx(float(read(text)), rel=1e-12), (quantity.symbol, step)
                assert "nan" not in text + numbers


def test_rounded_numbers_are_those_of_the_run():
    """What the update says of Adam's memory is what torch.optim's Adam remembers (test_optimisers compares the paths)."""
    result = run(DEFAULTS)
    update = update_at(DEFAULTS, result, "adam", 12)
    shown_now = {q.symbol: [text for _, text in q.lines] for q in update.quantities}
    path = result.racers["adam"].path
    g = [path.gradients[:12, i] for i in (0, 1)]
    weights = 0.9 ** np.arange(11, -1, -1)
    assert shown_now["m"] == [shown(float(0.1 * (weights * values).sum())) for values in g]
    assert rounded(float(path.memory["m"][12, 0])) == rounded(float(0.1 * (weights * g[0]).sum()))


def test_a_path_without_a_step_has_no_update():
    far = replace(DEFAULTS, surface="beale", racers=("sgd",), learning_rate_sgd=10.0, start="-3_2.9")
    result = run(far)
    assert result.racers["sgd"].path.diverged == 1
    assert update_at(far, result, "sgd", 3) is None


def test_a_changed_rate_moves_one_racer_only():
    before = run(DEFAULTS).racers
    after = run(replace(DEFAULTS, learning_rate_adam=1.0)).racers
    assert after["sgd"].path is before["sgd"].path
    assert after["adam"].path is not before["adam"].path
    assert experiment.descended.cache_info().maxsize >= len(NAMES)
