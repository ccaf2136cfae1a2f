"""What the convolution page computes: every preset, edits, pictures, and exact decimals."""

from decimal import Decimal

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import sample_images
from core.edited_cells import edit
from core.errors import LearnerError
from core.experiments.convolution import run
from core.kernels import NAMES, kernel
from core.settings.convolution import INPUTS, MISSIONS, PRESETS, Convolution
from core.settings.schema import replace


@pytest.mark.parametrize("name", [*PRESETS, *MISSIONS])
def test_presets_and_missions_run(name):
    result = run(PRESETS[name] if name in PRESETS else MISSIONS[name].settings)
    assert result.output.isfinite().all()


def test_answers_of_the_missions():
    assert run(MISSIONS["checkerboard"].settings).output[0, 0, 0] == 5
    assert run(MISSIONS["dropped"].settings).dropped == (1, 1)
    left, middle, right = run(MISSIONS["one_sided"].settings).activated[0].sum(0)
    assert left > 0
    assert middle == right == 0


@pytest.mark.parametrize("source", INPUTS)
@pytest.mark.parametrize("size", (3, 64))
@pytest.mark.parametrize("colour", (False, True))
def test_every_input_at_both_ends(source, size, colour):
    image = run(Convolution(input=source, size=size, colour=colour)).image
    side = 5 if source in sample_images.MATRICES else size
    assert image.shape == (3 if colour else 1, side, side)
    assert torch.equal(image, image.mul(100).round().div(100)), "inputs have at most two decimals"


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    height=st.integers(1, 7),
    width=st.integers(1, 7),
    source=st.sampled_from(("random", "digit", "flower")),
    bias=st.sampled_from((-5.0, 0.5, 5.0)),
)
def test_shown_numbers_add_up_exactly(name, height, width, source, bias):
    """The decimals on screen, multiplied and added by hand, give the decimal on screen."""
    result = run(
        Convolution(input=source, size=9, colour=True, kernels=(name,), kernel_height=height, kernel_width=width, bias=bias)
    )
    window = result.padded[:, :height, :width].flatten().tolist()
    weights = result.weight[0].flatten().tolist()
    by_hand = sum(Decimal(repr(x)) * Decimal(repr(w)) for x, w in zip(window, weights, strict=True)) + Decimal(repr(bias))
    assert by_hand == Decimal(repr(round(result.output[0, 0, 0].item(), 6)))


def test_kernels_larger_and_smaller_than_three():
    assert kernel("sobel_x", 5, 3)[1:4].tolist() == kernel("sobel_x").tolist()
    assert kernel("sobel_x", 5, 3)[[0, 4]].abs().sum() == 0
    assert kernel("identity", 1, 1).item() == 1
    assert kernel("laplacian", 1, 3).tolist() == [[1, -4, 1]]
    assert kernel("gaussian_blur").tolist() == [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]]
    assert kernel("box_blur", 2, 2).tolist() == [[0.25, 0.25], [0.25, 0.25]]


def test_edited_cells_reach_the_sum():
    cells = edit("", (0, 0, 0), 2.5, decimals=2)
    weights = edit(edit("", (0, 0, 1, 1), 10, decimals=4), (0, 0, 1, 1), -2, decimals=4)
    result = run(Convolution(cells=cells, weights=weights))
    assert result.image[0, 0, 0] == 2.5
    assert result.output[0, 0, 0] == 3 + 1.5 - 2 * 1


@pytest.mark.parametrize(
    "nonsense", ("x", "0.0.0", "0.0.0:x", "9.9.9:1", "0.0:1", "0.0.0:nan", "0.0.0:1e9", ":,:,", "0.0.0.0.0:1")
)
def test_nonsense_in_a_link_changes_nothing(nonsense):
    assert torch.equal(run(Convolution(cells=nonsense, weights=nonsense)).output, run(Convolution()).output)


def test_too_large_a_cell_is_refused():
    with pytest.raises(LearnerError) as error:
        edit("", (0, 0, 0), 1000, decimals=2)
    assert error.value.key == "cell.out_of_range"


def test_a_drawing_survives_the_link():
    picture = Image.new("RGB", (280, 140), "black")
    picture.paste((255, 255, 255), (120, 40, 160, 100))
    text = sample_images.to_text(picture)
    assert len(text) < 4000
    image = run(Convolution(input="drawing", picture=text, size=28)).image
    assert image[0, 14, 14] > 0.9
    assert image[0, 1, 1] < 0.1


def test_uploads_are_not_trusted(tmp_path):
    for content, key in ((b"no picture", "picture.unreadable"), (b"x" * (5 * 2**20 + 1), "picture.too_many_bytes")):
        with pytest.raises(LearnerError) as error:
            sample_images.read_upload(content)
        assert error.value.key == key
    path = tmp_path / "wide.png"
    Image.new("L", (4097, 1)).save(path)
    with pytest.raises(LearnerError) as error:
        sample_images.read_upload(path.read_bytes())
    assert error.value.key == "picture.too_many_pixels"
    Image.effect_noise((40, 40), 90).save(path)
    with pytest.raises(LearnerError) as error:
        sample_images.read_upload(path.read_bytes()[:600])
    assert error.value.key == "picture.unreadable"


@pytest.mark.parametrize("picture", ("!", "abc", "é", "AAAA" * 10))
def test_a_broken_picture_in_a_link_is_explained(picture):
    with pytest.raises(LearnerError) as error:
        run(replace(Convolution(), input="upload", picture=picture))
    assert error.value.key == "picture.unreadable"
