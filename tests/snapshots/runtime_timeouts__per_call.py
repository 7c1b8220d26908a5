"""The run-time part of mochi-asyncbridge, for shim modules to share.

Generated: do not edit.
"""

# pyright: reportUnusedFunction=false
from __future__ import annotations

import asyncio
import collections.abc
import contextlib
import contextvars
import functools
import inspect
import os
import sys
import threading
import time
import types
import typing
import weakref

# Modules that import this one check that it was rendered for the same as they were.
_MOCHI_RUNTIME = "0.1.0 per-call with timeouts"


# Shims are refused where a loop runs.


class MochiAsyncReentryError(RuntimeError):
    """A synchronous shim was called on a thread that is running an event loop."""


def _mochi_check_no_running_loop(fn_name: str) -> None:
    """Raise before there is a coroutine that nobody awaits (G1: calls.guard_*)."""
    # A tenth of the cost of get_running_loop() and an except clause.
    if asyncio._get_running_loop() is not None:
        raise MochiAsyncReentryError(
            f"{fn_name}() cannot be called here: an event loop is already running on"
            " this thread (perhaps another library's). Either await the async function,"
            " or call the shim from a worker thread:"
            f" await asyncio.to_thread({fn_name}, ...). A for or with block over what a"
            " shim gives must run there as a whole: await asyncio.to_thread(block)"
        )


# What becomes of work on a loop.
_MOCHI_GRACE = 1.0  # seconds that cancelled work has for its cleanup
_MochiT = typing.TypeVar("_MochiT")
_MochiCoroutine = collections.abc.Coroutine[typing.Any, typing.Any, _MochiT]
_MochiMakes = collections.abc.Callable[[], collections.abc.Awaitable[_MochiT]]


class _MochiOutcome(typing.Generic[_MochiT]):
    """The value of work or its error, which may be falsy, and the variables it set."""

    value: _MochiT
    done = False

    def __init__(self, error: BaseException | None = None) -> None:
        self.error: BaseException | None = error  # if no task comes to do the work
        self.before = self.after = contextvars.copy_context()

    async def fill(self, make: _MochiMakes[_MochiT]) -> None:
        """Do the work, which is what a task runs (G2, G15: threads.exits_*)."""
        try:
            self.value, self.error = await make(), None
        except BaseException as exc:  # were SystemExit to leave it, the loop would stop
            self.error = exc
        self.after = contextvars.copy_context()
        self.finish()

    def finish(self) -> None:
        """End. What this thread handles for another is not the error's context (G2)."""
        handled, error = sys.exception(), self.error
        while handled is not None and error is not None:
            if error.__context__ is handled:
                error.__context__ = None
            error = error.__context__
        self.done = True

    def pop_error(self) -> BaseException:
        """Give the error and forget it: its traceback leads back here (G2: calls.*)."""
        error, self.error = typing.cast(BaseException, self.error), None
        return _mochi_hide_frames(error)


