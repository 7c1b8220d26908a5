# Shims run on threads that run no event loop.{#- only for reading this file alone:
import asyncio

#}


class MochiAsyncReentryError(RuntimeError):
    """A synchronous shim was called on a thread that is running an event loop."""


def _mochi_check_no_running_loop(fn_name: str) -> None:
    if asyncio._get_running_loop():  # costs a tenth of get_running_loop and an except
        raise MochiAsyncReentryError(
            f"{fn_name}() cannot be called here: an event loop is already running on"
            " this thread (perhaps another library's). Either await the async function,"
            " or call the shim from a worker thread:"
            f" await asyncio.to_thread({fn_name}, ...)"
        )
