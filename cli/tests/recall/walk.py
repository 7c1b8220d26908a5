"""What a user of an imported package can reach that is asynchronous, found with `inspect` alone.

Public modules are imported, and their public names walked: `__all__`, or else the names without
`_` that are defined there. A class is walked too when it is reached from a public one: through
annotated attributes, attributes that a method sets on `self`, properties, and return types.
"""

from __future__ import annotations

import ast
import collections.abc
import dataclasses
import functools
import importlib
import inspect
import pkgutil
import sys
import textwrap
import types
import typing

Function: typing.TypeAlias = types.FunctionType

#: Special methods, and what an object that has one can do.
ABILITIES = {"__aenter__": "enter", "__aiter__": "iter", "__await__": "await"}


Key: typing.TypeAlias = tuple[int, str]


@dataclasses.dataclass
class Item:
    """Something asynchronous that a user can reach."""

    name: str
    #: "coroutine", "generator", or what the annotated result can do.
    kinds: frozenset[str]
    #: Dotted names of the definitions that are behind it.
    definitions: list[str]
    #: The class that has it, as the report may speak of the whole class.
    places: list[str]
    #: Whether only one of several results is asynchronous.
    sometimes: bool = False
    #: What does as well: shims for the objects that a call gives, or for the calls that give an
    #: object of a private class.
    instead: set[Key] = dataclasses.field(default_factory=set)


