# Calls that can be limited and cancelled.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextvars
import time
import typing

from crossing import _MOCHI_GRACE, _mochi_changes, _MochiOutcome

#}

_MochiCallT = typing.TypeVar("_MochiCallT")

mochi_async_timeout: contextvars.ContextVar[float | None] = contextvars.ContextVar(
    "mochi_async_timeout", default=None
)
"""Seconds that each shim call made under it may take; None is no limit.

A call under a limit that is zero, negative or not a number fails before it starts.
"""


class MochiAsyncTimeoutError(TimeoutError):
    """A shim call did not finish within mochi_async_timeout.

    The coroutine was cancelled. What its cleanup raised is the cause. One that swallows
    the cancellation goes on: the caller waits another second for it with a persistent
    loop, and, as asyncio.run does, until it ends with a loop per call.
    """


class MochiAsyncCancelledError(RuntimeError):
    """A shim call was cancelled through a MochiCancelToken, as if it had timed out."""


class MochiCancelToken:
    """Cancels, from any thread or a signal handler, the calls made in its `with`."""

    def __init__(self) -> None:
        self._strikes: set[collections.abc.Callable[[], object]] = set()
        self.cancelled = False

    def __enter__(self) -> typing.Self:
        _mochi_tokens.set((*_mochi_tokens.get(), self))
        return self

    def __exit__(self, *_: object) -> None:
        _mochi_tokens.set(_mochi_tokens.get()[:-1])

    def cancel(self) -> None:
        """Cancel the calls in flight, and fail those to come before they start."""
        self.cancelled = True  # before the look at the calls: theirs is the other way
        for strike in self._strikes.copy():
            try:
                strike()
            except RuntimeError:  # its loop is closed: the call is over
                pass

    def attach(self, strike: collections.abc.Callable[[], object]) -> None:
        """Have cancel() call this too."""
        self._strikes.add(strike)
        if self.cancelled:
            strike()

    def detach(self, strike: collections.abc.Callable[[], object]) -> None:
        """Forget it."""
        self._strikes.discard(strike)


class _MochiDeadline:
    """When a call must be done. Shims that it calls in worker threads inherit it."""

    over = False  # background tasks that outlive the call are not bound by it

    def __init__(self, limit: float | None) -> None:
        self.limit = limit
        self.when = float("inf") if limit is None else time.monotonic() + limit


_mochi_deadline: contextvars.ContextVar[_MochiDeadline | None] = contextvars.ContextVar(
    "_mochi_deadline", default=None
)
_mochi_tokens: contextvars.ContextVar[tuple[MochiCancelToken, ...]] = (
    contextvars.ContextVar("_mochi_tokens", default=())
)


async def _mochi_call(
    fn_name: str,
    call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiCallT]],
) -> _MochiCallT:
    limit, outer = mochi_async_timeout.get(), _mochi_deadline.get()
    if limit is None and not outer and not _mochi_tokens.get():
        return await call()
    own = deadline = _MochiDeadline(limit)
    if outer and not outer.over and outer.when <= own.when:
        deadline = outer
    reset = _mochi_deadline.set(deadline)
    try:
        outcome = await _mochi_bounded(fn_name, call, deadline)
    finally:
        own.over = True
        _mochi_deadline.reset(reset)
    if outcome.error:
        raise outcome.pop_error()
    return outcome.value


async def _mochi_bounded(
    fn_name: str,
    call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiCallT]],
    deadline: _MochiDeadline,
) -> _MochiOutcome[_MochiCallT]:
    """Do the work in a task of its own, so that the caller can leave a stubborn one."""
    loop, tokens = asyncio.get_running_loop(), _mochi_tokens.get()
    struck: asyncio.Future[Exception] = loop.create_future()
    bounded = _MochiOutcome[_MochiCallT]()
    bounded.error = cancelled = MochiAsyncCancelledError(f"{fn_name}() was cancelled")
    if any(token.cancelled for token in tokens):
        return bounded
    bounded.error = timed_out = MochiAsyncTimeoutError(
        f"{fn_name}() did not finish within {deadline.limit} s"
    )
    seconds = deadline.when - time.monotonic()
    if not seconds > 0:
        return bounded

    def strike(error: Exception) -> None:
        if not struck.done():
            struck.set_result(error)

    def cancel() -> None:
        loop.call_soon_threadsafe(strike, cancelled)

    outcome = _MochiOutcome[_MochiCallT]()
    before = contextvars.copy_context()
    context = before.copy()
    task = loop.create_task(outcome.fill(call), context=context)
    ends: set[asyncio.Future[typing.Any]] = {task, struck}
    timer = loop.call_later(seconds, strike, timed_out)
    for token in tokens:
        token.attach(cancel)
    try:
        while not any(end.done() for end in ends):
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                task.cancel()  # whether that ends the call is up to the coroutine
        if task.done():
            return outcome
        task.cancel()
        await asyncio.wait({task}, timeout=_MOCHI_GRACE)
    finally:
        timer.cancel()
        for token in tokens:
            token.detach(cancel)
        for variable, value in _mochi_changes(before, context):
            variable.set(value)
    bounded.error = struck.result()
    if isinstance(outcome.error, Exception):  # of its cleanup
        bounded.error.__cause__ = outcome.error
    elif task.done() and not isinstance(outcome.error, asyncio.CancelledError | None):
        return outcome  # its cleanup exits
    return bounded
