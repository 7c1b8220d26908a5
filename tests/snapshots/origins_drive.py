import inspect
from pathlib import Path

import origins as source

from driving import check, check_guard, shims

assert shims.__doc__ and shims.__file__
header = shims.__doc__.splitlines()
assert "Package: origins-for-tests 1.2rc3" in header, header
assert "Made by: mochi-asyncbridge render origins --mode persistent" in header, header

emitted = Path(shims.__file__).read_text(encoding="utf-8").splitlines()
for function in (source.fetch, source.load, source.lines):
    _, line = inspect.getsourcelines(function)
    at = emitted.index(f"# origins.py:{line}")
    assert emitted[at - 2 : at] == ["", ""], emitted[at - 2 : at]
    below = [text for text in emitted[at + 1 :] if text != "@typing.overload"]
    assert below[0].startswith(f"def {function.__name__}_sync("), below[0]

check(lambda: shims.fetch_sync("a"), b"a", "fetch_sync")
check(lambda: shims.load_sync(1), 1, "load_sync")
check(lambda: list(shims.lines_sync()), ["one", "two"], "lines_sync")
check_guard(lambda: shims.fetch_sync("a"), "fetch_sync")
