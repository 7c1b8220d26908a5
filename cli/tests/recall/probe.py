"""Hold the surface of a package against the package.

    python probe.py PACKAGE MODULE < SURFACE

SURFACE is what `surface PACKAGE --format json` prints, and MODULE the file rendered from it. Every
shim's callee is looked up as the module does it. Prints JSON: how much a user can reach that
is asynchronous, how much of it has a shim, what the report says of the rest, and what is wrong.
"""

from __future__ import annotations

import ast
import collections
import collections.abc
import faulthandler
import functools
import importlib
import importlib.util
import inspect
import json
import os
import sys
import types
import typing
import warnings

import callee
import given
import returned
import walk

Json: typing.TypeAlias = dict[str, typing.Any]

#: What a shim of each shape may stand for.
KINDS = {
    "coroutine": {"coroutine"},
    "awaitable": {"await", "coroutine"},
    "async-iterator": {"iter", "generator"},
    "async-generator": {"iter", "generator"},
    "async-context-manager": {"enter", "generator"},
    "maybe-awaitable": {"await", "coroutine", "enter", "iter", "generator"},
}


def find(path: str) -> collections.abc.Iterator[callee.Found]:
    """The objects at a dotted path, and what they are attributes of.

    There may be two: a name of a package hides the module of the same name, but not from
    `from package.module import name`.
    """
    parts = path.split(".")
    for at in range(len(parts), 0, -1):
        name = ".".join(parts[:at])
        try:
            module: object = sys.modules.get(name) or importlib.import_module(name)
        except (Exception, SystemExit):
            continue
        parent = sys.modules.get(".".join(parts[: at - 1]))
        named = vars(parent).get(parts[at - 1]) if parent else None
        roots: list[callee.Found] = [(module, None)]
        if named is not None and not isinstance(named, types.ModuleType):
            roots.insert(0, (named, parent))
        for root in roots:
            if (found := attribute(root, parts[at:])) is not None:
                yield found
        return


def attribute(root: callee.Found, parts: list[str]) -> callee.Found | None:
    found, owner = root
    try:
        for part in parts:
            owner = found
            try:
                found = inspect.getattr_static(owner, part)
            except AttributeError:
                found = getattr(owner, part)
    except (Exception, SystemExit):
        return None
    return found, owner


def for_checkers(path: str) -> bool:
    """Whether only type checkers see a name, and objects at run time are typed as it."""
    owner, _, name = path.rpartition(".")
    at = next(find(owner), None)
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


class Shims:
    """The shims of a package, each held against what it calls."""

    def __init__(self, surface: Json, found: walk.Walk) -> None:
        self.found = found
        self.callees = callee.Callees(surface["module"])
        self.rendered: set[walk.Key] = set()
        self.false: list[str] = []
        #: What could not be looked at, by the reason.
        self.unseen: dict[str, list[str]] = {
            "stub": [],  # only a stub, or what only type checkers see, says that it is there
            "import": [],  # a module cannot be imported here
            "branch": [],  # it is defined in a branch that is not taken here
            "untold": [],  # nothing tells what a call gives
        }
        #: What a stub says that is not so.
        self.misled: list[str] = []
        for described, origin in zip(surface["module"]["fns"], surface["origins"], strict=True):
            try:
                complaint = self.hold(described, origin)
            except callee.NotThere as error:
                if in_branch(origin["name"]):
                    self.unseen["branch"].append(origin["name"])
                    continue
                complaint = f"it is not there: {error}"
            except callee.NotImported as error:
                self.unseen["import"].append(f"{origin['name']}: {error}")
                continue
            if complaint:
                told = self.misled if origin["path"].endswith(".pyi") else self.false
                told.append(f"{origin['name']}: {complaint}")

    def hold(self, described: Json, origin: Json) -> str | None:
        name = origin["name"]
        is_stub = origin["path"].endswith(".pyi")
        at = self.callees.path(described)
        if at is None:
            owner = self.owner(name.rpartition(".")[0], described)
            if owner is None:
                if any(f"{name}.".startswith(f"{broken}.") for broken in self.found.broken):
                    self.unseen["import"].append(name)
                    return None
                if is_stub or for_checkers(name):
                    self.unseen["stub"].append(name)
                    return None
                return "its class is not there"
            if (annotated := self.callees.receiver(described)) is not None:
                is_protocol = getattr(annotated, "_is_protocol", False)
                if not (is_protocol or annotated in owner.__mro__ or owner in annotated.__mro__):
                    return f"its receiver is {annotated}, not {owner}"
            try:
                at = callee.member(owner, described, name.rpartition(".")[2])
            except callee.NotThere:
                if for_checkers(name):
                    self.unseen["stub"].append(name)
                    return None
                if "__getattr__" in dir(owner) and not is_stub:
                    self.unseen["untold"].append(name)
                    return None
                raise
        found, owner = at
        if isinstance(found, type):
            # The call of a class: its objects have items of their own.
            return made(described, found)
        last = name.rpartition(".")[2]
        self.rendered.add(key_of(found, owner, last))
        for other in find(name):
            self.rendered.add(key_of(*other, last))
        complaint, is_told = wrong(described, found, owner, is_stub)
        if not is_told:
            self.unseen["untold"].append(name)
        return complaint

    def owner(self, path: str, described: Json) -> type | None:
        """The class that a shim is a method of."""
        for found, _ in find(path):
            if isinstance(found, type):
                return found
        return next((cls for cls, at in self.found.classes.items() if at == path), None)


