import gzip
import hashlib
import os
import struct

import numpy as np
import pytest
import torch

from core.data import digits, idx
from core.errors import LearnerError

SIZES = {"train": 40, "t10k": 12}


def idx_bytes(values: np.ndarray) -> bytes:
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()


def tiny_mnist(seed: int = 0) -> dict[str, bytes]:
    random = np.random.default_rng(seed)
    files = {}
    for part, count in SIZES.items():
        files[f"{part}-images-idx3-ubyte"] = idx_bytes(random.integers(0, 256, (count, 28, 28)).astype(np.uint8))
        files[f"{part}-labels-idx1-ubyte"] = idx_bytes(random.integers(0, 10, count).astype(np.uint8))
    return files


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, tmp_path):
    """No test sees the user's own data, or writes to it."""
    monkeypatch.delenv("KACA_DATA", raising=False)
    monkeypatch.setattr(digits, "download_folder", lambda: tmp_path / "cache")


@pytest.mark.parametrize("layout", ["MNIST/raw", "mnist", "."])
@pytest.mark.parametrize("packed", [False, True])
def test_every_layout_is_read(tmp_path, monkeypatch, layout, packed):
    folder = tmp_path / "data" / layout
    folder.mkdir(parents=True)
    files = tiny_mnist()
    for name, content in files.items():
        path = folder / (name + ".gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)
    assert not digits.present("mnist")
    monkeypatch.setenv("KACA_DATA", str(tmp_path / "data"))
    assert digits.present("mnist") and digits.folder() == tmp_path / "data"
    data = digits.load("mnist")
    assert data.train_images.shape == (40, 1, 28, 28) and data.train_images.dtype == torch.uint8
    assert data.test_labels.shape == (12,) and data.test_labels.dtype == torch.int64
    assert data.train_images.numpy().tobytes() == files["train-images-idx3-ubyte"][16:]
    assert bytes(data.test_labels.tolist()) == files["t10k-labels-idx1-ubyte"][8:]
    assert data.title == "MNIST" and data.source == str(folder)
    assert digits.load("mnist") is data


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("train-images-idx3-ubyte", lambda content: content[:-1]),
        ("train-images-idx3-ubyte", lambda content: content + b"\0"),
        ("t10k-images-idx3-ubyte", lambda content: content[:10]),
        ("t10k-images-idx3-ubyte", lambda content: b"<html>not found</html>"),
        ("t10k-images-idx3-ubyte", lambda content: struct.pack(">HBB3I", 0, 8, 3, 2**31, 2**31, 2**31) + content[16:]),
        ("train-labels-idx1-ubyte", lambda content: struct.pack(">HBB1I", 0, 8, 1, 39) + content[9:]),
        ("t10k-labels-idx1-ubyte", lambda content: content[:-1] + b"\x0a"),
        ("t10k-labels-idx1-ubyte", lambda content: content[:2] + b"\x0d" + content[3:]),
    ],
)
def test_broken_files_are_named(tmp_path, part, damage):
    files = tiny_mnist()
    files[part] = damage(files[part])
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LearnerError) as caught:
        digits.load("mnist", tmp_path)
    assert (caught.value.key, caught.value.values) == ("data.broken", {"file": part})


@pytest.mark.parametrize(
    "content",
    [gzip.compress(idx_bytes(np.zeros(999, np.uint8)), mtime=0)[:-12], b"no gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\xffgarbage"],
)
def test_truncated_gzip_is_named(tmp_path, content):
    path = tmp_path / "labels.gz"
    path.write_bytes(content)
    with pytest.raises(LearnerError, match=r"data.broken.*labels.gz"):
        idx.read(path, dimensions=1)


