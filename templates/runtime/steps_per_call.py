# An iterator or a context manager has a loop of its own.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextvars
import os
import typing

from crossing import _mochi_disown

#}

_MochiDriverT = typing.TypeVar("_MochiDriverT")


class _MochiStepDriver:
    def __init__(self) -> None:
        # With a loop factory the runner leaves the thread's current loop alone.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._process = os.getpid()

    def run(
        self, coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiDriverT]
    ) -> _MochiDriverT:
        return self._runner.run(coro, context=contextvars.copy_context())

    def close(self) -> None:
        if self._process == os.getpid():
            self._runner.close()
        else:
            _mochi_disown(self._runner.get_loop())
