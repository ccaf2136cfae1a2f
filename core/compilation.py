"""Compiled loops: Numba's, kept on disk from one start of the app to the next."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs
from numba import config, njit

SOURCES = ("mlp_kernels.py", "mlp_loop.py")

# No "nnan" and "ninf" among the liberties taken: a NaN has to stay one. Without the GIL, threads run the loops side by side.
OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": {"contract", "reassoc", "arcp", "nsz"}}


def folder() -> Path:
    """Where the machine code is kept: in NUMBA_CACHE_DIR or the user's cache, named after what the sources say. Numba by itself
    looks only at the file a function stands in, and would go on with old code of the functions called from there.
    """
    sources = b"".join(Path(__file__).with_name(name).read_bytes() for name in SOURCES)
    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_path("kaca", appauthor=False) / "compiled"
    return Path(base) / hashlib.sha256(sources).hexdigest()[:16]


FOLDER = str(folder())


def compiled(function):
    """`function`, compiled when it is first called; kept on disk where a folder can be written."""
    before, config.CACHE_DIR = config.CACHE_DIR, FOLDER
    try:
        return njit(cache=True, **OPTIONS)(function)
    except RuntimeError:  # neither this folder nor one of Numba's own can be written
        return njit(**OPTIONS)(function)
    finally:
        config.CACHE_DIR = before
