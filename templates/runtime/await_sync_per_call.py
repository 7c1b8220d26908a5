# Shims for what only the program knows.{#- only for reading this file alone:
import asyncio
import collections.abc

from call import _mochi_call
from guard import _mochi_check_no_running_loop
from outcome import _MochiT

# #}


def await_sync(awaitable: collections.abc.Awaitable[_MochiT], /) -> _MochiT:
    """Await it: a coroutine, or what is bound to no loop yet (helpers.await_*)."""
    _mochi_check_no_running_loop("await_sync")
    return asyncio.run(_mochi_call("await_sync", lambda: awaitable))
