# Iterators live on the one loop.{#- only for reading this file alone:
from loop_caller import _mochi_get_loop
from outcome import _MochiCoroutine, _MochiT

# #}


class _MochiStepRunner:
    """Runs iterators and context managers on the loop of all (G9, G17: steps.*)."""

    def run(self, coro: _MochiCoroutine[_MochiT]) -> _MochiT:
        """Give what the coroutine returns."""
        return _mochi_get_loop().run_until_complete(coro)

    def close(self) -> None:
        """Leave the loop to everybody else."""
