"""The run-time part of mochi-asyncbridge, for shim modules to share. Generated: do not edit."""

# pyright: reportUnusedFunction=false
from __future__ import annotations

import asyncio
import atexit
import collections.abc
import concurrent.futures.thread
import contextlib
import contextvars
import functools
import inspect
import os
import queue
import signal
import sys
import threading
import traceback
import types
import typing
import weakref

# Modules that import this one check that it was rendered for the same as they were.
_MOCHI_RUNTIME = "0.1.0 persistent"

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


# One event loop for all threads, run by those that call.

_MOCHI_WORKERS = 256  # at most: so deep can to_thread and shims be nested
_MochiLoopT = typing.TypeVar("_MochiLoopT")

# Until 3.13 signal's own conversions from and to enums cost more than a whole call.
_mochi_signal: typing.Any = sys.modules.get("_signal", signal)


@types.coroutine
def _mochi_pause() -> collections.abc.Generator[None, None, None]:
    yield


class _MochiLoopCall(_MochiOutcome[_MochiLoopT]):
    """A call in flight: a task on the loop and a thread that waits for it."""

    error: BaseException | None = None
    task: asyncio.Task[None] | None = None
    leads = False  # its thread runs the loop
    started = False
    done = False
    interrupts = 0

    def __init__(
        self,
        coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiLoopT],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self.coro = coro
        self.loop = loop
        self.before = contextvars.copy_context()
        self.context = self.before.copy()
        self.wake: queue.SimpleQueue[None] = queue.SimpleQueue()  # put is reentrant

    def start(self) -> None:
        work = self.work()
        work.send(None)  # into its try, for a cancellation that precedes the first step
        self.task = self.loop.create_task(work, context=self.context)
        if self.interrupts:  # before there was a task to cancel
            self.task.cancel()

    async def work(self) -> None:
        try:
            await _mochi_pause()
            self.value = await self.coro
        except BaseException as exc:  # for the caller, whichever thread runs the loop
            self.coro.close()
            self.error = exc
        self.clear_context()
        self.done = True
        self.task = None
        if self.leads:
            self.loop.stop()
        else:
            self.wake.put(None)

    def cancel(self) -> None:
        if self.task:
            self.task.cancel()

    def on_sigint(self, _signum: int, _frame: types.FrameType | None) -> None:
        self.interrupts += 1
        if self.interrupts > 1:  # the second Ctrl-C does not wait for the coroutine
            computes = self.task and asyncio.current_task(self.loop) is self.task
            if computes or self.interrupts > 2:
                raise KeyboardInterrupt
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.wake.put(None)
        self.loop.call_soon_threadsafe(self.cancel)


