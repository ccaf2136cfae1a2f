"""Sixty-four starts: each equals its single run, and those that solve the task are counted."""

import numpy as np
import pytest

from core.experiments import playground, playground_seeds
from core.experiments.playground_seeds import CELLS, ENOUGH_ACCURACY, SEEDS, run
from core.settings.playground import DEFAULTS, MISSIONS, PRESETS
from core.settings.schema import replace

LUCK = MISSIONS["luck"].settings


def test_each_of_the_sixty_four_equals_its_single_run():
    starts = run(LUCK)
    assert starts.seeds.tolist() == list(range(64))
    for seed in (0, 4, 63):
        single = playground.run(replace(LUCK, starts="one", weight_seed=seed)).film.run
        assert single.train_loss[-1] == starts.loss[seed]
        np.testing.assert_allclose(starts.losses[seed], single.train_loss[starts.epochs], rtol=1e-6)
        assert (single.train_accuracy[-1] >= ENOUGH_ACCURACY) == starts.solved[seed]
    assert len(starts.maps) == SEEDS * CELLS**2


def test_the_mission_is_right_some_solve_it_and_more_neurons_help():
    two, four = run(LUCK).solved.sum(), run(replace(LUCK, width_1=4)).solved.sum()
    assert 5 < two < 30
    assert four > two + 10


def test_the_chosen_seed_is_among_them():
    assert run(replace(LUCK, weight_seed=130)).seeds[0] == 128
    assert 130 in run(replace(LUCK, weight_seed=130)).seeds


def test_a_diverged_start_has_no_numbers_and_has_not_solved_it():
    starts = run(replace(PRESETS["diverges"], starts="sixty_four"))
    assert not starts.solved.any()
    assert np.isnan(starts.losses[:, -1]).any()
    assert np.isfinite(starts.losses[:, 0]).all()


@pytest.mark.parametrize("data, channels", (("plane", 1), ("spirals_3", 3)))
def test_regression_and_classes(data, channels):
    starts = run(replace(DEFAULTS, starts="sixty_four", data=data, epochs=20, data_size=50))
    assert len(starts.maps) == SEEDS * channels * CELLS**2
    assert (starts.accuracy is None) == (data == "plane")


def test_too_much_work_is_cut_and_said():
    starts = run(replace(DEFAULTS, hidden=6, data_size=2000, epochs=5000))
    assert starts.wanted == 5000
    assert starts.epochs[-1] < 100
    assert playground_seeds.run(replace(LUCK, epochs=100)).wanted is None
