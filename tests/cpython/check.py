"""Compare rendered modules with their descriptors, one JSON object a line on standard input, and
print each difference on a line.

A module is compiled, its definitions are compared as `ast` and `symtable` read them, and it is
run: sources that record what they are called with stand for what it imports. Each shim must have
the described signature and must hand arguments on as a plain function with that signature would
receive them.
"""

import ast
import builtins
import collections
import contextlib
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import itertools
import json
import random
import symtable
import sys
import types
import unicodedata
from collections.abc import AsyncIterator, Iterator
from typing import Any

RESULT = object()
OWN = object()  # the default of a callable that its shim does not know
PACKAGE = "top.a.b.c.d"
HELPERS = {"await_sync", "call_sync", "enter_sync", "iter_sync"}


def ordered(value):
    """As repr, but equal sets are shown in one order: that of two need not be the same."""
    # Joined and not shown as a list of texts, whose quotes would double at every depth.
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}({', '.join(sorted(map(ordered, value)))})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(ordered, value))})"
    if isinstance(value, dict):
        items = (f"{ordered(key)}: {ordered(item)}" for key, item in value.items())
        return f"dict({', '.join(items)})"
    return repr(value)


class Difference(Exception):
    pass


def same(found: object, expected: object, what: str) -> None:
    if found != expected:
        raise Difference(f"{what}: {found!r} instead of {expected!r}")


# What modules import: anything, from anywhere.


UNKNOWN = {f"__{n}__" for n in "name package path spec loader file cached all wrapped".split()}


class Source:
    """A callable or a module, and whatever hangs on it, that records how it is called."""

    calls: list[tuple["Source", tuple[Any, ...], dict[str, Any]]] = []
    shape = "coroutine"

    def __init__(self, path: str) -> None:
        self._path = path

    def __repr__(self) -> str:
        return f"<{self._path}>"

    def __getattr__(self, name: str) -> "Source":
        if name in UNKNOWN:
            raise AttributeError(name)
        source = Source(f"{self._path}.{name}")
        self.__dict__[name] = source
        return source

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        Source.calls.append((self, args, kwargs))
        return result(Source.shape)


COIN = itertools.cycle([True, False])


def result(shape: str) -> Any:
    async def coroutine() -> object:
        return RESULT

    async def iterator() -> AsyncIterator[object]:
        yield RESULT

    @contextlib.asynccontextmanager
    async def context_manager() -> AsyncIterator[object]:
        yield RESULT

    if shape == "maybe awaitable" and next(COIN):
        return RESULT
    functions = {"iterator": iterator, "generator": iterator, "context manager": context_manager}
    return functions.get(shape, coroutine)()


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, *_: object) -> importlib.machinery.ModuleSpec:
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> Any:
        return Source(spec.name)

    def exec_module(self, module: object) -> None:
        pass


# What a module says.


def dump(expression: str) -> str:
    """What `ast.dump` writes of it, which differs between versions: compare like with like."""
    return ast.dump(parse(expression))


