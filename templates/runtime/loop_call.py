# A call in flight on the one loop.{#- only for reading this file alone:
import asyncio
import queue
import signal
import sys
import types
import typing

from outcome import _MochiCoroutine, _MochiOutcome, _MochiT

# #}
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
    # What leaders handled that made some of its steps, for their own programs.
    strangers: tuple[BaseException, ...] = ()

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
        except BaseException as exc:  # noqa: BLE001
            # Whatever the factory raises is what the call raises.
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

    def forget_strangers(self) -> None:
        """Take them from the contexts of its error, and of a step that it gives."""
        strangers, self.strangers = self.strangers, ()
        for outcome in (self, vars(self).get("value")):
            if isinstance(outcome, _MochiOutcome):
                for stranger in strangers:
                    outcome.forget(stranger)

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
