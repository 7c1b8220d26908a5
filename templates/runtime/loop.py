# One event loop for all threads, run by those that call.{#- only for reading this file alone:
import asyncio
import atexit
import collections.abc
import concurrent.futures.thread
import contextvars
import inspect
import os
import queue
import signal
import sys
import threading
import traceback
import types
import typing

from crossing import _MOCHI_GRACE, _mochi_changes, _mochi_disown, _MochiOutcome
from guard import MochiAsyncReentryError

#}

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
