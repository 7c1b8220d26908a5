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
from steps_per_call import _MochiDriver

#}

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
