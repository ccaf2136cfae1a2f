"""How a benchmark tells its result: a table to read, and one line of JSON to keep, with the machine it holds for."""

import json
import platform

import torch

from core.devices import devices


def machine() -> dict:
    """Hardware and versions."""
    return {
        "devices": [{"name": device.name, "threads": device.threads} for device in devices()],
        "memory_gb": round(devices()[-1].memory / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def report(benchmark: str, headings: tuple[str, ...], rows: list[tuple], **numbers) -> None:
    """Prints `rows` as a table, the first column to the left and the others to the right, then `numbers` as JSON."""
    cells = [headings, *(tuple(map(str, row)) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headings))]
    for first, *others in cells:
        print("  ".join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]))
    print(json.dumps({"benchmark": benchmark, **numbers, "machine": machine()}), flush=True)
