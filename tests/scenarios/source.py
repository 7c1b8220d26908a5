"""What the scenario modules wrap: anything asynchronous, handed in by the scenario."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any


async def call(function: Callable[..., Awaitable[Any]], *args: Any) -> Any:
    return await function(*args)


def give(function: Callable[..., Awaitable[Any]], *args: Any) -> Awaitable[Any]:
    return function(*args)


def iterate(function: Callable[..., AsyncGenerator[Any, Any]], *args: Any) -> AsyncGenerator[Any, Any]:
    return function(*args)


def enter(
    function: Callable[..., contextlib.AbstractAsyncContextManager[Any]], *args: Any
) -> contextlib.AbstractAsyncContextManager[Any]:
    return function(*args)


async def add(a: int, b: int) -> int:
    return a + b


async def pause() -> None:
    await asyncio.sleep(0.002)


async def everything(
    a: int, /, b: int = 2, *rest: int, c: int, d: str | None = None, **more: int
) -> tuple[Any, ...]:
    return a, b, rest, c, d, more


async def omitting(first: object = "own first", *, second: object = "own second") -> tuple[object, object]:
    return first, second


class Counter:
    def __init__(self) -> None:
        self.total = 0

    async def add(self, n: int) -> int:
        self.total += n
        return self.total

    async def up_to(self, n: int) -> AsyncIterator[int]:
        for i in range(n):
            yield i
