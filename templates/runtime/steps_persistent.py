# Iterators and context managers live on the one loop.{#- only for reading this file alone:
import collections.abc
import typing

from loop import _mochi_get_loop

#}

_MochiDriverT = typing.TypeVar("_MochiDriverT")


class _MochiDriver:
    """Runs what iterators and context managers do."""

    def run(
        self, coro: collections.abc.Coroutine[typing.Any, typing.Any, _MochiDriverT]
    ) -> _MochiDriverT:
        return _mochi_get_loop().run_until_complete(coro)

    def close(self) -> None:
        """Leave the loop to everybody else."""
