"""Hold the surface of a package against the package.

    python probe.py PACKAGE < SURFACE

SURFACE is what `surface PACKAGE --format json` prints. Prints JSON: how much a user can reach that
is asynchronous, how much of it has a shim, what the report says of the rest, and what is wrong.
"""

from __future__ import annotations

import collections
import faulthandler
import functools
import importlib
import inspect
import json
import os
import sys
import types
import typing
import warnings

import walk

Parameter: typing.TypeAlias = tuple[str, str, bool]
Json: typing.TypeAlias = dict[str, typing.Any]

#: What a shim of each shape may stand for.
KINDS = {
    "coroutine": {"coroutine"},
    "awaitable": {"await", "coroutine"},
    "maybe-awaitable": {"await", "coroutine"},
    "async-iterator": {"iter", "generator"},
    "async-generator": {"iter", "generator"},
    "async-context-manager": {"enter", "generator"},
    "maybe-awaitable": {"await", "coroutine", "enter", "iter", "generator"},
}


def find(path: str) -> tuple[object, object] | None:
    """The object at a dotted path and what it is an attribute of."""
    parts = path.split(".")
    for at in range(len(parts), 0, -1):
        name = ".".join(parts[:at])
        try:
            found: object = sys.modules.get(name) or importlib.import_module(name)
        except (Exception, SystemExit):
            continue
        owner: object = None
        # A name of a package hides the module of the same name.
        parent = sys.modules.get(".".join(parts[: at - 1]))
        named = vars(parent).get(parts[at - 1]) if parent else None
        if named is not None and not isinstance(named, types.ModuleType):
            found, owner = named, parent
        try:
            for part in parts[at:]:
                owner = found
                try:
                    found = inspect.getattr_static(owner, part)
                except AttributeError:
                    found = getattr(owner, part)
        except (Exception, SystemExit):
            return None
        return found, owner
    return None


def for_checkers(path: str) -> bool:
    """Whether only type checkers see a name, and objects at run time are typed as it."""
    owner, _, name = path.rpartition(".")
    at = find(owner)
    if at is None:
        return bool(owner) and for_checkers(owner)
    if isinstance(at[0], types.ModuleType):
        return name in walk.checking_names(at[0].__name__)
    return isinstance(at[0], type) and name in walk.only_checked(at[0])


def key_of(found: object, owner: object, name: str) -> walk.Key:
    if isinstance(owner, type):
        return id(owner), name
    if owner is None or isinstance(owner, types.ModuleType):
        return id(found), ""
    return id(type(owner)), name


def wrong(described: Json, found: object, owner: object, is_stub: bool) -> str | None:
    """What a shim says that is not so, as far as `inspect` can tell."""
    path = described["callee"]
    if path == "receiver" or path == {"method": "__aiter__"} or isinstance(found, type):
        return None
    getter = walk.getter_of(found)
    function = getter or walk.function_of(found)
    if function is None:
        return None if is_stub or callable(found) else "it is not callable"
    cls = owner if isinstance(owner, type) else None
    kinds, _ = walk.asynchronous(function, cls)
    # A wrapper keeps the annotations of what it wraps, and may give something else.
    is_wrapped = len(walk.written(function)) > 1
    if kinds == {"coroutine"}:  # what it gives may be an iterator, say
        kinds |= walk.abilities(walk.result(function, cls))
    if not is_wrapped and kinds and not kinds & KINDS[described["shape"]]:
        return f"it gives {', '.join(sorted(kinds))}, not {described['shape']}"
    result = walk.result(function, cls)
    is_open = result in (None, typing.Any) or not walk.alternatives(result)
    if not kinds and not is_wrapped and not is_open:
        return f"it is not asynchronous: {result}"
    if getter or described.get("overloads"):
        return None
    target: typing.Any = found
    if isinstance(found, classmethod):
        target = functools.partial(found.__func__, owner)
    elif isinstance(found, staticmethod):
        target = found.__func__
    given = [
        (each["name"], each["kind"].upper().replace("-", "_"), "default" in each)
        for each in described.get("params", [])
    ]
    is_bound = cls is not None and not isinstance(found, (staticmethod, classmethod))
    given = given[is_bound:]
    wanted = signature(target)[is_bound:]
    if agree(wanted, given) or (is_stub and passes(wanted, given)):
        return None
    if is_wrapped and passes(signature(target, follow_wrapped=False)[is_bound:], given):
        return None
    return f"its parameters are {wanted}, not {given}"


