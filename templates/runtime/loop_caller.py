# The loop of a module whose callers run it.{#- only for reading this file alone:
import atexit
import os
import sys

from loop import _MochiExit, _MochiLoop

# In a module this is one with the one below.
vars(sys.modules["loop"])["_MOCHI_LOOP"] = _MochiLoop()
# #}
_MOCHI_LOOP = _MochiLoop()
atexit.register(_MochiExit().begin)
if sys.platform != "win32":
    os.register_at_fork(
        before=_MOCHI_LOOP.before_fork, after_in_child=_MOCHI_LOOP.after_fork
    )


def _mochi_get_loop() -> _MochiLoop:
    return _MOCHI_LOOP
