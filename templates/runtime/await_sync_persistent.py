# Shims for what only the program knows.{#- only for reading this file alone:
import collections.abc

from call import _mochi_call
from guard import _mochi_check_no_running_loop
from loop_caller import _mochi_get_loop
from outcome import _MochiT

# #}


def await_sync(awaitable: collections.abc.Awaitable[_MochiT], /) -> _MochiT:
    """Await it: a coroutine, a task or a future of the loop (helpers.await_*)."""
    _mochi_check_no_running_loop("await_sync")
    return _mochi_get_loop().run_until_complete(
        _mochi_call("await_sync", lambda: awaitable)
    )
