# Iterators and blocks that give twins.{#- only for reading this file alone:
import collections.abc
import contextlib
import threading
import typing

from call import _mochi_call
from context_manager import _MochiAsyncManager, _MochiManager
from guard import _mochi_check_no_running_loop
from iterator import _MochiAsyncIterator, _MochiGenerator
from loop_caller import _mochi_get_loop
from step_task import _MochiGives
from twin_call import _mochi_on_loop
from twin_containers import _mochi_any_original, _mochi_any_twin
from twin_registry import _mochi_twin, _MochiStandIn, _MochiTwinT, _MochiUntyped

# #}
_MochiNextT_co = typing.TypeVar("_MochiNextT_co", covariant=True)
_MochiCrosses = collections.abc.Callable[[typing.Any], object]


class _MochiHasNext(typing.Protocol[_MochiNextT_co]):
    def __anext__(self) -> collections.abc.Awaitable[_MochiNextT_co]: ...


def _mochi_iter(
    twin: _MochiStandIn, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Begin to iterate an object that is its own iterator (T5: twins.iterators_*)."""
    original = twin.mochi_async
    iterator: object = _mochi_on_loop(lambda: original.__class__.__aiter__(original))
    return _mochi_twin(iterator)


def _mochi_next(fn_name: str, iterator: _MochiHasNext[_MochiTwinT]) -> _MochiTwinT:
    """Take a step of an object that is an iterator (T5: twins.iterators_*)."""
    _mochi_check_no_running_loop(fn_name)
    try:
        work = _mochi_call(fn_name, iterator.__anext__)
        return _mochi_get_loop().run_until_complete(work)
    except StopAsyncIteration as exc:
        raise StopIteration(*exc.args) from None


class _MochiTwinGenerator(_MochiGenerator[typing.Any]):
    """A generator whose items cross, and what is sent to it."""

    def __init__(
        self,
        convert: _MochiCrosses,
        fn_name: str,
        iterator: _MochiAsyncIterator[_MochiUntyped],
    ) -> None:
        super().__init__(fn_name, iterator)
        self._convert = convert

    def send(self, value: object, /) -> _MochiUntyped:
        """Resume it (T5: twins.generators_*)."""
        return self._convert(super().send(_mochi_any_original(value, object)))

    def throw(self, *error: _MochiUntyped) -> _MochiUntyped:
        """Raise the error where it stands (T5: twins.generators_*)."""
        return self._convert(super().throw(*error))


def _mochi_iterate_as(
    convert: _MochiCrosses,
    fn_name: str,
    call: _MochiGives[collections.abc.AsyncIterable[_MochiUntyped]],
) -> collections.abc.Generator[_MochiUntyped, _MochiUntyped, None]:
    """Give a generator whose items cross (T5: twins.generators_*)."""
    return _MochiTwinGenerator(convert, fn_name, _MochiAsyncIterator(call))


class _MochiTwinManager(_MochiManager[typing.Any]):
    """A context manager whose value crosses."""

    def __init__(
        self,
        convert: _MochiCrosses,
        fn_name: str,
        given: _MochiAsyncManager[_MochiUntyped],
    ) -> None:
        super().__init__(fn_name, given)
        self._convert = convert

    def __enter__(self) -> _MochiUntyped:
        """Enter the asynchronous one (T5: twins.managers_*)."""
        return self._convert(super().__enter__())


def _mochi_enter_as(
    convert: _MochiCrosses,
    fn_name: str,
    call: _MochiGives[
        contextlib.AbstractAsyncContextManager[_MochiUntyped, _MochiUntyped]
    ],
) -> contextlib.AbstractContextManager[_MochiUntyped]:
    """Give a context manager whose value crosses (T5: twins.managers_*)."""
    return _MochiTwinManager(convert, fn_name, _MochiAsyncManager(call))


class _MochiBegun:
    """What a call has entered that could be awaited as well: a block may leave it."""

    def __init__(self, fn_name: str, manager: _MochiUntyped) -> None:
        self._fn_name = fn_name
        self._manager = manager

    def __exit__(self, *error: object) -> _MochiUntyped:
        _mochi_check_no_running_loop(self._fn_name)
        manager, cls = self._manager, self._manager.__class__

        async def leave() -> object:
            return await cls.__aexit__(manager, *error)

        return _mochi_get_loop().run_until_complete(_mochi_call(self._fn_name, leave))


def _mochi_begin(
    fn_name: str,
    call: collections.abc.Callable[[], _MochiUntyped],
    cls: type[_MochiTwinT] | None = None,
) -> _MochiTwinT:
    """Enter what could as well be awaited (T5: twins.awaitable_managers_*).

    `x = f()` has it, and `with f() as x` leaves it at the end.
    """
    managers: list[typing.Any] = []

    async def begin() -> object:
        managers.append(call())
        cls = managers[0].__class__
        return await cls.__aenter__(managers[0])

    work = _mochi_call(fn_name, begin)
    twin: object = _mochi_any_twin(_mochi_get_loop().run_until_complete(work), object)
    if isinstance(twin, _MochiStandIn):
        twin._mochi_begun = _MochiBegun(fn_name, managers[0])
    return typing.cast(_MochiTwinT, twin)


def _mochi_enter_twin(
    fn_name: str, twin: _MochiStandIn, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Begin a block of an object that is a context manager (T5: twins.managers_*)."""
    value: object = twin
    block: typing.Any = getattr(twin, "_mochi_begun", None)
    if block is None:
        given = _MochiAsyncManager[typing.Any](lambda: twin.mochi_async)
        block = _MochiTwinManager(_mochi_twin, fn_name, given)
        value = block.__enter__()
    twin._mochi_begun = None
    twin._mochi_blocks = getattr(twin, "_mochi_blocks", [])
    twin._mochi_blocks.append((threading.get_ident(), block))
    return typing.cast(_MochiTwinT, value)


def _mochi_exit_twin(twin: _MochiStandIn, *error: object) -> bool | None:
    """End the latest block of this thread, or of all (T5: twins.managers_*)."""
    blocks = twin._mochi_blocks
    threads = [thread for thread, _ in blocks]
    threads.reverse()
    mine = threading.get_ident()
    back = threads.index(mine) if mine in threads else 0
    _, block = blocks.pop(-1 - back)
    suppresses: bool | None = block.__exit__(*error)
    return suppresses
