# One loop for all threads, run by those that call.{#- only for reading this file alone:
import asyncio
import concurrent.futures.thread
import contextlib
import contextvars
import inspect
import os
import sys
import threading
import traceback
import typing

from fork import _mochi_disown
from guard import MochiAsyncReentryError
from loop_call import _MochiLoopCall
from outcome import _MOCHI_GRACE, _mochi_changes, _MochiCoroutine, _MochiT

if typing.TYPE_CHECKING:
    from loop_caller import _MOCHI_LOOP
# #}
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
        self._process, self._forks = os.getpid(), False

    def run_until_complete(self, coro: _MochiCoroutine[_MochiT]) -> _MochiT:
        """Give what the coroutine returns, raise what it raises (G2, G3: calls.*)."""
        if self._forks:
            self.after_fork()
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
        if call.strangers:
            call.forget_strangers()
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
        handled = sys.exception()  # so coroutines of others do as well (G2: errors.*)
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
                if handled is not None:
                    for other in self._calls.copy():
                        if not other.done:
                            other.strangers += (handled,)
                    del handled
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
        if self._exiting == threading.get_ident():
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

    def before_fork(self) -> None:
        """Have calls look: a finalizer's may come before after_fork (G13: forks.*)."""
        self._forks = True

    def after_fork(self) -> None:
        """Start afresh in the child, once (G13: forks.*)."""
        if self._process == os.getpid():
            return
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
