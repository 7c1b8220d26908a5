# One task makes all steps of an iterator.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextlib
import contextvars
import functools
import os
import threading
import typing
import weakref

from call import _mochi_call
from fork import _mochi_disown
from guard import MochiAsyncReentryError
from may_step import _mochi_may_step
from outcome import _mochi_changes, _MochiMakes, _MochiOutcome, _MochiT
from step_runner_per_call import _MochiStepRunner
from task import _mochi_create_task

# #}

_MochiGives = collections.abc.Callable[[], _MochiT | collections.abc.Awaitable[_MochiT]]


def _mochi_check_step(fn_name: str) -> None:
    """Refuse a step where a loop runs; it breaks nothing (G1: steps.guard_of_steps)."""
    if not _mochi_may_step():
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
        elif not _mochi_may_step():
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
