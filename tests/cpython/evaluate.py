"""Evaluate the annotations of every function of a module, as tools do that make schemas from
functions, and print those that have no value, or whose evaluation did anything else.

python evaluate.py MODULE...

The modules are imported from the working directory. What is printed last is how many functions there
are in each. The audit hook is that of `hints.py`: it sees each text that is compiled and each code that is
executed, files that are opened, modules that are imported.
"""

from __future__ import annotations

import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator

import hints


def functions(module: types.ModuleType) -> Iterator[types.FunctionType]:
    """The shims of a module with their overloads: what it defines and lets users name."""
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, types.FunctionType) and value.__module__ == module.__name__:
            yield value
            for overload in typing.get_overloads(value):
                assert isinstance(overload, types.FunctionType)
                yield overload


def annotations(function: types.FunctionType) -> dict[str, object]:
    parameters = inspect.signature(function, eval_str=True).parameters
    return {name: parameter.annotation for name, parameter in parameters.items()}


def evaluate(watch: hints.Watch, function: types.FunctionType) -> None:
    texts: set[str] = set()
    for annotation in function.__annotations__.values():
        if text := hints.text_of(annotation):
            texts |= hints.written(text, dict(function.__globals__))
    watch.expect(texts)
    # Before 3.14 `inspect` takes no `*args: *Ts` that is a string.
    is_unpacked = any(str(text).startswith("*") for text in function.__annotations__.values())
    watch.is_on = True
    try:
        for found in (
            typing.get_type_hints(function),
            typing.get_type_hints(function, include_extras=True),
            {} if is_unpacked and sys.version_info < (3, 14) else annotations(function),
        ):
            if any(isinstance(hint, str) for hint in found.values()):
                raise TypeError(f"{found} holds a text")
    finally:
        watch.is_on = False


def warm_up(*args: list[int], key: int | None = None) -> typing.Any:
    """What typing and inspect import when they are first used."""


def main() -> None:
    watch = hints.Watch()
    sys.addaudithook(watch)
    sys.path.insert(0, "")
    modules = [importlib.import_module(name) for name in sys.argv[1:]]
    typing.get_type_hints(warm_up)
    inspect.signature(warm_up, eval_str=True)
    counts = []
    for module in modules:
        found = list(functions(module))
        counts.append(len(found))
        for function in found:
            try:
                # What packages import when a name is first asked for.
                typing.get_type_hints(function)
                evaluate(watch, function)
            except (Exception, hints.Smuggled) as error:
                print(f"{module.__name__}.{function.__name__}: {type(error).__name__}: {error}")
    print(*counts)


if __name__ == "__main__":
    main()
