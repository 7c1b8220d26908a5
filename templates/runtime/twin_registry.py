# Which twin stands for an object.{#- only for reading this file alone:
import os
import threading
import typing
import weakref

from outcome import _MochiOutcome

# #}
_MochiTwinT = typing.TypeVar("_MochiTwinT")
_MochiUntyped: typing.TypeAlias = typing.Any  # whatever a package or a user has


class _MochiStandIn:
    """What every twin holds: the object that it stands for, its original."""

    __slots__ = ("__weakref__", "_mochi_begun", "_mochi_blocks", "mochi_async")
    _mochi_class: typing.ClassVar[typing.Any]  # makes the originals
    _mochi_targets: typing.ClassVar[dict[str, str]] = {}  # names in the originals
    _mochi_begun: typing.Any  # what a call has entered, for a block to leave
    _mochi_blocks: list[tuple[int, typing.Any]]  # open ones, and whose thread's
    mochi_async: typing.Any

    def _mochi_stand_for(self, original: object) -> _MochiUntyped:
        """Give the twin that stands for it now: another may have been first (T1)."""
        self.mochi_async = original
        if getattr(type(original), "_mochi_keeps_twin", False):
            object.__setattr__(original, "_mochi_twin", self)  # a user's state (T9)
        with _mochi_twins_lock:
            return _MOCHI_TWINS.setdefault(id(original), self)


# By the class of the originals. A twin keeps its original alive, so that no other
# object gets its id as long as the twin lives.
_MOCHI_TWIN_CLASSES: dict[type, type[_MochiStandIn]] = {}
_MOCHI_TWINS: weakref.WeakValueDictionary[int, _MochiStandIn] = (
    weakref.WeakValueDictionary()
)
_MOCHI_ALIAS: typing.Any = type(_MochiOutcome[int])
_mochi_twins_lock = threading.RLock()  # reentrant: finalizers have twins, too


def _mochi_twin(original: object, cls: type[_MochiTwinT] | None = None) -> _MochiTwinT:
    """Give the twin of an object that has one, anything else as it is (T1, T2, T3).

    No object is tested for truth, and nothing is stored in it. The class is for type
    checkers, where what is wanted does not tell.
    """
    twin_class = _MOCHI_TWIN_CLASSES.get(type(original))
    if twin_class is None:
        twin_class = _mochi_twin_class(type(original))
        if twin_class is None:
            return typing.cast(_MochiTwinT, original)
    twin = _MOCHI_TWINS.get(id(original))
    if twin is None or twin.mochi_async is not original:
        twin = twin_class.__new__(twin_class)._mochi_stand_for(original)
    return typing.cast(_MochiTwinT, twin)


def _mochi_twin_class(cls: type) -> type[_MochiStandIn] | None:
    """Give that of the nearest base, for private classes have none of theirs (T2)."""
    for base in cls.__mro__:
        if base in _MOCHI_TWIN_CLASSES:
            return _MOCHI_TWIN_CLASSES[base]
    return None


def _mochi_original(value: object, cls: type[_MochiTwinT] | None = None) -> _MochiTwinT:
    """Give the original of a twin or of a class of twins, else what is given (T4)."""
    if isinstance(value, _MochiStandIn):
        value = value.mochi_async
    elif isinstance(value, type) and issubclass(value, _MochiStandIn):
        value = value._mochi_class
    elif isinstance(value, _MOCHI_ALIAS):  # a class of twins and its type arguments
        alias = typing.cast(typing.Any, value)
        origin: typing.Any = _mochi_original(alias.__origin__, object)
        if origin is not alias.__origin__:
            value = origin[alias.__args__]
    return typing.cast(_MochiTwinT, value)


def _mochi_renew_twins_lock() -> None:
    """Let a forked child find no lock that a thread of its parent holds (T10)."""
    global _mochi_twins_lock
    _mochi_twins_lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_mochi_renew_twins_lock)
