# Plain calls are made on the loop, whichever thread runs it.{#- only for reading this file alone:
import asyncio
import collections.abc

from guard_standby import _mochi_check_no_running_loop
from loop_standby import _MOCHI_LOOP
from twin_registry import _MochiTwinT

# #}


def _mochi_on_loop(call: collections.abc.Callable[[], _MochiTwinT]) -> _MochiTwinT:
    """Make a plain call as a callback of the loop is made (T5: twins.plain_calls_*).

    Objects that are bound to a loop bear no other thread, and may ask for the loop.
    """
    running = asyncio._get_running_loop()
    if running is not None and not _MOCHI_LOOP.may_block(running):
        return call()

    async def make() -> tuple[list[_MochiTwinT], StopIteration | None]:
        try:
            return [call()], None
        except StopIteration as exc:  # no coroutine can raise it
            return [], exc

    values, end = _MOCHI_LOOP.run_until_complete(make())
    if end is not None:
        raise end
    return values[0]


def _mochi_check_foreign_loop(fn_name: str) -> None:
    """Refuse to make an object where no call can be waited for, as at the exit (T5)."""
    if asyncio._get_running_loop() not in (None, _MOCHI_LOOP._loop):
        _mochi_check_no_running_loop(fn_name)