def _mochi_hide_frames(error: BaseException) -> BaseException:
    """Drop our frames from the top of its traceback (G2: calls.at_most_two_*)."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_globals is globals():
        frames = frames.tb_next
    return error.with_traceback(frames)


def _mochi_changes(
    before: contextvars.Context, after: contextvars.Context
) -> list[tuple[contextvars.ContextVar[typing.Any], typing.Any]]:
    """Give what was set, by identity: == would run user code (G3: calls.context_*)."""
    unset = object()
    return [(k, v) for k, v in after.items() if before.get(k, unset) is not v]


# A forked child leaves its parent's loop alone.
_mochi_inherited: list[asyncio.AbstractEventLoop] = []


def _mochi_disown(loop: asyncio.AbstractEventLoop) -> None:
    """Keep even finalizers from closing it: they share the selector (G13: forks.*)."""
    _mochi_inherited.append(loop)
    vars(loop).update(is_closed=lambda: True)
    loop.set_exception_handler(lambda loop, context: None)


# Arguments that were not given are not passed on.


class _MochiOmitted:
    """Stands for a default that only the original knows (G4: calls.signatures)."""

    def __repr__(self) -> str:
        return "<omitted>"


_MOCHI_OMITTED: typing.Any = _MochiOmitted()


def _mochi_given(**arguments: object) -> dict[str, typing.Any]:
    """Give those that were given, to be passed by keyword."""
    return {name: it for name, it in arguments.items() if it is not _MOCHI_OMITTED}


def _mochi_leading(*arguments: object) -> tuple[typing.Any, ...]:
    """Give those before the first that was omitted, to be passed by position."""
    given = [argument is not _MOCHI_OMITTED for argument in arguments]
    return arguments[: given.index(False)] if False in given else arguments


def _mochi_after(**arguments: object) -> dict[str, typing.Any]:
    """Give those that were given behind what _mochi_leading gives, by keyword."""
    leading = _mochi_leading(*arguments.values())
    return _mochi_given(**dict(list(arguments.items())[len(leading) :]))


# Tasks, made by whatever factory the user has set.


def _mochi_create_task(
    work: _MochiCoroutine[None], name: str, loop: asyncio.AbstractEventLoop
) -> asyncio.Task[None]:
    """Make a task that `asyncio ps` shows by its name (factories.*)."""
    try:
        # In a copy of this context. Not every factory takes a context, or a name.
        task = loop.create_task(work)
        task.set_name(name)
    except BaseException:
        work.close()
        raise
    return task


# Calls that can be limited and cancelled.

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


# Awaits what a call gives, if it is to be awaited.

_MochiAwaitedT = typing.TypeVar("_MochiAwaitedT")


async def _mochi_awaited(
    result: _MochiAwaitedT | collections.abc.Awaitable[_MochiAwaitedT],
) -> _MochiAwaitedT:
    """Give what awaiting gives, or the result itself where there is nothing to await."""
    if inspect.isawaitable(result):
        awaited: _MochiAwaitedT = await result
        return awaited
    return result


# Iterators have loops of their own.


class _MochiStepRunner:
    """Runs one iterator or context manager, on one loop (G18: steps.one_loop_*)."""

    def __init__(self) -> None:
        # With a loop factory the runner leaves the thread's current loop alone.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)

    def run(self, coro: _MochiCoroutine[_MochiT]) -> _MochiT:
        """Give what the coroutine returns, in the caller's context (G17: steps.*)."""
        try:
            return self._runner.run(coro, context=contextvars.copy_context())
        finally:
            coro.close()  # a task factory may have failed

    def close(self) -> None:
        """Cancel its background tasks, close its loop (G18: steps.background_*)."""
        self._runner.close()


# One task makes all steps of an iterator.

_MochiGives = collections.abc.Callable[[], _MochiT | collections.abc.Awaitable[_MochiT]]


def _mochi_check_step(fn_name: str) -> None:
    """Refuse a step where a loop runs; it breaks nothing (G1: steps.guard_of_steps)."""
    if asyncio._get_running_loop() is not None:
        raise MochiAsyncReentryError(
            f"{fn_name}(): no step of it can be taken here: an event loop is already"
            " running on this thread (perhaps another library's). Either use the async"
            " original with async for or async with, or put the whole block into a"
            " function for a worker thread: await asyncio.to_thread(block)"
        )


class _MochiResource(typing.Protocol):
    """What a step task works on, beside its steps: a generator, or a with block."""

    async def throw(self, error: BaseException) -> object:
        """Raise the error where it stands."""

    async def close(self) -> object:
        """Let it clean up, for no step will follow."""


class _MochiStep(_MochiOutcome[_MochiT]):
    """A step: made by the step task, where the caller's variables are current.

    new -- submit --> queued -- the step task takes it --> making --> answered
    """

    def __init__(
        self,
        call: _MochiMakes[_MochiT],
        last: bool = False,
    ) -> None:
        super().__init__(asyncio.CancelledError())
        self.call = call
        self.last = last
        self.arriving = self.before
        self.answer: asyncio.Future[_MochiStep[typing.Any]] = (
            asyncio.get_running_loop().create_future()
        )

    async def make(self) -> None:
        """Set what the caller has set since the last step; make it (G17: steps.*)."""
        for variable, value in _mochi_changes(
            contextvars.copy_context(), self.arriving
        ):
            variable.set(value)
        self.before = contextvars.copy_context()
        await self.fill(self.call)


