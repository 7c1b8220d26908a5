# Awaits what a call gives, if it is to be awaited.{#- only for reading this file alone:
import collections.abc
import inspect
import typing

# #}

_MochiAwaitedT = typing.TypeVar("_MochiAwaitedT")


async def _mochi_awaited(
    result: _MochiAwaitedT | collections.abc.Awaitable[_MochiAwaitedT],
) -> _MochiAwaitedT:
    """Give what awaiting gives, or the result itself where it cannot be awaited."""
    if inspect.isawaitable(result):
        awaited: _MochiAwaitedT = await result
        return awaited
    return result
