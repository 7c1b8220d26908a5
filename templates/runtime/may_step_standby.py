# Where a step can be waited for.{#- only for reading this file alone:
from loop_standby import _mochi_get_loop

# #}


def _mochi_may_step() -> bool:
    """Tell whether this thread may wait: it runs no loop of ours (G22: standby.*)."""
    return _mochi_get_loop().may_wait()
