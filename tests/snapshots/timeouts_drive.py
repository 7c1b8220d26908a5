import contextlib
import contextvars
import threading
from collections.abc import Callable, Generator

import timeouts as source

from driving import check, shims

check(lambda: shims.fetch_sync(0), "fetched", "fetch_sync")
check(lambda: shims.request_sync(0), "fetched", "request_sync")
check(lambda: list(shims.ticks_sync(0)), [0, 1], "ticks_sync")


def enter(delay: float) -> str:
    with shims.session_sync(delay) as value:
        return str(value)


check(lambda: enter(0), "session", "session_sync")

limit: contextvars.ContextVar[float | None] = shims.mochi_async_timeout
assert limit.get() is None
assert issubclass(shims.MochiAsyncTimeoutError, TimeoutError)


@contextlib.contextmanager
def limited(seconds: float) -> Generator[None]:
    token = limit.set(seconds)
    try:
        yield
    finally:
        limit.reset(token)


def check_times_out(call: Callable[[], object], name: str) -> None:
    with limited(0.05):
        try:
            call()
        except TimeoutError as error:
            assert isinstance(error, shims.MochiAsyncTimeoutError)
            assert name in str(error), error
            assert "0.05" in str(error), error
        else:
            raise AssertionError(f"{name} was not bounded")


for name, call in {
    "fetch_sync": lambda: shims.fetch_sync(60),
    "request_sync": lambda: shims.request_sync(60),
    "ticks_sync": lambda: list(shims.ticks_sync(60)),
    "session_sync": lambda: enter(60),
}.items():
    source.events.clear()
    check_times_out(call, name)
    expected = {"ticks_sync": ["ticks left"], "session_sync": []}
    assert source.events == expected.get(name, ["fetch cancelled"]), source.events

with limited(60):
    try:
        shims.own_sync()
    except TimeoutError as error:
        assert not isinstance(error, shims.MochiAsyncTimeoutError)
        assert str(error) == "my own"

with limited(0):
    source.events.clear()
    try:
        shims.fetch_sync(0)
    except TimeoutError as error:
        assert isinstance(error, shims.MochiAsyncTimeoutError)
    else:
        raise AssertionError("a call without time was made")
    assert source.events == []

# A token cancels from another thread what is under way, and what comes later before it starts.
source.events.clear()
source.started.clear()
with shims.MochiCancelToken() as token:
    canceller = threading.Thread(target=lambda: source.started.wait() and token.cancel())
    canceller.start()
    for _ in range(2):
        try:
            shims.fetch_sync(60)
        except shims.MochiAsyncCancelledError as error:
            assert "fetch_sync" in str(error), error
        else:
            raise AssertionError("the call was not cancelled")
        assert source.events == ["fetch cancelled"], source.events
    canceller.join()
check(lambda: shims.fetch_sync(0), "fetched", "fetch_sync")
