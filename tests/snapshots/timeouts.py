"""A function of each shape that can take its time."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable

events: list[str] = []
started = threading.Event()


async def fetch(delay: float) -> str:
    started.set()
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        events.append("fetch cancelled")
        raise
    return "fetched"


def request(delay: float) -> Awaitable[str]:
    return asyncio.ensure_future(fetch(delay))


async def ticks(delay: float) -> AsyncIterator[int]:
    try:
        yield 0
        await asyncio.sleep(delay)
        yield 1
    finally:
        events.append("ticks left")


@contextlib.asynccontextmanager
async def session(delay: float) -> AsyncGenerator[str]:
    await asyncio.sleep(delay)
    try:
        yield "session"
    finally:
        events.append("session left")


async def own() -> None:
    raise TimeoutError("my own")
