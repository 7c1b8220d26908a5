"""An overloaded function of each shape that has a result."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Literal, overload


@overload
def find(key: int) -> Awaitable[int]: ...
@overload
def find(key: str) -> Awaitable[str]: ...
def find(key: int | str) -> Awaitable[int | str]:
    return asyncio.ensure_future(asyncio.sleep(0, key))


@overload
async def load(key: str) -> str: ...
@overload
async def load(key: str, *, raw: Literal[True]) -> bytes: ...
async def load(key: str, *, raw: bool = False) -> str | bytes:
    return key.encode() if raw else key


@overload
def split(text: str) -> AsyncIterator[str]: ...
@overload
def split(text: bytes) -> AsyncIterator[bytes]: ...
async def split(text: str | bytes) -> AsyncIterator[str | bytes]:
    for part in text.split():
        yield part
