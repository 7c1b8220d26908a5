# What crosses between callers and tasks.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextvars
import sys
import typing

#}

_MochiOutcomeT = typing.TypeVar("_MochiOutcomeT")
_MOCHI_GRACE = 1.0  # seconds that cancelled work has for its cleanup
_MOCHI_UNSET: typing.Any = object()


class _MochiOutcome(typing.Generic[_MochiOutcomeT]):
    """What became of work on the loop, for a caller elsewhere."""

    value: _MochiOutcomeT

    def __init__(self) -> None:
        # Stays when the task is cancelled before its first step.
        self.error: BaseException | None = asyncio.CancelledError()

    async def fill(
        self,
        call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiOutcomeT]],
    ) -> None:
        try:
            self.value = await call()
        except BaseException as exc:  # were SystemExit to leave it, the loop would stop
            self.error = exc
        else:
            self.error = None
        self.clear_context()

    def clear_context(self) -> None:
        """Drop what the thread that runs the loop handles, maybe another caller's.

        Python makes it the context of whatever is raised on that thread.
        """
        handled, error = sys.exception(), self.error
        while handled and error:
            if error.__context__ is handled:
                error.__context__ = None
            error = error.__context__

    def pop_error(self) -> BaseException:
        """Give the error to raise and forget it: its traceback may lead back to here."""
        error, self.error = typing.cast(BaseException, self.error), None
        return _mochi_bare(error)


def _mochi_bare(error: BaseException) -> BaseException:
    """Drop our frames from the top of a traceback."""
    frames = error.__traceback__
    while frames and frames.tb_frame.f_globals is globals():
        frames = frames.tb_next
    return error.with_traceback(frames)


def _mochi_changes(
    before: contextvars.Context, after: contextvars.Context
) -> list[tuple[contextvars.ContextVar[typing.Any], typing.Any]]:
    """Context variables that were set, told by identity: == would run their code."""
    return [
        (variable, value)
        for variable, value in after.items()
        if before.get(variable, _MOCHI_UNSET) is not value
    ]


_mochi_disowned: list[asyncio.AbstractEventLoop] = []


def _mochi_disown(loop: asyncio.AbstractEventLoop) -> None:
    """Keep a forked child from closing, in a finalizer too, what its parent runs.

    They share the selector: the parent's loop would never wake up again.
    """
    _mochi_disowned.append(loop)
    setattr(loop, "is_closed", lambda: True)
    loop.set_exception_handler(lambda loop, context: None)
