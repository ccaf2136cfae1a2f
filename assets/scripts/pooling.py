"""One pooling layer, forward and backward, as Kaca's page shows it. Every number of the page stands in the block below."""

import json

import torch
import torch.nn.functional as F

# --- settings ---
image = [[[1, 3, 2, 4], [5, 6, 1, 2], [9, 1, 8, 7], [4, 2, 0, 3]]]
method = "max"
window = "sliding"
kernel_size = 2
stride = 2
padding = 0
dilation = 1
ceil_mode = False
count_include_pad = True
output_size = 2
upstream = [[1, 1], [1, 1]]
shift = (0, 1)
# --- end of settings ---


def pool(x):
    """(1, channels, height, width) -> (1, channels, rows, columns): each channel by itself, and without any parameters."""
    if method == "l2":
        if window == "global":
            return F.lp_pool2d(x, 2.0, tuple(x.shape[2:]))
        return F.lp_pool2d(x, 2.0, kernel_size, stride, ceil_mode)
    if window != "sliding":
        size = 1 if window == "global" else output_size
        return F.adaptive_max_pool2d(x, size) if method == "max" else F.adaptive_avg_pool2d(x, size)
    if method == "max":
        return F.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)
    return F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


def show(channels):
    for matrix in channels:
        for row in matrix:
            # Adding 0 turns the -0.0 of a rounded tiny negative into 0.0.
            print(json.dumps((row.round(decimals=6) + 0.0).tolist()))


def relative_change(before, after):
    length = before.norm()
    return f"{100 * (after - before).norm() / length:.1f} %" if length else "undefined, all was 0"


# Pooling layers want a batch of images: (1, channels, height, width), one channel for grey and three for colour.
x = torch.tensor(image, dtype=torch.float64)[None].requires_grad_()
y = pool(x)
print("output shape", tuple(y.shape[1:]))
show(y.detach()[0])

# Backward: the gradient of the loss with respect to y comes from the layers above, here the same for every channel; autograd
# sends it through the windows.
y.backward(torch.tensor(upstream, dtype=torch.float64).expand_as(y))
print("input gradient")
show(x.grad[0])

# The picture moved by whole cells: what comes in from outside repeats the edge.
before = x.detach()
rows, columns = ((torch.arange(size) - cells).clamp(0, size - 1) for size, cells in zip(before.shape[2:], shift, strict=True))
after = before[:, :, rows[:, None], columns]
print("shifted by", shift, "the picture changes by", relative_change(before, after))
print("shifted by", shift, "the output changes by", relative_change(pool(before), pool(after)))
