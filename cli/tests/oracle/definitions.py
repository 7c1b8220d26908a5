"""Hold what the tool sees in files against CPython's own parser.

    python definitions.py < JSON

reads `{path: definitions}` as `dump` gives them, compares every definition, parameter, kind,
default and annotation, and prints how many definitions there were.
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys
from collections.abc import Iterator


def expected(tree: ast.AST, names: tuple[str, ...] = ()) -> Iterator[dict[str, object]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield describe(node, names)
            yield from expected(node, (*names, node.name, "<locals>"))
        elif isinstance(node, ast.ClassDef):
            yield from expected(node, (*names, node.name))
        elif isinstance(node, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield from expected(node, names)


def describe(
    node: ast.FunctionDef | ast.AsyncFunctionDef, names: tuple[str, ...]
) -> dict[str, object]:
    args = node.args
    ordinary = [(arg, "POSITIONAL_ONLY") for arg in args.posonlyargs]
    ordinary += [(arg, "POSITIONAL_OR_KEYWORD") for arg in args.args]
    defaults = [None] * (len(ordinary) - len(args.defaults)) + list(args.defaults)
    parameters = [(arg, kind, default) for (arg, kind), default in zip(ordinary, defaults)]
    if args.vararg:
        parameters.append((args.vararg, "VAR_POSITIONAL", None))
    parameters += [
        (arg, "KEYWORD_ONLY", default) for arg, default in zip(args.kwonlyargs, args.kw_defaults)
    ]
    if args.kwarg:
        parameters.append((args.kwarg, "VAR_KEYWORD", None))
    return {
        "qualname": ".".join([*names, node.name]),
        "is_async": isinstance(node, ast.AsyncFunctionDef),
        "parameters": [
            {
                "name": arg.arg,
                "kind": kind,
                "annotation": shown(arg.annotation),
                "default": shown(default),
            }
            for arg, kind, default in parameters
        ],
        "returns": shown(node.returns),
    }


def shown(node: ast.expr | None) -> str | None:
    return None if node is None else ast.dump(node)


def parsed(text: str | None) -> str | None:
    if text is None:
        return None
    if text.startswith("*"):
        tree = ast.parse(f"({text},)", mode="eval").body
        assert isinstance(tree, ast.Tuple)
        return ast.dump(tree.elts[0])
    return ast.dump(ast.parse(f"({text})", mode="eval").body)


def main() -> None:
    total = 0
    for path, definitions in json.load(sys.stdin).items():
        wanted = list(expected(ast.parse(pathlib.Path(path).read_bytes())))
        for definition in definitions:
            del definition["line"]
            definition["returns"] = parsed(definition["returns"])
            for parameter in definition["parameters"]:
                parameter["annotation"] = parsed(parameter["annotation"])
                parameter["default"] = parsed(parameter["default"])
        if wanted != definitions:
            pairs = zip(wanted, definitions)
            first = next((pair for pair in pairs if pair[0] != pair[1]), "one is longer")
            sys.exit(f"{path}: {len(wanted)} and {len(definitions)} definitions: {first}")
        total += len(wanted)
    print(total)


if __name__ == "__main__":
    main()
