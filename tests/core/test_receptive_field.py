"""Receptive fields, against the support of the gradient."""

import pytest
import torch

from core.architectures import build, layers
from core.receptive_field import pixels
from core.settings.network import EXAMPLES, Network

NETWORKS = {
    **{name: Network(**example) for name, example in EXAMPLES.items()},
    "strided": Network(blocks=3, filters_1=4, stride_1=2, padding_1=2, filters_2=4, kernel_2=3, pool_2="none", filters_3=4),
    "normed": Network(blocks=2, filters_1=4, kernel_1=7, padding_1=3, pool_1="average", filters_2=4, batch_norm=True),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_fields_are_where_the_gradient_is_not_zero(name):
    """A smooth network without pools that choose: then every pixel of a field has some influence on its unit."""
    torch.manual_seed(0)
    network = Network(**{**vars(NETWORKS[name]), "activation": "sigmoid"})
    for i in range(1, 4):
        network = Network(**{**vars(network), f"pool_{i}": getattr(network, f"pool_{i}").replace("max", "average")})
    model = build(network).double().eval()
    image = torch.randn(1, 1, 28, 28, dtype=torch.float64, requires_grad=True)
    x = image
    for row, layer in zip(layers(network), model, strict=True):
        x = layer(x)
        places = [(0, 0), (row.shape[-1] // 2, row.shape[-1] - 1)] if x.dim() == 4 else [(0, 0)]
        if row.kind == "flatten":
            continue
        for r, c in places:
            unit = x[0, 0, r, c] if x.dim() == 4 else x[0, 0]
            (gradient,) = torch.autograd.grad(unit, image, retain_graph=True)
            touched = gradient[0, 0].nonzero()
            assert sorted(set(touched[:, 0].tolist())) == list(pixels(row.field, r, 28)), row.name
            assert sorted(set(touched[:, 1].tolist())) == list(pixels(row.field, c, 28)), row.name


def test_small_by_hand():
    """3×3: 3 pixels. Pooled: 4, a step of 2. 3×3 on that: 4 + 2·2 = 8. Pooled: 8 + 2 = 10, a step of 4."""
    fields = {row.name: row.field for row in layers(Network(**EXAMPLES["small"]))}
    assert fields["conv_1"] == (3, 1, 0)
    assert fields["pool_1"] == (4, 2, 0)
    assert fields["conv_2"] == (8, 2, 0)
    assert fields["pool_2"] == (10, 4, 0)
    assert fields["dense_1"] == (26, 0, 0), "the last rows and columns are dropped by the second pooling"
