"""What says where it is defined, for the shims in the `origins` modules."""

from collections.abc import AsyncIterator
from typing import overload


async def fetch(url: str) -> bytes:
    return url.encode()


@overload
async def load(key: int) -> int: ...


@overload
async def load(key: str) -> str: ...


async def load(key: int | str) -> int | str:
    return key


async def lines() -> AsyncIterator[str]:
    """Give each line."""
    yield "one"
    yield "two"
