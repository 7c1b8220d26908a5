"""Print where classes get their methods from.

    python mro.py FOLDER

prints JSON: for each class of each module of the package `p` in the folder that Python can make,
the line of the method that each public name gives.
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys


def main() -> None:
    lines = {}
    for path in sorted(pathlib.Path(sys.argv[1], "p").glob("*.py")):
        namespace: dict[str, type] = {}
        for statement in ast.parse(path.read_text()).body:
            code = compile(ast.Module([statement], []), str(path), "exec")
            try:
                exec(code, namespace)  # noqa: S102
            except (TypeError, NameError):
                continue
            cls = namespace[statement.name]
            for name in dir(cls):
                if not name.startswith("_"):
                    line = getattr(cls, name).__code__.co_firstlineno
                    lines[f"p.{path.stem}.{statement.name}.{name}"] = line
    json.dump(lines, sys.stdout)


if __name__ == "__main__":
    main()
