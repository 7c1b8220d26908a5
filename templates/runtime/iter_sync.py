# Iteration of what only the program knows.{#- only for reading this file alone:
import collections.abc
import typing

from guard import _mochi_check_no_running_loop
from iterator import _mochi_iterate
from outcome import _MochiT

# #}


def iter_sync(
    iterable: collections.abc.AsyncIterable[_MochiT], /
) -> collections.abc.Generator[_MochiT, typing.Any, None]:
    """Iterate it; what has no send of its own takes only None (helpers.iter_*)."""
    _mochi_check_no_running_loop("iter_sync")
    return _mochi_iterate("iter_sync", lambda: iterable)
