"""Walks what users of an emitted module of twins get: nothing of it is to be awaited.

Reads the module as text. Prints a line for each annotation of what twins give that names something
asynchronous: an awaitable, an asynchronous iterator or context manager of the standard library, or
an original that has a twin. What callables take and what classes are is up to their users.
"""

import ast
import sys

ASYNCHRONOUS = {
    "AsyncContextManager",
    "AbstractAsyncContextManager",
    "AsyncGenerator",
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Coroutine",
    "CoroutineType",
    "Future",
    "Task",
}


def originals(module: ast.Module) -> set[str]:
    keywords = (
        keyword
        for node in module.body
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
    )
    return {ast.unparse(keyword.value) for keyword in keywords if keyword.arg == "of"}


def given(annotation: ast.expr) -> list[ast.expr]:
    """The names in an annotation of what users get."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return given(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.Name | ast.Attribute):
        return [annotation]
    if isinstance(annotation, ast.Subscript):
        head = ast.unparse(annotation.value).rpartition(".")[2]
        inner = annotation.slice
        if head in ("type", "Type", "Literal"):
            return []
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if head == "Callable":
            items = items[-1:]
        return [annotation.value, *(name for item in items for name in given(item))]
    if isinstance(annotation, ast.BinOp):
        return given(annotation.left) + given(annotation.right)
    return []


def main(path: str) -> None:
    with open(path) as file:
        module = ast.parse(file.read())
    known = originals(module)
    seen = 0
    for node in module.body:
        if not isinstance(node, ast.ClassDef) or not node.keywords:
            continue
        for member in node.body:
            if isinstance(member, ast.FunctionDef):
                name, annotation = member.name, member.returns
            elif isinstance(member, ast.AnnAssign):
                name, annotation = ast.unparse(member.target), member.annotation
            elif isinstance(member, ast.AsyncFunctionDef):
                print(f"{node.name}.{member.name}: async def")
                continue
            else:
                continue
            if annotation is None or name == "mochi_async":
                continue
            seen += 1
            for part in given(annotation):
                text = ast.unparse(part)
                if text.rpartition(".")[2] in ASYNCHRONOUS or text in known:
                    print(f"{node.name}.{name}: {text}")
    print(f"{seen} members", file=sys.stderr)


main(sys.argv[1])
