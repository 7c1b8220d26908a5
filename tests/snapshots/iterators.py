"""Asynchronous iterators and generators."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

closed: list[str] = []


async def count(stop: int) -> AsyncIterator[int]:
    try:
        async with asyncio.timeout(60):
            for n in range(stop):
                yield n
    finally:
        await asyncio.sleep(0)
        closed.append("count")


async def echo(first: str) -> AsyncGenerator[str, str | None]:
    word: str | None = first
    while word is not None:
        try:
            word = yield word
        except ValueError as error:
            word = str(error)


async def squares(stop: int) -> AsyncIterator[int]:
    async with asyncio.TaskGroup() as group:
        for n in range(stop):
            yield await group.create_task(asyncio.sleep(0, n * n))


class Lines:
    """An iterator that is no generator."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.splitlines())

    def __aiter__(self) -> Lines:
        return self

    async def __anext__(self) -> str:
        await asyncio.sleep(0)
        for line in self._lines:
            return line
        raise StopAsyncIteration

    async def words(self, separator: str = " ") -> AsyncIterator[str]:
        async for line in self:
            for word in line.split(separator):
                yield word


async def open_lines(text: str) -> Lines:
    await asyncio.sleep(0)
    return Lines(text)
