# Plain calls that need a loop.{#- only for reading this file alone:
import collections.abc
import typing

from call import _mochi_call
from guard import _mochi_check_no_running_loop
from loop_caller import _mochi_get_loop
from outcome import _MochiT

# #}

_MochiParams = typing.ParamSpec("_MochiParams")


def call_sync(
    function: collections.abc.Callable[_MochiParams, _MochiT],
    /,
    *args: _MochiParams.args,
    **kwargs: _MochiParams.kwargs,
) -> _MochiT:
    """Make a plain call on the loop, as some constructors need (helpers.call_*)."""
    _mochi_check_no_running_loop("call_sync")

    async def make() -> _MochiT:
        return function(*args, **kwargs)

    return _mochi_get_loop().run_until_complete(_mochi_call("call_sync", make))
