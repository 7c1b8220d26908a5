# An iterator or a context manager has a loop of its own.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextvars
import typing

#}

_MochiDriverT = typing.TypeVar("_MochiDriverT")


class _MochiDriver:
    """Runs what one iterator or context manager does, from its first step to its close."""

    def __init__(self) -> None:
        # With a loop factory the runner leaves the thread's current loop alone.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)

    def run(
        self, coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiDriverT]
    ) -> _MochiDriverT:
        return self._runner.run(coro, context=contextvars.copy_context())

    def close(self) -> None:
        self._runner.close()
