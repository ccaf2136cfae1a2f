"""core.convolution against torch.nn.functional and the curriculum."""

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.convolution import Padding, convolve, cost, dropped_cells, effective_size, output_size, pad, resolve_padding
from core.errors import LearnerError
from core.kernels import kernel
from core.sample_images import matrix

small = st.integers(1, 3)


@settings(max_examples=120, deadline=None)
@given(
    channels=small,
    filters=small,
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    kernel_height=st.integers(1, 5),
    kernel_width=st.integers(1, 5),
    stride=st.integers(1, 4),
    dilation=small,
    padding=st.integers(0, 3),
    mode=st.sampled_from(("zeros", "reflect", "replicate")),
    seed=st.integers(0, 10_000),
)
def test_equals_conv2d(channels, filters, height, width, kernel_height, kernel_width, stride, dilation, padding, mode, seed):
    assume(effective_size(kernel_height, dilation) <= height + 2 * padding)
    assume(effective_size(kernel_width, dilation) <= width + 2 * padding)
    assume(mode != "reflect" or padding < min(height, width))
    generator = torch.Generator().manual_seed(seed)
    image = torch.randn(channels, height, width, generator=generator, dtype=torch.float64)
    layer = torch.nn.Conv2d(
        channels, filters, (kernel_height, kernel_width), stride, padding, dilation, padding_mode=mode, dtype=torch.float64
    )
    ours = convolve(pad(image, Padding(*[padding] * 4), mode), layer.weight, layer.bias, stride, dilation)
    torch.testing.assert_close(ours, layer(image[None])[0])
    assert ours.shape[1:] == (
        output_size(height, kernel_height, stride, 2 * padding, dilation),
        output_size(width, kernel_width, stride, 2 * padding, dilation),
    )


@given(size=st.integers(1, 64), k=st.integers(1, 7), stride=st.integers(1, 4), padding=st.integers(0, 6), d=small)
def test_dropped_cells_are_those_behind_the_last_window(size, k, stride, padding, d):
    assume(effective_size(k, d) <= size + padding)
    last = (output_size(size, k, stride, padding, d) - 1) * stride + effective_size(k, d)
    assert dropped_cells(size, k, stride, padding, d) == size + padding - last


@settings(deadline=None)
@given(k=st.tuples(st.integers(1, 7), st.integers(1, 7)), d=small)
def test_same_padding_is_pytorchs(k, d):
    image = torch.arange(20 * 20, dtype=torch.float64).reshape(1, 20, 20)
    weight = torch.arange(k[0] * k[1], dtype=torch.float64).reshape(1, 1, *k)
    ours = convolve(pad(image, resolve_padding("same", k, 1, d)), weight, torch.zeros(1, dtype=torch.float64), 1, d)
    torch.testing.assert_close(ours, torch.nn.functional.conv2d(image, weight, padding="same", dilation=d))


@pytest.mark.parametrize(
    ("image", "name", "expected"),
    [
        ("textbook", "bright_to_dark", [[3, -1, -6], [0, -2, -7], [-4, 0, 1]]),
        ("square", "prewitt_x", [[2, 0, -2], [3, 0, -3], [2, 0, -2]]),
        ("square", "prewitt_y", [[2, 3, 2], [0, 0, 0], [-2, -3, -2]]),
        ("checkerboard", "diagonal_cross", [[5, 0, 5], [0, 5, 0], [5, 0, 5]]),
    ],
)
def test_curriculum_maps(image, name, expected):
    result = convolve(matrix(image), kernel(name)[None, None], torch.zeros(1, dtype=torch.float64))
    assert result[0].tolist() == expected


@pytest.mark.parametrize(("stride", "padding", "out"), [(1, 0, 26), (1, 2, 28), (2, 0, 13), (2, 2, 14)])
def test_curriculum_sizes(stride, padding, out):
    assert output_size(28, 3, stride, padding) == out


def test_cost_against_counting():
    layer = torch.nn.Conv2d(3, 8, 5)
    shape = layer(torch.zeros(1, 3, 32, 32)).shape[1:]
    counted = cost((3, 32, 32), tuple(layer.weight.shape), tuple(shape))
    assert counted.parameters == sum(p.numel() for p in layer.parameters())
    assert counted.multiply_adds == shape.numel() * 3 * 5 * 5
    dense = torch.nn.Linear(3 * 4 * 4, 8 * 2 * 2)
    counted = cost((3, 4, 4), (8, 3, 3, 3), (8, 2, 2))
    assert counted.dense_parameters == sum(p.numel() for p in dense.parameters())
    assert counted.dense_multiply_adds == dense.weight.numel()


@pytest.mark.parametrize(
    ("call", "key"),
    [
        (lambda: output_size(5, 7), "convolution.kernel_too_large"),
        (
            lambda: convolve(torch.zeros(1, 3, 3), torch.zeros(1, 1, 2, 2), torch.zeros(1), dilation=3),
            "convolution.kernel_too_large",
        ),
        (lambda: resolve_padding("same", (3, 3), 2, 1), "convolution.same_needs_stride_1"),
        (lambda: pad(torch.zeros(1, 3, 5), resolve_padding("3", (1, 1), 1, 1), "reflect"), "convolution.reflect_too_small"),
    ],
)
def test_what_cannot_be_is_explained(call, key):
    with pytest.raises(LearnerError) as error:
        call()
    assert error.value.key == key
