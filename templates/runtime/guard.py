# Shims are refused where a loop runs.{#- only for reading this file alone:
import asyncio

# #}


class MochiAsyncReentryError(RuntimeError):
    """A synchronous shim was called on a thread that is running an event loop."""


def _mochi_check_no_running_loop(fn_name: str) -> None:
    """Raise before there is a coroutine that nobody awaits (G1: calls.guard_*)."""
    # A tenth of the cost of get_running_loop() and an except clause.
    if asyncio._get_running_loop() is not None:
        raise MochiAsyncReentryError(
            f"{fn_name}() cannot be called here: an event loop is already running on"
            " this thread (perhaps another library's). Either await the async function,"
            " or call the shim from a worker thread:"
            f" await asyncio.to_thread({fn_name}, ...). A for or with block over what a"
            " shim gives must run there as a whole: await asyncio.to_thread(block)."
            " In a notebook or an asynchronous test, render the module with"
            " --driver standby"
        )
