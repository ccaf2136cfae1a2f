"""How a computation behaves on its thread: how many cores it takes, what it makes of the smallest numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import cache

import torch
from threadpoolctl import ThreadpoolController


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def pool() -> ThreadPoolExecutor:
    """As many threads as there are cores, in each of which PyTorch uses one."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="core", initializer=torch.set_num_threads, initargs=(1,))


def one_thread() -> AbstractContextManager:
    """NumPy's matrix products on one core: so small ones gain nothing by more, and on a busy computer wait for each other."""
    return _thread_pools().limit(limits=1, user_api="blas")


@contextmanager
def denormals_flushed() -> Iterator[None]:
    """PyTorch takes numbers too small for full precision as 0 on this thread; they cost a hundred times the work."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


@cache
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()
