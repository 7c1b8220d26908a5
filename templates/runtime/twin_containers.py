# Containers of twins, where annotations say so.{#- only for reading this file alone:
import collections.abc
import functools
import typing

from twin_registry import _mochi_original, _mochi_twin, _MochiTwinT, _MochiUntyped

# #}
_MochiConverts = collections.abc.Callable[[object], object]


def _mochi_twins(value: object, cls: type[_MochiTwinT] | None = None) -> _MochiTwinT:
    """Give twins for the objects in standard containers, however deep (T3)."""
    return typing.cast(_MochiTwinT, _mochi_within(_mochi_one_twin, value))


def _mochi_originals(
    value: object, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Give originals for the twins in standard containers, however deep (T4)."""
    return typing.cast(_MochiTwinT, _mochi_within(_mochi_one_original, value))


def _mochi_any_twin(value: object, cls: type[_MochiTwinT] | None = None) -> _MochiTwinT:
    """Give a twin, or twins for what a container holds if its first item has one."""
    return typing.cast(_MochiTwinT, _mochi_guess(_mochi_one_twin, value))


def _mochi_any_original(
    value: object, cls: type[_MochiTwinT] | None = None
) -> _MochiTwinT:
    """Give an original, or those of a container if its first item stands for one."""
    return typing.cast(_MochiTwinT, _mochi_guess(_mochi_one_original, value))


def _mochi_typed(value: object, cls: type[_MochiTwinT] | None = None) -> _MochiTwinT:
    """Give the value, of which type checkers see no type."""
    return typing.cast(_MochiTwinT, value)


def _mochi_none(value: object) -> None:
    """Give the value, of which type checkers do not see that it is None."""
    return typing.cast(None, value)


def _mochi_any(value: object) -> _MochiUntyped:
    """Give the value, of which type checkers are to expect nothing."""
    return value


def _mochi_arguments(
    arguments: collections.abc.Iterable[object],
) -> list[_MochiUntyped]:
    """Give the originals of what a call passes by position."""
    return [_mochi_any_original(argument) for argument in arguments]


def _mochi_keywords(
    keywords: collections.abc.Mapping[str, object],
) -> dict[str, _MochiUntyped]:
    """Give the originals of what a call passes by keyword."""
    return {name: _mochi_any_original(it) for name, it in keywords.items()}


def _mochi_one_twin(value: object) -> object:
    return _mochi_twin(value, object)


def _mochi_one_original(value: object) -> object:
    return _mochi_original(value, object)


def _mochi_guess(convert: _MochiConverts, value: object) -> object:
    """Look at a value and at most at the first one in it: `Any` may be large."""
    kind = type(value)
    if kind is list or kind is tuple or kind is dict:
        many = typing.cast(typing.Any, value)
        first = next(iter(many.values() if kind is dict else many), None)
        return value if convert(first) is first else _mochi_within(convert, value)
    return convert(value)


def _mochi_within(convert: _MochiConverts, value: object) -> object:
    """Convert what a value is or holds. A container of nothing to convert stays."""
    converted = convert(value)
    if converted is not value or isinstance(value, str | bytes):
        return converted
    within = functools.partial(_mochi_within, convert)
    many: typing.Any = value
    kind = typing.cast(type[typing.Any], type(value))
    if issubclass(kind, list | tuple | set | frozenset):
        items = [within(item) for item in many]
        if all(new is old for new, old in zip(items, many, strict=True)):
            return value
        make: typing.Any = getattr(many, "_make", many.__class__)
        return make(items)
    if issubclass(kind, collections.abc.Mapping):
        pairs = {convert(key): within(item) for key, item in many.items()}
        same = all(key in many and many[key] is item for key, item in pairs.items())
        return value if same else pairs
    if issubclass(kind, collections.abc.Iterator):
        return map(within, many)
    return value
