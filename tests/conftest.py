"""Shared by all tests: jobs and caches go to a temporary folder."""

import os
import tempfile

import pytest
import torch

# Before anything imports platformdirs' users: jobs and downloads of tests must not touch the learner's own folders.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="kaca-tests-")


@pytest.fixture(autouse=True)
def torch_as_it_was():
    """Scripts and trainings that run within the tests' process leave their settings of PyTorch behind."""
    yield
    torch.set_default_dtype(torch.float32)
    torch.set_flush_denormal(False)
