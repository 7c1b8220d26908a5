"""Print what each name of each module of the standard library is: a type, or text and what holds
text."""

import builtins
import collections.abc
import contextlib
import importlib
import io
import pkgutil
import sys
import types
import typing
import warnings
from collections.abc import Iterator

# What does something when it is imported, and what is not for programs.
SKIPPED = {"antigravity", "this", "idlelib", "test", "turtledemo", "lib2to3", "distutils", "pip"}


def holds_text(value: object) -> bool:
    """Whether text is to be had from it; what is empty may hold some later."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return not value or any(map(holds_text, value))
    return isinstance(value, (str, bytes, collections.abc.Mapping))


def modules(name: str) -> Iterator[types.ModuleType]:
    if name in SKIPPED or name.rpartition(".")[2].startswith("__"):
        return
    try:
        module = importlib.import_module(name)
    except (Exception, SystemExit):
        return  # of another platform
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
        if found.name not in ("test", "tests"):
            yield from modules(f"{name}.{found.name}")


def main() -> None:
    warnings.simplefilter("ignore")
    lines = set()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for top in sorted(sys.stdlib_module_names):
            for module in modules(top):
                for name, value in list(vars(module).items()):
                    if name.startswith("__") or not name.isidentifier():
                        continue
                    if isinstance(value, (type, types.GenericAlias)) or type(value) in (
                        typing.TypeVar,
                        type(typing.Any),
                        type(typing.List),
                    ):
                        lines.add(f"type {module.__name__} {name}")
                    elif holds_text(value):
                        lines.add(f"text {module.__name__} {name}")
    for name, value in vars(builtins).items():
        if isinstance(value, type) and not name.startswith("_"):
            lines.add(f"builtin builtins {name}")
    print("\n".join(sorted(lines)))


main()
