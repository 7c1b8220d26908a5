# A forked child leaves its parent's loop alone.{#- only for reading this file alone:
import asyncio

# #}
_mochi_inherited: list[asyncio.AbstractEventLoop] = []


def _mochi_disown(loop: asyncio.AbstractEventLoop) -> None:
    """Keep even finalizers from closing it: they share the selector (G13: forks.*)."""
    _mochi_inherited.append(loop)
    vars(loop).update(is_closed=lambda: True)
    loop.set_exception_handler(lambda loop, context: None)
