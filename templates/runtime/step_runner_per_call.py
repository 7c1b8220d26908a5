# Iterators have loops of their own.{#- only for reading this file alone:
import asyncio
import contextvars

from outcome import _MochiCoroutine, _MochiT

# #}


class _MochiStepRunner:
    """Runs one iterator or context manager, on one loop (G18: steps.one_loop_*)."""

    def __init__(self) -> None:
        # With a loop factory the runner leaves the thread's current loop alone.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)

    def run(self, coro: _MochiCoroutine[_MochiT]) -> _MochiT:
        """Give what the coroutine returns, in the caller's context (G17: steps.*)."""
        try:
            return self._runner.run(coro, context=contextvars.copy_context())
        finally:
            coro.close()  # a task factory may have failed

    def close(self) -> None:
        """Cancel its background tasks, close its loop (G18: steps.background_*)."""
        self._runner.close()