class Walk:
    """Everything asynchronous that is reached in one package."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.items: dict[Key, Item] = {}
        self.broken: dict[str, str] = {}
        self.classes: dict[type, str] = {}
        self.queue: list[type] = []
        self.given: list[tuple[Key, Item, list[type]]] = []
        modules = list(self.modules())
        for module in modules:
            for name in exports(module):
                try:
                    value = inspect.getattr_static(module, name)
                except AttributeError:
                    try:
                        value = getattr(module, name)  # a module's own `__getattr__`
                    except (Exception, SystemExit):
                        continue
                self.name(f"{module.__name__}.{name}", value, module)
        while self.queue:
            cls = self.queue.pop()
            self.members(cls, self.classes[cls])
        self.exchange()

    def modules(self) -> collections.abc.Iterator[types.ModuleType]:
        root = importlib.import_module(self.package)
        yield root
        paths = getattr(root, "__path__", [])
        for found in pkgutil.walk_packages(paths, f"{self.package}.", onerror=lambda _: None):
            if any(part.startswith("_") for part in found.name.split(".")):
                continue
            try:
                yield importlib.import_module(found.name)
            except (Exception, SystemExit) as error:
                self.broken[found.name] = f"{type(error).__name__}: {error}".partition("\n")[0]

    def is_own(self, value: object) -> bool:
        module = getattr(value, "__module__", None)
        return isinstance(module, str) and f"{module}.".startswith(f"{self.package}.")

    def reach(self, cls: type, name: str | None = None) -> None:
        cls = whole(cls)
        if not self.is_own(cls) or cls in self.classes:
            return
        self.classes[cls] = name or f"{cls.__module__}.{cls.__qualname__}"
        self.queue.append(cls)

    def name(self, name: str, value: object, module: types.ModuleType) -> None:
        if isinstance(value, type):
            self.reach(value, name)
            return
        if isinstance(value, types.MethodType):
            self.reach(type(value.__self__))
        function = function_of(value)
        if function is not None:
            self.function((id(value), ""), name, function, None)
        elif isinstance(value, (property, types.ModuleType)) or value is None:
            pass
        elif self.is_own(type(value)):
            self.reach(type(value))

    def function(self, key: Key, name: str, function: Function, cls: type | None) -> None:
        """Records a function if it is asynchronous, and reaches what it returns."""
        kinds, sometimes = asynchronous(function, cls)
        if kinds and key not in self.items:
            names = [name, *written(function)]
            places = []
            if cls is not None:
                last = name.rpartition(".")[2]
                names += [f"{path_of(base)}.{last}" for base in cls.__mro__]
                places = [path_of(cls), path_of(definer_of(cls, last) or cls)]
            names = [each for each in names if "<locals>" not in each]
            self.items[key] = item = Item(name, kinds, names, places, sometimes)
            if not kinds & {"coroutine", "generator"}:
                self.given.append((key, item, given(function, cls)))
        for hint in results(function, cls):
            for reached in classes_in(hint):
                self.reach(reached)

    def exchange(self) -> None:
        """Notes which shims do as well as others."""
        ways: dict[Key, set[Key]] = {}
        for key, item, classes in self.given:
            if not classes or not all(cls in self.classes for cls in classes):
                continue
            for cls in classes:
                of_class = {(id(cls), special) for special in ABILITIES} & self.items.keys()
                item.instead |= of_class
                if cls.__name__.startswith("_") or "._" in cls.__module__:
                    for each in of_class:
                        ways.setdefault(each, set()).add(key)
        for key, calls in ways.items():
            self.items[key].instead |= calls

    def members(self, cls: type, path: str) -> None:
        for special in ABILITIES:
            definer = definer_of(cls, special)
            if definer is None or definer.__module__ == "builtins" or not able(cls, special):
                continue
            name = f"{path}.{special}"
            names = [name, *(f"{path_of(base)}.{special}" for base in cls.__mro__)]
            kinds = frozenset([ABILITIES[special]])
            places = [path_of(cls), path_of(definer)]
            self.items[id(cls), special] = Item(name, kinds, names, places)
        for name in dir(cls):
            if name.startswith("_") and name != "__call__":
                continue
            definer = definer_of(cls, name)
            if definer is None or definer.__module__ == "builtins":
                continue
            value = vars(definer)[name]
            if isinstance(value, type):
                if self.is_own(value) and value.__qualname__.startswith(f"{cls.__qualname__}."):
                    self.reach(value, f"{path}.{name}")
                continue
            getter = getter_of(value)
            function = getter or function_of(value)
            if function is None:
                continue
            if getter and (classes := given(getter, cls)) and all(map(self.is_own, classes)):
                for reached in classes:  # An object: what it can do is found there.
                    self.reach(reached)
                continue
            self.function((id(cls), name), f"{path}.{name}", function, cls)
        for hint in attributes(cls):
            for reached in classes_in(hint):
                self.reach(reached)


def path_of(value: type) -> str:
    return f"{value.__module__}.{value.__qualname__}"


def whole(cls: type) -> type:
    """The generic class behind one that pydantic made for an argument."""
    return getattr(cls, "__pydantic_generic_metadata__", {}).get("origin") or cls


def exports(module: types.ModuleType) -> list[str]:
    own = [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    ]
    return [str(name) for name in getattr(module, "__all__", own)]


def definer_of(cls: type, name: str) -> type | None:
    """The class in the order of resolution that defines a name, unless it takes it away."""
    found = next((base for base in cls.__mro__ if name in vars(base)), None)
    return None if found is None or vars(found)[name] is None else found


def function_of(value: object) -> Function | None:
    """The function behind static and class methods, `partial` and bound methods."""
    while not isinstance(value, types.FunctionType):
        if isinstance(value, (staticmethod, classmethod, types.MethodType)):
            value = value.__func__
        elif isinstance(value, (functools.partial, functools.partialmethod)):
            value = value.func
        elif isinstance(value, type):
            return None
        elif callable(value) and inspect.getattr_static(value, "__wrapped__", None) is not None:
            value = value.__wrapped__
        elif type(value).__name__ == "cython_function_or_method":
            return typing.cast(Function, value)
        else:
            return None
    return value


def getter_of(value: object) -> Function | None:
    if isinstance(value, property):
        return function_of(value.fget)
    if isinstance(value, functools.cached_property):
        return function_of(value.func)
    return None


def chain(function: Function) -> collections.abc.Iterator[Function]:
    """A function and those that it says to wrap."""
    seen: set[int] = set()
    value: object = function
    while isinstance(value, types.FunctionType) and id(value) not in seen:
        seen.add(id(value))
        yield value
        value = function_of(getattr(value, "__wrapped__", None))
    if not seen:
        yield function


def written(function: Function) -> list[str]:
    return [f"{each.__module__}.{each.__qualname__}" for each in chain(function)]


def asynchronous(function: Function, cls: type | None) -> tuple[frozenset[str], bool]:
    """What a call gives that is asynchronous, and whether only sometimes."""
    for each in chain(function):
        if inspect.iscoroutinefunction(each):
            return frozenset(["coroutine"]), False
        if inspect.isasyncgenfunction(each):
            made = abilities(hint) if (hint := result(function, cls)) is not None else set()
            return frozenset(made | {"generator"}), False
    kinds: set[str] = set()
    sometimes = False
    for hint in results(function, cls):
        for alternative in alternatives(hint):
            can = abilities(alternative)
            kinds |= can
            sometimes |= not can and alternative is not type(None)
    return frozenset(kinds), sometimes and bool(kinds)


def results(function: Function, cls: type | None) -> list[object]:
    """The annotated results of a call: of its overloads that take this receiver, or its own."""
    overloads = [
        overload
        for each in chain(function)
        for overload in typing.get_overloads(each)
        if isinstance(overload, types.FunctionType)
    ]
    if overloads:
        taken = [each for each in overloads if cls is None or takes(each, cls)]
        taken = taken or overloads  # A class to inherit from, which cannot tell.
        known = [hint for each in taken if (hint := result(each, cls)) is not None]
        if known:
            return known
    hint = result(function, cls)
    return [] if hint is None else [hint]


def given(function: Function, cls: type | None) -> list[type]:
    """The classes of the asynchronous objects that a plain function is annotated to give."""
    return [
        whole(made)
        for hint in results(function, cls)
        for each in alternatives(hint)
        if abilities(each) and isinstance(made := typing.get_origin(each) or each, type)
    ]


def takes(function: Function, cls: type) -> bool:
    """Whether the annotated receiver of an overload can be an object of the class."""
    first = next(iter(function.__code__.co_varnames), "")
    hint = hints(function.__annotations__, function, cls).get(first)
    return hint is None or any(fits(cls, each) for each in alternatives(hint))


def fits(cls: type, hint: object) -> bool:
    wanted = typing.get_origin(hint) or hint
    if wanted is type:
        return any(fits(cls, each) for each in typing.get_args(hint))
    if not isinstance(wanted, type):
        return True
    if not getattr(wanted, "_is_protocol", False):
        return issubclass(cls, wanted) or issubclass(wanted, cls)
    for name in getattr(wanted, "__protocol_attrs__", None) or typing._get_protocol_attrs(wanted):
        ours, theirs = declared(cls, name), declared(wanted, name)
        if ours is None and not hasattr(cls, name):
            return False
        if ours is not None and typing.get_origin(theirs) is typing.Literal and ours != theirs:
            return False
    return True


def declared(cls: type, name: str) -> object:
    for base in cls.__mro__:
        annotations = vars(base).get("__annotations__", {})
        if name in annotations:
            return hints({name: annotations[name]}, base, cls).get(name)
    return None


def result(function: Function, cls: type | None) -> object:
    for each in chain(function):
        annotations = getattr(each, "__annotations__", {})
        if "return" in annotations:
            return hints({"return": annotations["return"]}, each, cls).get("return")
    return None


def attributes(cls: type) -> collections.abc.Iterator[object]:
    """Types of the public attributes of objects of a class."""
    for base in cls.__mro__:
        if base.__module__ in ("builtins", "typing"):
            continue
        annotations = {
            name: value
            for name, value in vars(base).get("__annotations__", {}).items()
            if not name.startswith("_")
        }
        yield from hints(annotations, base, cls).values()
        yield from assigned(base)


@functools.cache
def assigned(cls: type) -> list[object]:
    """What the methods of a class set on `self`, where it is annotated or a call of a class."""
    found = []
    for method in vars(cls).values():
        if not isinstance(method, types.FunctionType):
            continue
        tree = syntax(method)
        if tree is None or not tree.args.args + tree.args.posonlyargs:
            continue
        self_name = (tree.args.posonlyargs + tree.args.args)[0].arg
        for node in ast.walk(tree):
            value: ast.expr | None
            match node:
                case ast.Assign(targets=[target], value=ast.Call(func=value)):
                    pass
                case ast.AnnAssign(target=target, annotation=value):
                    pass
                case _:
                    continue
            match target:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == self_name:
                    if attribute.startswith("_"):
                        continue
                    known = hints({attribute: ast.unparse(value)}, method, cls)
                    found += [hint for hint in known.values() if not inspect.isroutine(hint)]
    return found


def syntax(function: Function) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError, ValueError):
        return None
    node = tree.body[0]
    return node if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else None


def only_checked(cls: type) -> set[str]:
    """What a class defines for type checkers only."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    except (OSError, SyntaxError, TypeError):
        return set()
    return {
        inner.name
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in node.body
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


@functools.cache
def checking_names(module: str) -> dict[str, object]:
    """The global names of a module with those that only type checkers import."""
    loaded = sys.modules.get(module)
    names = dict(vars(typing)) | (dict(vars(loaded)) if loaded else {})
    try:
        tree = ast.parse(inspect.getsource(loaded) if loaded else "")
    except (OSError, SyntaxError, TypeError):
        return names
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for statement in node.body:
                try:
                    exec(ast.unparse(statement), names)  # noqa: S102
                except Exception:
                    continue
    return names


def hints(
    annotations: dict[str, object], owner: Function | type, cls: type | None
) -> dict[str, object]:
    """Annotations as objects, as far as they can be evaluated."""
    inside = getattr(owner, "__globals__", {}).get("__name__", owner.__module__)
    names = checking_names(inside)
    if cls is not None:
        names = names | {"Self": cls, cls.__name__: names.get(cls.__name__, cls)}
    known = {}
    for name, value in annotations.items():
        # A string in a string, as under `from __future__ import annotations`.
        for _ in range(3):
            if isinstance(value, typing.ForwardRef):
                value = value.__forward_arg__
            if not isinstance(value, str):
                break
            try:
                value = eval(value, names)  # noqa: S307
            except Exception:
                value = None
        if typing.get_args(value):
            try:  # There may be a string deeper inside.
                holder = types.SimpleNamespace(__annotations__={name: value})
                value = typing.get_type_hints(holder, names, include_extras=True)[name]
            except Exception:
                pass
        if value in (typing.Self, getattr(typing, "Self", None)):
            value = cls
        known[name] = value
    return known


def alternatives(hint: object) -> list[object]:
    """The members of a union, through aliases and `Annotated`."""
    if isinstance(hint, typing.TypeVar):
        inner = [hint.__bound__] if hint.__bound__ is not None else list(hint.__constraints__)
        return [each for one in inner for each in alternatives(one)]
    if hasattr(hint, "__value__") and type(hint).__name__ == "TypeAliasType":
        return alternatives(hint.__value__)
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return alternatives(typing.get_args(hint)[0])
    if origin in (typing.Union, types.UnionType):
        return [each for one in typing.get_args(hint) for each in alternatives(one)]
    if origin is not None and type(origin).__name__ == "TypeAliasType":
        return alternatives(origin.__value__)
    return [hint]


def abilities(hint: object) -> set[str]:
    """What an object of an annotated type can do that is asynchronous."""
    return {
        ability
        for each in alternatives(hint)
        if isinstance(cls := typing.get_origin(each) or each, type)
        for special, ability in ABILITIES.items()
        if able(cls, special)
    }


def able(cls: type, special: str) -> bool:
    """Whether `await`, `async for` or `async with` works on objects of a class."""
    needed = [special, "__aexit__"] if special == "__aenter__" else [special]
    return all(definer_of(cls, name) is not None for name in needed)


def classes_in(hint: object, depth: int = 0) -> collections.abc.Iterator[type]:
    if depth > 6:
        return
    if isinstance(hint, list):
        for each in hint:
            yield from classes_in(each, depth + 1)
    for each in alternatives(hint):
        if isinstance(each, type):
            yield each
        origin = typing.get_origin(each)
        if origin is typing.Literal:
            continue
        if isinstance(origin, type):
            yield origin
        for argument in typing.get_args(each):
            yield from classes_in(argument, depth + 1)
