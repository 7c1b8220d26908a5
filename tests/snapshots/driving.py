"""What the drivers of all cases share: the rendered module and what holds for every shim."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import logging
import sys
from collections.abc import Callable

# In development mode asyncio tells of callbacks that take long, as any does on a busy machine.
logging.getLogger("asyncio").addFilter(lambda record: not record.msg.startswith("Executing "))

shims = importlib.import_module(sys.argv[1])
persistent = sys.argv[1].endswith("__persistent")

# Where the run-time part is: in the module itself or, for several, in one that they share.
runtime = sys.modules[shims.MochiAsyncReentryError.__module__]
for public in (
    "MochiAsyncReentryError",
    "MochiAsyncTimeoutError",
    "MochiAsyncCancelledError",
    "MochiCancelToken",
    "mochi_async_timeout",
):
    assert getattr(shims, public, None) is getattr(runtime, public, None), public


def check_guard(call: Callable[[], object], name: str) -> None:
    """The call is refused where a loop runs, and works on a worker thread."""

    async def refused() -> str:
        try:
            call()
        except shims.MochiAsyncReentryError as error:
            return str(error)
        raise AssertionError(f"{name} was not refused")

    assert issubclass(shims.MochiAsyncReentryError, RuntimeError)
    message = asyncio.run(refused())
    assert name in message, message
    assert "already running" in message, message
    assert "await" in message, message
    assert f"asyncio.to_thread({name}" in message, message


def check_signature(
    shim: Callable[..., object], source: Callable[..., object], *omitted: str
) -> None:
    """The shim has the parameters of the source; defaults differ for `omitted` only."""
    given = dict(inspect.signature(shim).parameters)
    described = dict(inspect.signature(source).parameters)
    for name in omitted:
        assert repr(given[name].default) != repr(described[name].default), name
        given[name] = given[name].replace(default=described[name].default)
    assert list(given.items()) == list(described.items()), (given, described)


def check(call: Callable[[], object], expected: object, name: str) -> None:
    """The call gives the expected value, here and on a worker thread of a running loop."""
    shim: Callable[..., object] = getattr(shims, name)
    assert shim.__name__ == name
    assert not inspect.iscoroutinefunction(inspect.unwrap(shim))
    assert not hasattr(shim, "__wrapped__")
    for value in (call(), call(), asyncio.run(asyncio.to_thread(call))):
        assert value == expected, (name, value, expected)
    check_guard(call, name)


def check_raises(call: Callable[[], object], error: BaseException) -> None:
    """The call raises that very error, with neither cause nor context of ours."""
    try:
        call()
    except BaseException as raised:
        assert raised is error, raised
        assert raised.__cause__ is None, raised.__cause__
        assert raised.__context__ is None, raised.__context__
    else:
        raise AssertionError(f"{error!r} was not raised")
