import dataclasses

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from core.architectures import build, feature_maps, layers, parameters
from core.errors import LearnerError
from core.settings.digit_trainer import DigitTrainer
from core.settings.network import ACTIVATIONS, ARCHITECTURES, POOLS

CURRICULUM = {"case_study": 21_840, "textbook": 225_034, "small": 27_562, "one_conv": 87_322, "dense": 109_386}


def test_the_curriculum_names_every_architecture():
    assert CURRICULUM.keys() == ARCHITECTURES.keys()


@pytest.mark.parametrize("name", CURRICULUM)
def test_parameter_counts_of_the_curriculum(name):
    settings = DigitTrainer(**ARCHITECTURES[name])
    assert parameters(settings) == CURRICULUM[name]
    assert sum(weights.numel() for weights in build(settings).parameters()) == CURRICULUM[name]


def test_shapes_of_small_are_the_curriculums():
    rows = {row.name: row.shape for row in layers(DigitTrainer(**ARCHITECTURES["small"]))}
    wanted = ("conv_1", "pool_1", "conv_2", "pool_2", "flatten", "dense_1", "output")
    assert [rows[name] for name in wanted] == [(8, 26, 26), (8, 13, 13), (16, 11, 11), (16, 5, 5), (400,), (64,), (10,)]


def block_settings(i):
    return {
        f"filters_{i}": st.integers(4, 12),
        f"kernel_{i}": st.sampled_from((3, 5, 7)),
        f"stride_{i}": st.integers(1, 2),
        f"padding_{i}": st.integers(0, 3),
        f"pool_{i}": st.sampled_from(POOLS),
    }


any_settings = st.builds(
    DigitTrainer,
    family=st.sampled_from(("cnn", "dense")),
    blocks=st.integers(1, 3),
    **block_settings(1),
    **block_settings(2),
    **block_settings(3),
    hidden=st.integers(0, 5),
    **{f"width_{i}": st.integers(4, 40) for i in range(1, 6)},
    activation=st.sampled_from(ACTIVATIONS),
    dropout=st.sampled_from((0.0, 0.5)),
    batch_norm=st.booleans(),
)


@hypothesis_settings(max_examples=60, deadline=None)
@given(any_settings)
def test_the_table_is_what_pytorch_builds_or_an_explanation(settings):
    try:
        rows = layers(settings)
    except LearnerError as error:
        assert error.key in ("architecture.shrunk", "architecture.pooled_away")
        with pytest.raises(LearnerError):
            build(settings)
        # Dropping the block that is named leaves a network that can be built.
        if error.values["block"] > 1:
            layers(dataclasses.replace(settings, blocks=error.values["block"] - 1))
        return
    model = build(settings).eval()
    shapes = {}
    for name, layer in model.named_children():
        layer.register_forward_hook(lambda _layer, _inputs, output, name=name: shapes.update({name: tuple(output.shape[1:])}))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, 1, 28, 28))
    assert {row.name: row.shape for row in rows} == shapes
    assert [row.name for row in rows] == list(shapes)
    assert [row.parameters for row in rows] == [sum(p.numel() for p in layer.parameters()) for layer in model]
    assert 2 * sum(row.multiply_adds for row in rows) == counter.get_total_flops()


def test_a_stack_too_deep_names_the_block_and_the_numbers():
    settings = DigitTrainer(blocks=3, kernel_3=7, padding_3=0)
    with pytest.raises(LearnerError) as caught:
        layers(settings)
    assert (caught.value.key, caught.value.values) == ("architecture.shrunk", {"block": 3, "size": 4, "kernel": 7})


def test_pooling_a_single_pixel_names_the_block():
    settings = DigitTrainer(blocks=3, kernel_1=3, pool_2="none", stride_2=2, kernel_3=5, padding_3=0, pool_3="max")
    with pytest.raises(LearnerError) as caught:
        layers(settings)
    assert (caught.value.key, caught.value.values) == ("architecture.pooled_away", {"block": 3, "size": 1})


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "elu", "leaky_relu"])
def test_pooling_before_a_rising_activation_changes_nothing(activation):
    torch.manual_seed(0)
    model = build(DigitTrainer(activation=activation)).eval()
    other_order = nn.Sequential(*(model[i] for i in (0, 2, 1, 3, 5, 4, 6, 7, 8, 9)))
    images = torch.randn(3, 1, 28, 28)
    torch.testing.assert_close(model(images), other_order(images))


def test_feature_maps_of_every_layer():
    settings = DigitTrainer(dropout=0.5, batch_norm=True)
    model = build(settings)
    images = torch.randn(2, 1, 28, 28)
    maps = feature_maps(model, images)
    assert {name: tuple(values.shape[1:]) for name, values in maps.items()} == {row.name: row.shape for row in layers(settings)}
    torch.testing.assert_close(maps["output"], model.eval()(images))
    torch.testing.assert_close(maps["dropout_1"], maps["dense_activation_1"])
