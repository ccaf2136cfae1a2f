"""What the page that looks into a network computes."""

from __future__ import annotations

import copy
import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core import attribution, drawn_digit
from core.architectures import LayerRow, build, feature_maps, layers
from core.data import digits
from core.disturbances import disturb
from core.settings.cnn_anatomy import CnnAnatomy
from core.settings.network import Network
from core.settings.schema import knobs
from core.shipped_weights import trained

BLACK, WHITE = -digits.MEAN / digits.DEVIATION, (1 - digits.MEAN) / digits.DEVIATION  # as the network gets them
OCCLUDER, OCCLUDER_STEP = 6, 2
DRAWN_FIRST = ("conv_2", "conv_1", "dense_1", "output")  # what is opened where nothing was chosen


class Weights(NamedTuple):
    """A network with weights. `kind` is "shipped", "untrained" or "run"; `facts` tell how they came about."""

    kind: str
    network: Network
    model: nn.Sequential
    facts: dict[str, str]


class Unit(NamedTuple):
    """One number in the network: its layer, and its place in it: (map, row, column), or (unit,) in a layer without maps."""

    layer: str
    place: tuple[int, ...]


@dataclass(frozen=True)
class Attention:
    """What moved the logit of class `target`, each (28, 28): how it was found is said in core.attribution.

    `grad_cam` is None for a network without maps; `excited` is what excites map or unit `unit` most, and `excitement` that
    unit's value at the beginning and at the end.
    """

    target: int
    saliency: Tensor
    integrated: Tensor
    grad_cam: Tensor | None
    occlusion: Tensor
    excited: Tensor
    excitement: tuple[float, float]


@dataclass(frozen=True)
class Experiment:
    """`digit` (28, 28) as it was written, 0 to 255, and its class where it is known; `pixels` with all disturbances.

    `maps` holds the output of every layer, "input" first, computed in double precision: (channels, rows, columns) or (units,).
    """

    digit: np.ndarray
    label: int | None
    pixels: np.ndarray
    weights: Weights
    rows: tuple[LayerRow, ...]
    maps: dict[str, Tensor]
    probabilities: Tensor
    unit: Unit
    attention: Attention | None

    @property
    def predicted(self) -> int:
        return int(self.probabilities.argmax())


def run(settings: CnnAnatomy, of_run: Weights | None = None) -> Experiment:
    """`of_run` is the network of the digit trainer's run that the settings name, where they name one.

    Raises LearnerError where the layers do not fit, the drawing is none, or MNIST is not there.
    """
    weights = of_run or weights_of(settings)
    digit, label = digit_of(settings)
    moved = settings.move_right, settings.move_down
    pixels = disturb(digit, settings.angle, *moved, settings.blur, settings.pixel_noise, settings.seed).round()
    image = digits.normalise(torch.from_numpy(pixels)[None, None])  # (1, 1, 28, 28), float64
    model = _in_double(weights.model)
    maps = {"input": image[0]} | {name: values[0] for name, values in feature_maps(model, image).items()}
    probabilities = maps["output"].softmax(0)
    rows = layers(weights.network)
    unit = unit_of(settings.selected, maps)
    attention = None
    if settings.show == "attention":
        attention = attend(weights, image.float(), target_of(settings, probabilities), rows, unit)
    return Experiment(digit, label, pixels, weights, rows, maps, probabilities, unit, attention)


def network_of(settings: Network) -> Network:
    """The network alone, without what else a page has settings for."""
    return Network(**{name: getattr(settings, name) for name in knobs(Network)})


def weights_of(settings: CnnAnatomy) -> Weights:
    """The shipped weights of these layers; where there are none, or none are wanted, those that the seed draws."""
    network = network_of(settings)
    shipped = trained(network) if settings.weights_from == "trained" else None
    if shipped:
        return Weights("shipped", network, shipped.model, {"name": shipped.name, **shipped.facts})
    return Weights("untrained", network, _untrained(network, settings.seed), {"seed": str(settings.seed)})


@functools.lru_cache(maxsize=8)
def _untrained(network: Network, seed: int) -> nn.Sequential:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build(network).eval()


@functools.lru_cache(maxsize=8)
def _in_double(model: nn.Sequential) -> nn.Sequential:
    """The same weights in double precision: sums on the page are exact to the last digit shown."""
    return copy.deepcopy(model).double().eval()


def digit_of(settings: CnnAnatomy) -> tuple[np.ndarray, int | None]:
    """(28, 28) uint8 and its class; None for a drawing. Raises LearnerError "picture.unreadable", or as the data's `load`."""
    if settings.input == "drawing":
        blank = np.zeros((28, 28), np.uint8)
        return (drawn_digit.from_text(settings.picture) if settings.picture else blank), None
    data = digits.load(settings.input)
    return data.test_images[settings.sample, 0].numpy(), int(data.test_labels[settings.sample])


def unit_of(text: str, maps: dict[str, Tensor]) -> Unit:
    """The unit that a link names, as far as there is one; else the largest of the layer, or of one worth looking at."""
    layer, _, place = text.partition(".")
    if layer not in maps:
        layer, place = next(name for name in DRAWN_FIRST if name in maps), ""
    shape = maps[layer].shape
    numbers = place.split(".") if place else []
    if len(numbers) == len(shape) and all(n.isdecimal() and int(n) < side for n, side in zip(numbers, shape, strict=True)):
        return Unit(layer, tuple(map(int, numbers)))
    largest = np.unravel_index(int(maps[layer].argmax()), shape)
    return Unit(layer, tuple(map(int, largest)))


def target_of(settings: CnnAnatomy, probabilities: Tensor) -> int:
    """The class to explain: the one that the settings name, or the one it reads."""
    return int(probabilities.argmax()) if settings.target == "predicted" else int(settings.target)


def attend(weights: Weights, image: Tensor, target: int, rows: tuple[LayerRow, ...], unit: Unit) -> Attention:
    """By every method, and what excites the map or unit looked at."""
    model = weights.model
    with_maps = [row.name for row in rows if len(row.shape) == 3]
    cam = None
    if with_maps:
        small = attribution.grad_cam(model, image, target, with_maps[-1])
        cam = F.interpolate(small[None, None], image.shape[2:], mode="bilinear", align_corners=False)[0, 0]
    falls = attribution.occlusion(model, image, target, BLACK, OCCLUDER, OCCLUDER_STEP)
    layer, channel = (unit.layer, unit.place[0]) if unit.layer != "input" else (rows[0].name, 0)
    excited, values = _excite(model, layer, channel)
    return Attention(
        target=target,
        saliency=attribution.saliency(model, image, target),
        integrated=attribution.integrated_gradients(model, image, target, BLACK),
        grad_cam=cam,
        occlusion=spread(falls, tuple(image.shape[2:])),
        excited=excited,
        excitement=(values[0], values[-1]),
    )


@functools.lru_cache(maxsize=16)
def _excite(model: nn.Sequential, layer: str, channel: int) -> tuple[Tensor, list[float]]:
    return attribution.excite(model, layer, channel, (28, 28), BLACK, WHITE)


def spread(falls: Tensor, shape: tuple[int, int]) -> Tensor:
    """Every pixel's mean over the squares that covered it; 0 where none did."""
    square = torch.ones(1, 1, OCCLUDER, OCCLUDER)
    both = torch.stack([falls, torch.ones_like(falls)])[:, None]  # (2, 1, rows, columns)
    total, count = F.conv_transpose2d(both, square, stride=OCCLUDER_STEP)[:, 0]
    result = torch.zeros(shape)
    result[: total.shape[0], : total.shape[1]] = total / count.clamp(min=1)
    return result
