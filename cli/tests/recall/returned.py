"""What a function without annotations gives, by what its `return` statements call."""

from __future__ import annotations

import ast
import builtins
import collections.abc
import inspect
import textwrap
import types

import walk

DEPTH = 6


def kinds(function: walk.Function, cls: type | None, depth: int = DEPTH) -> set[str] | None:
    """What can be done with what a plain function gives; nothing if that cannot be told.

    Only its own code is looked at, not what it says to wrap.
    """
    if inspect.iscoroutinefunction(function):
        return {"coroutine"}
    if inspect.isasyncgenfunction(function):
        return {"generator"}
    tree = syntax(function)
    if tree is None or depth == 0:
        return None
    made: set[str] = set()
    returned = [node.value for node in own_nodes(tree) if isinstance(node, ast.Return)]
    if not returned:
        return None
    for value in returned:
        of_value = of_expression(value, function, cls, depth)
        if of_value is None:
            return None
        made |= of_value
    return made


def syntax(function: walk.Function) -> ast.FunctionDef | None:
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, SyntaxError, TypeError, ValueError):
        return None
    node = tree.body[0]
    return node if isinstance(node, ast.FunctionDef) else None


def own_nodes(tree: ast.AST) -> collections.abc.Iterator[ast.AST]:
    """The nodes of a function without those of the functions in it."""
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            yield child
            yield from own_nodes(child)


def of_expression(
    node: ast.expr | None, function: walk.Function, cls: type | None, depth: int
) -> set[str] | None:
    match node:
        case ast.Call(func=called):
            return of_call(value(called, function, cls), cls, depth - 1)
        case ast.IfExp(body=body, orelse=orelse):
            sides = [of_expression(each, function, cls, depth) for each in (body, orelse)]
            known = [side for side in sides if side is not None]
            return set().union(*known) if len(known) == len(sides) else None
        case _:
            return None


def of_call(called: object, cls: type | None, depth: int) -> set[str] | None:
    if isinstance(called, type):
        return walk.abilities(called)
    inner = walk.function_of(called)
    if inner is None:
        return None
    if "return" in getattr(inner, "__annotations__", {}):
        found, _ = walk.asynchronous(inner, cls)
        return set(found) or None
    return kinds(inner, cls, depth)


def value(node: ast.expr, function: walk.Function, cls: type | None) -> object:
    """What an expression in a function stands for, as far as names tell; `None` if they do not."""
    match node:
        case ast.Name(id=name):
            cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=False)
            for free, cell in cells:
                if free == name:
                    return contents(cell)
            if name in function.__code__.co_varnames:
                return None
            return function.__globals__.get(name, getattr(builtins, name, None))
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if cls is not None:
            first = next(iter(function.__code__.co_varnames), "")
            if name == first:
                return inspect.getattr_static(cls, attr, None)
            owner = value(ast.Name(id=name), function, cls)
            return inspect.getattr_static(owner, attr, None) if owner is not None else None
        case ast.Attribute(value=inner, attr=attr):
            owner = value(inner, function, cls)
            return inspect.getattr_static(owner, attr, None) if owner is not None else None
        case _:
            return None


def contents(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return None
