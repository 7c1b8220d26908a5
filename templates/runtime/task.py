# Tasks, made by whatever factory the user has set.{#- only for reading this file alone:
import asyncio

from outcome import _MochiCoroutine

# #}


def _mochi_create_task(
    work: _MochiCoroutine[None], name: str, loop: asyncio.AbstractEventLoop
) -> asyncio.Task[None]:
    """Make a task that `asyncio ps` shows by its name (factories.*)."""
    try:
        # In a copy of this context. Not every factory takes a context, or a name.
        task = loop.create_task(work)
        task.set_name(name)
    except BaseException:
        work.close()
        raise
    return task
