"""Pictures as a network wants them."""

import numpy as np
import torch
import torch.nn.functional as F

from core.errors import LearnerError

FAINT = 25  # of 255: below this a pixel counts as background


def centre_digit(gray: np.ndarray) -> np.ndarray:
    """A drawn digit prepared as the makers of MNIST prepared theirs.

    `gray` is (height, width) uint8, white on black. It is cropped to its bounding box, scaled (antialiased) so that the
    longer side has 20 pixels, and placed in 28×28 black pixels with its centre of mass in the middle.
    Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".

    Returns (28, 28) uint8. Raises LearnerError "drawing.blank" where nothing was drawn.
    """
    rows, columns = np.nonzero(gray > FAINT)
    if rows.size == 0:
        raise LearnerError("drawing.blank")
    crop = gray[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scale = 20 / max(crop.shape)
    height, width = (max(1, round(side * scale)) for side in crop.shape)
    pixels = torch.from_numpy(np.ascontiguousarray(crop)).float()[None, None]
    digit = F.interpolate(pixels, (height, width), mode="bilinear", antialias=True)[0, 0].round().clamp(0, 255)

    mass = digit.sum().clamp(min=1)
    centre_y = (digit.sum(1) * (torch.arange(height) + 0.5)).sum() / mass
    centre_x = (digit.sum(0) * (torch.arange(width) + 0.5)).sum() / mass
    # The digit stays whole: a very lopsided one is centred as far as the frame allows.
    top = min(max(round(14 - centre_y.item()), 0), 28 - height)
    left = min(max(round(14 - centre_x.item()), 0), 28 - width)
    frame = np.zeros((28, 28), np.uint8)
    frame[top : top + height, left : left + width] = digit.numpy().astype(np.uint8)
    return frame
