"""A digit that somebody wrote less neatly: turned, moved, blurred, noisy."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def disturb(
    picture: np.ndarray, rotate: float = 0, right: int = 0, down: int = 0, blur: float = 0, noise: float = 0, seed: int = 0
) -> np.ndarray:
    """`picture` (height, width), 0 black to 255 white: turned anticlockwise by `rotate` degrees about its middle, moved by
    whole pixels, blurred by a Gaussian of `blur` pixels, and with normal noise of `noise` times white added, in this order.

    What comes in at the edges is black. Returns float64 (height, width), held within 0 to 255.
    """
    result = picture.astype(np.float64)
    if rotate:
        result = ndimage.rotate(result, rotate, reshape=False, order=1)
    if right or down:
        result = ndimage.shift(result, (down, right), order=0)
    if blur:
        result = ndimage.gaussian_filter(result, blur, mode="constant")
    if noise:
        result = result + np.random.default_rng(seed).normal(0, 255 * noise, picture.shape)
    return result.clip(0, 255)