@pytest.fixture
def mirror(site, monkeypatch):
    """A mirror of a tiny MNIST on this machine, and a first one that does not have it."""
    import torchvision

    folder, address = site
    resources = []
    for name, content in tiny_mnist(seed=1).items():
        packed = gzip.compress(content, mtime=0)
        (folder / f"{name}.gz").write_bytes(packed)
        resources.append((f"{name}.gz", hashlib.md5(packed).hexdigest()))
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", [address + "elsewhere/", address])
    monkeypatch.setattr(torchvision.datasets.MNIST, "resources", resources)
    return folder


def test_download_reports_progress_and_is_kept(mirror, tmp_path):
    seen = []
    data = digits.load("mnist", progress=lambda done, total: seen.append((done, total)))
    total = sum(path.stat().st_size for path in mirror.iterdir())
    assert seen[-1] == (total, total) and seen == sorted(seen)
    assert data.train_images.numpy().tobytes() == tiny_mnist(seed=1)["train-images-idx3-ubyte"][16:]
    assert digits.present("mnist")
    assert sorted(os.listdir(tmp_path / "cache" / "mnist")) == sorted(os.listdir(mirror))


def test_a_damaged_download_is_not_kept(mirror, tmp_path):
    file = mirror / "t10k-labels-idx1-ubyte.gz"
    file.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(LearnerError, match="no_network"):
        digits.load("mnist")
    assert not digits.present("mnist") and os.listdir(tmp_path / "cache" / "mnist") == []


def test_no_network_is_said(monkeypatch, tmp_path):
    import torchvision

    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", ["http://127.0.0.1:9/"])
    with pytest.raises(LearnerError) as caught:
        digits.load("mnist")
    assert (caught.value.key, caught.value.values) == ("data.no_network", {"data": "MNIST"})


def test_a_folder_that_cannot_be_made_is_said(mirror, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(digits, "download_folder", lambda: tmp_path / "file")
    with pytest.raises(LearnerError, match="not_writable"):
        digits.load("mnist")


def test_sklearn_digits_look_like_mnist():
    data = digits.load("digits")
    assert digits.present("digits") and data.source == "scikit-learn"
    assert (len(data.train_images), len(data.test_images)) == (1437, 360)
    assert data.train_images.shape[1:] == (1, 28, 28) and data.train_images.dtype == torch.uint8
    for labels, per_class in ((data.train_labels, 1437 / 10), (data.test_labels, 36)):
        assert (torch.bincount(labels, minlength=10) - per_class).abs().max() <= 6
    pixels = data.train_images.float() / 255
    assert abs(pixels.mean() - digits.MEAN) < 0.04 and abs(pixels.std() - digits.DEVIATION) < 0.04
    ink = (pixels > 0.1).any(0)[0].nonzero()
    assert ink.min() >= 0 and (pixels[:, 0] > 0.1).any(2).sum(1).max() == 20  # no digit is taller than 20 pixels
    # No picture is in both parts.
    seen = {picture.numpy().tobytes() for picture in data.train_images}
    assert sum(picture.numpy().tobytes() in seen for picture in data.test_images) <= 1


def test_an_unknown_set_is_refused():
    with pytest.raises(LearnerError, match="unknown"):
        digits.load("imagenet")


REAL = os.environ.get("KACA_DATA")


@pytest.mark.skipif(not REAL, reason="KACA_DATA is not set")
def test_real_mnist(monkeypatch):
    monkeypatch.setenv("KACA_DATA", REAL)
    data = digits.load("mnist")
    assert data.train_images.shape == (60_000, 1, 28, 28) and data.test_images.shape == (10_000, 1, 28, 28)
    assert data.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert torch.bincount(data.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    pixels = digits.normalise(data.train_images[:10_000])
    assert abs(pixels.mean()) < 0.01 and abs(pixels.std() - 1) < 0.01


@pytest.mark.parametrize("name", digits.TRAIN_IMAGES)
def test_the_number_of_training_images_is_known_beforehand(name):
    if not digits.present(name):
        pytest.skip(f"{name} is not on this computer")
    assert len(digits.load(name).train_images) == digits.TRAIN_IMAGES[name]
