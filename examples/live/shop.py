"""An asyncio client for the shop in `server.py`: what a synchronous program wants to use."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator


class Shop:
    """A connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def order(self, item: str, count: int = 1) -> float:
        self._writer.write(f"order {count} {item}\n".encode())
        await self._writer.drain()
        answer = (await self._reader.readline()).decode().strip()
        if answer == "unknown":
            raise LookupError(item)
        return float(answer)


@contextlib.asynccontextmanager
async def connect(port: int) -> AsyncGenerator[Shop]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Shop(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


async def price(port: int, item: str) -> float:
    """The price of one."""
    async with connect(port) as shop:
        return await shop.order(item)


async def prices(port: int, *items: str) -> AsyncIterator[tuple[str, float]]:
    """The price of each, over one connection."""
    async with connect(port) as shop:
        for item in items:
            yield item, await shop.order(item)
