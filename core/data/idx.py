"""IDX, the file format of MNIST: a big-endian header (magic, one size per dimension), then one byte per value."""

import gzip
import math
import struct
import zlib
from pathlib import Path

import torch

from core.errors import LearnerError

UNSIGNED_BYTE = 0x08


def read(path: Path, dimensions: int) -> torch.Tensor:
    """The uint8 values in `path` (gzipped where the name ends in .gz), shaped as its header says.

    Raises LearnerError "data.broken" where the file is unreadable, is not IDX of bytes with so many `dimensions`,
    or holds fewer or more values than its header says.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            header = file.read(4 + 4 * dimensions)
            if len(header) < 4 + 4 * dimensions:
                raise LearnerError("data.broken", file=path.name)
            zero, kind, count, *sizes = struct.unpack(f">HBB{dimensions}I", header)
            expected = math.prod(sizes)
            if (zero, kind, count) != (0, UNSIGNED_BYTE, dimensions) or not 0 < expected < 2**31:
                raise LearnerError("data.broken", file=path.name)
            values = file.read(expected + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise LearnerError("data.broken", file=path.name) from error
    if len(values) != expected:
        raise LearnerError("data.broken", file=path.name)
    return torch.frombuffer(bytearray(values), dtype=torch.uint8).view(sizes)