def in_branch(path: str) -> bool:
    """Whether a module defines a function under an `if`."""
    module, _, name = path.rpartition(".")
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):
        return False
    branches = [node for node in tree.body if isinstance(node, ast.If)]
    return any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name
        for branch in branches
        for node in ast.walk(branch)
    )


def made(described: Json, cls: type) -> str | None:
    """What is not so of a shim that calls a class."""
    can = walk.abilities(cls)
    if not can & KINDS[described["shape"]]:
        return f"it makes what can {', '.join(sorted(can)) or 'nothing'}"
    try:
        signature = inspect.signature(cls)
    except (TypeError, ValueError):
        return None
    return given.refused(signature, described.get("params", []), receiver=False)


def wrong(
    described: Json, found: object, owner: object, is_stub: bool
) -> tuple[str | None, bool]:
    """What a shim says that is not so, and whether that could be told."""
    if described["callee"] == "receiver" or described["callee"] == {"method": "__aiter__"}:
        return None, True
    if isinstance(found, callee.Held):
        if found.hint is None:
            return None, False
        arguments = typing.get_args(found.hint)
        can = walk.abilities(arguments[-1]) if arguments else set()
        wanted = KINDS[described["shape"]]
        return (None if can & wanted else f"it holds {found.hint}"), True
    getter = walk.getter_of(found)
    function = getter or walk.function_of(found)
    if function is None:
        is_callable = is_stub or callable(found)
        return (None if is_callable else "it is not callable"), False
    cls = owner if isinstance(owner, type) else None
    complaint, is_told = colour(described, found, function, cls)
    if complaint is None and getter is None:
        complaint = parameters(described, found, function, cls, is_stub)
    return complaint, is_told


def is_wrapped(found: object, function: walk.Function) -> bool:
    return given.is_object(found) or len(walk.written(function)) > 1


def colour(
    described: Json, found: object, function: walk.Function, cls: type | None
) -> tuple[str | None, bool]:
    """What is not so of what a call gives, and whether that could be told."""
    wanted = KINDS[described["shape"]]
    kinds, _ = walk.asynchronous(function, cls)
    result = walk.result(function, cls)
    if kinds == {"coroutine"}:  # what it gives may be an iterator, say
        kinds |= walk.abilities(result)
    wraps = is_wrapped(found, function)
    if not wraps and kinds:
        return (None if kinds & wanted else f"it gives {', '.join(sorted(kinds))}"), True
    # A wrapper keeps the annotations of what it wraps, and may give something else.
    run = None if given.is_object(found) else returned.kinds(function, cls)
    if run is not None:
        run |= kinds if run == {"coroutine"} else set()
        return (None if run & wanted else f"it gives {', '.join(sorted(run)) or 'nothing'}"), True
    is_open = result in (None, typing.Any) or not walk.alternatives(result)
    if not kinds and not wraps and not is_open:
        return f"it is not asynchronous: {result}", True
    return None, bool(kinds)


