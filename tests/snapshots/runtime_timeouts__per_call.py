"""The run-time part of mochi-asyncbridge, for shim modules to share. Generated: do not edit."""

# pyright: reportUnusedFunction=false
from __future__ import annotations

import asyncio
import collections.abc
import contextlib
import contextvars
import functools
import os
import sys
import threading
import time
import types
import typing
import weakref

# Modules that import this one check that it was rendered for the same as they were.
_MOCHI_RUNTIME = "0.1.0 per-call with timeouts"

# Shims run on threads that run no event loop.


class MochiAsyncReentryError(RuntimeError):
    """A synchronous shim was called on a thread that is running an event loop."""


def _mochi_check_no_running_loop(fn_name: str) -> None:
    if asyncio._get_running_loop():  # costs a tenth of get_running_loop and an except
        raise MochiAsyncReentryError(
            f"{fn_name}() cannot be called here: an event loop is already running on"
            " this thread (perhaps another library's). Either await the async function,"
            " or call the shim from a worker thread:"
            f" await asyncio.to_thread({fn_name}, ...)"
        )


# What crosses between callers and tasks.

_MochiOutcomeT = typing.TypeVar("_MochiOutcomeT")
_MOCHI_GRACE = 1.0  # seconds that cancelled work has for its cleanup
_MOCHI_UNSET: typing.Any = object()


class _MochiOutcome(typing.Generic[_MochiOutcomeT]):
    """What became of work on the loop, for a caller elsewhere."""

    value: _MochiOutcomeT

    def __init__(self) -> None:
        # Stays when the task is cancelled before its first step.
        self.error: BaseException | None = asyncio.CancelledError()

    async def fill(
        self,
        call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiOutcomeT]],
    ) -> None:
        try:
            self.value = await call()
        except BaseException as exc:  # were SystemExit to leave it, the loop would stop
            self.error = exc
        else:
            self.error = None
        self.clear_context()

    def clear_context(self) -> None:
        """Drop what the thread that runs the loop handles, maybe another caller's.

        Python makes it the context of whatever is raised on that thread.
        """
        handled, error = sys.exception(), self.error
        while handled and error:
            if error.__context__ is handled:
                error.__context__ = None
            error = error.__context__

    def pop_error(self) -> BaseException:
        """Give the error to raise and forget it: its traceback may lead back to here."""
        error, self.error = typing.cast(BaseException, self.error), None
        return _mochi_bare(error)


