"""A learner's files for trainings: kept in a folder where the worker process can read them, named by their content."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import platformdirs

from core.errors import LearnerError

MOST_FILES = 50
DIGEST = re.compile(r"[0-9a-f]{24}")


def _folder() -> Path:
    return platformdirs.user_cache_path("kaca", appauthor=False) / "uploads"


def keep(content: bytes) -> str:
    """Writes `content` and returns its digest; of many files the oldest go. Raises LearnerError "data.not_writable"."""
    digest = hashlib.sha256(content).hexdigest()[:24]
    path = _folder() / digest
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        for old in sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime)[:-MOST_FILES]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise LearnerError("data.not_writable", folder=str(path.parent)) from error
    return digest


def find(digest: str, name: str) -> bytes:
    """What `keep` wrote. Raises LearnerError "texts.missing_file" where this server has not, or no longer, that file."""
    path = _folder() / digest
    if not DIGEST.fullmatch(digest) or not path.is_file():
        raise LearnerError("texts.missing_file", name=name[:60])
    return path.read_bytes()
