# Asynchronous iterators, run.{#- only for reading this file alone:
import collections.abc
import functools
import types
import typing

from outcome import _mochi_hide_frames, _MochiT
from step_task import _mochi_check_step, _MochiGives, _MochiSteps

# #}


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
            except BaseException as exc:  # noqa: BLE001
                # Whatever is thrown in is for the iterator to catch.
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
