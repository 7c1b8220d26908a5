# A thread that runs the loop while no call does.{#- only for reading this file alone:
import asyncio
import atexit
import contextlib
import contextvars
import os
import queue
import sys
import threading
import time

from guard import MochiAsyncReentryError
from loop import _MOCHI_NESTED, _MochiAnyCall, _MochiExit, _MochiLoop
from outcome import _MOCHI_GRACE

# In a module this is one with the one below.
vars(sys.modules["loop"])["_MOCHI_LOOP"] = _MochiLoop()
# #}
mochi_async_blocking_limit: contextvars.ContextVar[float | None] = (
    contextvars.ContextVar("mochi_async_blocking_limit", default=60.0)
)
"""Seconds that a call may block a thread whose own loop is running; None: no limit.

A coroutine that needs the very loop that its caller blocks is never done. So one that
takes longer is cancelled, and the call raises MochiAsyncReentryError.
"""

_MOCHI_PATIENCE = 0.01  # seconds without a call after which the standby leads


class _MochiStandbyLoop(_MochiLoop):
    """A loop that a thread of its own, the standby, runs while no call does.

                     a call that can lead steps in: it steps back
              +-------------------------------------------------+
              v                                                 |
            rests ---- no call for _MOCHI_PATIENCE ---------> leads
            ^   |      or a caller that cannot lead             ^
            |   | calls are made                                |
            |   v                                               |
            waits ---- a caller that cannot lead ---------------+
            for the last call to leave

    A call that can lead does so itself: a lone caller's coroutine runs on its thread. A
    caller whose thread runs another loop cannot: it submits, blocks, and the standby
    leads at once. While nothing happens, the standby does not wake up.
    """

    def __init__(self) -> None:
        super().__init__()
        self._standby: threading.Thread | None = None
        self._standby_leads = self._standby_waits = False
        self._standby_wakeups: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._starting = threading.Lock()  # nobody ever waits for it
        self._ended = 0  # calls, give or take: that it changes tells of calls
        # Calls whose callers cannot lead, and until when they may block their thread.
        self._blocked: dict[_MochiAnyCall, float] = {}

    # On the threads that call.

    def may_block(self, running: asyncio.AbstractEventLoop) -> bool:
        """Whether a call may block a thread that runs this loop: not ours (G1, G22)."""
        return running is not self._loop and self._exiting is None

    def may_wait(self) -> bool:
        """Whether a step may be waited for on this thread (G1, G22)."""
        running = asyncio._get_running_loop()
        return running is None or self.may_block(running)

    def _make_loop(self) -> asyncio.AbstractEventLoop:
        """Make a loop, and start the thread that runs it between calls."""
        loop = super()._make_loop()
        with contextlib.suppress(RuntimeError):  # no threads at the exit
            self._start_standby()
        return loop

    def _take_turn(self, call: _MochiAnyCall, seconds: float | None = None) -> None:
        """Have the standby step back, or lead for who cannot (G22: standby.*)."""
        if asyncio._get_running_loop() is not None:
            self._block(call, seconds)
        elif self._standby_leads and not call.submitted:
            thread = self._standby
            if thread is not None and thread.ident == threading.get_ident():
                raise MochiAsyncReentryError(_MOCHI_NESTED)
            self._ask_to_step_back()
            call.park(1 if seconds is None else seconds)  # it wakes all calls then
        else:
            super()._take_turn(call, seconds)

    def _block(self, call: _MochiAnyCall, seconds: float | None) -> None:
        """Wait while another loop, which this thread runs, stands still (G22)."""
        if self._exiting is not None and self._exiting != threading.get_ident():
            threading.Event().wait()  # for good: the exit takes the loop (G6: exits.*)
        limit = mochi_async_blocking_limit.get()
        if call not in self._blocked:
            ends = float("inf") if limit is None else time.monotonic() + limit
            self._blocked[call] = ends
        call.submit()
        if not self._standby_leads:
            self._start_standby()
            self._standby_wakeups.put(None)
        if seconds is None:
            left = self._blocked[call] - time.monotonic()
            if not left > 0:
                self._abandon(call)
                raise MochiAsyncReentryError(
                    f"a call blocked the event loop of its thread for {limit} s. If its"
                    " coroutine needs that loop it is never done (the cause says where"
                    " it was): await the async function, or call the shim from a worker"
                    " thread. Otherwise set mochi_async_blocking_limit"
                ) from (None if call.error is None else call.pop_error())
            seconds = min(left, 1)
        call.park(seconds)

    def _leave(self, call: _MochiAnyCall) -> None:
        """End the call; the last one leaves the loop to the standby (G23)."""
        self._blocked.pop(call, None)
        super()._leave(call)
        self._ended += 1
        if self._standby_waits and not self._calls:
            self._standby_wakeups.put(None)

    def _ask_to_step_back(self) -> None:
        """Have the standby stop running the loop, if it does."""
        loop = self._loop
        if loop is not None and self._standby_leads:
            with contextlib.suppress(RuntimeError):  # it is closed: nobody runs it
                loop.call_soon_threadsafe(loop.stop)

    # The standby.

    def _start_standby(self) -> None:
        """Start it, unless it runs or another thread is about to start it."""
        if self._standby is None and self._starting.acquire(blocking=False):
            try:
                if self._standby is None and self._exiting is None:
                    self._standby = thread = threading.Thread(
                        target=self._stand_by, name="mochi-asyncbridge", daemon=True
                    )
                    # Without the GIL threads keep the context of who starts them.
                    contextvars.Context().run(thread.start)
            except RuntimeError:
                self._standby = None
                raise
            finally:
                self._starting.release()

    def _stand_by(self) -> None:
        """Lead while no call does, until the exit or a fork: what the thread runs."""
        while self._is_needed():
            ended = self._ended
            if not self._blocked:
                self._rest(_MOCHI_PATIENCE)
            if self._blocked or not (self._calls or self._ended != ended):
                self._lead_until_called()
            self._standby_waits = True
            if self._calls:  # looked at behind the flag: the last to leave sees either
                self._rest(1)
            elif self._loop is None or self._loop.is_closed():
                self._rest(None)
            self._standby_waits = False

    def _lead_until_called(self) -> None:
        """Run the loop, if nobody does, until a call can (G23: standby.*)."""
        lead, loop = self._lead, self._loop
        if loop is None or loop.is_closed() or not lead.acquire(blocking=False):
            return
        self._standby_leads = True
        try:
            while self._is_needed() and len(self._calls) <= len(self._blocked):
                loop.run_forever()  # again if user code stops it
        except BaseException as exc:  # noqa: BLE001
            # SystemExit in a task. If a call awaits the task, it has it (G15).
            if not (self._calls or loop.is_closed()):
                loop.call_exception_handler(
                    {"message": "a background task exits", "exception": exc}
                )
        finally:
            self._standby_leads = False
            lead.release()
        for call in self._calls.copy():
            call.wake()  # one of them leads now

    def _is_needed(self) -> bool:
        """Whether this thread is the standby, and is to go on."""
        return self._exiting is None and self._standby is threading.current_thread()

    def _rest(self, seconds: float | None) -> None:
        """Wait to be woken."""
        with contextlib.suppress(queue.Empty):
            self._standby_wakeups.get(timeout=seconds)

    # Fork and exit.

    def _end_standby(self) -> threading.Thread | None:
        """Have the thread end."""
        thread, self._standby = self._standby, None
        self._ask_to_step_back()
        self._standby_wakeups.put(None)
        return thread

    def before_fork(self) -> None:
        """Fork without the thread, and without what it holds (G13: forks.*)."""
        super().before_fork()
        thread = self._end_standby()
        if thread is not None and thread.ident != threading.get_ident():
            with contextlib.suppress(RuntimeError):  # another thread is starting it
                thread.join(_MOCHI_GRACE)

    def after_fork_in_parent(self) -> None:
        """Have background tasks go on."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._start_standby()

    def after_fork(self) -> None:
        """Begin without the thread in the child (G13: forks.*)."""
        if self._process != os.getpid():
            if self._loop is not None and self._standby_leads:
                self._loop.stop()  # a background task forked
            super().after_fork()
            _MochiStandbyLoop.__init__(self)

    def close(self) -> None:
        """Have the standby step back, and close the loop (G6: exits.*)."""
        self._exiting = threading.get_ident()
        self._end_standby()
        super().close()


_MOCHI_LOOP = _MochiStandbyLoop()
atexit.register(_MochiExit().begin)
if sys.platform != "win32":
    os.register_at_fork(
        before=_MOCHI_LOOP.before_fork,
        after_in_parent=_MOCHI_LOOP.after_fork_in_parent,
        after_in_child=_MOCHI_LOOP.after_fork,
    )


def _mochi_get_loop() -> _MochiStandbyLoop:
    return _MOCHI_LOOP
