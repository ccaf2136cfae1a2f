"""core.pooling against torch.nn.functional (values, winners, gradients) and the curriculum."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.convolution import effective_size
from core.errors import LearnerError
from core.pooling import (
    Windows,
    adaptive,
    average_pool,
    average_pool_backward,
    divisor,
    l2_pool,
    l2_pool_backward,
    max_pool,
    max_pool_backward,
    output_size,
    sliding,
)
from core.sample_images import matrix

side = st.integers(1, 9)
kernel = st.integers(1, 5)
shapes = st.fixed_dictionaries({"height": side, "width": side, "channels": st.integers(1, 3), "seed": st.integers(0, 10_000)})


def picture(height, width, channels, seed):
    """Whole numbers with many ties, so that the order in which equal cells are looked at matters."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-2, 3, (channels, height, width), generator=generator).double()


def windows_over(shape, *moves):
    """The windows, or none where PyTorch refuses them too."""
    try:
        return Windows(*(sliding(size, *moves) for size in shape))
    except (LearnerError, ValueError):
        assume(False)


def by_autograd(image, pool):
    """What PyTorch says: output, a random ∂L/∂y, and ∂L/∂x."""
    x = image.clone().requires_grad_()
    output = pool(x[None])[0]
    upstream = torch.randn(output.shape, generator=torch.Generator().manual_seed(7), dtype=torch.float64)
    output.backward(upstream)
    return output.detach(), upstream, x.grad


@settings(max_examples=150, deadline=None)
@given(shapes, kernel, st.integers(1, 5), st.integers(0, 2), st.integers(1, 3), st.booleans())
def test_max_equals_pytorch(shape, k, stride, padding, dilation, ceil_mode):
    image = picture(**shape)
    windows = windows_over(image.shape[1:], k, stride, padding, dilation, ceil_mode)
    theirs, upstream, gradient = by_autograd(image, lambda x: F.max_pool2d(x, k, stride, padding, dilation, ceil_mode))
    _, indices = F.max_pool2d(image[None], k, stride, padding, dilation, ceil_mode, return_indices=True)
    output, winners = max_pool(image, windows)
    assert output.shape == theirs.shape
    assert torch.equal(output, theirs)
    assert torch.equal(winners, indices[0]), "of equal cells the same one wins"
    torch.testing.assert_close(max_pool_backward(upstream, winners, tuple(image.shape[1:])), gradient)


@settings(max_examples=150, deadline=None)
@given(shapes, kernel, st.integers(1, 5), st.integers(0, 2), st.booleans(), st.booleans())
def test_average_equals_pytorch(shape, k, stride, padding, ceil_mode, include):
    image = picture(**shape)
    windows = windows_over(image.shape[1:], k, stride, padding, 1, ceil_mode)
    theirs, upstream, gradient = by_autograd(image, lambda x: F.avg_pool2d(x, k, stride, padding, ceil_mode, include))
    torch.testing.assert_close(average_pool(image, windows, include), theirs)
    torch.testing.assert_close(average_pool_backward(upstream, windows, include), gradient)


@settings(max_examples=150, deadline=None)
@given(shapes, kernel, st.integers(1, 5), st.booleans())
def test_l2_equals_pytorch(shape, k, stride, ceil_mode):
    image = picture(**shape)
    windows = windows_over(image.shape[1:], k, stride, 0, 1, ceil_mode)
    theirs, upstream, gradient = by_autograd(image, lambda x: F.lp_pool2d(x, 2.0, k, stride, ceil_mode))
    output = l2_pool(image, windows)
    torch.testing.assert_close(output, theirs)
    torch.testing.assert_close(l2_pool_backward(upstream, image, output, windows), gradient)


@settings(max_examples=100, deadline=None)
@given(shapes, st.tuples(st.integers(1, 16), st.integers(1, 16)))
def test_adaptive_and_global_equal_pytorch(shape, wanted):
    image = picture(**shape)
    windows = Windows(*(adaptive(size, out) for size, out in zip(image.shape[1:], wanted, strict=True)))
    theirs, upstream, gradient = by_autograd(image, lambda x: F.adaptive_max_pool2d(x, wanted))
    _, indices = F.adaptive_max_pool2d(image[None], wanted, return_indices=True)
    output, winners = max_pool(image, windows)
    assert torch.equal(output, theirs)
    assert torch.equal(winners, indices[0])
    torch.testing.assert_close(max_pool_backward(upstream, winners, tuple(image.shape[1:])), gradient)

    theirs, upstream, gradient = by_autograd(image, lambda x: F.adaptive_avg_pool2d(x, wanted))
    torch.testing.assert_close(average_pool(image, windows), theirs)
    torch.testing.assert_close(average_pool_backward(upstream, windows), gradient)


@settings(deadline=None)
@given(st.integers(1, 64), kernel, st.integers(1, 5), st.integers(0, 2), st.integers(1, 3), st.booleans())
def test_exactly_what_pytorch_refuses_is_refused(size, k, stride, padding, dilation, ceil_mode):
    try:
        theirs = F.max_pool2d(torch.zeros(1, 1, size, size), k, stride, padding, dilation, ceil_mode).shape[-1]
    except RuntimeError:
        theirs = None
    try:
        ours = output_size(size, k, stride, padding, dilation, ceil_mode)
    except LearnerError as error:
        assert error.key in ("pooling.padding_too_large", "convolution.kernel_too_large")
        if error.key == "convolution.kernel_too_large":
            assert error.values["span"] == effective_size(k, dilation)
        ours = None
    assert ours == theirs


@pytest.mark.parametrize(
    ("image", "largest", "average"),
    [
        ("pooling", [[6, 4], [9, 8]], [[3.75, 2.25], [4, 4.5]]),
        ("pooling_other", [[6, 5], [8, 7]], [[3.5, 2.5], [3.5, 5]]),
    ],
)
def test_curriculum_examples(image, largest, average):
    windows = windows_over((4, 4), 2, 2)
    output, winners = max_pool(matrix(image)[0], windows)
    assert output.tolist() == largest
    assert matrix(image).flatten()[winners].tolist() == largest
    assert average_pool(matrix(image)[0], windows).tolist() == average


def test_ties_go_to_the_first_cell_of_each_window():
    """Curriculum 10: one cell gets the gradient, not every equal one, and once from each window it wins."""
    image = torch.ones(3, 3, dtype=torch.float64)
    windows = windows_over((3, 3), 2, 1)
    _, winners = max_pool(image, windows)
    assert winners.tolist() == [[0, 1], [3, 4]]
    peak = torch.zeros(3, 3, dtype=torch.float64)
    peak[1, 1] = 1
    _, winners = max_pool(peak, windows)
    assert (
        max_pool_backward(torch.ones(2, 2, dtype=torch.float64), winners, (3, 3)).flatten().tolist() == [0] * 4 + [4] + [0] * 4
    )


def test_what_an_average_divides_by():
    """By hand: 3×3 input, 2×2 windows, stride 2, padding 1, ceil mode: nothing hangs over; without padding it does."""
    assert divisor(windows_over((3, 3), 2, 2, 1)).tolist() == [[4, 4], [4, 4]]
    assert divisor(windows_over((3, 3), 2, 2, 1), count_include_pad=False).tolist() == [[1, 2], [2, 4]]
    assert divisor(windows_over((3, 3), 2, 2, 0, 1, True)).tolist() == [[4, 2], [2, 1]]
