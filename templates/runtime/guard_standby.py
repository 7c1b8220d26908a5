# Shims may block threads that run other loops.{#- only for reading this file alone:
import asyncio

from loop_standby import _mochi_get_loop

# #}


class MochiAsyncReentryError(RuntimeError):
    """A synchronous shim was called on a thread that runs an event loop it needs."""


def _mochi_check_no_running_loop(fn_name: str) -> None:
    """Raise before there is a coroutine that nobody awaits (G1: calls.guard_*)."""
    # A tenth of the cost of get_running_loop() and an except clause.
    running = asyncio._get_running_loop()
    if running is not None and not _mochi_get_loop().may_block(running):
        raise MochiAsyncReentryError(
            f"{fn_name}() cannot be called here: the event loop that would run it is"
            " already running on this thread, or the process exits. Either await the"
            " async function, or call the shim from a worker thread:"
            f" await asyncio.to_thread({fn_name}, ...). A for or with block over what a"
            " shim gives must run there as a whole: await asyncio.to_thread(block)"
        )
