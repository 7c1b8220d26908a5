# A user's subclasses of twins override what originals do.{#- only for reading this file alone:
import asyncio
import collections.abc
import contextvars
import functools
import inspect
import types
import typing

from twin_containers import _mochi_any_original, _mochi_any_twin
from twin_registry import _mochi_original, _mochi_twin, _MochiStandIn, _MochiUntyped

# #}
# Overrides that are running, as the id of the original and the name: `super()` in one
# comes back to the original, which calls its own method then, not the override again.
_mochi_overriding: contextvars.ContextVar[frozenset[tuple[int, str]]] = (
    contextvars.ContextVar("_mochi_overriding", default=frozenset())
)


def _mochi_class_for(cls: type[_MochiStandIn]) -> _MochiUntyped:
    """Make the class of the originals of a user's class (T9: twins.subclasses_*).

    It calls what the user's overrides: functions in a worker thread where the original
    has a coroutine function or nothing, for a handler may be found by its name alone.
    """
    base = cls._mochi_class
    members: dict[str, object] = {"__module__": cls.__module__}
    taken = {cls._mochi_targets.get(name) for name in vars(cls)}
    for name, member in list(vars(cls).items()):
        if name.startswith("_"):
            continue
        if inspect.isfunction(member):
            target = cls._mochi_targets.get(name, name)
            if target == name and name in taken:
                continue  # what stands for it goes before
            marked = _mochi_marked(target, member)
            setattr(cls, name, marked)
            members[target] = _mochi_override(
                target, marked, getattr(base, target, None)
            )
        elif isinstance(member, property):
            members[name] = _mochi_override_property(member)
        elif not hasattr(typing.cast(object, type(member)), "__get__"):
            members[name] = member
    if len(members) == 1 and "__init__" not in vars(cls):
        return base
    members["_mochi_keeps_twin"] = True
    return types.new_class(
        cls.__name__, (base,), {}, lambda names: names.update(members)
    )


def _mochi_marked(name: str, member: _MochiUntyped) -> _MochiUntyped:
    """Give the user's function, which tells the original that it runs."""
    if inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member):
        return member

    def enter(twin: _MochiStandIn) -> contextvars.Token[frozenset[tuple[int, str]]]:
        key = (id(twin.mochi_async), name)
        return _mochi_overriding.set(_mochi_overriding.get() | {key})

    @functools.wraps(member)
    def call(twin: _MochiStandIn, /, *args: object, **kwargs: object) -> _MochiUntyped:
        token = enter(twin)
        try:
            return member(twin, *args, **kwargs)
        finally:
            _mochi_overriding.reset(token)

    @functools.wraps(member)
    def iterate(
        twin: _MochiStandIn, /, *args: object, **kwargs: object
    ) -> collections.abc.Generator[_MochiUntyped, _MochiUntyped, _MochiUntyped]:
        items, answer = member(twin, *args, **kwargs), None
        try:
            while True:
                token = enter(twin)
                try:
                    given = items.send(answer)
                except StopIteration as end:
                    return end.value
                finally:
                    _mochi_overriding.reset(token)
                answer = yield given
        finally:
            items.close()

    return iterate if inspect.isgeneratorfunction(member) else call


def _mochi_override(
    name: str, member: _MochiUntyped, base: _MochiUntyped
) -> _MochiUntyped:
    """Make what an original has for a function of its twin's class."""
    if inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member):
        return member

    def runs(original: object) -> bool:
        return (id(original), name) in _mochi_overriding.get()

    def leave(original: object) -> contextvars.Token[frozenset[tuple[int, str]]]:
        key = (id(original), name)
        return _mochi_overriding.set(_mochi_overriding.get() - {key})

    def override(original: object, *args: object, **kwargs: object) -> _MochiUntyped:
        twins = {key: _mochi_any_twin(it, object) for key, it in kwargs.items()}
        given = [_mochi_any_twin(argument, object) for argument in args]
        value = member(_mochi_twin(original, object), *given, **twins)
        if inspect.isgenerator(value):
            return _mochi_exchange(typing.cast(typing.Any, value))
        return _mochi_any_original(value, object)

    def plain(original: object, /, *args: object, **kwargs: object) -> _MochiUntyped:
        if not runs(original):
            return override(original, *args, **kwargs)
        token = leave(original)
        try:
            return base(original, *args, **kwargs)
        finally:
            _mochi_overriding.reset(token)

    async def handler(original: object, /, *args: object, **kwargs: object) -> object:
        if not runs(original):
            return await asyncio.to_thread(override, original, *args, **kwargs)
        token = leave(original)
        try:
            return await base(original, *args, **kwargs)
        finally:
            _mochi_overriding.reset(token)

    async def generator(
        original: object, /, *args: object, **kwargs: object
    ) -> collections.abc.AsyncGenerator[object, _MochiUntyped]:
        if runs(original):
            async for item in base(original, *args, **kwargs):
                yield item
            return
        items = await asyncio.to_thread(override, original, *args, **kwargs)
        answer: object = None
        try:
            while given := await asyncio.to_thread(_mochi_take, items, answer):
                answer = yield given[0]
        finally:
            await asyncio.to_thread(items.close)

    unwrapped = inspect.unwrap(base) if callable(base) else None
    if inspect.isasyncgenfunction(unwrapped):
        ours: typing.Any = generator
    elif base is None or inspect.iscoroutinefunction(unwrapped):
        ours = handler
    else:
        ours = plain
    return functools.update_wrapper(ours, member, updated=())


def _mochi_take(items: _MochiUntyped, answer: object) -> list[object]:
    """Give the next item in a list, or an empty one at the end."""
    try:
        return [items.send(answer)]
    except StopIteration:
        return []


def _mochi_override_property(member: property) -> property:
    """Make the property of an original that calls its twin's."""
    get, change = member.fget, member.fset

    def read(original: object) -> object:
        twin: object = _mochi_twin(original, object)
        return None if get is None else _mochi_any_original(get(twin), object)

    def write(original: object, value: object) -> None:
        twin: object = _mochi_twin(original, object)
        if change is not None:
            change(twin, _mochi_any_twin(value, object))

    return property(read, None if change is None else write, doc=member.__doc__)


def _mochi_exchange(
    items: collections.abc.Generator[_MochiUntyped, _MochiUntyped, _MochiUntyped],
) -> collections.abc.Generator[_MochiUntyped, _MochiUntyped, _MochiUntyped]:
    """Give a generator's twins as originals, and send it originals as twins."""
    answer: object = None
    try:
        while True:
            try:
                item = items.send(answer)
            except StopIteration as end:
                return _mochi_original(end.value, object)
            given = yield _mochi_original(item, object)
            answer = _mochi_twin(given, object)
    finally:
        items.close()
