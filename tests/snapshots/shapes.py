"""One callable of each shape."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable


async def fetch(url: str, timeout: float = 10.0) -> bytes:
    async with asyncio.timeout(timeout):
        await asyncio.sleep(0)
    return url.encode()


def request(url: str) -> Awaitable[int]:
    return asyncio.ensure_future(asyncio.sleep(0, len(url)))


async def lines(text: str) -> AsyncIterator[str]:
    for line in text.splitlines():
        yield line


@contextlib.asynccontextmanager
async def connect(url: str) -> AsyncGenerator[Client]:
    client = Client(url)
    try:
        yield client
    finally:
        client.url = None


class Client:
    def __init__(self, url: str) -> None:
        self.url: str | None = url

    async def get(self, path: str) -> str:
        return f"{self.url}{path}"
