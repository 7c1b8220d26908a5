# Where a step can be waited for.{#- only for reading this file alone:
import asyncio

# #}


def _mochi_may_step() -> bool:
    """Tell whether this thread may wait: no loop runs (G1: steps.guard_of_steps)."""
    return asyncio._get_running_loop() is None
