# Awaits what a call on the loop gives.{#- only for reading this file alone:
import collections.abc
import typing

#}

_MochiCallT = typing.TypeVar("_MochiCallT")


async def _mochi_call(
    fn_name: str,
    call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiCallT]],
) -> _MochiCallT:
    return await call()
