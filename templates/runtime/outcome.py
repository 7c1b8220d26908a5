# What becomes of work on a loop.{#- only for reading this file alone:
import collections.abc
import contextvars
import sys
import typing

# #}
_MOCHI_GRACE = 1.0  # seconds that cancelled work has for its cleanup
_MochiT = typing.TypeVar("_MochiT")
_MochiCoroutine = collections.abc.Coroutine[typing.Any, typing.Any, _MochiT]
_MochiMakes = collections.abc.Callable[[], collections.abc.Awaitable[_MochiT]]


class _MochiOutcome(typing.Generic[_MochiT]):
    """The value of work or its error, which may be falsy, and the variables it set."""

    value: _MochiT
    done = False

    def __init__(self, error: BaseException | None = None) -> None:
        self.error: BaseException | None = error  # if no task comes to do the work
        self.before = self.after = contextvars.copy_context()

    async def fill(self, make: _MochiMakes[_MochiT]) -> None:
        """Do the work, which is what a task runs (G2, G15: threads.exits_*)."""
        try:
            self.value, self.error = await make(), None
        except BaseException as exc:  # noqa: BLE001
            # Were SystemExit to leave the task, the loop would stop.
            self.error = exc
        self.after = contextvars.copy_context()
        self.finish()

    def finish(self) -> None:
        """End, on the thread that made the last step of the work."""
        self.forget(sys.exception())
        self.done = True

    def forget(self, handled: BaseException | None) -> None:
        """Of what the thread that ran it handles, none is a context (G2: errors.*)."""
        errors = [] if handled is None or self.error is None else [self.error]
        for error in errors:  # with what is found on the way
            if error.__context__ is handled:
                error.__context__ = None
            behind = error.__context__
            if behind is not None and not any(known is behind for known in errors):
                errors.append(behind)
            if isinstance(error, BaseExceptionGroup):
                group = typing.cast(BaseExceptionGroup[BaseException], error)
                errors.extend(group.exceptions)

    def pop_error(self) -> BaseException:
        """Give the error and forget it: its traceback leads back here (G2: calls.*)."""
        error, self.error = typing.cast(BaseException, self.error), None
        return _mochi_hide_frames(error)


def _mochi_hide_frames(error: BaseException) -> BaseException:
    """Drop our frames from the top of its traceback (G2: calls.at_most_two_*)."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_globals is globals():
        frames = frames.tb_next
    return error.with_traceback(frames)


def _mochi_changes(
    before: contextvars.Context, after: contextvars.Context
) -> list[tuple[contextvars.ContextVar[typing.Any], typing.Any]]:
    """Give what was set, by identity: == would run user code (G3: calls.context_*)."""
    unset = object()
    return [(k, v) for k, v in after.items() if before.get(k, unset) is not v]
