"""Fetching MNIST and IMDB, with progress, checked, and never half there."""

import contextlib
import hashlib
import os
import re
import tarfile
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from core.errors import LearnerError

Progress = Callable[[int, int], None]
MEGABYTES = {"mnist": 11, "imdb": 84}
# Maas et al. 2011, "Learning word vectors for sentiment analysis"; the MD5 is torchtext's.
IMDB_MIRRORS = ("https://ai.stanford.edu/~amaas/data/sentiment/",)
IMDB_RESOURCES = (("aclImdb_v1.tar.gz", "7c2ac02c03563afcf9b574c7e56c153a"),)
IMDB_REVIEW = re.compile(r"aclImdb/(train|test)/(neg|pos)/\d+_\d+\.txt")


def download_mnist(target: Path, progress: Progress | None = None) -> None:
    """MNIST's four files from torchvision's mirrors into the folder `target`; `progress(bytes_done, bytes_total)`.

    A file appears in `target` only when it is whole and its MD5 is the one torchvision knows. Raises LearnerError
    "data.no_network" where no mirror answers with the right files, "data.not_writable" where `target` cannot be written.
    """
    from torchvision.datasets import MNIST  # takes a second to import, and is needed only here

    with _fetched("MNIST", MNIST.mirrors, MNIST.resources, target, progress) as folder:
        for name, _ in MNIST.resources:
            os.replace(folder / name, target / name)


def download_imdb(target: Path, progress: Progress | None = None) -> None:
    """The 50 000 labelled reviews into target/aclImdb, as their makers lay them out; otherwise like `download_mnist`."""
    with _fetched("IMDB", IMDB_MIRRORS, IMDB_RESOURCES, target, progress) as folder:
        with tarfile.open(folder / IMDB_RESOURCES[0][0]) as archive:
            # Half of it are reviews without a label, and counts of words.
            archive.extractall(folder, (member for member in archive if IMDB_REVIEW.fullmatch(member.name)), filter="data")
        os.replace(folder / "aclImdb", target / "aclImdb")


@contextlib.contextmanager
def _fetched(
    data: str, mirrors: Sequence[str], resources: Sequence[tuple[str, str]], target: Path, progress: Progress | None
) -> Iterator[Path]:
    """A folder beside what is in `target`, with all `resources`; what is not moved out of it goes when it is left."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target, prefix=".download-") as folder:
            if not any(_fetch(mirror, resources, Path(folder), progress) for mirror in mirrors):
                raise LearnerError("data.no_network", data=data)
            yield Path(folder)
    except OSError as error:
        raise LearnerError("data.not_writable", folder=str(target)) from error


def _fetch(mirror: str, resources: Sequence[tuple[str, str]], folder: Path, progress: Progress | None) -> bool:
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
