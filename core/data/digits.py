"""Handwritten digits: scikit-learn's small set, which is always there, and MNIST."""

import functools
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
import torch
import torch.nn.functional as F

from core.data import idx
from core.data.download import Progress, download_mnist
from core.errors import LearnerError
from core.images import centre_digit

TITLES = {"digits": "scikit-learn digits", "mnist": "MNIST"}
TRAIN_IMAGES = {"digits": 1_437, "mnist": 60_000}  # known before a set is on this computer
PARTS = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")

MEAN, DEVIATION = 0.1307, 0.3081  # of MNIST's training pixels, scaled to 0..1; used for every set, so that weights travel


@dataclass(frozen=True, eq=False)
class DigitData:
    """Images are uint8 (n, 1, 28, 28), white on black; labels are int64 (n,), 0 to 9. `source`: where they came from."""

    name: str
    title: str
    train_images: torch.Tensor
    train_labels: torch.Tensor
    test_images: torch.Tensor
    test_labels: torch.Tensor
    source: str


def normalise(images: torch.Tensor) -> torch.Tensor:
    """Pictures from 0 to 255, any shape and device → float32 with about zero mean and unit variance."""
    return (images * (1 / (255 * DEVIATION))).sub_(MEAN / DEVIATION)


def folder() -> Path:
    """The data folder: the environment variable KACA_DATA, or the user's cache folder."""
    return Path(os.environ.get("KACA_DATA") or download_folder())


def download_folder() -> Path:
    """Where downloads go: always the user's own cache folder, since KACA_DATA may be shared and read-only."""
    return Path(platformdirs.user_cache_dir("kaca"))


def present(name: str) -> bool:
    """Whether `load(name)` would need no download."""
    return name == "digits" or _find_mnist(_places(None)) is not None


def load(name: str, folder: Path | None = None, progress: Progress | None = None) -> DigitData:
    """The data set `name` ("digits" or "mnist"), read once per process.

    MNIST is looked for in `folder` (default: the data folder, then the download folder) in torchvision's layout, in
    mnist/, or loose, gzipped or not; where it is not, it is downloaded, and `progress(bytes_done, bytes_total)` called.

    Raises LearnerError "data.unknown", "data.broken", "data.no_network" or "data.not_writable".
    """
    if name == "digits":
        return _sklearn_digits()
    if name != "mnist":
        raise LearnerError("data.unknown", data=name)
    found = _find_mnist(_places(folder))
    if found is None:
        target = Path(folder or download_folder()) / "mnist"
        download_mnist(target, progress)
        found = target
    return _mnist(found)


def _places(chosen: Path | None) -> tuple[Path, ...]:
    return (Path(chosen),) if chosen else (folder(), download_folder())


def _find_mnist(places: tuple[Path, ...]) -> Path | None:
    """The first folder in or under `places` that holds all four files of MNIST."""
    for place in places:
        for candidate in (place / "MNIST" / "raw", place / "mnist", place):
            if all(_file(candidate, part) for part in PARTS):
                return candidate
    return None


def _file(folder: Path, part: str) -> Path | None:
    return next((path for path in (folder / part, folder / f"{part}.gz") if path.is_file()), None)


@functools.lru_cache(maxsize=2)
def _mnist(folder: Path) -> DigitData:
    train_images, train_labels, test_images, test_labels = (
        idx.read(_file(folder, part), dimensions=3 if "images" in part else 1) for part in PARTS
    )
    for images, labels, part in ((train_images, train_labels, PARTS[1]), (test_images, test_labels, PARTS[3])):
        if images.shape[1:] != (28, 28) or len(images) != len(labels) or labels.max() > 9:
            raise LearnerError("data.broken", file=part)
    return DigitData(
        name="mnist",
        title=TITLES["mnist"],
        train_images=train_images[:, None],
        train_labels=train_labels.long(),
        test_images=test_images[:, None],
        test_labels=test_labels.long(),
        source=str(folder),
    )


@functools.lru_cache(maxsize=1)
def _sklearn_digits() -> DigitData:
    """scikit-learn's 1 797 digits, a fifth of each class kept for testing: 1 437 to train on, 360 to test.

    Their makers counted the black pixels in each 4×4 block of a 32×32 picture. Enlarging smooths what the counting
    blurred, doubling the contrast about the middle sharpens the strokes again, and `centre_digit` frames them like MNIST.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    counts = torch.from_numpy(digits.images).float()[:, None]  # (n, 1, 8, 8), 0 to 16
    large = F.interpolate(counts, (40, 40), mode="bicubic")[:, 0]
    large = ((2 * large - 8) / 16 * 255).round().clamp(0, 255).byte().numpy()
    images = torch.from_numpy(np.stack([centre_digit(picture) for picture in large]))[:, None]
    labels = torch.from_numpy(digits.target).long()
    train, test = train_test_split(np.arange(len(labels)), test_size=360, random_state=0, stratify=digits.target)
    return DigitData(
        name="digits",
        title=TITLES["digits"],
        train_images=images[train],
        train_labels=labels[train],
        test_images=images[test],
        test_labels=labels[test],
        source="scikit-learn",
    )
