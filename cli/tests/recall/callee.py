"""What a shim calls, found the way the emitted module finds it: by running its imports."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing

import walk

Json: typing.TypeAlias = dict[str, typing.Any]

#: An object and what it is an attribute of.
Found: typing.TypeAlias = tuple[object, object]


class NotThere(Exception):
    """What a shim calls is not there."""


class NotImported(Exception):
    """A module that a shim imports when it is called cannot be imported here."""


class Callees:
    """The names that an emitted module has."""

    def __init__(self, module: Json) -> None:
        self.names: dict[str, object] = {}
        for statement in module["source_import"].split("\n"):
            exec(statement, self.names)  # noqa: S102
        self.checking = dict(self.names)
        for statement in module.get("type_checking_imports", []):
            try:
                exec(statement, self.checking)  # noqa: S102
            except (Exception, SystemExit):
                continue

    def path(self, described: Json) -> Found | None:
        """What a shim calls by a dotted path; nothing for one that calls its first argument."""
        match described.get("callee"):
            case {"path": str(path)}:
                pass
            case None:
                path = described["name"]
            case _:
                return None
        names = dict(self.names)
        if statement := described.get("import_on_call"):
            try:
                exec(statement, names)  # noqa: S102
            except ImportError as error:
                if isinstance(error, ModuleNotFoundError) or "cannot import name" not in str(error):
                    raise NotImported(str(error)) from error
                raise NotThere(str(error)) from error
            except (Exception, SystemExit) as error:
                raise NotImported(f"{type(error).__name__}: {error}") from error
        root, *rest = path.split(".")
        if root not in names:
            raise NotThere(f"no name `{root}`")
        found, owner = names[root], None
        for part in rest:
            owner = found
            try:
                found = inspect.getattr_static(owner, part)
            except AttributeError:
                try:
                    found = getattr(owner, part)
                except AttributeError as error:
                    raise NotThere(str(error)) from error
        return found, owner

    def receiver(self, described: Json) -> type | None:
        """The class that the first parameter of a shim is annotated with, if it can be told."""
        annotation = described["params"][0]["annotation"]
        head = re.match(r"[\w.]+", annotation)
        if head is None or annotation.startswith("typing."):
            return None
        root, *rest = head[0].split(".")
        found: object = self.checking.get(root)
        try:
            for part in rest:
                found = getattr(found, part)
        except AttributeError:
            return None
        return found if isinstance(found, type) else None


def member(cls: type, described: Json, name: str) -> Found:
    """The attribute of an object of a class that a shim uses."""
    match described["callee"]:
        case {"method": name} | {"attribute": name}:
            pass
        case _:
            name = {
                "async-context-manager": "__aenter__",
                "awaitable": "__await__",
                "async-iterator": "__anext__",
                "async-generator": "__anext__",
            }[described["shape"]]
    definer = walk.definer_of(cls, name)
    if definer is not None and not inspect.ismemberdescriptor(vars(definer)[name]):
        return vars(definer)[name], cls
    if any(name in vars(base).get("__annotations__", {}) for base in cls.__mro__):
        return Held(walk.declared(cls, name)), cls
    raise NotThere(f"no `{name}`")


@dataclasses.dataclass
class Held:
    """What an attribute of objects holds, as its annotation says."""

    hint: object