class _MochiTask:
    """The task that makes all steps of a resource: its scopes and tokens hold (G17).

    new -- first step --> waits -- a step is submitted --> makes it --+
                           |  ^                                       |
      a scope of the       |  +------ it gives a value ---------------+
      resource cancels it  v                                          |
                     throws that into the resource                    |
                     and keeps the outcome for            it raises, or is the last
                     who submits the next step                        v
                                 +------------ it raises ---------> ended
    """

    task: asyncio.Task[None] | None = None
    loop: asyncio.AbstractEventLoop
    steps: asyncio.Queue[_MochiStep[typing.Any]]
    # What became of a cancellation between steps.
    interlude: _MochiStep[typing.Any] | None = None
    busy = False

    def __init__(self, fn_name: str, resource: _MochiResource) -> None:
        self.fn_name = fn_name
        self.resource = resource
        self.runner = _MochiStepRunner()
        self.process = os.getpid()

    def is_lost(self) -> bool:
        """Whether its loop can run no more (G13: forks.unfinished_iterators_*)."""
        forked = self.process != os.getpid()
        return self.task is not None and (forked or self.loop.is_closed())

    def run(
        self,
        call: _MochiMakes[_MochiT],
        last: bool = False,
    ) -> _MochiStep[_MochiT]:
        """Have a step made, from the caller's thread. Its error stays in it."""
        if self.is_lost():
            raise RuntimeError(
                f"{self.fn_name}(): its event loop was closed, or left behind by a fork"
            )
        return self.runner.run(
            _mochi_call(self.fn_name, lambda: self.submit(_MochiStep(call, last)))
        )

    async def submit(self, step: _MochiStep[_MochiT]) -> _MochiStep[_MochiT]:
        """Have the task make the step and wait for it; on the loop.

        A cancellation of the wait is passed on: a limit or Ctrl-C is meant for the step
        (G5: interrupts.ctrl_c_in_a_step; G19: limits.each_step_is_bounded).
        """
        if self.task is None:
            self.loop = asyncio.get_running_loop()
            self.steps = asyncio.Queue()
            self.task = _mochi_create_task(self._serve(), self.fn_name, self.loop)
        self.steps.put_nowait(step)
        ends: set[asyncio.Future[typing.Any]] = {step.answer, self.task}
        cancellations = 0
        while not any(end.done() for end in ends):
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                self.task.cancel()  # whether that ends the step is up to the resource
                cancellations += 1
        for _ in range(cancellations):
            self.task.uncancel()
        if step.answer.done():
            answer = step.answer.result()
        else:
            answer = step if self.interlude is None else self.interlude
        if cancellations and isinstance(answer.error, asyncio.CancelledError):
            raise answer.pop_error()  # so that a runner knows its Ctrl-C by it
        return answer

    async def _serve(self) -> None:
        """Make the steps; what the task runs."""
        while True:
            try:
                step = await self.steps.get()
            except asyncio.CancelledError as exc:
                # Of a scope of the resource (G17: steps.a_timeout_*).
                step = self.interlude = _MochiStep(
                    functools.partial(self.resource.throw, exc)
                )
            if step is self.interlude:  # not in the except clause: exc is no context
                await step.make()
                if step.error is not None:
                    return
                continue
            answer, self.interlude = self.interlude, None
            if step.last or answer is None:
                answer = step
                self.busy = True
                await step.make()
                self.busy = False
            step.answer.set_result(answer)
            if step.last or answer.error is not None:
                return

    def shut(self) -> None:
        """End the task: after its last step, when it is garbage, or at the exit.

        The resource sees GeneratorExit (G17: steps.garbage_*; G6: exits.*generator*).
        """
        if self.is_lost():
            if not self.loop.is_closed():
                _mochi_disown(self.loop)
        elif asyncio._get_running_loop() is not None:
            # The garbage collector picked a thread that cannot wait for it.
            threading.Thread(target=self.shut).start()
        elif not (self.busy and self.loop.is_running()):  # nor a daemon thread's
            try:
                if self.task is not None and not (self.task.done() or self.busy):
                    closing = self.run(self.resource.close, last=True)
                    if closing.error is not None:
                        raise closing.pop_error()
            finally:
                if self.task is not None and not self.task.done():
                    self.loop.call_soon_threadsafe(self.task.cancel)
                self.runner.close()


class _MochiSteps:
    """The synchronous side of a step task: what iterators and context managers hold."""

    def __init__(self, fn_name: str, resource: _MochiResource) -> None:
        self._task = _MochiTask(fn_name, resource)
        self._undo: dict[
            contextvars.ContextVar[typing.Any], contextvars.Token[typing.Any]
        ] = {}
        self.close = weakref.finalize(self, self._task.shut)

    def make(
        self,
        call: _MochiMakes[_MochiT],
        last: bool = False,
    ) -> _MochiT:
        """Give a step's value; its changes of the context, too (G17: steps.context_*).

        What a step undoes is undone: left unset where it was not set before.
        """
        step = self._task.run(call, last)
        for variable, value in _mochi_changes(step.before, step.after):
            self._undo.setdefault(variable, variable.set(value))
        for variable in step.before:
            if variable not in step.after and variable in self._undo:
                with contextlib.suppress(ValueError):  # set in another context
                    variable.reset(self._undo.pop(variable))
        if step.error is not None:
            raise step.pop_error()
        return step.value


