"""What the page on a CNN from scratch shows adds up, and is what PyTorch finds."""

import ast

import pytest
import torch

from core.experiments import cnn_from_scratch as experiment
from core.gradient_check import by_autograd
from core.settings.cnn_from_scratch import LAYERS, MISSIONS, PRESETS, TRAINING, CnnFromScratch, of_training
from core.settings.schema import replace

CHOSEN = CnnFromScratch(digit=7, filter=4, seed=2)


@pytest.fixture(scope="module")
def result():
    return experiment.run(CHOSEN)


def test_gradients_are_autograds(result):
    theirs = by_autograd(result.network.weights(), result.image[None], 7)
    torch.testing.assert_close(result.network.gradients["conv"], theirs["conv", "input"])
    torch.testing.assert_close(result.network.layers["conv"].weight_gradient, theirs["conv", "weight"])
    assert result.loss == pytest.approx(-result.probabilities[7].log().item())


def test_shares_add_up_to_what_they_are_shares_of(result):
    network = result.network
    torch.testing.assert_close(result.hidden_shares.sum(1), network.values["hidden_relu"][0])
    torch.testing.assert_close(result.pooled_shares.sum(1), network.gradients["flatten"][0, 3].flatten())
    shares = [experiment.run(replace(CHOSEN, filter=number)).image_share for number in range(1, 9)]
    torch.testing.assert_close(torch.stack(shares).sum(0), network.gradients["conv"][0, 0])


def test_a_patch_can_be_added_up_by_hand(result):
    """Two decimals in the picture and in the filters: four in a sum."""
    z = result.network.values["relu"][0]
    torch.testing.assert_close(z, z.round(decimals=4), atol=1e-12, rtol=0)
    assert z.abs().max() > 0.5


def test_a_mistake_does_not_reach_the_picture_but_the_check():
    wrong = replace(CHOSEN, mistake="skip_dense")
    assert torch.equal(experiment.run(wrong).network.gradients["conv"], experiment.run(CHOSEN).network.gradients["conv"])
    assert max(row.whole for row in experiment.check(wrong)) > 0.01
    assert max(row.whole for row in experiment.check(CHOSEN)) < 1e-12


@pytest.mark.parametrize("layer", LAYERS)
def test_code_shown_is_the_code_that_runs(layer):
    for version in ("loops", "im2col"):
        names = [node.name for node in ast.parse(experiment.source(layer, version)).body]
        assert names == [
            experiment.gradient_check.CLASS_NAMES[layer],
            *(["im2col", "col2im"] if (layer, version) == ("conv", "im2col") else []),
        ]
    if layer not in ("conv", "relu"):  # these take long
        assert min(experiment.timing(layer)) > 0


def test_settings_of_a_training_hold_nothing_else():
    assert of_training(replace(CHOSEN, view="training", digit=1, filter=2)) == CnnFromScratch(seed=2)
    changed = CnnFromScratch(
        data="digits", train_size=500, epochs=1, batch_size=8, learning_rate=0.1, seed=3, mistake="all_ties"
    )
    assert of_training(changed) == changed
    assert set(TRAINING) < set(experiment.script_values(CHOSEN, experiment.run(CHOSEN)))


def test_the_curriculums_training_is_the_default():
    settings = PRESETS["training"]
    assert (settings.train_size, settings.epochs, settings.batch_size, settings.learning_rate) == (5_000, 3, 16, 0.005)


def test_missions_tell_the_truth():
    ties = experiment.check(MISSIONS["ties"].settings)
    assert max(row.whole for row in ties) > 0.01 and all(max(*row.im2col) < 1e-6 for row in ties), "only the digit has ties"
    rows = experiment.check(MISSIONS["skip_dense"].settings)
    wrong = [row.layer for row in rows if row.whole > 1e-6]
    assert set(wrong) == {"conv", "relu", "pool", "flatten"}
