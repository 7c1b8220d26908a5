"""Time other readers of Python packages, in one process, without its start.

    python peers.py griffe|stubgen SITE_PACKAGES OUT PACKAGE...

prints the seconds of the best of three rounds.
"""

import contextlib
import io
import sys
import time
from collections.abc import Callable

reader, site, out, *packages = sys.argv[1:]


def griffe() -> Callable[[], object]:
    import griffe

    def read() -> None:
        loader = griffe.GriffeLoader(search_paths=[site], allow_inspection=False)
        for package in packages:
            loader.load(package)

    return read


def stubgen() -> Callable[[], object]:
    import mypy.stubgen

    arguments = ["--quiet", "--search-path", site, "--output", out]
    for package in packages:
        arguments += ["--package", package]
    return lambda: mypy.stubgen.main(arguments)


read = {"griffe": griffe, "stubgen": stubgen}[reader]()
best = float("inf")
with contextlib.redirect_stdout(io.StringIO()):
    for _ in range(3):
        start = time.perf_counter()
        read()
        best = min(best, time.perf_counter() - start)
print(best)
