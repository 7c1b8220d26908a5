# Iterators and context managers: one task takes all steps.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextlib
import contextvars
import functools
import os
import threading
import types
import typing
import weakref

from call import _mochi_call
from crossing import _mochi_bare, _mochi_changes, _mochi_disown, _MochiOutcome
from guard import _mochi_check_no_running_loop
from steps_per_call import _MochiStepDriver

#}

_MochiStepT = typing.TypeVar("_MochiStepT")


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
        self.driver = _MochiStepDriver()
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
        cancellations = 0
        while not (step.made.done() or self.task.done()):
            try:
                await asyncio.wait(
                    {step.made, self.task}, return_when=asyncio.FIRST_COMPLETED
                )
            except asyncio.CancelledError:
                self.task.cancel()  # whether that ends the step is up to the subject
                cancellations += 1
        for _ in range(cancellations):
            self.task.uncancel()
        return step.made.result() if step.made.done() else self.late or step

    async def own(self) -> None:
        while True:
            try:
                step = await self.steps.get()
            except asyncio.CancelledError as exc:
                if self.steps.empty():
                    error = exc
                    self.late = _MochiStep(lambda: self.subject.throw(error))
                    await self.late.make()
                    del error
                    if self.late.error:
                        return
                    continue
                step = self.steps.get_nowait()  # it is this one that was cancelled
                typing.cast(asyncio.Task[None], self.task).cancel()
            late, self.late = self.late, None
            if step.last or late is None:
                self.busy = True
                await step.make()
                self.busy = False
                late = step
            step.made.set_result(late)
            if step.last or step.error:
                return

    def shut(self) -> None:
        """End the task: after the last step, or when it was garbage, or at exit."""
        if self.is_lost():
            _mochi_disown(self.loop)
        elif asyncio._get_running_loop():  # the garbage collector's pick
            threading.Thread(target=self.shut).start()
        else:
            try:
                if self.task and not (self.task.done() or self.busy):
                    closing = self.drive(self.subject.close, last=True)
                    if closing.error:
                        raise closing.pop_error()
            finally:
                if self.task and not self.task.done():
                    self.loop.call_soon_threadsafe(self.task.cancel)
                self.driver.close()
