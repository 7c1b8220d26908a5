"""Calls from several threads at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def each_of(count: int, call: Callable[[int], T]) -> list[T]:
    """What the calls with 0 to `count` - 1 give, from eight threads, in that order."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(call, range(count)))
