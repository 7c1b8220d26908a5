"""Functions from whose annotations schemas are made."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

from importing import Point

T = TypeVar("T")


async def schedule(at: datetime.datetime, *, points: list[Point] | None = None) -> int:
    return at.year + len(points or [])


async def remind(at: datetime.datetime, *, times: int = 1) -> str:
    return f"{at:%Y} {times}"


async def first(items: Iterable[T]) -> T | None:
    return next(iter(items), None)


async def ticks(every: datetime.timedelta) -> AsyncIterator[datetime.timedelta]:
    yield every
    yield 2 * every
