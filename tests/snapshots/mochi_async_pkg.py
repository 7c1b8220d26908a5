"""Plain coroutine functions."""

from __future__ import annotations

import asyncio


async def compute(n: int) -> int:
    await asyncio.sleep(0)
    return n * n


async def fail(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


async def fetch(url: str, timeout: float) -> bytes:
    async with asyncio.timeout(timeout):
        await asyncio.sleep(0)
    return url.encode()


async def ping() -> None:
    await asyncio.sleep(0)
