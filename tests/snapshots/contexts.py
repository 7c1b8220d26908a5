"""Asynchronous context managers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextvars import ContextVar
from types import TracebackType

events: list[str] = []
current: ContextVar[str] = ContextVar("current")


@contextlib.asynccontextmanager
async def transaction(name: str, *, swallow: bool = False) -> AsyncGenerator[str]:
    token = current.set(name)
    try:
        async with asyncio.timeout(60), asyncio.TaskGroup():
            yield name
    except* ValueError:
        events.append(f"rolled back {name}")
        if not swallow:
            raise
    finally:
        current.reset(token)
        await asyncio.sleep(0)
        events.append(f"left {name}")


class Session:
    """Its own context manager."""

    def __init__(self) -> None:
        self.open = False

    async def __aenter__(self) -> Session:
        await asyncio.sleep(0)
        self.open = True
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.sleep(0)
        self.open = False

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncGenerator[Session]:
        assert self.open
        yield self
