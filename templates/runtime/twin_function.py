# Functions are synchronous for callers, asynchronous for the loop.{#- only for reading this file alone:
import asyncio
import collections.abc
import functools
import inspect
import threading
import typing
import weakref

from call import _mochi_call
from guard import _mochi_check_no_running_loop
from iterator import _mochi_iterate
from loop_caller import _mochi_get_loop
from twin_call import _mochi_on_loop
from twin_containers import (
    _mochi_any_original,
    _mochi_any_twin,
    _mochi_arguments,
    _mochi_keywords,
    _mochi_within,
    _MochiConverts,
)
from twin_registry import (
    _mochi_original,
    _mochi_twin,
    _MochiStandIn,
    _MochiTwinT,
    _MochiUntyped,
)

# #}
# What stands for a user's function, by what it does and the function: the same one for
# as long as somebody holds it, so that a handler can be removed again (T7).
_MOCHI_FUNCTIONS: weakref.WeakValueDictionary[typing.Any, typing.Any] = (
    weakref.WeakValueDictionary()
)


def _mochi_handler(
    handler: _MochiUntyped, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Make an asynchronous function of a synchronous one (T7: twins.handlers_*).

    A worker thread runs it, so it may call twins and wait. Asynchronous ones stay, and
    containers are gone through.
    """
    return typing.cast(_MochiTwinT, _mochi_each(_mochi_one_handler, handler))


def _mochi_callback(
    callback: _MochiUntyped, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Have a plain callback get twins. The loop calls it, so it must not wait (T7)."""
    return typing.cast(_MochiTwinT, _mochi_each(_mochi_one_callback, callback))


def _mochi_each(convert: _MochiConverts, value: object) -> object:
    if isinstance(value, list | tuple | dict):
        return _mochi_within(convert, typing.cast(object, value))
    return convert(value)


def _mochi_one_handler(handler: _MochiUntyped) -> object:
    if not callable(handler) or isinstance(handler, type | _MochiStandIn):
        return _mochi_original(handler, object)
    if any(map(inspect.iscoroutinefunction, (handler, type(handler).__call__))):
        return handler

    async def run(*args: object, **kwargs: object) -> object:
        call = _mochi_with_twins(handler, args, kwargs)
        value = await asyncio.to_thread(call)
        if inspect.isawaitable(value):  # a lambda that calls an asynchronous function
            value = await value
        return _mochi_any_original(value, object)

    return _mochi_stands_for("handler", handler, run)


def _mochi_one_callback(callback: _MochiUntyped) -> object:
    if not callable(callback) or isinstance(callback, type | _MochiStandIn):
        return _mochi_original(callback, object)

    def call(*args: object, **kwargs: object) -> object:
        value = _mochi_with_twins(callback, args, kwargs)()
        return _mochi_any_original(value, object)

    return _mochi_stands_for("callback", callback, call)


def _mochi_with_twins(
    function: _MochiUntyped, args: tuple[object, ...], kwargs: dict[str, object]
) -> collections.abc.Callable[[], _MochiUntyped]:
    twins = {name: _mochi_any_twin(it, object) for name, it in kwargs.items()}
    given = [_mochi_any_twin(argument, object) for argument in args]
    return functools.partial(function, *given, **twins)


def _mochi_stands_for(
    what: str, user: _MochiUntyped, ours: _MochiUntyped
) -> _MochiUntyped:
    """Give ours the names of the user's, or what stands for that one already."""
    for name in ("__name__", "__qualname__", "__doc__"):
        setattr(ours, name, getattr(user, name, getattr(ours, name)))
    ours._mochi_user = user  # alive for as long as ours, and so the key
    try:
        with _mochi_functions_lock:
            return _MOCHI_FUNCTIONS.setdefault((what, user), ours)
    except TypeError:  # it cannot be hashed
        return ours


_mochi_functions_lock = threading.RLock()


def _mochi_function(
    function: _MochiUntyped, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Make a synchronous function of what may be asynchronous; give back a user's."""
    twin: typing.Any = _mochi_twin(function, object)
    if twin is not function or not callable(function):
        return typing.cast(_MochiTwinT, twin)
    user = getattr(function, "_mochi_user", None)
    if user is not None:
        return typing.cast(_MochiTwinT, user)
    fn_name = getattr(function, "__qualname__", "function")

    def call(*args: object, **kwargs: object) -> object:
        given, named = _mochi_arguments(args), _mochi_keywords(kwargs)
        value = _mochi_on_loop(lambda: function(*given, **named))
        twin: object = _mochi_any_twin(value, object)
        if twin is value and inspect.isawaitable(value):
            _mochi_check_no_running_loop(fn_name)
            work = _mochi_call(fn_name, lambda: value)
            twin = _mochi_any_twin(_mochi_get_loop().run_until_complete(work), object)
        return twin

    return typing.cast(_MochiTwinT, call)


def _mochi_items(
    items: _MochiUntyped, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Make an asynchronous iterator of a synchronous one, which a thread steps (T7)."""
    if not isinstance(items, collections.abc.Iterator) or isinstance(
        items, _MochiStandIn
    ):
        return _mochi_original(items)
    steps = typing.cast(collections.abc.Iterator[object], items)

    async def run() -> collections.abc.AsyncGenerator[object, None]:
        end = object()
        while (item := await asyncio.to_thread(next, steps, end)) is not end:
            yield _mochi_any_original(item, object)

    return typing.cast(_MochiTwinT, run())


def _mochi_iterated(
    items: _MochiUntyped, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Make a synchronous iterator of an asynchronous one."""
    twin: typing.Any = _mochi_twin(items, object)
    if twin is not items or not isinstance(items, collections.abc.AsyncIterable):
        return typing.cast(_MochiTwinT, twin)
    given = typing.cast(collections.abc.AsyncIterable[object], items)
    steps = _mochi_iterate(given.__class__.__qualname__, lambda: given)
    return typing.cast(_MochiTwinT, (_mochi_any_twin(item, object) for item in steps))


def _mochi_dynamic(
    twin: _MochiStandIn, name: str, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Give an attribute that only the original's __getattr__ knows (T6)."""
    if name.startswith("_mochi") or name == "mochi_async":
        raise AttributeError(f"{type(twin).__qualname__} has no {name!r} yet")
    value = getattr(twin.mochi_async, name)
    if inspect.isroutine(value):
        return _mochi_function(value)
    return _mochi_any_twin(value)
