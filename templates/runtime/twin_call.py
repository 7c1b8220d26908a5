# Plain calls are made where the loop runs.{#- only for reading this file alone:
import asyncio
import collections.abc

from loop_caller import _MOCHI_LOOP
from twin_loop import _mochi_make_in_task
from twin_registry import _MochiTwinT

# #}


def _mochi_on_loop(call: collections.abc.Callable[[], _MochiTwinT]) -> _MochiTwinT:
    """Make a plain call as a callback of the loop is made (T5: twins.plain_calls_*).

    Objects that are bound to a loop bear no other thread, and may ask for the loop. Who
    finds the lead free takes it without a task; who does not hands the call over.
    """
    if asyncio._get_running_loop() is not None:  # of a callback, or somebody else's
        return call()
    if _MOCHI_LOOP._exiting is not None:
        return _mochi_make_in_task(call)
    lead = _MOCHI_LOOP._lead  # a fork in the call makes another one
    if not lead.acquire(blocking=False):
        return _mochi_make_in_task(call)
    try:
        asyncio._set_running_loop(_MOCHI_LOOP._open())
        try:
            return call()
        finally:
            asyncio._set_running_loop(None)
    finally:
        lead.release()
        # Whoever came meanwhile is parked and would wait for its next look at the lead.
        waiting = next(reversed(_MOCHI_LOOP._calls), None)
        if waiting is not None:
            waiting.wake()