class _MochiLoop:
    """An event loop without a thread of its own.

    A call that finds the loop idle takes the lead: it runs the loop on its own thread.
    Calls from other threads hand it their coroutines and wait. Once the leader's own
    coroutine is done, another call takes the lead. Nothing ever blocks on a lock.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening = threading.Lock()
        # Held by the leader. Reentrant, for the leader's thread must not wait for itself:
        # finalizers and signal handlers make calls too.
        self._lead = threading.RLock()
        self._calls: list[_MochiLoopCall[typing.Any]] = []
        self._exiting: int | None = None  # the thread that closes the loop at exit

    def run_until_complete(
        self, coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiLoopT]
    ) -> _MochiLoopT:
        try:
            call = _MochiLoopCall(coro, self._open())
        except BaseException:
            coro.close()
            raise
        catches_sigint = self._catch_sigint(call)
        self._calls.append(call)
        try:
            self._drive(call)
        finally:
            self._stay(call)
            if not call.done:
                self._abandon(call)
            self._leave(call)
            if catches_sigint:
                self._release_sigint(call)
            for variable, value in _mochi_changes(call.before, call.context):
                variable.set(value)
        if call.interrupts:
            raise KeyboardInterrupt from (call.error and call.pop_error())
        if call.error:
            raise call.pop_error()
        return call.value

    def _drive(self, call: _MochiLoopCall[typing.Any]) -> None:
        lead = self._lead  # a fork in the coroutine makes another one
        while not call.done and call.interrupts < 2:  # again when user code stops it
            call.leads = self._take_lead()
            try:
                if call.leads and len(self._calls) > 1:
                    self._check_not_nested(call)
                if not call.started:
                    # A callback, so that the loop first catches up with the world.
                    loop = call.loop
                    soon = loop.call_soon if call.leads else loop.call_soon_threadsafe
                    soon(call.start, context=call.context)
                    call.started = True
                if not call.leads:
                    call.wake.get(timeout=1)
                elif not call.done:
                    call.loop.run_forever()
            except queue.Empty:
                pass  # a signal right before the wait does not interrupt it: look again
            except (SystemExit, KeyboardInterrupt) as exc:
                if len(self._calls) == 1 or not self._left_a_task(exc):
                    raise
                # Of several callers it belongs to the one that awaits the task.
            finally:
                if call.leads:
                    call.leads = False
                    lead.release()

    def _take_lead(self) -> bool:
        may = self._exiting is None or self._exiting == threading.get_ident()
        return may and self._lead.acquire(blocking=False)

    def _check_not_nested(self, call: _MochiLoopCall[typing.Any]) -> None:
        """Refuse a finalizer or signal handler that came upon the leader's last steps.

        It is about to run the loop or has just done so: asyncio does not say that yet,
        or no more, but cannot bear another run there.
        """
        if any(other.leads for other in self._calls if other is not call):
            raise MochiAsyncReentryError(
                "a finalizer or signal handler made a call on a thread that is about to"
                " run the event loop, or has just done so"
            )

    @staticmethod
    def _left_a_task(error: BaseException) -> bool:
        return any(
            frame.f_code.co_flags & inspect.CO_COROUTINE
            for frame, _ in traceback.walk_tb(error.__traceback__)
        )

    def _stay(self, call: _MochiLoopCall[typing.Any]) -> None:
        """Hold a daemon thread for good whose call ends because the process does."""
        if call.loop is not self._loop:
            if self._exiting not in (None, threading.get_ident()):
                queue.SimpleQueue[None]().get()

    def _abandon(self, call: _MochiLoopCall[typing.Any]) -> None:
        """Cancel what nobody waits for any more, and give it a moment to clean up."""
        if call.loop.is_closed() or not call.started:
            call.coro.close()
            return
        grace = 0.1 if call.interrupts else _MOCHI_GRACE
        call.loop.call_soon_threadsafe(call.cancel)
        call.leads = self._take_lead()
        try:
            if call.leads:
                timer = call.loop.call_later(grace, call.loop.stop)
                call.loop.run_forever()
                timer.cancel()
            else:
                call.wake.get(timeout=grace)
        except queue.Empty:
            pass
        finally:
            if call.leads:
                call.leads = False
                self._lead.release()

    def _leave(self, call: _MochiLoopCall[typing.Any]) -> None:
        if call in self._calls:  # not after a fork
            self._calls.remove(call)
        if self._calls and self._take_lead():
            self._lead.release()
            # The newest: it is the last to be done where all are alike, and the only
            # one that can run where a signal handler's call interrupts an older one.
            for heir in self._calls[-1:]:
                heir.wake.put(None)
        if self._exiting == threading.get_ident():
            self.close()

    def _open(self) -> asyncio.AbstractEventLoop:
        loop = self._loop
        while loop is None or loop.is_closed():
            fresh = asyncio.new_event_loop()
            fresh.set_default_executor(
                concurrent.futures.thread.ThreadPoolExecutor(_MOCHI_WORKERS, "asyncio")
            )
            with self._opening:  # nothing in here runs other code
                adopted = self._loop is loop
                if adopted:
                    self._loop = fresh
            if not adopted:
                fresh.close()
            loop = self._loop
        return loop

    @staticmethod
    def _catch_sigint(call: _MochiLoopCall[typing.Any]) -> bool:
        """Have Ctrl-C cancel the call instead of breaking the loop wherever it is."""
        if _mochi_signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return False
        try:
            _mochi_signal.signal(signal.SIGINT, call.on_sigint)
        except ValueError:  # not the main thread
            return False
        return True

    @staticmethod
    def _release_sigint(call: _MochiLoopCall[typing.Any]) -> None:
        if _mochi_signal.getsignal(signal.SIGINT) == call.on_sigint:
            _mochi_signal.signal(signal.SIGINT, signal.default_int_handler)

    def after_fork(self) -> None:
        """Start afresh in the child."""
        for waiting in self._calls:
            self._release_sigint(waiting)
        if self._loop:
            _mochi_disown(self._loop)
        vars(self).update(vars(_MochiLoop()))

    def close(self) -> None:
        """Cancel what is left and close the loop, at exit."""
        self._exiting = threading.get_ident()
        loop, self._loop = self._loop, None
        if loop is None or loop.is_closed():
            return
        if not self._lead.acquire(blocking=False):
            loop.call_soon_threadsafe(loop.stop)  # a daemon thread runs it
            if not self._lead.acquire(timeout=_MOCHI_GRACE):
                # For what other exit handlers call.
                self._lead, self._calls = threading.RLock(), []
                return
        finish = loop.create_task(self._finish(loop))
        finish.add_done_callback(lambda _: loop.stop())
        while not finish.done():
            loop.run_forever()
        loop.close()

    @staticmethod
    async def _finish(loop: asyncio.AbstractEventLoop) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        left.add(loop.create_task(loop.shutdown_asyncgens()))
        _, stubborn = await asyncio.wait(left, timeout=_MOCHI_GRACE)
        if stubborn:
            loop.set_exception_handler(
                lambda loop, context: None
            )  # they die with the process


_MOCHI_LOOP = _MochiLoop()
atexit.register(_MOCHI_LOOP.close)
if sys.platform != "win32":
    os.register_at_fork(after_in_child=_MOCHI_LOOP.after_fork)


def _mochi_get_loop() -> _MochiLoop:
    return _MOCHI_LOOP


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


# Awaits what a call on the loop gives.

_MochiCallT = typing.TypeVar("_MochiCallT")


async def _mochi_call(
    fn_name: str,
    call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiCallT]],
) -> _MochiCallT:
    return await call()


# Iterators and context managers live on the one loop.

_MochiDriverT = typing.TypeVar("_MochiDriverT")


class _MochiDriver:
    """Runs what iterators and context managers do."""

    def run(
        self, coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiDriverT]
    ) -> _MochiDriverT:
        return _mochi_get_loop().run_until_complete(coro)

    def close(self) -> None:
        """Leave the loop to everybody else."""


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
