"""What the CNN anatomy page computes, against PyTorch's own forward pass; and what its missions and lesson claim."""

import pytest
import torch

from core.architectures import cost, layers
from core.data.digits import DEVIATION, MEAN, load
from core.drawn_digit import to_text
from core.errors import LearnerError
from core.experiments.cnn_anatomy import OCCLUDER, OCCLUDER_STEP, run, spread, unit_of, weights_of
from core.settings.cnn_anatomy import MISSIONS, PRESETS, CnnAnatomy
from core.settings.network import ARCHITECTURES, LENET_5, Network
from core.settings.schema import replace

SMALL = Network(**ARCHITECTURES["small"])


@pytest.fixture(scope="module")
def result():
    return run(CnnAnatomy())


def test_every_map_is_what_the_network_computes(result):
    pixels = load("digits").test_images[18, 0]
    assert (result.pixels == pixels.numpy()).all()
    x = ((pixels.double() / 255 - MEAN) / DEVIATION)[None, None]
    torch.testing.assert_close(result.maps["input"], x[0])
    model = weights_of(CnnAnatomy()).model
    assert list(result.maps) == ["input", *(name for name, _ in model.named_children())]
    for name, layer in model.named_children():
        x = layer(x.float())
        torch.testing.assert_close(result.maps[name], x[0].double(), rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(result.probabilities.sum(), torch.tensor(1.0, dtype=torch.float64))
    assert result.predicted == result.label == 5
    assert result.weights.facts["accuracy"] == "99.36%"


def test_a_unit_is_its_sum_over_all_maps_with_the_bias(result):
    conv = result.weights.model.conv_2
    window = result.maps["activation_1"][:, 4:7, 2:5]
    with torch.no_grad():
        z = (window * conv.weight[3].double()).sum() + conv.bias[3]
    torch.testing.assert_close(result.maps["conv_2"][3, 4, 2], z)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("conv_1.3.20.25", ("conv_1", (3, 20, 25))),
        ("output.9", ("output", (9,))),
        ("input.0.0.27", ("input", (0, 0, 27))),
    ],
)
def test_a_link_names_a_unit(result, text, unit):
    assert unit_of(text, result.maps) == unit


@pytest.mark.parametrize("text", ["", "conv_9.0.0.0", "conv_2.16.0.0", "conv_2.0.0", "conv_2.0.0.-1", "conv_2.a.b.c", "..."])
def test_a_link_that_names_none_gets_the_largest_of_a_layer(result, text):
    unit = unit_of(text, result.maps)
    assert unit.layer == "conv_2"
    assert result.maps["conv_2"][unit.place] == result.maps["conv_2"].max()


def test_networks_without_shipped_weights_are_drawn_by_the_seed():
    settings = CnnAnatomy(**ARCHITECTURES["dense"] | {"width_1": 32}, seed=5)
    weights = weights_of(settings)
    torch.manual_seed(5)
    assert torch.equal(weights.model.dense_1.weight, torch.nn.Linear(784, 32).weight)
    assert weights.kind == "untrained"
    assert weights_of(replace(settings, seed=6)).model is not weights.model
    assert run(settings).unit.layer == "dense_1"
    torch.manual_seed(9)
    before = torch.rand(1)
    torch.manual_seed(9)
    weights_of(CnnAnatomy(weights_from="untrained", seed=77))
    assert torch.rand(1) == before, "the learner's other random numbers stay as they are"


def test_attention_in_the_picture_of_the_input():
    result = run(PRESETS["attention"])
    found = result.attention
    assert found.target == result.predicted == 3
    for pixels in (found.saliency, found.integrated, found.grad_cam, found.occlusion, found.excited):
        assert pixels.shape == (28, 28)
    black = torch.full((1, 1, 28, 28), -MEAN / DEVIATION)
    with torch.no_grad():
        empty = result.weights.model(black)[0, 3].item()
    assert found.integrated.sum().item() == pytest.approx(result.maps["output"][3].item() - empty, rel=0.02)
    assert found.grad_cam.min() >= 0
    before, after = found.excitement
    assert after > max(before, result.maps["conv_2"][0].max().item()), "no digit excites the filter as much"
    dense = run(replace(PRESETS["attention"], **ARCHITECTURES["dense"], target="7"))
    assert dense.attention.grad_cam is None
    assert dense.attention.target == 7


def test_a_pixels_fall_is_the_mean_of_the_squares_that_covered_it():
    falls = torch.randn(12, 12)
    mean = spread(falls, (28, 28))
    for row, column in ((0, 0), (3, 17), (14, 14), (27, 27)):
        covering = [
            falls[i, j]
            for i in range(12)
            for j in range(12)
            if 0 <= row - i * OCCLUDER_STEP < OCCLUDER and 0 <= column - j * OCCLUDER_STEP < OCCLUDER
        ]
        assert mean[row, column].item() == pytest.approx(sum(covering).item() / len(covering), abs=1e-6)


def test_a_drawing_and_its_disturbances():
    digit = load("digits").test_images[7, 0].numpy()
    drawn = run(CnnAnatomy(input="drawing", picture=to_text(digit)))
    assert (drawn.digit == digit).all()
    assert drawn.label is None
    assert drawn.predicted == 8
    moved = run(CnnAnatomy(input="drawing", picture=to_text(digit), move_down=3))
    assert (moved.pixels[3:] == digit[:-3]).all()
    assert not run(CnnAnatomy(input="drawing")).pixels.any(), "an empty paper is black"
    with pytest.raises(LearnerError, match=r"picture\.unreadable"):
        run(CnnAnatomy(input="drawing", picture="nonsense"))


def test_moved_by_eight_pixels_a_three_is_a_sure_two():
    settings = MISSIONS["shifted"].settings
    for right, digit in ((0, 3), (4, 3), (8, 2)):
        result = run(replace(settings, move_right=right))
        assert result.predicted == digit
        assert result.probabilities[digit] > 0.95
    still, moved = run(replace(settings, move_right=0)).maps["conv_1"], run(settings).maps["conv_1"]
    torch.testing.assert_close(moved[:, :, 8:], still[:, :, :-8], msg="the maps move along")


def test_untrained_shares_are_all_about_a_tenth():
    result = run(MISSIONS["untrained"].settings)
    assert 0.05 < result.probabilities.min() <= result.probabilities.max() < 0.15


def test_upside_down_a_six_is_a_nine():
    result = run(PRESETS["upside_down"])
    assert (result.label, result.predicted) == (6, 9)


def test_counts_that_mission_and_lesson_name():
    assert cost(SMALL) == (27_562, 214_304)
    dense = Network(**ARCHITECTURES["dense"])
    assert cost(dense) == (109_386, 109_184)
    assert cost(SMALL, 224).parameters == 2_987_946
    assert cost(dense, 224).parameters == 6_431_562
    rows = {row.name: row for row in layers(SMALL)}
    assert rows["conv_1"].parameters + rows["conv_2"].parameters == 1_248
    assert rows["dense_1"].parameters == 25_664
    assert {row.name: row.shape for row in layers(SMALL, 224)}["pool_2"] == (16, 54, 54)
    assert cost(Network(**LENET_5)).parameters == 61_706
