"""Measures twins beside shims, plain attributes and dictionaries, in one process.

python benches/twins.py --modules DIR [--quick]

DIR holds the modules that `cargo test --test scenarios` renders. Candidates take turns in short
rounds, so that whatever else the machine does falls on all of them; a ratio is the median over the
rounds. Prints Markdown.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import statistics
import sys
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any


def medians(
    candidates: dict[str, Callable[[], object]], base: str, loops: int, rounds: int
) -> dict[str, tuple[float, float]]:
    """Nanoseconds of each, and how many times those of the base."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, call in candidates.items():
            spent = timeit.timeit(call, number=loops) / loops * 1e9
            if turn:  # the first is to warm up
                times[name].append(spent)
    return {
        name: (
            statistics.median(own),
            statistics.median(a / b for a, b in zip(own, times[base], strict=True)),
        )
        for name, own in times.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--modules", type=Path, required=True)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.modules))
    module: Any = importlib.import_module("twins_persistent")
    rounds = 7 if arguments.quick else 31

    client = module.Client("http://a")
    original, response = client.mochi_async, module.Response(1)
    run, guard = module._mochi_get_loop, module._mochi_check_no_running_loop
    by_id = {id(response.mochi_async): response}
    made = response.mochi_async

    def shim_ping(self: Any) -> object:
        guard("ping_sync")
        return run().run_until_complete(self.ping())

    def shim_send(self: Any, request: object) -> object:
        guard("send_sync")
        return run().run_until_complete(self.send(request))

    tables: list[tuple[str, str, dict[str, Callable[[], object]], int]] = [
        (
            "a call",
            "shim",
            {
                "shim": lambda: shim_ping(original),
                "twin's method": lambda: client.ping(),
                "shim with an argument": lambda: shim_send(original, made),
                "twin's method that takes and gives a twin": lambda: client.send(response),
                "twin's plain method": lambda: client.running(),
            },
            2_000,
        ),
        (
            "an attribute",
            "plain",
            {
                "plain": lambda: original.url,
                "twin's": lambda: client.url,
                "twin's, that holds a twin": lambda: response.next,
            },
            100_000,
        ),
        (
            "a twin of an object",
            "dictionary",
            {
                "dictionary": lambda: by_id.get(id(made)),
                "that has one": lambda: module._mochi_twin(made),
                "that is none": lambda: module._mochi_twin("text"),
                "new": lambda: module._mochi_twin(module.twins.Response(1)),
            },
            50_000,
        ),
    ]
    print(f"CPython {platform.python_version()}, {platform.machine()}\n")
    print("| | ns | times the first |")
    print("|---|---|---|")
    for title, base, candidates, loops in tables:
        for name, (spent, ratio) in medians(candidates, base, loops, rounds).items():
            print(f"| {title}: {name} | {spent:,.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
