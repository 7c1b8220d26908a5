import inspect

import docstrings as source

from driving import check, shims

for name in (
    "braces",
    "ends_in_a_backslash",
    "ends_in_a_quote",
    "indented",
    "indented_later",
    "multiline",
    "triple",
):
    shim = getattr(shims, f"{name}_sync")
    check(lambda: shim(), name, f"{name}_sync")
    given, expected = inspect.getdoc(shim), inspect.getdoc(getattr(source, name))
    assert given == expected, (given, expected)