def _mochi_bare(error: BaseException) -> BaseException:
    """Drop our frames from the top of a traceback."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_globals is globals():
        frames = frames.tb_next
    return error.with_traceback(frames)


def _mochi_changes(
    before: contextvars.Context, after: contextvars.Context
) -> list[tuple[contextvars.ContextVar[typing.Any], typing.Any]]:
    """Context variables that were set, told by identity: == would run their code."""
    return [
        (variable, value)
        for variable, value in after.items()
        if before.get(variable, _MOCHI_UNSET) is not value
    ]


_mochi_disowned: list[asyncio.AbstractEventLoop] = []


def _mochi_disown(loop: asyncio.AbstractEventLoop) -> None:
    """Keep a forked child from closing, in a finalizer too, what its parent runs.

    They share the selector: the parent's loop would never wake up again.
    """
    _mochi_disowned.append(loop)
    setattr(loop, "is_closed", lambda: True)
    loop.set_exception_handler(lambda loop, context: None)


# Arguments that were not given are not passed on.


class _MochiOmitted:
    def __repr__(self) -> str:
        return "<omitted>"


_MOCHI_OMITTED: typing.Any = _MochiOmitted()


def _mochi_given(**arguments: object) -> dict[str, typing.Any]:
    return {name: it for name, it in arguments.items() if it is not _MOCHI_OMITTED}


def _mochi_leading(*arguments: object) -> tuple[typing.Any, ...]:
    given = [argument is not _MOCHI_OMITTED for argument in arguments]
    return arguments[: given.index(False)] if False in given else arguments


def _mochi_after(**arguments: object) -> dict[str, typing.Any]:
    """Give those that _mochi_leading leaves out."""
    given = _mochi_leading(*arguments.values())
    return _mochi_given(**dict(list(arguments.items())[len(given) :]))


# Calls that can be limited and cancelled.

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


# An iterator or a context manager has a loop of its own.

_MochiDriverT = typing.TypeVar("_MochiDriverT")


class _MochiDriver:
    """Runs what one iterator or context manager does, from its first step to its close."""

    def __init__(self) -> None:
        # With a loop factory the runner leaves the thread's current loop alone.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)

    def run(
        self, coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiDriverT]
    ) -> _MochiDriverT:
        return self._runner.run(coro, context=contextvars.copy_context())

    def close(self) -> None:
        self._runner.close()


# Iterators and context managers: one task takes all steps.

_MochiStepT = typing.TypeVar("_MochiStepT")
_MochiGives = collections.abc.Callable[
    [], _MochiStepT | collections.abc.Awaitable[_MochiStepT]
]


class _MochiSubject(typing.Protocol):
    """What an owner owns: what happens to it besides its steps."""

    async def throw(self, error: BaseException) -> object:
        """Raise the error where it stands."""

    async def close(self) -> object:
        """Let it clean up, for no step will follow."""


class _MochiStep(_MochiOutcome[_MochiStepT]):
    """A step: made in the owner's context, where the caller's variables are current."""

    def __init__(
        self,
        call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiStepT]],
        last: bool = False,
    ) -> None:
        super().__init__()
        self.call = call
        self.last = last
        self.arriving = self.before = self.after = contextvars.copy_context()
        self.made: asyncio.Future[_MochiStep[typing.Any]] = (
            asyncio.get_running_loop().create_future()
        )

    async def make(self) -> None:
        here = contextvars.copy_context()
        for variable, value in _mochi_changes(here, self.arriving):
            variable.set(value)
        self.before = contextvars.copy_context()
        await self.fill(self.call)
        self.after = contextvars.copy_context()


class _MochiOwner:
    """A task that makes all steps of its subject, so that scopes and tokens hold."""

    task: asyncio.Task[None] | None = None
    loop: asyncio.AbstractEventLoop
    steps: asyncio.Queue[_MochiStep[typing.Any]]
    late: _MochiStep[typing.Any] | None = None  # of a cancellation between steps
    busy = False

    def __init__(self, fn_name: str, subject: _MochiSubject) -> None:
        self.fn_name = fn_name
        self.subject = subject
        self.driver = _MochiDriver()
        self.process = os.getpid()

    def is_lost(self) -> bool:
        forked = self.process != os.getpid()
        return self.task is not None and (forked or self.loop.is_closed())

    def drive(
        self,
        call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiStepT]],
        last: bool = False,
    ) -> _MochiStep[_MochiStepT]:
        if self.is_lost():
            raise RuntimeError(
                f"{self.fn_name}(): its event loop was closed, or left behind by a fork"
            )
        return self.driver.run(
            _mochi_call(self.fn_name, lambda: self.ask(_MochiStep(call, last)))
        )

    async def ask(self, step: _MochiStep[_MochiStepT]) -> _MochiStep[_MochiStepT]:
        if self.task is None:
            self.loop = asyncio.get_running_loop()
            self.steps = asyncio.Queue()
            self.task = self.loop.create_task(self.own())
        self.steps.put_nowait(step)
        ends: set[asyncio.Future[typing.Any]] = {step.made, self.task}
        cancellations = 0
        while not any(end.done() for end in ends):
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                self.task.cancel()  # whether that ends the step is up to the subject
                cancellations += 1
        for _ in range(cancellations):
            self.task.uncancel()
        answer = step.made.result() if step.made.done() else self.late or step
        if cancellations and isinstance(answer.error, asyncio.CancelledError):
            raise answer.pop_error()  # so that a runner knows its Ctrl-C by it
        return answer

    async def own(self) -> None:
        while True:
            try:
                step = await self.steps.get()
            except asyncio.CancelledError as exc:
                step = self.late = _MochiStep(
                    functools.partial(self.subject.throw, exc)
                )
            if step is self.late:
                await step.make()
                if step.error:
                    return
                continue
            answer, self.late = self.late, None
            if step.last or answer is None:
                answer = step
                self.busy = True
                await step.make()
                self.busy = False
            step.made.set_result(answer)
            if step.last or answer.error:
                return

    def shut(self) -> None:
        """End the task: after its last step, when the subject is garbage, or at exit."""
        if self.is_lost():
            if not self.loop.is_closed():
                _mochi_disown(self.loop)
        elif asyncio._get_running_loop():  # a thread that the garbage collector picked
            threading.Thread(target=self.shut).start()
        elif not (self.busy and self.loop.is_running()):  # nor a daemon thread's
            try:
                if self.task and not (self.task.done() or self.busy):
                    closing = self.drive(self.subject.close, last=True)
                    if closing.error:
                        raise closing.pop_error()
            finally:
                if self.task and not self.task.done():
                    self.loop.call_soon_threadsafe(self.task.cancel)
                self.driver.close()


class _MochiSteps:
    """The synchronous side of an owner."""

    def __init__(self, fn_name: str, subject: _MochiSubject) -> None:
        self._owner = _MochiOwner(fn_name, subject)
        self._undo: dict[
            contextvars.ContextVar[typing.Any], contextvars.Token[typing.Any]
        ] = {}
        self.close = weakref.finalize(self, self._owner.shut)

    def make(
        self,
        call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiStepT]],
        last: bool = False,
    ) -> _MochiStepT:
        step = self._owner.drive(call, last)
        for variable, value in _mochi_changes(step.before, step.after):
            self._undo.setdefault(variable, variable.set(value))
        for variable in step.before:
            if variable not in step.after and variable in self._undo:
                with contextlib.suppress(ValueError):  # set in another context
                    variable.reset(self._undo.pop(variable))
        if step.error:
            raise step.pop_error()
        return step.value


class _MochiAsyncIterator(typing.Generic[_MochiStepT]):
    """The subject of a generator."""

    _iterator: typing.Any = None

    def __init__(
        self, call: _MochiGives[collections.abc.AsyncIterable[_MochiStepT]]
    ) -> None:
        self._call = call

    async def send(self, value: object) -> _MochiStepT:
        if self._iterator is None:
            given = self._call()
            if not isinstance(given, collections.abc.AsyncIterable):
                given = await given
            self._iterator = aiter(given)
        step = anext(self._iterator) if value is None else self._iterator.asend(value)
        return typing.cast(_MochiStepT, await step)

    async def throw(self, error: BaseException) -> _MochiStepT:
        if not hasattr(self._iterator, "athrow"):
            raise error
        return typing.cast(_MochiStepT, await self._iterator.athrow(error))

    async def close(self) -> None:
        if hasattr(self._iterator, "aclose"):
            try:
                await self._iterator.aclose()
            except BaseExceptionGroup as group:
                if group.split(GeneratorExit)[1]:  # more than a task group's wrapping
                    raise


def _mochi_generate(
    fn_name: str, iterator: _MochiAsyncIterator[_MochiStepT]
) -> collections.abc.Generator[_MochiStepT, object, None]:
    steps = _MochiSteps(fn_name, iterator)
    step = functools.partial(iterator.send, None)
    try:
        while True:
            try:
                item = steps.make(step)
            except StopAsyncIteration:
                return
            finally:
                del step  # it may hold an error whose traceback holds this frame
            try:
                step = functools.partial(iterator.send, (yield item))
            except GeneratorExit:
                raise
            except BaseException as exc:
                step = functools.partial(iterator.throw, exc)
    finally:
        steps.close()


class _MochiGenerator(collections.abc.Generator[_MochiStepT, typing.Any, None]):
    """A generator that a thread with a running loop can neither resume nor break."""

    def __init__(
        self, fn_name: str, iterator: _MochiAsyncIterator[_MochiStepT]
    ) -> None:
        self._fn_name = fn_name
        self._generator = _mochi_generate(fn_name, iterator)

    def send(self, value: object, /) -> _MochiStepT:
        _mochi_check_no_running_loop(self._fn_name)
        try:
            return self._generator.send(value)
        except BaseException as exc:
            raise _mochi_bare(exc)

    def throw(
        self,
        typ: type[BaseException] | BaseException,
        val: object = None,
        tb: types.TracebackType | None = None,
        /,
    ) -> _MochiStepT:
        _mochi_check_no_running_loop(self._fn_name)
        try:
            return self._generator.throw(val if isinstance(val, BaseException) else typ)
        except BaseException as exc:
            raise _mochi_bare(exc)
        finally:
            del typ, val, tb

    def close(self) -> None:
        _mochi_check_no_running_loop(self._fn_name)
        self._generator.close()


def _mochi_iterate(
    fn_name: str, call: _MochiGives[collections.abc.AsyncIterable[_MochiStepT]]
) -> collections.abc.Generator[_MochiStepT, typing.Any, None]:
    return _MochiGenerator(fn_name, _MochiAsyncIterator(call))


class _MochiAsyncManager(typing.Generic[_MochiStepT]):
    """An asynchronous context manager, which the first block that enters it gets."""

    _manager: contextlib.AbstractAsyncContextManager[_MochiStepT] | None = None

    def __init__(
        self,
        call: _MochiGives[contextlib.AbstractAsyncContextManager[_MochiStepT]],
    ) -> None:
        self._call = call

    async def get(self) -> contextlib.AbstractAsyncContextManager[_MochiStepT]:
        if self._manager is None:
            given = self._call()
            if not isinstance(given, contextlib.AbstractAsyncContextManager):
                given = await given
            self._manager = given
        return self._manager


class _MochiBlock(typing.Generic[_MochiStepT]):
    """The subject of a with block."""

    def __init__(self, given: _MochiAsyncManager[_MochiStepT]) -> None:
        self._given = given
        self._inside = False

    async def enter(self) -> _MochiStepT:
        manager = await self._given.get()
        value = await type(manager).__aenter__(manager)
        self._inside = True
        return value

    async def leave(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: types.TracebackType | None,
    ) -> bool | None:
        if not self._inside:
            return False
        self._inside = False
        manager = await self._given.get()
        return await type(manager).__aexit__(manager, exc_type, exc, tb)

    async def throw(self, error: BaseException) -> None:
        if not await self.leave(type(error), error, error.__traceback__):
            raise error

    async def close(self) -> None:
        try:
            await self.throw(GeneratorExit())
        except GeneratorExit:
            pass


class _MochiManager(contextlib.AbstractContextManager[_MochiStepT]):
    def __init__(self, fn_name: str, given: _MochiAsyncManager[_MochiStepT]) -> None:
        self._fn_name = fn_name
        self._given = given
        self._blocks: list[tuple[_MochiSteps, _MochiBlock[_MochiStepT]]] = []

    def __enter__(self) -> _MochiStepT:
        _mochi_check_no_running_loop(self._fn_name)
        block = _MochiBlock(self._given)
        steps = _MochiSteps(self._fn_name, block)
        try:
            value = steps.make(block.enter)
        except BaseException as exc:
            steps.close()
            raise _mochi_bare(exc)
        self._blocks.append((steps, block))
        return value

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: types.TracebackType | None,
        /,
    ) -> bool | None:
        _mochi_check_no_running_loop(self._fn_name)
        steps, block = self._blocks.pop()
        leave = functools.partial(block.leave, exc_type, exc, tb)
        try:
            return steps.make(leave, last=True)
        except BaseException as error:
            if error is exc:
                error.__traceback__ = tb
                return False
            raise _mochi_bare(error)
        finally:
            steps.close()
            del leave, exc, tb


def _mochi_enter(
    fn_name: str,
    call: _MochiGives[contextlib.AbstractAsyncContextManager[_MochiStepT]],
) -> contextlib.AbstractContextManager[_MochiStepT]:
    return _MochiManager(fn_name, _MochiAsyncManager(call))
