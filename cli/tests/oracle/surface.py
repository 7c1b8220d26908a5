"""Hold a surface against the imported package.

    python surface.py SHIMS < SURFACE

SURFACE is what `surface --format json` prints, SHIMS the rendered module. Every shim must stand
for something that exists and is asynchronous the way the surface says, with the parameters that
`inspect` sees; and every coroutine function and asynchronous generator that `inspect` finds under
a public name must have a shim or a line in the report.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import json
import sys
import typing
import warnings

Parameter: typing.TypeAlias = tuple[str, str, bool]


def find(path: str) -> tuple[object, object] | None:
    """An object and what it is an attribute of, or nothing if its module cannot be imported."""
    parts = path.split(".")
    for at in range(len(parts) - 1, 0, -1):
        try:
            found = sys.modules.get(name := ".".join(parts[:at])) or importlib.import_module(name)
        except Exception:
            continue
        owner: object = None
        try:
            for part in parts[at:]:
                owner, found = found, inspect.getattr_static(found, part)
        except AttributeError:
            continue
        return found, owner
    return None


def parameters(signature: inspect.Signature) -> list[Parameter]:
    return [
        (parameter.name, parameter.kind.name, parameter.default is not parameter.empty)
        for parameter in signature.parameters.values()
    ]


def split_for_checkers(wanted: list[Parameter], given: list[Parameter]) -> bool:
    """Whether a package shows type checkers `**kwargs` where it has keyword parameters."""
    optional = [name for name in wanted if name[1:] == ("KEYWORD_ONLY", True)]
    takes_all = any(kind == "VAR_KEYWORD" for _, kind, _ in given)
    return takes_all and [entry for entry in wanted if entry not in optional] == given


def takes_anything(wanted: list[Parameter], given: list[Parameter]) -> bool:
    """Whether a decorator's own function is called, which passes on whatever it is given."""
    kinds = [kind for _, kind, _ in wanted]
    required = [
        kind for _, kind, default in wanted if not default and not kind.startswith("VAR")
    ]
    return (
        "VAR_POSITIONAL" in kinds
        and "VAR_KEYWORD" in kinds
        and len(given) >= len(required)
        and "KEYWORD_ONLY" not in required
    )


def plain(function: object) -> object:
    while True:
        if isinstance(function, (staticmethod, classmethod)):
            function = function.__func__
        elif isinstance(function, property):
            function = function.fget
        elif isinstance(function, functools.cached_property):
            function = function.func
        else:
            return function


def is_async(function: object) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def main() -> None:
    spec = importlib.util.spec_from_file_location("shims", sys.argv[1])
    assert spec and spec.loader
    shims = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shims)
    # Modules that warn when they are imported are looked at all the same.
    warnings.simplefilter("ignore")
    surface = json.load(sys.stdin)
    problems = []
    checked = 0
    for described, origin in zip(surface["module"]["fns"], surface["origins"], strict=True):
        found = find(origin["name"])
        if found is None:
            continue
        function, owner = plain(found[0]), found[1]
        shim = getattr(shims, described["sync_name"])
        kind = described["shape"]
        special = described["callee"] == "receiver" or "__aiter__" in str(described["callee"])
        if special or isinstance(function, type):
            continue
        if kind == "coroutine" and not inspect.iscoroutinefunction(function):
            problems.append(f"{origin['name']}: no coroutine function")
        if described.get("overloads"):
            continue
        if isinstance(found[0], functools.partialmethod):
            function = getattr(owner, origin["name"].rpartition(".")[2])
        if isinstance(found[0], classmethod):
            function = functools.partial(function, owner)
        wanted = parameters(inspect.signature(function))
        run = parameters(inspect.signature(function, follow_wrapped=False))
        given = parameters(inspect.signature(shim))
        if isinstance(owner, type) and not isinstance(found[0], (staticmethod, classmethod)):
            wanted, given = wanted[1:], given[1:]
            # What takes any arguments takes the object with them.
            run = run[not run or run[0][1] != "VAR_POSITIONAL" :]
        # What `functools.partial` makes has a shim that passes on whatever it is given.
        passes_all = [("args", "VAR_POSITIONAL", False), ("kwargs", "VAR_KEYWORD", False)]
        is_partial = isinstance(found[0], (functools.partial, functools.partialmethod))
        known = split_for_checkers(wanted, given) or takes_anything(run, given)
        known = known or (is_partial and given == passes_all)
        if wanted != given and not known:
            problems.append(f"{origin['name']}: {wanted} is not {given}")
        checked += 1

    package = sys.argv[1].rpartition("/")[2].removesuffix("_sync.py")
    known = {origin["name"] for origin in surface["origins"]}
    known |= {skip["name"] for skip in surface["report"]["skips"]}
    known_ids = {id(plain(found[0])) for name in known if (found := find(name))}
    for name, module in sorted(sys.modules.items()):
        if not (name == package or name.startswith(f"{package}.")) or "._" in name:
            continue
        exported = getattr(module, "__all__", None) or [
            public
            for public, value in vars(module).items()
            if not public.startswith("_") and getattr(value, "__module__", None) == name
        ]
        for public in exported:
            try:
                value = getattr(module, public, None)
            except ImportError:
                continue
            if f"{name}.{public}" in known:
                continue
            if is_async(value) and id(value) not in known_ids:
                problems.append(f"{name}.{public}: neither a shim nor a line in the report")
            if not isinstance(value, type) or not value.__module__.startswith(package):
                continue
            for member, attribute in vars(value).items():
                if member.startswith("_"):
                    continue
                if is_async(plain(attribute)) and id(plain(attribute)) not in known_ids:
                    problems.append(f"{name}.{public}.{member}: neither a shim nor reported")
    if problems:
        sys.exit("\n".join(problems))
    print(checked)


if __name__ == "__main__":
    main()
