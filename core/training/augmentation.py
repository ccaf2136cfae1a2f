"""Every picture shifted and turned a little, anew each time it is seen: more data than was collected."""

import math

import torch
import torch.nn.functional as F


def shift_and_rotate(images: torch.Tensor, shift: int, rotate: int) -> torch.Tensor:
    """Each of `images`, (batch, 1, size, size), moved by up to `shift` whole pixels and turned by up to `rotate` degrees.

    Drawn uniformly from PyTorch's random generator, the whole batch at once, on its device. Black (0) comes in at the edges.
    """
    batch, size = len(images), images.shape[-1]
    angle = (2 * torch.rand(batch, device=images.device) - 1) * math.radians(rotate)
    # grid_sample measures in half pictures: 2 / size is one pixel.
    move = torch.randint(-shift, shift + 1, (batch, 2), device=images.device) * (2 / size)
    cos, sin = angle.cos(), angle.sin()
    turn = torch.stack([torch.stack([cos, -sin, move[:, 0]], 1), torch.stack([sin, cos, move[:, 1]], 1)], 1)  # (batch, 2, 3)
    return F.grid_sample(images, F.affine_grid(turn, images.shape, align_corners=False), align_corners=False)
