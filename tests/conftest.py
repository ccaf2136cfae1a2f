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
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.set_default_dtype(torch.float32)
    torch.set_flush_denormal(False)


@pytest.fixture(scope="module")
def one_thread():
    """As in the app: small products gain nothing by a second thread, and on a busy computer the two wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
