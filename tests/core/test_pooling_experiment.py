"""What the pooling page computes: presets, missions, windows, edits, shifts."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from core.edited_cells import edit
from core.errors import LearnerError
from core.experiments.pooling import last_window_left_out, methods_of, run, shift
from core.settings.pooling import INPUTS, METHODS, MISSIONS, PRESETS, Pooling
from core.settings.schema import replace


@pytest.mark.parametrize("name", [*PRESETS, *MISSIONS])
def test_presets_and_missions_run(name):
    result = run(PRESETS[name] if name in PRESETS else MISSIONS[name].settings)
    for pooled in result.pooled.values():
        assert pooled.output.shape[1:] == result.windows.shape
        assert pooled.gradient.shape == result.image.shape
        assert pooled.output.isfinite().all()


@pytest.mark.parametrize(("name", "expected"), [("textbook", [[6, 4], [9, 8]]), ("textbook_other", [[6, 5], [8, 7]])])
def test_curriculum_presets(name, expected):
    assert run(PRESETS[name]).pooled["max"].output.tolist() == [expected]


def test_presets_show_what_their_names_say():
    beside = run(PRESETS["beside"])
    assert list(beside.pooled) == ["max", "average", "l2"]
    assert beside.pooled["average"].output.tolist() == [[[3.75, 2.25], [4, 4.5]]]
    assert run(PRESETS["global_average"]).pooled["average"].output.tolist() == [[[58 / 16]]]
    reads = [
        len(set(a) & set(b))
        for a, b in zip(*(run(PRESETS["overlapping"]).windows.rows.windows[k:] for k in (0, 1)), strict=False)
    ]
    assert reads == [1, 1], "neighbouring windows share a row"
    (digit,) = run(PRESETS["shifted_digit"]).changes
    assert 0 < digit["max"].share < digit["none"].share


def test_answers_of_the_missions():
    gradient = run(MISSIONS["tie"].settings).pooled["max"].gradient
    assert gradient[0, 2:4, 2:4].tolist() == [[1, 0], [0, 0]], "only the first of four equal cells"
    edited = replace(MISSIONS["tie"].settings, cells=edit("", (0, 3, 3), 1.5, decimals=2))
    assert run(edited).pooled["max"].gradient[0, 2:4, 2:4].tolist() == [[0, 0], [0, 1]]

    line = MISSIONS["shifted_line"].settings
    (left,) = run(line).changes
    assert left["max"].share == left["none"].share == pytest.approx(2**0.5)
    (right,) = run(replace(line, shift="0.1")).changes
    assert right["none"].share == pytest.approx(2**0.5)
    assert right["max"].share == 0

    texture = run(MISSIONS["texture"].settings)
    assert texture.pooled["average"].output.unique().tolist() == [0.5]
    assert texture.pooled["max"].output.unique().tolist() == [1]
    assert len(texture.pooled["l2"].output.unique()) == 1


@pytest.mark.parametrize("source", INPUTS)
def test_every_input(source):
    result = run(Pooling(input=source, size=9))
    assert result.image.shape[0] == 1
    assert result.pooled["max"].output.isfinite().all()


def test_only_methods_that_exist_are_compared():
    assert methods_of(Pooling()) == ["max", "average", "l2"]
    assert methods_of(Pooling(padding=1)) == ["max", "average"]
    assert methods_of(Pooling(dilation=2)) == ["max"]
    assert methods_of(Pooling(method="l2", padding=1, dilation=2)) == ["l2", "max", "average"]
    assert methods_of(Pooling(window="adaptive")) == ["max", "average"]
    assert methods_of(Pooling(window="global", dilation=2)) == ["max", "average", "l2"]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (Pooling(padding=2), "pooling.padding_too_large"),
        (Pooling(method="l2", window="adaptive"), "pooling.l2_not_adaptive"),
        (Pooling(kernel_size=5), "convolution.kernel_too_large"),
        (Pooling(input="upload", picture="!"), "picture.unreadable"),
    ],
)
def test_what_cannot_be_is_explained(settings, key):
    with pytest.raises(LearnerError) as error:
        run(settings)
    assert error.value.key == key


def test_gradients_from_above_can_be_typed():
    result = run(Pooling(upstream="1.0:2.5"))
    assert result.upstream.tolist() == [[1, 1], [2.5, 1]]
    assert result.pooled["max"].gradient[0, 2, 0] == 2.5


@pytest.mark.parametrize("method", METHODS)
def test_colour_pools_every_channel_by_itself(method):
    """Against PyTorch, which is given three channels at once, and a ∂L/∂y that is the same for all of them."""
    settings = Pooling(
        input="random", size=9, colour=True, method=method, kernel_size=3, upstream="1.2:-2", shift="1.-2", cells="2.4.4:50"
    )
    result = run(settings)
    x = result.image.clone().requires_grad_()
    assert x.shape == (3, 9, 9) and x[2, 4, 4] == 50
    layer = {"max": F.max_pool2d, "average": F.avg_pool2d, "l2": lambda *moves: F.lp_pool2d(moves[0], 2.0, *moves[1:])}[method]
    y = layer(x[None], 3, 2)[0]
    y.backward(result.upstream.expand_as(y))
    torch.testing.assert_close(result.pooled[method].output, y.detach())
    torch.testing.assert_close(result.pooled[method].gradient, x.grad)
    moved = F.pad(x.detach()[None], (0, 2, 1, 0), mode="replicate")[0, :, :9, 2:]
    assert torch.equal(result.shifted, moved)
    torch.testing.assert_close(result.shifted_output, layer(moved[None], 3, 2)[0])
    whole, *channels = result.changes
    assert len(channels) == 3
    assert whole[method].changed == pytest.approx((result.shifted_output - y).square().sum().item())
    assert whole[method].changed == pytest.approx(sum(channel[method].changed for channel in channels))
    red = run(replace(settings, channel="red"))
    assert torch.equal(red.pooled[method].output, result.pooled[method].output), "a channel is only looked at"


def test_a_pooled_colour_may_stand_nowhere_in_the_picture():
    result = run(PRESETS["colours"])
    there = {tuple(colour) for colour in result.image.flatten(1).T.tolist()}
    pooled = [tuple(colour) for colour in result.pooled["max"].output.flatten(1).T.tolist()]
    assert pooled[1 * 4 + 1] == (9, 9, 9) not in there, "the window that is selected is white"
    assert len(set(pooled) - there) > len(pooled) / 2


@given(down=st.integers(-9, 9), right=st.integers(-9, 9))
def test_a_shift_repeats_the_edge(down, right):
    image = torch.arange(12.0).reshape(3, 4)
    moved = shift(image, down, right)
    for row in range(3):
        for column in range(4):
            assert moved[row, column] == image[min(max(row - down, 0), 2), min(max(column - right, 0), 3)]


@pytest.mark.parametrize("nonsense", ("", "x", "1", "a.b", "1.b", "1.1.1", "½.½"))
def test_nonsense_in_a_link_moves_nothing(nonsense):
    result = run(Pooling(shift=nonsense, upstream=nonsense, cells=nonsense))
    assert result.shift == (0, 0)
    assert torch.equal(result.image, result.shifted)
    assert result.changes[0]["max"].share == 0
    assert (result.upstream == 1).all()


def test_a_far_shift_ends_at_nine():
    assert run(Pooling(shift="-99.99")).shift == (-9, 9)


def test_an_empty_picture_has_no_relative_change():
    (changes,) = run(Pooling(input="drawing")).changes
    assert {change.share for change in changes.values()} == {None}


@settings(deadline=None)
@given(
    k=st.integers(1, 5), stride=st.integers(1, 5), padding=st.integers(0, 2), ceil_mode=st.booleans(), size=st.integers(5, 12)
)
def test_dropped_cells_and_windows_left_out(k, stride, padding, ceil_mode, size):
    """Against counting: which cells no window reads, and whether ⌈…⌉ + 1 names more windows than there are."""
    wanted = Pooling(input="random", size=size, kernel_size=k, stride=stride, padding=min(padding, k // 2), ceil_mode=ceil_mode)
    result = run(wanted)
    last = (result.windows.shape[0] - 1) * stride + k
    beyond = size + 2 * wanted.padding - last
    assert result.dropped == (max(0, beyond),) * 2
    rounded_up = -(-(size + 2 * wanted.padding - k) // stride) + 1
    assert last_window_left_out(wanted, result.windows) == (ceil_mode and rounded_up != result.windows.shape[0])
