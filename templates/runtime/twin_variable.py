# Variables of originals are properties of twins.{#- only for reading this file alone:
import collections.abc
import operator

from twin_registry import _MochiStandIn, _MochiUntyped

# #}


def _mochi_variable(name: str) -> _MochiUntyped:
    """Give a property that is a variable of the original (T6: twins.variables_*)."""

    def write(twin: _MochiStandIn, value: object) -> None:
        setattr(twin.mochi_async, name, value)

    def drop(twin: _MochiStandIn) -> None:
        delattr(twin.mochi_async, name)

    return property(operator.attrgetter("mochi_async." + name), write, drop)


def _mochi_variable_as(
    name: str,
    convert: collections.abc.Callable[[_MochiUntyped], object],
    back: collections.abc.Callable[[_MochiUntyped], object],
) -> _MochiUntyped:
    """Give a property that is a variable of the original, whose values cross (T6)."""

    def read(twin: _MochiStandIn) -> object:
        return convert(getattr(twin.mochi_async, name))

    def write(twin: _MochiStandIn, value: object) -> None:
        setattr(twin.mochi_async, name, back(value))

    def drop(twin: _MochiStandIn) -> None:
        delattr(twin.mochi_async, name)

    return property(read, write, drop)


class _MochiClassVariable:
    """A variable of the class of the originals, and of each of them (T6)."""

    def __init__(
        self,
        name: str,
        own: property,
        convert: collections.abc.Callable[[_MochiUntyped], object] | None = None,
    ) -> None:
        self._name = name
        self._own = own
        self._convert = convert

    def __get__(self, twin: object, cls: type[_MochiStandIn]) -> _MochiUntyped:
        if twin is None:
            value = getattr(cls._mochi_class, self._name)
            return value if self._convert is None else self._convert(value)
        return self._own.__get__(twin)

    def __set__(self, twin: object, value: object) -> None:
        self._own.__set__(twin, value)

    def __delete__(self, twin: object) -> None:
        self._own.__delete__(twin)


def _mochi_class_variable(name: str) -> _MochiUntyped:
    """Give what is a variable of the class and of each original (T6)."""
    return _MochiClassVariable(name, _mochi_variable(name))


def _mochi_class_variable_as(
    name: str,
    convert: collections.abc.Callable[[_MochiUntyped], object],
    back: collections.abc.Callable[[_MochiUntyped], object],
) -> _MochiUntyped:
    """Give what is a variable of the class and of each original; values cross (T6)."""
    own = _mochi_variable_as(name, convert, back)
    return _MochiClassVariable(name, own, convert)