# Asynchronous iterators, run.


class _MochiAsyncIterator(typing.Generic[_MochiT]):
    """The resource of a generator: the asynchronous one, made at the first step."""

    _iterator: typing.Any = None

    def __init__(
        self, call: _MochiGives[collections.abc.AsyncIterable[_MochiT]]
    ) -> None:
        self._call = call

    async def send(self, value: object) -> _MochiT:
        """Give the next item, inside the loop, for it learns of generators so (G6)."""
        if self._iterator is None:
            # A stub cannot tell a generator from a coroutine that returns an iterator.
            given = self._call()
            if not isinstance(given, collections.abc.AsyncIterable):
                given = await given
            self._iterator = aiter(given)
        step = anext(self._iterator) if value is None else self._iterator.asend(value)
        return typing.cast(_MochiT, await step)

    async def throw(self, error: BaseException) -> _MochiT:
        """Raise the error at the yield; a plain iterator has none."""
        if not hasattr(self._iterator, "athrow"):
            raise error
        return typing.cast(_MochiT, await self._iterator.athrow(error))

    async def close(self) -> None:
        """Raise GeneratorExit at the yield (G17: steps.close_inside_a_task_group)."""
        if hasattr(self._iterator, "aclose"):
            try:
                await self._iterator.aclose()
            except BaseExceptionGroup as group:
                if group.split(GeneratorExit)[1] is not None:
                    raise  # more than a task group's wrapping


def _mochi_generate(
    fn_name: str, iterator: _MochiAsyncIterator[_MochiT]
) -> collections.abc.Generator[_MochiT, object, None]:
    """Make a step for each item (G17: steps.send_throw_close)."""
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
            except GeneratorExit as exc:
                ends = exc
                break
            except BaseException as exc:
                step = functools.partial(iterator.throw, exc)
        try:
            # Not while it is handled: it would be the context of other calls' errors.
            steps.close()
            raise ends
        finally:
            del ends  # its traceback holds this frame
    finally:
        steps.close()


class _MochiGenerator(collections.abc.Generator[_MochiT, typing.Any, None]):
    """A generator that a thread with a running loop neither resumes nor breaks (G1)."""

    def __init__(self, fn_name: str, iterator: _MochiAsyncIterator[_MochiT]) -> None:
        self._fn_name = fn_name
        self._generator = _mochi_generate(fn_name, iterator)

    def send(self, value: object, /) -> _MochiT:
        """Resume it (G17: steps.send_throw_close)."""
        _mochi_check_step(self._fn_name)
        try:
            return self._generator.send(value)
        except BaseException as exc:
            _mochi_hide_frames(exc)
            raise

    def throw(
        self,
        typ: type[BaseException] | BaseException,
        val: object = None,
        tb: types.TracebackType | None = None,
        /,
    ) -> _MochiT:
        """Raise the error where it stands (G17: steps.send_throw_close)."""
        _mochi_check_step(self._fn_name)
        try:
            return self._generator.throw(val if isinstance(val, BaseException) else typ)
        except BaseException as exc:
            _mochi_hide_frames(exc)
            raise
        finally:
            del typ, val, tb  # the error's traceback holds this frame

    def close(self) -> None:
        """Let it clean up (G17: steps.break_*, steps.errors_of_closing_*)."""
        _mochi_check_step(self._fn_name)
        self._generator.close()


def _mochi_iterate(
    fn_name: str, call: _MochiGives[collections.abc.AsyncIterable[_MochiT]]
) -> collections.abc.Generator[_MochiT, typing.Any, None]:
    """Give a generator; the call is made at its first step (G17: steps.iteration)."""
    return _MochiGenerator(fn_name, _MochiAsyncIterator(call))


# Asynchronous context managers, run.


class _MochiAsyncManager(typing.Generic[_MochiT]):
    """The asynchronous context manager, made when the first block is entered."""

    _manager: contextlib.AbstractAsyncContextManager[_MochiT] | None = None

    def __init__(
        self, call: _MochiGives[contextlib.AbstractAsyncContextManager[_MochiT]]
    ) -> None:
        self._call = call

    async def get(self) -> contextlib.AbstractAsyncContextManager[_MochiT]:
        """Give it, the same for all blocks (G17: steps.managers_used_again)."""
        if self._manager is None:
            given = self._call()
            if not isinstance(given, contextlib.AbstractAsyncContextManager):
                given = await given
            self._manager = given
        return self._manager


