# On which loop objects and plain calls are made.{#- only for reading this file alone:
import asyncio
import collections.abc

from guard import _mochi_check_no_running_loop
from loop_caller import _MOCHI_LOOP
from twin_registry import _MochiTwinT

# #}


def _mochi_check_foreign_loop(fn_name: str) -> None:
    """Refuse to make an object that would be bound to somebody else's loop (T5)."""
    if asyncio._get_running_loop() not in (None, _MOCHI_LOOP._loop):
        _mochi_check_no_running_loop(fn_name)


def _mochi_make_in_task(call: collections.abc.Callable[[], _MochiTwinT]) -> _MochiTwinT:
    """Have whoever runs the loop make the call."""

    async def make() -> tuple[list[_MochiTwinT], StopIteration | None]:
        try:
            return [call()], None
        except StopIteration as exc:  # no coroutine can raise it
            return [], exc

    values, end = _MOCHI_LOOP.run_until_complete(make())
    if end is not None:
        raise end
    return values[0]
