"""The processors a network can train on."""

import functools
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from core.errors import LearnerError


@dataclass(frozen=True)
class Device:
    """`code` as in the settings; `memory` in bytes; `threads` that PyTorch uses, 0 for a GPU."""

    code: str
    name: str
    memory: int
    threads: int = 0


@functools.lru_cache(maxsize=1)
def devices() -> tuple[Device, ...]:
    """What is there, the fastest first."""
    found = []
    if torch.cuda.is_available():
        card = torch.cuda.get_device_properties(0)
        found.append(Device("cuda", card.name, card.total_memory))
    memory = psutil.virtual_memory().total
    if torch.backends.mps.is_available():
        found.append(Device("mps", f"Apple GPU ({_processor_name()})", memory))
    found.append(Device("cpu", _processor_name(), memory, torch.get_num_threads()))
    return tuple(found)


def choose(code: str) -> Device:
    """The device for `code`: "auto" is the fastest. Raises LearnerError "device.absent" for one that is not there."""
    for device in devices():
        if code in ("auto", device.code):
            return device
    raise LearnerError("device.absent", device=code.upper())


def _processor_name() -> str:
    cpuinfo = Path("/proc/cpuinfo")  # Linux; platform.processor() is empty there
    if cpuinfo.exists():
        for line in cpuinfo.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