def parameters(
    described: Json, found: object, function: walk.Function, cls: type | None, is_stub: bool
) -> str | None:
    """What is not so of what a call takes."""
    target: typing.Any = found
    if isinstance(found, classmethod):
        target = functools.partial(found.__func__, cls)
    elif isinstance(found, staticmethod):
        target = found.__func__
    params = described.get("params", [])
    is_bound = cls is not None and not isinstance(found, (staticmethod, classmethod))
    params = params[is_bound:]
    if cls is not None and given.is_object(target):
        return None  # What it makes of the object is for its `__get__` to say.
    try:
        own, shown = given.own(target), inspect.signature(target)
    except (TypeError, ValueError):
        return None
    if refusal := given.refused(own, params, receiver=is_bound):
        return f"{own}: {refusal}"
    for overload in described.get("overloads", []):
        taken = overload.get("params", [])[is_bound:]
        if refusal := given.refused(own, taken, receiver=is_bound, by_name=True):
            return f"an overload of {own}: {refusal}"
    if described.get("overloads") or is_stub:
        return None
    own_params, shown_params = (
        # What takes any arguments takes the object with them.
        each[is_bound and each[:1] != [("args", "VAR_POSITIONAL", False)] :]
        for each in (given.listed(own), given.listed(shown))
    )
    listed = given.described(params)
    # A function that was set in the place of another one may take anything, and not tell what.
    takes_all = [each[1] for each in shown_params] == ["VAR_POSITIONAL", "VAR_KEYWORD"]
    if takes_all or agree(own_params, listed) or agree(shown_params, listed):
        return None
    passes_on = any(each[1].startswith("VAR_") for each in own_params)
    if passes_on and is_wrapped(target, function):
        # What a wrapper adds or takes away at the front is between it and what it wraps.
        shorter, longer = sorted((shown_params, listed), key=len)
        if agree(longer[len(longer) - len(shorter) :], shorter):
            return None
    return f"its parameters are {shown_params}, not {listed}"


def agree(wanted: list[given.Parameter], listed: list[given.Parameter]) -> bool:
    """Whether signatures agree, or one of them says in `**kwargs` what the other one lists.

    A name that only a position gives does not matter: Python mangles those that begin with `__`.
    """
    passes_all = [("args", "VAR_POSITIONAL", False), ("kwargs", "VAR_KEYWORD", False)]
    wanted, listed = (
        [("", *each[1:]) if each[1] == "POSITIONAL_ONLY" else each for each in side]
        for side in (wanted, listed)
    )
    if wanted == listed or listed == passes_all:
        return True
    if ("kwargs", "VAR_KEYWORD") not in {each[:2] for each in wanted + listed}:
        return False
    known = {each[0] for each in wanted} & {each[0] for each in listed}
    ours, theirs = ([each for each in side if each[0] in known] for side in (listed, wanted))
    return ours == theirs and not any(
        each not in theirs and each[1] != "VAR_KEYWORD" and not each[2] for each in wanted
    )


def check_module(path: str, surface: Json) -> list[str]:
    """What the rendered module has not that the surface describes."""
    spec = importlib.util.spec_from_file_location("shims", path)
    assert spec and spec.loader
    shims = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shims)
    wrong = []
    for described in surface["module"]["fns"]:
        shim = getattr(shims, described["sync_name"], None)
        if not isinstance(shim, types.FunctionType):
            wrong.append(f"{described['sync_name']}: the module has no such shim")
            continue
        code = shim.__code__
        count = code.co_argcount + code.co_kwonlyargcount
        names = set(code.co_varnames[:count])
        wanted = {
            each["name"]
            for each in described.get("params", [])
            if not each["kind"].startswith("var-")
        }
        if names != wanted:
            wrong.append(f"{described['sync_name']}: it takes {names}, not {wanted}")
    return wrong


def main() -> None:
    package, module = sys.argv[1:]
    surface: Json = json.load(sys.stdin)
    found = walk.Walk(package)
    shims = Shims(surface, found)
    rendered = shims.rendered
    false = shims.false + check_module(module, surface)
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
        "misled": shims.misled,
        "unseen": shims.unseen,
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
