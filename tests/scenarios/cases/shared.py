"""G21: one run-time part for several modules."""

import asyncio
import importlib

from scenario import ALL, SHARED, scenario


async def loop_of():
    return asyncio.get_running_loop()


@scenario("G21", SHARED)
def one_of_everything(a):
    b = importlib.import_module(a.__name__[:-1] + "b")
    assert a is not b
    for name in (
        "MochiAsyncReentryError",
        "MochiAsyncTimeoutError",
        "MochiAsyncCancelledError",
        "MochiCancelToken",
        "mochi_async_timeout",
    ):
        assert getattr(a, name) is getattr(b, name), name
    if "per_call" not in a.__name__:
        assert a.call_sync(loop_of) is b.call_sync(loop_of)


@scenario("G21", SHARED)
def one_limit_for_all(a):
    b = importlib.import_module(a.__name__[:-1] + "b")
    a.mochi_async_timeout.set(0.05)
    for m in (a, b):
        try:
            m.call_sync(asyncio.sleep, 1000)
        except a.MochiAsyncTimeoutError:
            pass
        else:
            raise AssertionError


@scenario("G21", SHARED)
def nested_across_modules(a):
    b = importlib.import_module(a.__name__[:-1] + "b")

    async def work():
        return await asyncio.to_thread(b.call_sync, asyncio.sleep, 0, "nested")

    assert a.call_sync(work) == "nested"

    async def guarded():
        try:
            b.call_sync(loop_of)
        except a.MochiAsyncReentryError:
            return True

    assert a.call_sync(guarded)


@scenario("G21", SHARED)
def every_shape(a):
    import source

    async def generator():
        yield 1

    assert list(a.iterate_sync(generator)) == [1]
    assert a.give_sync(asyncio.sleep, 0, 2) == 2
    assert a.omitting_sync() == ("own first", "own second")
    assert a.Counter_add_sync(source.Counter(), 2) == 2


@scenario("G21", ALL)
def each_module_stands_alone_by_default(m):
    other = "persistent" if m.__name__ == "per_call" else "per_call"
    assert importlib.import_module(other).MochiAsyncReentryError is not m.MochiAsyncReentryError
