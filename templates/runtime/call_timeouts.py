# Calls that can be limited and cancelled.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextvars
import time
import typing

from outcome import _MOCHI_GRACE, _mochi_changes, _MochiMakes, _MochiOutcome, _MochiT
from task import _mochi_create_task

# #}

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
    """Cancels, from any thread or a signal handler, the calls made in its `with`.

    Tokens nest, and many threads can use one (G20: limits.*token*).
    """

    def __init__(self) -> None:
        self._requests: set[collections.abc.Callable[[], object]] = set()
        self.cancelled = False

    def __enter__(self) -> typing.Self:
        """Have the calls made from here on know the token."""
        _mochi_tokens.set((*_mochi_tokens.get(), self))
        return self

    def __exit__(self, *_: object) -> None:
        """Have those after the block not know it."""
        _mochi_tokens.set(_mochi_tokens.get()[:-1])

    def cancel(self) -> None:
        """Cancel the calls in flight, and fail those to come before they start."""
        self.cancelled = True  # before the look at the calls: theirs is the other way
        for callback in self._requests.copy():
            try:
                callback()
            except RuntimeError:  # its loop is closed: the call is over
                pass

    def attach(self, request: collections.abc.Callable[[], object]) -> None:
        """Have cancel() call this too (G20: limits.cancelling_races_*)."""
        self._requests.add(request)
        if self.cancelled:
            request()

    def detach(self, request: collections.abc.Callable[[], object]) -> None:
        """Forget it: the call is over."""
        self._requests.discard(request)


class _MochiDeadline:
    """When a call must be done. Shims in worker threads inherit it (G19: limits.*)."""

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


async def _mochi_call(fn_name: str, call: _MochiMakes[_MochiT]) -> _MochiT:
    """Make the call where its loop runs, within its limit and what an outer one leaves.

    It names the task (G19: limits.nested_shims_*; factories.tasks_have_names).
    """
    task = asyncio.current_task()
    if task is not None:
        task.set_name(fn_name)
    limit, outer = mochi_async_timeout.get(), _mochi_deadline.get()
    if limit is None and outer is None and not _mochi_tokens.get():
        return await call()
    own = deadline = _MochiDeadline(limit)
    if outer is not None and not outer.over and outer.when <= own.when:
        deadline = outer
    reset = _mochi_deadline.set(deadline)
    try:
        outcome = await _mochi_bounded(fn_name, call, deadline)
    finally:
        own.over = True
        _mochi_deadline.reset(reset)
    if outcome.error is not None:
        raise outcome.pop_error()
    return outcome.value


async def _mochi_bounded(
    fn_name: str, call: _MochiMakes[_MochiT], deadline: _MochiDeadline
) -> _MochiOutcome[_MochiT]:
    """Do the work in a task of its own, for the caller may leave a stubborn one (G20).

    works -- the deadline or a token requests --> is cancelled -- cleanup --> done
      |                                                |
      +-- done in time                                 +-- a second later: is left
    """
    loop, tokens = asyncio.get_running_loop(), _mochi_tokens.get()
    ended = _MochiOutcome[_MochiT]()  # what it is if the cancellation is requested
    ended.error = cancelled = MochiAsyncCancelledError(f"{fn_name}() was cancelled")
    if any(token.cancelled for token in tokens):
        return ended
    ended.error = timed_out = MochiAsyncTimeoutError(
        f"{fn_name}() did not finish within {deadline.limit} s"
    )
    seconds = deadline.when - time.monotonic()
    if not seconds > 0:  # NaN too
        return ended

    requested: asyncio.Future[Exception] = loop.create_future()

    def request(error: Exception) -> None:
        if not requested.done():
            requested.set_result(error)

    def cancel() -> None:
        loop.call_soon_threadsafe(request, cancelled)

    outcome = _MochiOutcome[_MochiT](asyncio.CancelledError())
    task = _mochi_create_task(outcome.fill(call), fn_name, loop)
    ends: set[asyncio.Future[typing.Any]] = {task, requested}
    timer = loop.call_later(seconds, request, timed_out)
    for token in tokens:
        token.attach(cancel)
    try:
        while not any(end.done() for end in ends):
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                task.cancel()  # whether that ends the call is up to the coroutine
        in_time = task.done()
        if not in_time:
            task.cancel()
            await asyncio.wait({task}, timeout=_MOCHI_GRACE)
    finally:
        timer.cancel()
        for token in tokens:
            token.detach(cancel)
        for variable, value in _mochi_changes(outcome.before, outcome.after):
            variable.set(value)
    if in_time:
        return outcome
    ended.error = requested.result()
    if isinstance(outcome.error, Exception):  # of its cleanup
        ended.error.__cause__ = outcome.error
    elif task.done() and not isinstance(outcome.error, asyncio.CancelledError | None):
        return outcome  # its cleanup exits
    return ended
