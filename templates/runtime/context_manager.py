# Asynchronous context managers, run.{#- only for reading this file alone:
import contextlib
import functools
import types
import typing

from outcome import _mochi_hide_frames, _MochiT
from step_task import _mochi_check_step, _MochiGives, _MochiSteps

# #}


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
