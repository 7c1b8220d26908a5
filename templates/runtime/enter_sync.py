# Blocks of what only the program knows.{#- only for reading this file alone:
import contextlib

from context_manager import _mochi_enter
from guard import _mochi_check_no_running_loop
from outcome import _MochiT

# #}


def enter_sync(
    manager: contextlib.AbstractAsyncContextManager[_MochiT], /
) -> contextlib.AbstractContextManager[_MochiT]:
    """Give it for a with block (helpers.enter_*)."""
    _mochi_check_no_running_loop("enter_sync")
    return _mochi_enter("enter_sync", lambda: manager)
