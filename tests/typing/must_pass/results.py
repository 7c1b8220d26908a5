"""What the shims give is what the coroutine functions would."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager
from typing import assert_type

from iterators import Lines
from shapes import Client
from type_params import Named

from iterators__persistent import Lines_words_sync, count_sync, echo_sync
from overloads__persistent import find_sync, load_sync, split_sync
from shapes__persistent import (
    Client_get_sync,
    connect_sync,
    fetch_sync,
    lines_sync,
    request_sync,
)
from type_params__persistent import (
    apply_sync,
    first_sync,
    gather_sync,
    join_sync,
    rename_sync,
)

assert_type(fetch_sync("a"), bytes)
assert_type(fetch_sync("a", timeout=1), bytes)
assert_type(request_sync("a"), int)
assert_type(Client_get_sync(Client("a"), "b"), str)

assert_type(lines_sync("a"), Iterator[str])
for line in lines_sync("a"):
    assert_type(line, str)
assert_type(count_sync(1), Iterator[int])
assert_type(Lines_words_sync(Lines("a")), Iterator[str])
echo = echo_sync("a")
assert_type(echo, Generator[str, str | None, None])
assert_type(echo.send(None), str)

assert_type(connect_sync("a"), AbstractContextManager[Client])
with connect_sync("a") as client:
    assert_type(client, Client)

assert_type(find_sync(1), int)
assert_type(find_sync("a"), str)
assert_type(load_sync("a"), str)
assert_type(load_sync("a", raw=True), bytes)
assert_type(split_sync("a"), Iterator[str])
assert_type(split_sync(b"a"), Iterator[bytes])


class Person(Named):
    pass


async def add(a: int, *, b: int) -> float:
    return a + b


assert_type(first_sync([1]), int)
assert_type(rename_sync(Person(), "b"), Person)
assert_type(join_sync(b"a", b"b"), bytes)
assert_type(apply_sync(add, 1, b=2), float)
assert_type(gather_sync(1, "a"), tuple[int, str])
