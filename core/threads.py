"""How a computation behaves on its thread: how many cores it takes, what it makes of the smallest numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache

import torch
from threadpoolctl import ThreadpoolController


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
