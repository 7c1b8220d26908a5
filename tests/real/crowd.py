"""Calls from several threads at once, on machines that may be slow."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

# In development mode asyncio tells of callbacks that take long, as any does on a busy machine.
logging.getLogger("asyncio").addFilter(lambda record: not record.msg.startswith("Executing "))


def each_of(count: int, call: Callable[[int], T]) -> list[T]:
    """What the calls with 0 to `count` - 1 give, from eight threads, in that order."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(call, range(count)))
