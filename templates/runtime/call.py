# Awaits what a call on the loop gives.{#- only for reading this file alone:
import asyncio
import collections.abc
import typing

# #}

_MochiCallT = typing.TypeVar("_MochiCallT")


async def _mochi_call(
    fn_name: str,
    call: collections.abc.Callable[[], collections.abc.Awaitable[_MochiCallT]],
) -> _MochiCallT:
    """Make the call where its loop runs; name the task (factories.tasks_have_names)."""
    task = asyncio.current_task()
    if task is not None:
        task.set_name(fn_name)
    return await call()
