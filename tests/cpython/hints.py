"""Evaluate the hints of rendered modules, one JSON string a line on standard input, and print what
that made Python do beyond reading the annotations.

`typing.get_type_hints` evaluates an annotation and, if that gives a string, evaluates the string.
An audit hook sees each text that is compiled and each code that is executed: it must be an
annotation of the module or a quoted one inside. It also sees files that are opened, modules that
are imported, and programs that are started: there must be none.
"""

import ast
import builtins
import importlib.abc
import importlib.machinery
import inspect
import json
import sys
import types
import typing
from collections.abc import Iterator
from typing import Any

PACKAGE = "top.a.b.c.d"
# What evaluation does on its own account.
HARMLESS = {"builtins.id", "object.__getattr__", "sys._getframe", "sys._getframemodulename", "code.__new__"}

# What `typing` has, where nothing else has the name.
TYPING = {
    name: getattr(typing, name)
    for name in ("Annotated", "Any", "Callable", "List", "Literal", "Optional", "Union")
}


class Smuggled(BaseException):
    pass


# What modules import: anything, from anywhere, and all of it generic, so that strings in brackets
# are evaluated however deep they stand.


class Meta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") and name not in ("__main__", "__version__"):
            raise AttributeError(name)
        made = anything(name)
        setattr(cls, name, made)
        return made

    def __iter__(cls) -> Iterator[Any]:
        yield typing.Any


class Unbound(Meta):
    """Stands for a name that nothing binds, so that evaluation does not end there."""

    def __getattr__(cls, name: str) -> Any:
        return TYPING.get(name) or super().__getattr__(name)


def anything(name: str, meta: type = Meta) -> Any:
    arguments = typing.TypeVarTuple("arguments")
    bases = (typing.Generic[typing.Unpack[arguments]],)
    return types.new_class(name, bases, {"metaclass": meta})


class Anywhere(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec:
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> Any:
        return anything(spec.name.rpartition(".")[2])

    def exec_module(self, module: object) -> None:
        pass


# What may be evaluated.


def strings(node: ast.AST, namespace: dict[str, Any]) -> Iterator[str]:
    """The quoted annotations inside an expression: not what `Literal` and `Annotated` hold."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
        return
    if isinstance(node, ast.Subscript):
        head = value_of(node.value, namespace)
        if head is typing.Literal:
            return
        if head is typing.Annotated:
            node = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
            yield from strings(node, namespace)
            return
    for child in ast.iter_child_nodes(node):
        yield from strings(child, namespace)


def value_of(node: ast.AST, namespace: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return namespace.get(node.id)
    if isinstance(node, ast.Attribute) and (of := value_of(node.value, namespace)) is not None:
        return TYPING.get(node.attr) if of is typing else getattr(of, node.attr, None)
    return None


def readable(text: str) -> ast.AST:
    return ast.parse(f"({text},)[0]" if text.startswith("*") else text, mode="eval").body


def written(text: str, namespace: dict[str, Any]) -> set[str]:
    """An annotation and what is quoted inside, to any depth; binds the names that nothing does."""
    texts, todo = set(), [text]
    while todo:
        text = todo.pop()
        texts.add(text)
        tree = readable(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and not is_bound(node.id, namespace):
                namespace[node.id] = TYPING.get(node.id) or anything(node.id, Unbound)
        todo += [inner for inner in strings(tree, namespace) if inner not in texts]
    return texts


def is_bound(name: str, namespace: dict[str, Any]) -> bool:
    return name in namespace or hasattr(builtins, name)


class Watch:
    """The audit hook: it cannot be taken away, only told what is expected."""

    def __init__(self) -> None:
        self.is_on = False
        self.texts: set[str] = set()
        self.codes: set[types.CodeType] = set()
        self.seen = 0

    def expect(self, texts: set[str]) -> None:
        self.texts = {form for text in texts for form in (text, f"({text},)[0]", f"(\n{text}\n)")}
        self.codes = set()
        for text in self.texts:
            try:
                self.codes.add(compile(text, "<string>", "eval"))
            except SyntaxError:
                pass

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.is_on or event in HARMLESS:
            return
        if event == "compile":
            source = args[0].decode() if isinstance(args[0], bytes) else args[0]
            if source is None or source in self.texts:
                return
        if event == "exec":
            self.seen += 1
            if args[0] in self.codes:
                return
        self.is_on = False
        raise Smuggled(f"{event} {args}")


def functions(namespace: dict[str, Any]) -> Iterator[Any]:
    for value in list(namespace.values()):
        if isinstance(value, types.FunctionType):
            yield value
            yield from typing.get_overloads(value)
        elif isinstance(value, type) and value.__module__ == namespace["__name__"]:
            yield from (v for v in vars(value).values() if isinstance(v, types.FunctionType))


def bounds(namespace: dict[str, Any]) -> Iterator[Any]:
    """Functions whose hints are what type variables are bound by."""
    for value in list(namespace.values()):
        if isinstance(value, typing.TypeVar):
            hints = [value.__bound__, *value.__constraints__]
            refs = [hint for hint in hints if isinstance(hint, typing.ForwardRef)]

            def bound() -> None: ...

            bound.__annotations__ = {f"hint{i}": ref for i, ref in enumerate(refs)}
            yield bound


def text_of(annotation: object) -> str | None:
    if isinstance(annotation, typing.ForwardRef):
        return annotation.__forward_arg__
    return annotation if isinstance(annotation, str) else None


def evaluate(watch: Watch, text: str) -> int:
    """How many evaluations ended in a value."""
    namespace: dict[str, Any] = {"__name__": f"{PACKAGE}.emitted", "__package__": PACKAGE}
    try:
        exec(compile(text, "emitted", "exec"), namespace)  # noqa: S102
    except (ImportError, RecursionError):
        return 0
    done = 0
    for function in [*functions(namespace), *bounds(namespace)]:
        texts: set[str] = set()
        for annotation in function.__annotations__.values():
            if text := text_of(annotation):
                texts |= written(text, namespace)
        watch.expect(texts)
        for way in (
            lambda: typing.get_type_hints(function, namespace),
            lambda: typing.get_type_hints(function, namespace, include_extras=True),
            lambda: inspect.signature(function, globals=namespace, eval_str=True),
        ):
            watch.is_on = True
            try:
                way()
                done += 1
            except Exception:  # noqa: S110 - not every annotation makes sense
                pass
            finally:
                watch.is_on = False
    return done


def main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.meta_path.append(Anywhere())
    watch = Watch()
    sys.addaudithook(watch)
    # What typing imports when it is first used.
    evaluate(watch, "from __future__ import annotations\ndef f(x: 'list[int]', *y: *Ts): ...")
    watch.is_on = False
    done = 0
    for line in sys.stdin:
        text = json.loads(line)
        try:
            done += evaluate(watch, text)
        except Smuggled as smuggled:
            print(json.dumps(f"{smuggled}\n{text[-1500:]}"))
    print(done, watch.seen)


if __name__ == "__main__":
    main()
