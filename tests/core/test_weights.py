import pickle
import struct

import pytest
import torch
from safetensors.torch import save

from core.architectures import build
from core.errors import LearnerError
from core.settings.digit_trainer import DigitTrainer
from core.weights import load_weights, save_weights, settings_of

SETTINGS = DigitTrainer(batch_norm=True, width_1=20)


def refusal(settings, data):
    with pytest.raises(LearnerError) as caught:
        load_weights(settings, data)
    return caught.value


def test_saved_weights_come_back_the_same():
    model = build(SETTINGS).eval()
    data = save_weights(model, SETTINGS)
    again = load_weights(SETTINGS, data)
    images = torch.randn(4, 1, 28, 28)
    assert torch.equal(again(images), model(images))
    assert not again.training
    assert settings_of(data) == SETTINGS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"short",
        pickle.dumps({"conv_1.weight": [1.0]}),
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        save_weights(build(SETTINGS), SETTINGS)[:-4],
    ],
)
def test_what_is_not_safetensors_is_refused(data):
    assert refusal(SETTINGS, data).key == "weights.unreadable"


def test_weights_of_another_network_are_told_apart():
    other = DigitTrainer(blocks=1, width_1=20)
    error = refusal(DigitTrainer(width_1=20), save_weights(build(other), other))
    assert (error.key, error.values) == ("weights.other_layers", {"missing": "conv_2.bias, conv_2.weight", "unexpected": "–"})
    other = DigitTrainer(filters_1=4)
    error = refusal(DigitTrainer(), save_weights(build(other), other))
    assert error.key == "weights.other_shape"
    assert error.values == {"name": "conv_1.weight", "found": "4×1×5×5", "expected": "10×1×5×5"}


def test_weights_with_fewer_bits_become_the_networks_own_again():
    small = {
        name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in build(SETTINGS).state_dict().items()
    }
    read = load_weights(SETTINGS, save(small)).state_dict()
    assert {tensor.dtype for tensor in read.values()} == {torch.float32, torch.int64}
    assert torch.equal(read["conv_1.weight"], small["conv_1.weight"].float())
    whole = {name: tensor.int() for name, tensor in small.items()}
    assert refusal(SETTINGS, save(whole)).key == "weights.other_shape", "whole numbers are no weights"


def test_a_file_larger_than_the_network_is_refused_unread():
    assert refusal(SETTINGS, bytes(1_000_000)).key == "weights.too_large"


def test_weights_that_are_no_numbers_are_refused():
    tensors = build(SETTINGS).state_dict()
    tensors["output.bias"][3] = float("nan")
    error = refusal(SETTINGS, save(tensors))
    assert (error.key, error.values) == ("weights.not_finite", {"name": "output.bias"})


@pytest.mark.parametrize("metadata", [None, {"kaca": "no json"}, {"kaca": "[]"}, {"kaca": '{"width_1": [1]}'}])
def test_metadata_from_elsewhere_is_no_settings(metadata):
    data = save(build(SETTINGS).state_dict(), metadata)
    assert settings_of(data) in (None, DigitTrainer())


def test_settings_in_the_metadata_are_held_within_their_ranges():
    data = save({}, {"kaca": '{"width_1": 100000, "filters_1": 12, "activation": "os.system"}'})
    assert settings_of(data) == DigitTrainer(width_1=512, filters_1=12)