def parse(expression: str) -> ast.expr:
    tree = ast.parse(expression, mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.kind = None  # the `u` of a string, which means nothing
    return tree


class Unquote(ast.NodeTransformer):
    """Puts annotations that stand in quotes in their place: quotes around a type mean nothing."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return self.visit(parse(node.value)) if isinstance(node.value, str) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.visit(node.value)
        name = getattr(node.value, "attr", getattr(node.value, "id", ""))
        if name == "Annotated" and isinstance(node.slice, ast.Tuple):
            # Only the first one is a type.
            node.slice.elts[0] = self.visit(node.slice.elts[0])
        elif name != "Literal":
            node.slice = self.visit(node.slice)
        return node


def dump_annotation(expression: str | ast.expr) -> str:
    if isinstance(expression, str):
        if expression.startswith("*"):
            return ast.dump(ast.Starred(Unquote().visit(parse(expression[1:])), ast.Load()))
        expression = parse(expression)
    return ast.dump(Unquote().visit(expression))


def name_of(name: str) -> str:
    return unicodedata.normalize("NFKC", name)


KINDS = {
    "posonlyargs": "POSITIONAL_ONLY",
    "args": "POSITIONAL_OR_KEYWORD",
    "vararg": "VAR_POSITIONAL",
    "kwonlyargs": "KEYWORD_ONLY",
    "kwarg": "VAR_KEYWORD",
}


def parameters(arguments: ast.arguments) -> Iterator[tuple[str, str, str, str | None]]:
    """Name, kind, annotation and default of each."""
    positional = [*arguments.posonlyargs, *arguments.args]
    required = [None] * (len(positional) - len(arguments.defaults))
    defaults = dict(zip(positional, [*required, *arguments.defaults]))
    defaults |= dict(zip(arguments.kwonlyargs, arguments.kw_defaults))
    for field, kind in KINDS.items():
        group = getattr(arguments, field) or []
        for argument in group if isinstance(group, list) else [group]:
            default = defaults.get(argument)
            text = default and ast.dump(default)
            yield argument.arg, kind, dump_annotation(argument.annotation), text


def described(params: list[dict[str, str]], omitted: str) -> Iterator[tuple[str, str, str, str | None]]:
    for param in params:
        default = {"none": None, "omitted": omitted}.get(param["default"], param["text"])
        annotation = dump_annotation(param["annotation"])
        yield name_of(param["name"]), param["kind"], annotation, default and dump(default)


RETURNS = {
    "coroutine": "{}",
    "awaitable": "{}",
    "maybe awaitable": "{}",
    "iterator": "collections.abc.Iterator[{}]",
    "generator": "collections.abc.Generator[{}, {}, None]",
    "context manager": "contextlib.AbstractContextManager[{}]",
}


def compare_signature(
    found: ast.FunctionDef, f: dict[str, Any], params: Any, returns: str, omitted: str
) -> None:
    same(found.name, name_of(f["sync_name"]), "name")
    same(list(parameters(found.args)), list(described(params, omitted)), "parameters")
    # Each must stand alone for the whole to mean what it says.
    for alone in (returns, f["send"] or "None"):
        ast.parse(alone, mode="eval")
    expected = RETURNS[f["shape"]].format(returns, f["send"])
    same(dump_annotation(found.returns), dump_annotation(expected), "returns")


def compare_definitions(module: dict[str, Any], tree: ast.Module) -> None:
    ours = HELPERS if module["helpers"] else set()
    functions = [
        stmt
        for stmt in tree.body
        if isinstance(stmt, ast.FunctionDef) and not stmt.name.startswith("_mochi")
        and stmt.name not in ours
    ]
    defs = iter(functions)
    for f in module["fns"]:
        for overload in f["overloads"]:
            found = next(defs)
            compare_signature(found, f, overload["params"], overload["returns"], "...")
        found = next(defs)
        compare_signature(found, f, f["params"], f["returns"], "_MOCHI_OMITTED")
        compare_docstring(ast.get_docstring(found) or "", f["doc"] or "")
    same([f.name for f in defs], [], "surplus definitions")
    # What imports and definitions are is compared above and by name below.
    known = (ast.Import, ast.ImportFrom, ast.If, ast.FunctionDef, ast.ClassDef, ast.Assign)
    rest = [stmt for stmt in tree.body[1:] if not isinstance(stmt, known)]
    surplus = {ast.unparse(stmt) for stmt in rest} - statements(module["runtime"])
    same(surplus, set(), "surplus statements")


def compare_docstring(found: str, doc: str) -> None:
    """Indentation and blanks at the end of a line are for the reader of the module."""

    def words(text: str) -> list[str]:
        return [line.strip() for line in text.expandtabs().strip().split("\n")]

    same(words(found), words(doc), "docstring")
    if doc.isascii() and doc.replace("\n", "").isprintable():
        lines = [line.rstrip() for line in inspect.cleandoc(doc).split("\n")]
        # cleandoc leaves a last line that has nothing but blanks.
        same(found, "\n".join(lines).strip("\n"), "docstring")


@functools.cache
def statements(text: str) -> set[str]:
    return {ast.unparse(stmt) for stmt in ast.parse(text).body}


def bindings(statements: str) -> Iterator[str]:
    for stmt in ast.parse(statements).body:
        same(type(stmt) in (ast.Import, ast.ImportFrom), True, "an import")
        for alias in stmt.names:  # type: ignore[attr-defined]
            root = alias.name.split(".")[0] if isinstance(stmt, ast.Import) else alias.name
            yield name_of(alias.asname or root)


def is_ours(name: str) -> bool:
    return name.startswith(("_mochi", "_MOCHI", "_Mochi", "Mochi")) or name in ("mochi_async_timeout", "mochi_async_blocking_limit")


def compare_names(module: dict[str, Any]) -> None:
    table = symtable.symtable(module["text"], "emitted", "exec")
    symbols = table.get_symbols()
    bound = {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    given = set(itertools.chain(*map(bindings, module["imports"] + module["type_checking_imports"])))
    given |= {name_of(f["sync_name"]) for f in module["fns"]}
    given |= {name_of(param["name"]) for f in module["fns"] for param in f["type_params"]}
    same(given - bound, set(), "missing names")
    stdlib = {"annotations"} | {n for n in bound - given if n in sys.stdlib_module_names}
    ours = {n for n in bound if is_ours(n)} | {"__all__"} | (HELPERS if module["helpers"] else set())
    ours |= {"__getattr__"} if module["missing"] else set()
    same(ours - bound, set(), "names that are not there")
    same(bound - given - stdlib - ours, set(), "surplus names")

    # What run-time parts read are builtins and what they bring themselves.
    def read(scope: symtable.SymbolTable) -> Iterator[str]:
        yield from (s.get_name() for s in scope.get_symbols() if s.is_global())
        for child in scope.get_children():
            yield from read(child)

    parts = [scope for scope in table.get_children() if scope.get_name() in ours]
    hidden = {n for scope in parts for n in read(scope) if n in given and hasattr(builtins, n)}
    same(hidden, set(), "builtins that are hidden from the run-time part")


# What a module does.


def kind(param: dict[str, str]) -> Any:
    return getattr(inspect.Parameter, param["kind"])


def signature(params: list[dict[str, str]], namespace: dict[str, Any]) -> inspect.Signature:
    """That of the callable, with a default of its own where the shim does not know it."""

    def default(param: dict[str, str]) -> Any:
        match param["default"]:
            case "none":
                return inspect.Parameter.empty
            case "omitted":
                return OWN
        return eval(param["text"], namespace)  # noqa: S307 - compared as an AST before

    return inspect.Signature(
        [
            inspect.Parameter(name_of(p["name"]), kind(p), default=default(p))
            for p in params
        ]
    )


def compare_run_time_signature(shim: Any, f: dict[str, Any], namespace: dict[str, Any]) -> None:
    found = inspect.signature(shim)
    expected = signature(f["params"], namespace)
    same(list(found.parameters), list(expected.parameters), "inspect: names")
    for (name, a), b, param in zip(found.parameters.items(), expected.parameters.values(), f["params"]):
        same(a.kind, b.kind, f"inspect: kind of {name}")
        annotation = param["annotation"].removeprefix("*")
        found_annotation = dump_annotation(a.annotation.removeprefix("*"))
        same(found_annotation, dump_annotation(annotation), f"inspect: annotation of {name}")
        if b.default is OWN:
            same(a.default is namespace["_MOCHI_OMITTED"], True, f"inspect: default of {name}")
        else:
            same(ordered(a.default), ordered(b.default), f"inspect: default of {name}")
    same(inspect.iscoroutinefunction(shim), False, "iscoroutinefunction")


def arguments(chance: random.Random, params: list[dict[str, str]]) -> tuple[list[Any], dict[str, Any]]:
    """Some that fit, and some that do not."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    by_position = True
    for param in params:
        name, value = name_of(param["name"]), object()
        optional = param["default"] != "none"
        if param["kind"] in ("VAR_POSITIONAL", "VAR_KEYWORD"):
            if param["kind"] == "VAR_KEYWORD":
                kwargs |= {n: object() for n in chance.sample(["u", "v", "self", "call"], chance.randint(0, 2))}
            elif by_position:
                args += [object() for _ in range(chance.randint(0, 2))]
        elif chance.random() < 0.02 or (optional and chance.random() < 0.5):
            by_position = False
        elif param["kind"] == "KEYWORD_ONLY" or (
            param["kind"] == "POSITIONAL_OR_KEYWORD" and (not by_position or chance.random() < 0.3)
        ):
            by_position = False
            kwargs[name] = value
        elif by_position:
            args.append(value)
    if chance.random() < 0.05:
        args.append(object())
    if chance.random() < 0.1 and params:
        # The name of a positional-only parameter may be one of `**kwargs` too.
        kwargs[name_of(chance.choice(params)["name"])] = object()
    return args, kwargs


def finish(value: Any, shape: str) -> None:
    """Takes from what a shim returned what its source gave."""
    if shape in ("iterator", "generator"):
        same([item is RESULT for item in value], [True], "items")
    elif shape == "context manager":
        with value as entered:
            same(entered is RESULT, True, "what is entered with")
    else:
        same(value is RESULT, True, "result")


def plain(params: list[dict[str, str]], namespace: dict[str, Any]) -> Any:
    """A function with this signature that gives what it receives."""
    described = signature(params, namespace).parameters
    groups = {kind: [] for kind in KINDS.values()}  # type: dict[str, list[str]]
    for param, name in zip(params, described):
        default = "" if param["default"] == "none" else f" = defaults[{name!r}]"
        groups[param["kind"]].append(name + default)
    positional_only, either, args, keyword_only, kwargs = groups.values()
    stars = [f"*{name}" for name in args] or (["*"] if keyword_only else [])
    slash = ["/"] if positional_only else []
    listed = [*positional_only, *slash, *either, *stars, *keyword_only, *(f"**{n}" for n in kwargs)]
    scope = {"defaults": {name: p.default for name, p in described.items()}}
    exec(f"def plain({', '.join(listed)}): return locals()", scope)  # noqa: S102
    return scope["plain"]


def same_arguments(found: dict[str, Any], expected: dict[str, Any], what: str) -> None:
    same(found.keys(), expected.keys(), what)
    for name, value in expected.items():
        # Two evaluations of one default are equal, nothing else is unless it is the same.
        if found[name] is not value and ordered(found[name]) != ordered(value):
            raise Difference(f"{what}: {name} is {found[name]!r} instead of {value!r}")


def compare_call(shim: Any, f: dict[str, Any], namespace: dict[str, Any], chance: random.Random) -> None:
    params = f["params"]
    scope = dict(namespace)
    if f["import_on_call"]:
        try:
            exec(f["import_on_call"], scope)  # noqa: S102 - compared as an AST before
        except ImportError as error:
            same("beyond top-level package" in str(error), True, f"{error}")
            return
    receiver: list[Any] = []
    given: Any = None  # what the receiver is or has, where nothing is called
    if f["callee"] != "path":
        params = params[1:]
        receiver = [Source("receiver")]
    if f["callee"] in ("attribute", "receiver"):
        given = result(f["shape"])
        vars(receiver[0])[name_of(f["path"])] = given
    if f["callee"] == "receiver":
        receiver = [given]
    args, kwargs = arguments(chance, params)
    what = f"{f['sync_name']}(*{args}, **{kwargs})"
    theirs = plain(params, namespace)
    Source.calls.clear()
    Source.shape = f["shape"]
    try:
        # The shim's own, receiver and all: what it refuses the callable never sees.
        plain(f["params"], namespace)(*receiver, *args, **kwargs)
        expected = theirs(*args, **kwargs)
    except TypeError:
        try:
            shim(*receiver, *args, **kwargs)
        except TypeError:
            same(Source.calls, [], what)
            if hasattr(given, "close"):
                given.close()
            return
        raise Difference(f"{what} is no TypeError") from None
    finish(shim(*receiver, *args, **kwargs), f["shape"])
    if f["callee"] in ("attribute", "receiver"):
        same(Source.calls, [], what)
        return
    same(len(Source.calls), 1, f"{what}: calls")
    [(source, their_args, their_kwargs)] = Source.calls
    if f["callee"] == "method":
        same(source is getattr(receiver[0], name_of(f["path"])), True, f"{what}: callee")
    else:
        same(source is eval(f["path"], scope), True, f"{what}: callee")  # noqa: S307
    try:
        found = theirs(*their_args, **their_kwargs)
    except TypeError as error:
        raise Difference(f"{what} arrives as {their_args} {their_kwargs}: {error}") from None
    same_arguments(found, expected, what)


def run(module: dict[str, Any], code: types.CodeType, chance: random.Random) -> None:
    if not module["shared_runtime"]:
        return run_alone(module, code, chance)
    name = importlib.util.resolve_name(module["shared_runtime"], PACKAGE)
    before = sys.modules.get(name)
    sys.modules[name] = shared_runtime(name, module["runtime"])
    try:
        run_alone(module, code, chance)
    finally:
        # For the next module it may be something to import from.
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before


def shared_runtime(name: str, text: str) -> types.ModuleType:
    """The run-time part under a name that the module may import other things from as well."""
    runtime = types.ModuleType(name)
    runtime.__path__ = []

    def missing(attribute: str) -> Source:
        if is_ours(attribute) or attribute in UNKNOWN:
            raise AttributeError(attribute)
        return Source(f"{name}.{attribute}")

    runtime.__getattr__ = missing  # type: ignore[method-assign]
    exec(text, vars(runtime))  # noqa: S102
    return runtime


def run_alone(module: dict[str, Any], code: types.CodeType, chance: random.Random) -> None:
    namespace: dict[str, Any] = {"__name__": f"{PACKAGE}.emitted", "__package__": PACKAGE}
    try:
        exec(code, namespace)  # noqa: S102
    except ImportError as error:
        # A text with more leading dots than there are packages.
        same("beyond top-level package" in str(error), True, f"{error}")
        return
    except RecursionError:
        # A module that is deeper in packages than importlib goes.
        same(max(text.count(".") for text in module["imports"]) > 100, True, "recursion")
        return
    shims = {name_of(f["sync_name"]) for f in module["fns"]}
    if module["helpers"]:
        shims |= HELPERS
    same({name for name in namespace["__all__"] if not is_ours(name)}, shims, "__all__")
    compare_missing(module, namespace)
    same(set(namespace["__all__"]) - namespace.keys(), set(), "names in __all__ that are not there")
    for f in module["fns"]:
        shim = namespace[name_of(f["sync_name"])]
        compare_run_time_signature(shim, f, namespace)
        for _ in range(4):
            if inspect.isclass(shim):
                continue
            compare_call(shim, f, namespace, chance)


def compare_missing(module: dict[str, Any], namespace: dict[str, Any]) -> None:
    missing = dict(module["missing"])
    same("__getattr__" in namespace, bool(missing), "a module __getattr__")
    for name, reason in missing.items():
        try:
            namespace["__getattr__"](name_of(name))
        except AttributeError as error:
            same(str(error).endswith(f": {reason}"), True, f"why {name} is missing: {error}")
            same(error.name, name_of(name), "the name of an AttributeError")
        else:
            raise Difference(f"{name} is there")


def main() -> None:
    sys.meta_path.append(Sources())
    counts = collections.Counter[str]()
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for number, line in enumerate(sys.stdin):
        module = json.loads(line)
        try:
            tree = ast.parse(module["text"])
            compare_definitions(module, tree)
            compare_names(module)
            run(module, compile(module["text"], "emitted", "exec"), random.Random(number))
        except Exception as error:
            names = [f["sync_name"] for f in module["fns"]]
            print(repr(f"{type(error).__name__}: {error} in {names}\n{module['text'][-1500:]}"))
            counts["differences"] += 1
            if counts["differences"] == 5:
                return


if __name__ == "__main__":
    main()
