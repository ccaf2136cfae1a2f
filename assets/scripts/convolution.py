"""One convolution, exactly as Kaca's page shows it. Every number of the page stands in the block below."""

import json

import torch
import torch.nn.functional as F

# --- settings ---
image = [[[1, 2, 0, 3, 1], [4, 1, 0, 1, 7], [1, 2, 3, 2, 1], [0, 1, 2, 3, 4], [1, 2, 1, 0, 0]]]
weight = [[[[1, 0, -1], [1, 0, -1], [1, 0, -1]]]]
bias = [0.0]
stride = 1
padding = (0, 0, 0, 0)
padding_mode = "zeros"
dilation = 1
activation = "none"
# --- end of settings ---

# image is (channels, height, width), weight is (filters, channels, kernel height, kernel width).
# conv2d wants a batch of images, so a batch dimension of one goes in front.
x = torch.tensor(image, dtype=torch.float64).unsqueeze(0)
w = torch.tensor(weight, dtype=torch.float64)
b = torch.tensor(bias, dtype=torch.float64)

# padding is (top, bottom, left, right); F.pad counts from the last dimension backwards.
top, bottom, left, right = padding
padded = F.pad(x, (left, right, top, bottom), mode="constant" if padding_mode == "zeros" else padding_mode)

# Slide every filter over the padded image: multiply, add up over all channels, add the filter's bias.
maps = F.conv2d(padded, w, b, stride=stride, dilation=dilation)  # (1, filters, out height, out width)
if activation == "relu":
    maps = F.relu(maps)

print("output shape", tuple(maps.shape[1:]))
for feature_map in maps[0]:
    # Adding 0 turns the -0.0 of a rounded tiny negative into 0.0.
    print(json.dumps((feature_map.round(decimals=6) + 0.0).tolist()))
