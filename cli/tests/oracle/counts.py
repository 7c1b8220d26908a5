"""Count the async defs of packages with CPython's own parser.

    python counts.py SITE_PACKAGES PACKAGE...

prints JSON. Written apart from the tool that it checks: it shares no code and no tables with it.
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys

TARGET = (3, 11)
PLATFORM = "linux"


def decide(test: ast.expr) -> bool | None:
    """What a type checker for the target knows about a condition."""
    match test:
        case ast.Constant(value=bool() as value):
            return value
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            known = decide(operand)
            return None if known is None else not known
        case ast.BoolOp(op=op, values=values):
            known = [decide(value) for value in values]
            stop = isinstance(op, ast.Or)
            if stop in known:
                return stop
            return None if None in known else not stop
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
    source = ast.unparse(test)
    if source.startswith("sys.version_info") and "(" in source:
        return bool(eval(source.replace("sys.version_info", repr((*TARGET, 99)))))
    if source.startswith("sys.platform"):
        return bool(eval(source.replace("sys.platform", repr(PLATFORM))))
    return None


class Counter(ast.NodeVisitor):
    def __init__(self) -> None:
        self.path: list[ast.AST] = []
        self.names: list[str] = []
        self.dead = 0
        self.found: list[tuple[str, str, bool, bool]] = []

    def visit_If(self, node: ast.If) -> None:
        verdict = decide(node.test)
        for body, dead in ((node.body, verdict is False), (node.orelse, verdict is True)):
            self.dead += dead
            for child in body:
                self.visit(child)
            self.dead -= dead

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.within(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.within(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        if any(not isinstance(outer, ast.ClassDef) for outer in self.path):
            place = "nested"
        elif self.path:
            place = "methods"
        else:
            place = "top_level"
        name = ".".join([*self.names, node.name])
        self.found.append((name, place, yields(node), not self.dead))
        self.within(node)

    def within(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.path.append(node)
        self.names.append(node.name)
        if not isinstance(node, ast.ClassDef):
            self.names.append("<locals>")
        for child in node.body:
            self.visit(child)
        del self.names[-1 if isinstance(node, ast.ClassDef) else -2 :]
        self.path.pop()


def yields(function: ast.AST) -> bool:
    """Whether a function is a generator."""
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    stack = list(function.body)  # type: ignore[attr-defined]
    while stack:
        node = stack.pop()
        if isinstance(node, scopes):
            continue
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        stack.extend(ast.iter_child_nodes(node))
    return False


def count(package: pathlib.Path) -> dict[str, int]:
    keys = ("async_defs", "live", "unique", "top_level", "methods", "nested", "generators")
    counts = {"modules": 0} | dict.fromkeys(keys, 0)
    for file in sorted(package.rglob("*.py")):
        counts["modules"] += 1
        counter = Counter()
        counter.visit(ast.parse(file.read_bytes()))
        live = [entry for entry in counter.found if entry[3]]
        counts["async_defs"] += len(counter.found)
        counts["live"] += len(live)
        counts["unique"] += len({name for name, *_ in live})
        for _, place, generator, _ in live:
            counts[place] += 1
            counts["generators"] += generator
    return counts


if __name__ == "__main__":
    site = pathlib.Path(sys.argv[1])
    print(json.dumps({name: count(site / name) for name in sys.argv[2:]}))
