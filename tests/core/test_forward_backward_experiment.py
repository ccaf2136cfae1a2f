"""What the forward-and-backward page computes: presets, edits in a link, updates replayed, errors explained."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import nn

from core.errors import LearnerError
from core.experiments.forward_backward import acted, edit, parse, run, script_values, sizes, variant
from core.settings.forward_backward import DEFAULTS, MISSIONS, PRESETS, ForwardBackward
from core.settings.schema import replace
from tests.core.small_networks import networks

EXAMPLES = {**PRESETS, **{name: mission.settings for name, mission in MISSIONS.items()}}


@pytest.mark.parametrize("name", EXAMPLES)
def test_presets_and_missions_agree_with_autograd(name):
    result = run(EXAMPLES[name])
    assert np.isfinite(result.losses).all()
    assert result.difference <= 1e-10
    assert len(result.losses) == EXAMPLES[name].updates + 1


def test_curriculum_numbers_and_the_erratum():
    result = run(DEFAULTS)
    assert [z.round(4).tolist() for z in result.passed.z] == [[0.6, 0.19, -0.06], [0.6065]]
    assert [a.round(4).tolist() for a in result.passed.a[1:]] == [[0.6457, 0.5474, 0.4850], [0.6471]]
    assert run(PRESETS["program"]).passed.a[-1].round(4).tolist() == [0.4691]
    assert (variant(DEFAULTS), variant(PRESETS["program"])) == ("textbook", "program")
    for other in (replace(DEFAULTS, updates=1), replace(DEFAULTS, hidden_first=4), PRESETS["tanh"], PRESETS["largest"]):
        assert variant(other) is None


def test_answers_of_the_missions():
    direction = run(MISSIONS["direction"].settings)
    assert direction.layers[1].weight[1, 0] == -0.4
    assert direction.updated[1].weight[1, 0] == pytest.approx(-0.3559, abs=5e-5)
    # … and with the target at 0, as the mission proposes, every gradient changes its sign.
    turned = run(replace(MISSIONS["direction"].settings, edits="y1:0"))
    for before, after in zip(direction.gradients.weight, turned.gradients.weight, strict=True):
        assert (np.sign(before) == -np.sign(after)).all()

    saturated = MISSIONS["saturated"].settings
    assert run(saturated).gradients.delta[1] == pytest.approx(7.04e-6, rel=1e-3)
    assert run(replace(saturated, updates=200)).loss == pytest.approx(1, abs=5e-5)
    assert run(replace(saturated, loss="binary_cross_entropy")).gradients.delta[1] == pytest.approx(1, abs=1e-4)

    overshoot = MISSIONS["overshoot"].settings
    assert [round(value, 4) for value in run(overshoot).losses] == [0.4436, 11.1222]
    stuck = run(replace(overshoot, updates=30))
    assert stuck.loss == pytest.approx(39.54, abs=0.01)
    assert (stuck.passed.z[0] < 0).all()
    assert run(replace(overshoot, updates=4, learning_rate=0.1)).loss == pytest.approx(0.0005, abs=5e-5)


def test_dead_neurons_get_no_gradient():
    result = run(PRESETS["dead"])
    dead = result.passed.z[0] < 0
    assert dead.tolist() == [False, True, True]
    assert (result.gradients.delta[0][dead] == 0).all()
    assert (result.gradients.weight[0][:, dead] == 0).all()


MODULES = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity}
LOSSES = {"mse": nn.MSELoss, "binary_cross_entropy": nn.BCEWithLogitsLoss, "cross_entropy": nn.CrossEntropyLoss}


@hypothesis_settings(max_examples=60, deadline=None)
@given(settings=networks())
def test_replayed_updates_are_those_of_sgd(settings):
    """torch.optim.SGD from the same initial weights: the same losses after every update, the same weights at the end."""
    result, start = run(settings), run(replace(settings, updates=0))
    parts = []
    for layer in start.layers:
        linear = nn.Linear(*layer.weight.shape, dtype=torch.float64)
        linear.weight.data, linear.bias.data = torch.tensor(layer.weight.T.copy()), torch.tensor(layer.bias)
        parts += [linear, MODULES[settings.activation]()]
    parts[-1] = MODULES[settings.output_activation]() if settings.loss == "mse" else nn.Identity()
    network = nn.Sequential(*parts)
    optimizer = torch.optim.SGD(network.parameters(), lr=settings.learning_rate)
    x, y = torch.tensor(start.x), torch.tensor(start.y)
    losses = []
    for _ in range(settings.updates + 2):
        loss = LOSSES[settings.loss]()(network(x), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        if len(losses) == settings.updates + 1:
            weights = [p.detach().clone() for p in network.parameters()]
        optimizer.step()
    np.testing.assert_allclose(result.losses, losses[:-1], rtol=1e-9, atol=1e-12)
    assert result.loss_after == pytest.approx(losses[-1], rel=1e-9, abs=1e-12)
    ours = [array for layer in result.layers for array in (layer.weight.T, layer.bias)]
    for mine, theirs in zip(ours, weights, strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-9, atol=1e-12)


@given(settings=networks())
@hypothesis_settings(max_examples=40, deadline=None)
def test_initial_numbers_can_be_worked_with_by_hand(settings):
    result = run(replace(settings, updates=0))
    assert [len(result.x), *(len(layer.bias) for layer in result.layers)] == sizes(settings)
    for layer in result.layers:
        assert np.array_equal(layer.weight, layer.weight.round(2))


def test_a_neuron_keeps_its_weights_when_others_come():
    small, large = run(replace(DEFAULTS, seed=5)), run(replace(DEFAULTS, seed=5, hidden_first=5))
    assert np.array_equal(large.layers[0].weight[:, :3], small.layers[0].weight)
    assert np.array_equal(large.layers[1].weight[:3], small.layers[1].weight)


def test_an_edit_is_part_of_the_history():
    """Typed over after two updates, a weight has that value there and trains on from it; earlier pictures stay as they were."""
    edited = replace(DEFAULTS, updates=2, edits=edit(replace(DEFAULTS, updates=2), "w", (1, 2, 3), 0.75))
    assert edited.edits == "2@w1.2.3:0.75"
    assert run(edited).layers[0].weight[1, 2] == 0.75
    assert run(replace(edited, updates=1)).losses == run(replace(DEFAULTS, updates=1)).losses
    later = run(replace(edited, updates=3)).layers[0].weight[1, 2]
    assert later == run(edited).updated[0].weight[1, 2] != 0.75
    # Typed over again at the same place it replaces; typed over earlier, what came later is forgotten.
    assert edit(edited, "w", (1, 2, 3), -1) == "2@w1.2.3:-1"
    assert edit(replace(edited, updates=0), "x", (1,), 0.25) == "x1:0.25"


def test_actions_in_the_picture():
    assert acted(DEFAULTS, {"kind": "apply", "updates": 3}) == replace(DEFAULTS, updates=3)
    assert acted(DEFAULTS, {"kind": "apply", "updates": 999}).updates == 200
    typed = {"kind": "edit", "target": "b", "index": [2, 1], "value": 0.5}
    assert acted(acted(DEFAULTS, typed), typed) == replace(DEFAULTS, edits="b2.1:0.5")


def test_every_kind_of_number_can_be_typed_over():
    result = run(replace(DEFAULTS, edits="x2:0.3,y1:0.5,b1.3:-2,b2.1:1.5,w2.3.1:-0.1234"))
    assert (result.x[1], result.y[0], result.layers[0].bias[2]) == (0.3, 0.5, -2)
    assert (result.layers[1].bias[0], result.layers[1].weight[2, 0]) == (1.5, -0.1234)


NONSENSE = (
    "x x1 x1: x9:1 x0:1 w1.1:2 w9.1.1:2 w1.9.1:2 w0.1.1:2 b1.9:1 x1:nan x1:1e9 -1@x1:3 q1:2 ,:,@:, x-1:2 1.5@x1:2 ²@x1:2 w1.²:2"
)


@pytest.mark.parametrize("nonsense", NONSENSE.split())
def test_nonsense_in_a_link_changes_nothing(nonsense):
    assert run(replace(DEFAULTS, edits=nonsense)).losses == run(DEFAULTS).losses


@given(text=st.text(max_size=40))
def test_any_text_can_be_read(text):
    assert isinstance(parse(text), list)
    run(replace(DEFAULTS, edits=text))


def test_a_class_is_chosen_by_typing_1():
    settings = PRESETS["classes"]
    chosen = replace(settings, edits=edit(settings, "y", (3,), 1))
    assert run(chosen).y.tolist() == [0, 0, 1]
    with pytest.raises(LearnerError) as error:
        edit(settings, "y", (2,), 0.5)
    assert error.value.key == "forward_backward.one_class"


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (ForwardBackward(loss="cross_entropy"), "softmax_alone"),
        (ForwardBackward(loss="binary_cross_entropy", edits="y1:2"), "target_outside"),
        (ForwardBackward(loss="cross_entropy", outputs=3, edits="y2:0.5"), "targets_no_class"),
        (ForwardBackward(activation="relu", output_activation="linear", learning_rate=50.0, updates=20), "diverged"),
    ],
)
def test_what_cannot_be_is_explained(settings, key):
    with pytest.raises(LearnerError) as error:
        run(settings)
    assert error.value.key == f"forward_backward.{key}"


def test_out_of_range_is_refused():
    for value in (1000, -1000, float("nan")):
        with pytest.raises(LearnerError) as error:
            edit(DEFAULTS, "w", (1, 1, 1), value)
        assert error.value.key == "forward_backward.out_of_range"


def test_the_step_before_divergence_still_has_a_picture():
    settings = ForwardBackward(activation="relu", output_activation="linear", learning_rate=50.0)
    for updates in range(20):
        try:
            result = run(replace(settings, updates=updates))
        except LearnerError:
            break
    assert result.loss_after is None


def test_script_values_are_the_numbers_on_screen():
    settings = replace(DEFAULTS, updates=3)
    values = script_values(settings, run(settings))
    assert values["weights"][0] == run(settings).layers[0].weight.tolist()
    assert values["activations"] == ["sigmoid", "sigmoid"]
