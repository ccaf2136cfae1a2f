"""Fetching MNIST, with progress, checked, and never half there."""

import contextlib
import hashlib
import os
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from core.errors import LearnerError

Progress = Callable[[int, int], None]


def download_mnist(target: Path, progress: Progress | None = None) -> None:
    """MNIST's four files from torchvision's mirrors into the folder `target`; `progress(bytes_done, bytes_total)`.

    A file appears in `target` only when it is whole and its MD5 is the one torchvision knows. Raises LearnerError
    "data.no_network" where no mirror answers with the right files, "data.not_writable" where `target` cannot be written.
    """
    from torchvision.datasets import MNIST  # takes a second to import, and is needed only here

    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target, prefix=".download-") as folder:
            for mirror in MNIST.mirrors:
                if _fetch(mirror, MNIST.resources, Path(folder), progress):
                    for name, _ in MNIST.resources:
                        os.replace(Path(folder, name), target / name)
                    return
    except OSError as error:
        raise LearnerError("data.not_writable", folder=str(target)) from error
    raise LearnerError("data.no_network", data="MNIST")


def _fetch(mirror: str, resources: list[tuple[str, str]], folder: Path, progress: Progress | None) -> bool:
    """All `resources` (name, MD5) of `mirror` into `folder`; whether all came, and came right."""
    with contextlib.ExitStack() as stack:
        try:
            answers = [stack.enter_context(urllib.request.urlopen(mirror + name, timeout=20)) for name, _ in resources]
        except (OSError, ValueError):
            return False
        total = sum(int(answer.headers.get("Content-Length", 0)) for answer in answers)
        done = 0
        for (name, md5), answer in zip(resources, answers, strict=True):
            digest = hashlib.md5(usedforsecurity=False)
            with open(folder / name, "wb") as file:
                while chunk := _next_chunk(answer):
                    file.write(chunk)
                    digest.update(chunk)
                    done += len(chunk)
                    if progress:
                        progress(done, max(total, done))
            if digest.hexdigest() != md5:
                return False
    return True


def _next_chunk(answer) -> bytes:
    """Up to 64 KiB more; nothing where the connection broke, which the checksum then tells."""
    try:
        return answer.read(1 << 16)
    except OSError:
        return b""
