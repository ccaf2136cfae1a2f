"""What a network looks at, against finite differences, networks solved by hand, and loops."""

import pytest
import torch
from torch import nn

from core import attribution
from core.architectures import build
from core.settings.network import EXAMPLES, Network

BACKGROUND = -0.4


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    model = build(Network(**EXAMPLES["small"])).double().eval()
    torch.manual_seed(2)
    return model, torch.randn(1, 1, 28, 28, dtype=torch.float64)


def test_saliency_is_the_slope(network):
    model, image = network
    gradient = attribution.saliency(model, image, 3)
    for row, column in ((0, 0), (13, 5), (20, 20)):
        step = torch.zeros_like(image)
        step[0, 0, row, column] = 1e-6
        with torch.no_grad():
            slope = (model(image + step) - model(image - step))[0, 3] / 2e-6
        assert gradient[row, column].item() == pytest.approx(slope.item(), rel=1e-5, abs=1e-9)


def test_integrated_gradients_add_up(network):
    model, image = network
    parts = attribution.integrated_gradients(model, image, 4, BACKGROUND, steps=400)
    with torch.no_grad():
        difference = (model(image) - model(torch.full_like(image, BACKGROUND)))[0, 4]
    assert parts.sum().item() == pytest.approx(difference.item(), rel=2e-3, abs=1e-4)


def test_integrated_gradients_of_a_linear_network_are_its_products():
    model = nn.Sequential(nn.Flatten(), nn.Linear(25, 3)).double()
    image = torch.randn(1, 1, 5, 5, dtype=torch.float64)
    parts = attribution.integrated_gradients(model, image, 2, BACKGROUND, steps=1)
    torch.testing.assert_close(parts, (image[0, 0] - BACKGROUND) * model[1].weight[2].view(5, 5))


def test_grad_cam_of_a_network_that_averages_its_maps_is_its_class_activation_map():
    """With global average pooling and one dense layer, Grad-CAM is CAM (Zhou et al. 2016), divided by the cells of a map."""

    class Average(nn.Module):
        def forward(self, maps):
            return maps.mean((2, 3))

    layers = {"conv": nn.Conv2d(1, 4, 3), "relu": nn.ReLU(), "average": Average(), "output": nn.Linear(4, 3)}
    model = nn.Sequential()
    for name, layer in layers.items():
        model.add_module(name, layer)
    model.double()
    image = torch.randn(1, 1, 9, 9, dtype=torch.float64)
    maps = model[:2](image)[0]
    expected = torch.relu(torch.einsum("k,kij->ij", model.output.weight[1], maps)) / 49
    torch.testing.assert_close(attribution.grad_cam(model, image, 1, "relu"), expected.detach())


def test_occlusion_paints_one_square_after_the_other(network):
    model, image = network
    falls = attribution.occlusion(model, image, 7, BACKGROUND, patch=6, stride=4)
    assert falls.shape == (6, 6)
    with torch.no_grad():
        for row, column in ((0, 0), (2, 5), (5, 3)):
            painted = image.clone()
            painted[0, 0, 4 * row : 4 * row + 6, 4 * column : 4 * column + 6] = BACKGROUND
            fall = (model(image) - model(painted))[0, 7]
            assert falls[row, column].item() == pytest.approx(fall.item())


def test_what_excites_a_first_layers_filter_is_the_filter_itself():
    """A linear unit in a box is largest in that corner of it where each pixel has the sign of its weight."""
    torch.manual_seed(3)
    model = nn.Sequential()
    model.add_module("conv", nn.Conv2d(1, 2, 5))
    picture, values = attribution.excite(model, "conv", 1, (9, 9), -0.5, 2.5, steps=12)
    kernel = model.conv.weight[1, 0]
    best = torch.where(kernel > 0, 2.5, -0.5)
    torch.testing.assert_close(picture[2:7, 2:7], best)
    assert (picture[:2] == 1.0).all(), "nothing outside the receptive field moves"
    assert values[-1] == pytest.approx(((kernel * best).sum() + model.conv.bias[1]).item(), rel=1e-5)
    assert values == sorted(values)
