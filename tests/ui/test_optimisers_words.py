"""What the optimisers page says of limits, divergence and single steps."""

import re

import pytest

from core.experiments.optimisers import run
from core.experiments.optimisers_numbers import update_at
from core.settings.optimisers import DEFAULTS, MISSIONS, PRESETS
from core.settings.schema import replace
from ui.labels import LANGUAGES, catalogue
from ui.optimisers_words import notice, numbers, verdict


def said(settings, name):
    result = run(settings)
    return verdict(result, result.racers[name])


def test_a_rate_lies_below_at_or_above_its_limit():
    assert said(PRESETS["right"], "sgd") == "SGD: η = 0.07 is below its stability limit 2 / λ = 0.1."
    assert "for ever" in said(PRESETS["too_large"], "sgd")
    assert said(PRESETS["divergent"], "sgd").endswith("above its stability limit 2 / λ = 0.1.")
    survivor = MISSIONS["survivor"].settings
    assert said(survivor, "momentum") == "Momentum: η = 0.11 is below its stability limit (2 + 2μ) / λ = 0.19."
    assert said(survivor, "nesterov").endswith("(2 + 2μ) / ((1 + 2μ) λ) = 0.06786.")
    assert "no fixed limit" in said(DEFAULTS, "adam")
    # Rosenbrock's sharpest curvature is 1001.6, but only at the minimum.
    assert said(PRESETS["rosenbrock"], "sgd") == "SGD: η = 0.001 is below 2 / λ = 0.001997, its limit near the minimum."
    assert "above" in said(replace(PRESETS["rosenbrock"], learning_rate_sgd=0.01), "sgd")


def test_who_diverged_in_which_step():
    racers = run(MISSIONS["survivor"].settings).racers
    assert notice(racers["momentum"]) == ""
    assert notice(racers["nesterov"]) == "Nesterov diverged in step 7: η = 0.11 is above its stability limit 0.06786."
    steep = run(replace(DEFAULTS, surface="beale", start="-3_2.9", learning_rate_sgd=0.004)).racers["sgd"]
    assert steep.rate < steep.limit
    assert re.fullmatch(r"SGD diverged in step \d+: at η = 0.004 its steps are too long .*", notice(steep))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_fit_in_their_line(language):
    """The line below the picture holds about 85 characters."""
    words = catalogue(language)
    longest = {"name": "Nesterov", "rate": "0.00012", "limit": "0.001355", "formula": "(2 + 2μ) / ((1 + 2μ) λ)", "step": 100}
    for key in ("below_limit", "above_limit", "at_limit", "diverged", "diverged_above", "no_limit"):
        assert len(words[f"optimisers.{key}"].format(**longest)) <= 100, key


def test_a_step_in_html():
    result = run(DEFAULTS)
    html = numbers(DEFAULTS, result, "adam", update_at(DEFAULTS, result, "adam", 12))
    assert html.count("<tr>") == html.count("</tr>") == 6, "g, m, v and both corrected, w"
    assert "0.999<sup>12</sup>" in html
    assert "β₁ = 0.9, β₂ = 0.999" in html
    assert "<b>20</b>" in html
    assert "{" not in html
