"""The run-time part of mochi-asyncbridge, for shim modules to share.

Generated: do not edit.
"""

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


# A call in flight on the one loop.
# Until 3.13 signal's own conversions from and to enums cost more than a whole call.
_mochi_signal: typing.Any = sys.modules.get("_signal", signal)


class _MochiLoopCall(_MochiOutcome[_MochiT]):
    """A coroutine, the task that runs it, and the thread that waits for it.

    new -- submit --> submitted -- _start, on the loop --> running -- finish --> done

    The thread runs the loop meanwhile (`leads`), or is parked until somebody wakes it.
    """

    task: asyncio.Task[None] | None = None  # while it runs
    leads = submitted = False
    interrupts = 0  # how often Ctrl-C was pressed

    def __init__(
        self, coro: _MochiCoroutine[_MochiT], loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__()
        self.coro, self.loop = coro, loop
        # Finalizers and signal handlers may interrupt a put, and put.
        self._wakeups: queue.SimpleQueue[None] = queue.SimpleQueue()

    def submit(self) -> None:
        """Have the loop start it, once, after what is due (G16: threads.stale_*)."""
        if not self.submitted:
            soon = self.loop.call_soon if self.leads else self.loop.call_soon_threadsafe
            soon(self._start, context=self.before)
            self.submitted = True

    def _start(self) -> None:
        """Make the task. Its factory's error is the call's (G10: factories.*)."""
        work = self.fill(lambda: self.coro)
        try:
            # In a copy of this context. Not every factory takes a context, or a name.
            task = self.loop.create_task(work)
            task.set_name(getattr(self.coro, "__qualname__", "coroutine"))
            if not self.done:  # else it is eager and has ended
                task.add_done_callback(self._end)
                self.task = task
        except BaseException as exc:
            work.close()
            self.coro.close()
            self.error = exc
            self.finish()
        if self.interrupts:  # before there was a task to cancel
            self.cancel()

    def _end(self, task: asyncio.Task[None]) -> None:
        """End with a task that never ran the coroutine (G15: threads.cancelling_*)."""
        if not self.done:
            self.coro.close()
            error = None if task.cancelled() else task.exception()
            self.error = asyncio.CancelledError() if error is None else error
            self.finish()

    def finish(self) -> None:
        """End, and have the thread return."""
        if self.task is not None:
            self.task.remove_done_callback(self._end)
            self.task = None
        super().finish()
        if self.leads:
            self.loop.stop()
        else:
            self.wake()

    def park(self, seconds: float) -> None:
        """Wait to be woken, not for ever: a signal before it does not interrupt it."""
        try:
            self._wakeups.get(timeout=seconds)
        except queue.Empty:
            pass

    def wake(self) -> None:
        """End the park, or the next. Finalizers and signal handlers may, too (G11)."""
        self._wakeups.put(None)

    def cancel(self) -> None:
        """Cancel the coroutine, if it runs; on the loop."""
        if self.task is not None:
            self.task.cancel()

    def catch_sigint(self) -> None:
        """Have Ctrl-C cancel the call, if it is Python's (G5: interrupts.*)."""
        if _mochi_signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            try:
                _mochi_signal.signal(signal.SIGINT, self._on_sigint)
            except ValueError:
                pass  # not the main thread

    def release_sigint(self) -> None:
        """Give Ctrl-C back to Python, unless user code gave it to somebody else."""
        handler = _mochi_signal.getsignal(signal.SIGINT)
        if type(handler) is types.MethodType and handler.__self__ is self:
            _mochi_signal.signal(signal.SIGINT, signal.default_int_handler)

    def _on_sigint(self, _signum: int, _frame: types.FrameType | None) -> None:
        """Cancel at the first Ctrl-C, return at the second, break at the third.

        The second breaks too, if it is the coroutine that computes (G5: interrupts.*).
        """
        self.interrupts += 1
        if self.interrupts > 1:
            task = self.task
            computes = task is not None and asyncio.current_task(self.loop) is task
            if computes or self.interrupts > 2:
                raise KeyboardInterrupt
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.wake()
        self.loop.call_soon_threadsafe(self.cancel)


# One loop for all threads, run by those that call.
_MOCHI_WORKERS = 256  # at most: so deep can to_thread and shims be nested
_MOCHI_SHORT_GRACE = 0.1  # seconds for cleanup that waits for nothing
_MOCHI_NESTED = "a finalizer or signal handler came upon a loop that starts or ends"
_MochiAnyCall = _MochiLoopCall[typing.Any]


class _MochiLoop:
    """An event loop without a thread of its own: the threads that call run it in turn.

            the lead is free                       its call is done
    call ----------------------> leads ------------------------------+
      |                            ^                                 |
      | another thread leads       | woken, and the lead is free     v
      +------------------------> follows ------------------------> leaves
                                      woken: its call is done

    The leader runs the loop, and with it the coroutines of all. A follower is parked.
    Who leaves hands over: it wakes the successor if nobody leads. The lead is a lock
    for which only the exit waits, and nothing is waited for with another one held.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening = threading.Lock()
        # Reentrant: finalizers and signal handlers on the leader's thread make calls.
        self._lead = threading.RLock()
        self._calls: list[_MochiAnyCall] = []  # in flight, the newest last
        self._makers: set[int] = set()  # threads that are making a loop
        self._exiting: int | None = None  # the thread that closes the loop at exit

    def run_until_complete(self, coro: _MochiCoroutine[_MochiT]) -> _MochiT:
        """Give what the coroutine returns, raise what it raises (G2, G3: calls.*)."""
        try:
            call = _MochiLoopCall(coro, self._open())
        except BaseException:
            coro.close()
            raise
        call.catch_sigint()
        self._calls.append(call)
        try:
            try:
                while not call.done and call.interrupts < 2:
                    self._take_turn(call)
            finally:
                if self._exiting and self._exiting != threading.get_ident():
                    threading.Event().wait()  # the exit took the loop
                if not call.done:
                    self._abandon(call)
        finally:
            self._leave(call)
            call.release_sigint()
            for variable, value in _mochi_changes(call.before, call.after):
                variable.set(value)
        if call.interrupts:
            raise KeyboardInterrupt from (
                None if call.error is None else call.pop_error()
            )
        if call.error is not None:
            raise call.pop_error()
        return call.value

    def _take_turn(self, call: _MochiAnyCall, seconds: float | None = None) -> None:
        """Lead if nobody does, else follow (G9, G10: threads.*)."""
        if self._exiting and self._exiting != threading.get_ident():
            threading.Event().wait()  # for good: the exit takes the loop (G6: exits.*)
        lead = self._lead  # a fork in the coroutine makes another one
        call.leads = self._lead.acquire(blocking=False)
        try:
            if call.leads:
                self._run_loop(call, seconds)
            else:
                call.submit()
                call.park(1 if seconds is None else seconds)
        except (SystemExit, KeyboardInterrupt) as exc:
            # Of several callers it is for the one that awaits the task that it left, if
            # it left one: what a signal handler raises did not (G15: threads.exits_*).
            codes = [frame.f_code for frame, _ in traceback.walk_tb(exc.__traceback__)]
            left_task = any(code.co_flags & inspect.CO_COROUTINE for code in codes)
            if len(self._calls) == 1 or not left_task:
                raise
        finally:
            if call.leads:
                call.leads = False
                lead.release()

    def _run_loop(self, call: _MochiAnyCall, seconds: float | None) -> None:
        """Run it until the call is done or somebody stops it (G14: threads.stop_*)."""
        # A finalizer or signal handler may come upon the leader's first or last steps.
        # asyncio does not say that its loop runs then, but cannot bear another run.
        if len(self._calls) > 1 and any(c.leads for c in self._calls if c is not call):
            raise MochiAsyncReentryError(_MOCHI_NESTED)
        if not call.submitted and call.loop.get_task_factory() is not None:
            call.loop.call_soon(call.loop.stop)  # what is due, before an eager task
            call.loop.run_forever()
        call.submit()
        if not call.done:
            if seconds is not None:
                call.loop.call_later(seconds, call.loop.stop)
            call.loop.run_forever()

    def _abandon(self, call: _MochiAnyCall) -> None:
        """Cancel what nobody waits for, with a moment for cleanup, whoever leads."""
        if call.loop.is_closed() or not call.submitted:
            call.coro.close()
            return
        call.loop.call_soon_threadsafe(call.cancel)
        ends = call.loop.time() + (
            _MOCHI_SHORT_GRACE if call.interrupts else _MOCHI_GRACE
        )
        while not call.done and (left := ends - call.loop.time()) > 0:
            self._take_turn(call, left)

    def _leave(self, call: _MochiAnyCall) -> None:
        """End the call, and hand over (G10: threads.short_calls_*)."""
        if call in self._calls:  # not after a fork
            self._calls.remove(call)
        if self._calls and self._lead.acquire(blocking=False):
            self._lead.release()
            # The newest: the last to be done where all are alike, and the only one that
            # can run where a signal handler's call interrupts an older one.
            successor = next(reversed(self._calls), None)
            if successor is not None:
                successor.wake()
        if self._exiting is not None:
            self.close()  # a finalizer's call, after the exit handlers

    def _open(self) -> asyncio.AbstractEventLoop:
        """Give the loop; who finds none, or a closed one, makes it (G12, G14)."""
        while (loop := self._loop) is None or loop.is_closed():
            # asyncio makes the first one under a lock that is not reentrant, and a
            # finalizer or signal handler may come upon it (G11: threads.shims_while_*).
            thread = threading.get_ident()
            if thread in self._makers:
                raise MochiAsyncReentryError(_MOCHI_NESTED)
            self._makers.add(thread)
            try:
                fresh = self._make_loop()
                with self._opening:
                    came_first = self._loop is loop
                    if came_first:
                        self._loop = fresh
                if not came_first:
                    fresh.close()
            finally:
                self._makers.discard(thread)
        return loop

    def _make_loop(self) -> asyncio.AbstractEventLoop:
        """Make a loop, of the user's policy if there is one (G7: calls.uvloop_*)."""
        # Not in the first caller's context: what it polls would keep that.
        loop = contextvars.Context().run(asyncio.new_event_loop)
        pool = concurrent.futures.thread.ThreadPoolExecutor(_MOCHI_WORKERS, "asyncio")
        loop.set_default_executor(pool)
        return loop

    def after_fork(self) -> None:
        """Start afresh in the child (G13: forks.*)."""
        for call in self._calls:
            call.release_sigint()
        if self._loop is not None:
            _mochi_disown(self._loop)
        _MochiLoop.__init__(self)  # with locks that nobody holds

    def close(self) -> None:
        """Cancel what is left and close the loop, at the exit (G6: exits.*)."""
        self._exiting = threading.get_ident()
        loop, self._loop = self._loop, None
        if loop is None or loop.is_closed():
            return
        if not self._lead.acquire(blocking=False):
            loop.call_soon_threadsafe(loop.stop)  # a daemon thread leads
            if not self._lead.acquire(timeout=_MOCHI_GRACE):
                # It blocks the loop. A finalizer's call gets another one.
                self._lead, self._calls = threading.RLock(), []
                return
        loop.call_soon(loop.stop)  # after what was submitted has become tasks
        loop.run_forever()
        # Asked from inside, all_tasks gives only what this thread made, since 3.14.
        left = asyncio.all_tasks(loop)
        finish = asyncio.Task(self._finish(left), loop=loop)  # by no factory of a user
        while not finish.done():
            with contextlib.suppress(SystemExit):  # of a task, too late
                loop.run_forever()
        loop.close()

    @staticmethod
    async def _finish(left: set[asyncio.Task[typing.Any]]) -> None:
        """Cancel tasks, close generators, and wait a moment for both (G6: exits.*)."""
        loop = asyncio.get_running_loop()
        for task in left:
            task.cancel()
        left.add(asyncio.Task(loop.shutdown_asyncgens()))
        _, stubborn = await asyncio.wait(left, timeout=_MOCHI_GRACE)
        if stubborn:  # they die with the process
            loop.set_exception_handler(lambda loop, context: None)
        loop.stop()


class _MochiExit:
    """Closes the loop after the last exit handler: older ones make calls (G6: exits.*).

    logging.shutdown waits for threads that do. Then atexit drops the handlers, one of
    which holds this object, as nothing else does, so that it is finalized.
    """

    _begun = False

    def begin(self) -> None:
        """Tell an exit from atexit._clear(), which drops the handlers as well."""
        self._begun = True

    def __del__(self) -> None:
        if self._begun:
            _MOCHI_LOOP.close()


_MOCHI_LOOP = _MochiLoop()
atexit.register(_MochiExit().begin)
if sys.platform != "win32":
    os.register_at_fork(after_in_child=_MOCHI_LOOP.after_fork)


def _mochi_get_loop() -> _MochiLoop:
    return _MOCHI_LOOP


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


# Awaits what a call on the loop gives.

_MochiCallT = typing.TypeVar("_MochiCallT")


async def _mochi_call(
    fn_name: str,
    call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiCallT]],
) -> _MochiCallT:
    """Make the call where its loop runs; name the task (factories.tasks_have_names)."""
    task = asyncio.current_task()
    if task is not None:
        task.set_name(fn_name)
    return await call()


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


# Iterators live on the one loop.


class _MochiStepRunner:
    """Runs iterators and context managers on the loop of all (G9, G17: steps.*)."""

    def run(self, coro: _MochiCoroutine[_MochiT]) -> _MochiT:
        """Give what the coroutine returns."""
        return _mochi_get_loop().run_until_complete(coro)

    def close(self) -> None:
        """Leave the loop to everybody else."""


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
    """Await it: a coroutine, a task or a future of the loop (helpers.await_*)."""
    _mochi_check_no_running_loop("await_sync")
    return _mochi_get_loop().run_until_complete(
        _mochi_call("await_sync", lambda: awaitable)
    )


# Plain calls that need a loop.

_MochiParams = typing.ParamSpec("_MochiParams")


def call_sync(
    function: collections.abc.Callable[_MochiParams, _MochiT],
    /,
    *args: _MochiParams.args,
    **kwargs: _MochiParams.kwargs,
) -> _MochiT:
    """Make a plain call on the loop, as some constructors need (helpers.call_*)."""
    _mochi_check_no_running_loop("call_sync")

    async def make() -> _MochiT:
        return function(*args, **kwargs)

    return _mochi_get_loop().run_until_complete(_mochi_call("call_sync", make))


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