class _MochiBlock(typing.Generic[_MochiT]):
    """The resource of a with block: the manager between its enter and its exit."""

    def __init__(self, given: _MochiAsyncManager[_MochiT]) -> None:
        self._given = given
        self._inside = False

    async def enter(self) -> _MochiT:
        """Enter; looked up on the type, as the with statement does."""
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
        """Exit, once, and tell whether that suppresses the error (G17: steps.*)."""
        if not self._inside:
            return False
        self._inside = False
        manager = await self._given.get()
        return await type(manager).__aexit__(manager, exc_type, exc, tb)

    async def throw(self, error: BaseException) -> None:
        """Exit with the error. Python has its value tested for truth."""
        if not await self.leave(type(error), error, error.__traceback__):
            raise error

    async def close(self) -> None:
        """Exit as a generator does that is closed (G17: steps.garbage_of_open_*)."""
        try:
            await self.throw(GeneratorExit())
        except GeneratorExit:
            pass


class _MochiManager(contextlib.AbstractContextManager[_MochiT]):
    """A context manager. It may be entered again if the asynchronous one may (G17)."""

    def __init__(self, fn_name: str, given: _MochiAsyncManager[_MochiT]) -> None:
        self._fn_name = fn_name
        self._given = given
        self._blocks: list[tuple[_MochiSteps, _MochiBlock[_MochiT]]] = []

    def __enter__(self) -> _MochiT:
        """Enter the asynchronous one (G17: steps.managers_*)."""
        _mochi_check_step(self._fn_name)
        block = _MochiBlock(self._given)
        steps = _MochiSteps(self._fn_name, block)
        try:
            value = steps.make(block.enter)
        except BaseException as exc:
            steps.close()
            _mochi_hide_frames(exc)
            raise
        self._blocks.append((steps, block))
        return value

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        tb: types.TracebackType | None,
        /,
    ) -> bool | None:
        """Exit it; the block's error stays as it is (G17: steps.the_blocks_*)."""
        _mochi_check_step(self._fn_name)
        steps, block = self._blocks.pop()
        leave = functools.partial(block.leave, exc_type, exc, tb)
        try:
            return steps.make(leave, last=True)
        except BaseException as error:
            if error is exc:
                error.__traceback__ = tb
                return False
            _mochi_hide_frames(error)
            raise
        finally:
            steps.close()
            del leave, exc, tb  # the error's traceback holds this frame


def _mochi_enter(
    fn_name: str, call: _MochiGives[contextlib.AbstractAsyncContextManager[_MochiT]]
) -> contextlib.AbstractContextManager[_MochiT]:
    """Give a context manager; the call is made when it is entered (G17: steps.*)."""
    return _MochiManager(fn_name, _MochiAsyncManager(call))


# Shims for what only the program knows.


def await_sync(awaitable: collections.abc.Awaitable[_MochiT], /) -> _MochiT:
    """Await it: a coroutine, or what is bound to no loop yet (helpers.await_*)."""
    _mochi_check_no_running_loop("await_sync")
    return asyncio.run(_mochi_call("await_sync", lambda: awaitable))


# Plain calls that need a loop.

_MochiParams = typing.ParamSpec("_MochiParams")


def call_sync(
    function: collections.abc.Callable[_MochiParams, _MochiT],
    /,
    *args: _MochiParams.args,
    **kwargs: _MochiParams.kwargs,
) -> _MochiT:
    """Make a plain call where a loop runs, as some constructors need (helpers.call_*)."""
    _mochi_check_no_running_loop("call_sync")

    async def make() -> _MochiT:
        return function(*args, **kwargs)

    return asyncio.run(_mochi_call("call_sync", make))


# Blocks of what only the program knows.


def enter_sync(
    manager: contextlib.AbstractAsyncContextManager[_MochiT], /
) -> contextlib.AbstractContextManager[_MochiT]:
    """Give it for a with block (helpers.enter_*)."""
    _mochi_check_no_running_loop("enter_sync")
    return _mochi_enter("enter_sync", lambda: manager)


# Iteration of what only the program knows.


def iter_sync(
    iterable: collections.abc.AsyncIterable[_MochiT], /
) -> collections.abc.Generator[_MochiT, typing.Any, None]:
    """Iterate it; what has no send of its own takes only None (helpers.iter_*)."""
    _mochi_check_no_running_loop("iter_sync")
    return _mochi_iterate("iter_sync", lambda: iterable)
