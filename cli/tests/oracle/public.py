"""Count what is public and asynchronous with `inspect`, and with `ast` where it cannot be imported.

    python public.py PACKAGE...

prints JSON: for each package how many coroutine functions and asynchronous generators its public
modules have under public names, and how many its public classes define under such names.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import json
import pathlib
import pkgutil
import sys
import types
import warnings
from collections.abc import Iterator


def modules(package: str) -> Iterator[types.ModuleType | ast.Module]:
    """The public modules, or the sources of those that cannot be imported here."""
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(root.__path__, f"{package}.", onerror=lambda _: None):
        if any(part.startswith("_") for part in found.name.split(".")):
            continue
        try:
            yield importlib.import_module(found.name)
        except (ImportError, RuntimeError):
            spec = importlib.util.find_spec(found.name)
            assert spec and spec.origin
            yield ast.parse(pathlib.Path(spec.origin).read_bytes())


def exports(module: types.ModuleType) -> list[str]:
    own = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    return list(getattr(module, "__all__", own))


def written(function: object) -> object:
    """What stands in the source: a context manager's function is a generator there."""
    while isinstance(function, (staticmethod, classmethod)):
        function = function.__func__
    return inspect.unwrap(function) if callable(function) else function


def is_async(function: object) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def methods(cls: type) -> Iterator[object]:
    for name, member in vars(cls).items():
        if name.startswith("_"):
            continue
        if isinstance(member, type) and member.__qualname__ == f"{cls.__qualname__}.{name}":
            yield from methods(member)
        elif isinstance(member, property):
            yield from filter(is_async, [member.fget])
        elif is_async(function := written(member)):
            yield function


def in_source(module: ast.Module, counts: dict[str, int]) -> None:
    def is_public(node: ast.stmt) -> bool:
        return not getattr(node, "name", "_").startswith("_")

    for node in filter(is_public, module.body):
        if isinstance(node, ast.AsyncFunctionDef):
            counts["public_functions"] += 1
        elif isinstance(node, ast.ClassDef):
            public = filter(is_public, node.body)
            counts["public_methods"] += sum(isinstance(m, ast.AsyncFunctionDef) for m in public)


def count(package: str) -> dict[str, int]:
    counts = {"public_functions": 0, "public_methods": 0}
    seen: set[types.CodeType] = set()

    def add(key: str, function: types.FunctionType) -> None:
        is_new = function.__code__ not in seen and f"/{package}/" in function.__code__.co_filename
        seen.add(function.__code__)
        counts[key] += is_new

    for module in modules(package):
        if isinstance(module, ast.Module):
            in_source(module, counts)
            continue
        for name in exports(module):
            value = getattr(module, name, None)
            if isinstance(value, type):
                for method in methods(value):
                    add("public_methods", method)
            elif is_async(function := written(value)):
                add("public_functions", function)
    return counts


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps({package: count(package) for package in sys.argv[1:]}))
