"""Which pixels of the input a unit can see: its receptive field.

Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
"""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """Along one side, in pixels: the field of unit i begins at `start` + i·`jump` and is `size` long; padding lies below 0."""

    size: int
    jump: int
    start: int


PIXEL = Field(1, 1, 0)  # the input itself


def through(field: Field, kernel: int, stride: int, padding: int) -> Field:
    """The field after windows of `kernel` units of `field`: size + (kernel − 1)·jump, and the jump times the stride."""
    return Field(field.size + (kernel - 1) * field.jump, field.jump * stride, field.start - padding * field.jump)


def together(field: Field, units: int) -> Field:
    """The field of what reads all `units` along a side at once, as a dense layer does."""
    return Field(field.size + (units - 1) * field.jump, 0, field.start)


def pixels(field: Field, unit: int, size: int) -> range:
    """The pixels of a picture with `size` a side that `unit` can see; what lies in the padding is left out."""
    start = field.start + unit * field.jump
    return range(max(0, start), min(size, start + field.size))
