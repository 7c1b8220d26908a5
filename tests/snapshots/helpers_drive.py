import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

from driving import check, check_guard, shims


class Bound:
    """Looks for the loop when it is made, as many clients do."""

    def __init__(self, base: int, *, step: int = 1) -> None:
        self.loop = asyncio.get_running_loop()
        self.value = base + step


async def add(a: int, b: int) -> int:
    await asyncio.sleep(0)
    return a + b


async def count(to: int) -> AsyncIterator[int]:
    for n in range(to):
        yield n


events: list[str] = []


@contextlib.asynccontextmanager
async def opened(name: str) -> AsyncGenerator[str, None]:
    events.append(f"enter {name}")
    try:
        yield name
    finally:
        events.append(f"leave {name}")


waiting = add(1, 2)
check_guard(lambda: shims.await_sync(waiting), "await_sync")  # it was not begun
assert shims.await_sync(waiting) == 3
check(lambda: list(shims.iter_sync(count(3))), [0, 1, 2], "iter_sync")


def enter() -> str:
    with shims.enter_sync(opened("a")) as name:
        return str(name)


check(enter, "a", "enter_sync")
assert events[:2] == ["enter a", "leave a"], events
check(lambda: shims.call_sync(Bound, 1, step=2).value, 3, "call_sync")
check_guard(lambda: shims.call_sync(Bound, 1), "call_sync")
check_guard(lambda: shims.iter_sync(count(1)), "iter_sync")
check_guard(lambda: shims.enter_sync(opened("b")), "enter_sync")

# What is not there says why.
try:
    shims.Client_watch_sync
except AttributeError as error:
    assert "property" in str(error) and error.name == "Client_watch_sync", error
else:
    raise AssertionError("there is no such shim")
try:
    shims.nothing
except AttributeError as error:
    assert str(error).endswith("has no attribute 'nothing'"), error
assert not hasattr(shims, "größe_sync")
