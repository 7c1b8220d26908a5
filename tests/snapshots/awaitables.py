"""Plain functions that return awaitables, and objects that are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Generator


class Request:
    """Awaitable, but no coroutine."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __await__(self) -> Generator[object, None, str]:
        yield from asyncio.sleep(0).__await__()
        return self.url


def request(url: str, *, params: dict[str, str] | None = None) -> Request:
    asyncio.get_running_loop()
    return Request(url + "".join(params or ()))


def soon(value: int) -> Awaitable[int]:
    future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, value)
    return future


def perhaps(value: int, *, later: bool) -> int | Awaitable[int]:
    asyncio.get_running_loop()
    return soon(value) if later else value
