"""What a network looks at: which pixels moved the score of a class, by five methods, and what excites one of its filters.

Everywhere `model` maps (batch, 1, height, width) to (batch, classes) logits, `image` is one normalised picture
(1, 1, height, width), `target` a class. What explains is the logit z of the class, before softmax, so that the others do
not interfere.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def saliency(model: nn.Module, image: Tensor, target: int) -> Tensor:
    """∂z/∂x of every pixel, (height, width): where a small change moves the score most (Simonyan et al. 2013)."""
    pixels = image.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(model(pixels)[0, target], pixels)
    return gradient[0, 0]


def integrated_gradients(model: nn.Module, image: Tensor, target: int, baseline: float, steps: int = 32) -> Tensor:
    """(x − b) ∘ mean of ∂z/∂x on the straight way from b, a picture that is `baseline` everywhere, to x; (height, width).

    The way is cut into `steps` pieces, each measured in its middle. The parts add up to z(x) − z(b), but for the error of
    these steps. Source: Sundararajan, Taly and Yan 2017.
    """
    start = torch.full_like(image, baseline)
    shares = ((torch.arange(steps, dtype=image.dtype) + 0.5) / steps).view(-1, 1, 1, 1)
    way = (start + shares * (image - start)).requires_grad_()  # (steps, 1, height, width)
    (gradients,) = torch.autograd.grad(model(way)[:, target].sum(), way)
    return ((image - start)[0] * gradients.mean(0))[0]


def grad_cam(model: nn.Sequential, image: Tensor, target: int, layer: str) -> Tensor:
    """ReLU(Σ α_k A_k), α_k the mean of ∂z/∂A_k over map k of `layer`; (rows, columns) of that layer's maps.

    Source: Selvaraju et al. 2017.
    """
    names = [name for name, _ in model.named_children()]
    split = names.index(layer) + 1
    maps = model[:split](image).detach().requires_grad_()  # (1, channels, rows, columns)
    (gradients,) = torch.autograd.grad(model[split:](maps)[0, target], maps)
    weights = gradients.mean((2, 3), keepdim=True)
    return F.relu((weights * maps).sum(1))[0].detach()


@torch.no_grad()
def occlusion(model: nn.Module, image: Tensor, target: int, background: float, patch: int = 6, stride: int = 2) -> Tensor:
    """How far z falls when a patch×patch square is painted over with `background`, (rows, columns) of its places.

    Cell (i, j) is the square whose upper left corner is pixel (i·stride, j·stride). Source: Zeiler and Fergus 2014.
    """
    height, width = image.shape[2:]
    rows, columns = (range(0, side - patch + 1, stride) for side in (height, width))
    painted = image.repeat(len(rows) * len(columns), 1, 1, 1)
    for k, (top, left) in enumerate((top, left) for top in rows for left in columns):
        painted[k, :, top : top + patch, left : left + patch] = background
    scores = model(painted)[:, target]
    return (model(image)[0, target] - scores).view(len(rows), len(columns))


def excite(model: nn.Sequential, layer: str, channel: int, shape: tuple[int, int], low: float, high: float, steps: int = 24):
    """The picture (height, width), each pixel from `low` to `high`, that makes the unit in the middle of map `channel` of
    `layer` as large as `steps` of gradient ascent make it; and that unit's value after each step.

    Each step moves every pixel a sixth of its range in the direction of its gradient's sign, so that faint gradients of deep
    layers count as the strong ones do; steps grow shorter towards the end.
    """
    names = [name for name, _ in model.named_children()]
    part = model[: names.index(layer) + 1]
    picture = torch.full((1, 1, *shape), (low + high) / 2)
    values = []
    for step in range(steps + 1):
        pixels = picture.requires_grad_()
        maps = part(pixels)[0, channel]
        middle = maps[tuple(side // 2 for side in maps.shape)] if maps.dim() else maps
        values.append(middle.item())
        if step == steps:
            break
        (gradient,) = torch.autograd.grad(middle, pixels)
        length = (high - low) / 6 * (1 - step / steps)
        picture = (picture.detach() + length * gradient.sign()).clamp(low, high)
    return picture.detach()[0, 0], values