def signature(function: typing.Any, *, follow_wrapped: bool = True) -> list[Parameter]:
    return [
        (parameter.name, parameter.kind.name, parameter.default is not parameter.empty)
        for parameter in inspect.signature(
            function, follow_wrapped=follow_wrapped
        ).parameters.values()
    ]


def agree(wanted: list[Parameter], given: list[Parameter]) -> bool:
    """Whether signatures agree, or one of them says in `**kwargs` what the other one lists.

    A name that only a position gives does not matter: Python mangles those that begin with `__`.
    """
    passes_all = [("args", "VAR_POSITIONAL", False), ("kwargs", "VAR_KEYWORD", False)]
    wanted, given = (
        [("", *each[1:]) if each[1] == "POSITIONAL_ONLY" else each for each in side]
        for side in (wanted, given)
    )
    if wanted == given or given == passes_all:
        return True
    if ("kwargs", "VAR_KEYWORD") not in {each[:2] for each in wanted + given}:
        return False
    known = {each[0] for each in wanted} & {each[0] for each in given}
    ours, theirs = ([each for each in side if each[0] in known] for side in (given, wanted))
    return ours == theirs and not any(
        each not in theirs and each[1] != "VAR_KEYWORD" and not each[2] for each in wanted
    )


def passes(wanted: list[Parameter], given: list[Parameter]) -> bool:
    """Whether what a stub shows can be passed to what there is."""
    kinds = {each[1] for each in wanted}
    names = {each[0] for each in wanted} | {each[0] for each in given if each[1].startswith("VAR")}
    missing = [each for each in given if each[0] not in names]
    for _, kind, _ in missing:
        needed = "VAR_KEYWORD" if kind == "KEYWORD_ONLY" else "VAR_POSITIONAL"
        if needed not in kinds and "VAR_KEYWORD" not in kinds:
            return False
    return True


def main() -> None:
    package = sys.argv[1]
    surface: Json = json.load(sys.stdin)
    found = walk.Walk(package)
    rendered: set[walk.Key] = set()
    false = []
    for described, origin in zip(surface["module"]["fns"], surface["origins"], strict=True):
        at = find(origin["name"])
        if at is None:
            is_broken = any(f"{origin['name']}.".startswith(f"{name}.") for name in found.broken)
            if not is_broken and not for_checkers(origin["name"]):
                false.append(f"{origin['name']}: there is no such name")
            continue
        key = key_of(*at, origin["name"].rpartition(".")[2])
        if isinstance(at[0], type):
            continue  # The call of a class: its objects have items of their own.
        rendered.add(key)
        if complaint := wrong(described, *at, origin["path"].endswith(".pyi")):
            false.append(f"{origin['name']}: {complaint}")

    reasons = {skip["name"]: skip["reason"] for skip in surface["report"]["skips"]}
    reported: collections.Counter[str] = collections.Counter()
    told, missing = [], []
    instead = 0
    for key, item in sorted(found.items.items(), key=lambda entry: entry[1].name):
        if key in rendered:
            continue
        if item.instead and item.instead <= rendered:
            instead += 1
            continue
        names = [*item.definitions, *item.places]
        reason = next((reasons[name] for name in names if name in reasons), None)
        if reason is None:
            missing.append(f"{item.name}: {', '.join(sorted(item.kinds))}")
        else:
            reported[reason] += 1
            told.append(f"{item.name}: {reason}")
    answer = {
        "found": len(found.items),
        "rendered": len(rendered & found.items.keys()),
        "instead": instead,
        "reported": dict(sorted(reported.items())),
        "told": told,
        "missing": missing,
        "false": false,
        "broken": found.broken,
    }
    # Packages leave threads and exit handlers behind: nothing of theirs runs any more.
    out.write(json.dumps(answer))
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    faulthandler.enable()
    sys.setrecursionlimit(10_000)
    warnings.simplefilter("ignore")
    # What packages print when they are imported is not the answer.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    main()
