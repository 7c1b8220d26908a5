# Plain calls are made on the loop, whichever thread runs it.{#- only for reading this file alone:
import asyncio
import collections.abc

from loop_standby import _MOCHI_LOOP
from twin_loop import _mochi_make_in_task
from twin_registry import _MochiTwinT

# #}


def _mochi_on_loop(call: collections.abc.Callable[[], _MochiTwinT]) -> _MochiTwinT:
    """Make a plain call as a callback of the loop is made (T5: twins.plain_calls_*).

    Objects that are bound to a loop bear no other thread, and may ask for the loop.
    """
    running = asyncio._get_running_loop()
    if running is not None and not _MOCHI_LOOP.may_block(running):
        return call()
    return _mochi_make_in_task(call)
