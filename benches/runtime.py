"""Measures emitted modules beside bare asyncio and beside the peers, in one process.

python benches/runtime.py --modules DIR [--quick]

DIR holds the modules that `cargo test --test scenarios` renders. Peers that are not installed
are left out. Candidates take turns in short rounds, so that whatever else the machine does
falls on all of them; a ratio is the median over the rounds. Prints Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import os
import platform
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

Candidates = dict[str, Callable[[], object]]


async def add(a: int, b: int) -> int:
    return a + b


async def pause() -> None:
    await asyncio.sleep(0.002)


def rounds(candidates: Candidates, calls: dict[str, int], number: int) -> dict[str, list[float]]:
    """Microseconds a call, for each round."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(number + 1):
        for name, call in candidates.items():
            count = calls.get(name, 200)
            gc.collect()
            gc.disable()
            began = time.perf_counter()
            for _ in range(count):
                call()
            spent = (time.perf_counter() - began) / count * 1e6
            gc.enable()
            if turn:  # the first is to warm up
                times[name].append(spent)
    return times


def ratio(times: dict[str, list[float]], one: str, other: str) -> float:
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def peers() -> Candidates:
    """The peers that are installed: a call of `add` through each."""
    found: Candidates = {}
    try:
        from asgiref.sync import async_to_sync

        asgiref_add = async_to_sync(add)
        found["asgiref"] = lambda: asgiref_add(1, 2)
    except ImportError:
        pass
    try:
        import synchronicity

        synchronizer: Any = synchronicity.Synchronizer()
        wrapped = getattr(synchronizer, "create_blocking", None) or synchronizer.wrap
        synchronicity_add = wrapped(add, "add_sync", __name__)
        found["synchronicity"] = lambda: synchronicity_add(1, 2)
    except ImportError:
        pass
    try:
        from anyio.from_thread import start_blocking_portal

        portal_manager = start_blocking_portal()
        portal = portal_manager.__enter__()
        import atexit

        atexit.register(portal_manager.__exit__, None, None, None)
        found["anyio portal"] = lambda: portal.call(add, 1, 2)
    except ImportError:
        pass
    try:
        from fsspec.asyn import get_loop, sync

        loop = get_loop()
        found["fsspec"] = lambda: sync(loop, add, 1, 2)
    except ImportError:
        pass
    return found


def cost_of_a_call(modules: dict[str, Any], number: int) -> None:
    per_call, persistent = modules["per_call"], modules["persistent"]
    bare_loop = asyncio.new_event_loop()
    candidates: Candidates = {
        "bare `loop.run_until_complete`": lambda: bare_loop.run_until_complete(add(1, 2)),
        "**persistent**": lambda: persistent.add_sync(1, 2),
        "bare `asyncio.run`": lambda: asyncio.run(add(1, 2)),
        "**per-call**": lambda: per_call.add_sync(1, 2),
        "**persistent, with timeouts**": lambda: modules["persistent_timeouts"].add_sync(1, 2),
        **peers(),
    }
    calls = {"bare `asyncio.run`": 40, "**per-call**": 40}
    times = rounds(candidates, calls, number)
    bare_loop.close()
    print("\nA call of a coroutine that does not suspend, from one thread:\n")
    print("| | µs | x bare loop | x persistent |")
    print("|---|---:|---:|---:|")
    for name, spent in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        to_bare = ratio(times, name, "bare `loop.run_until_complete`")
        to_ours = ratio(times, name, "**persistent**")
        print(f"| {name} | {statistics.median(spent):.1f} | {to_bare:.2f} | {to_ours:.2f} |")
    print(f"\nper-call / bare `asyncio.run`: {ratio(times, '**per-call**', 'bare `asyncio.run`'):.3f}")


def together(modules: dict[str, Any], number: int) -> None:
    """8 threads times 200 calls of 2 ms: 0.4 s if they were perfectly concurrent."""
    persistent = modules["persistent"]

    def thread(_: int) -> None:
        for _ in range(200):
            persistent.pause_sync()

    def baseline() -> None:
        async def one() -> None:
            for _ in range(200):
                await pause()

        async def all_() -> None:
            await asyncio.gather(*(one() for _ in range(8)))

        asyncio.run(all_())

    def seconds(work: Callable[[], object]) -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    def threads() -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(thread, range(8)))

    ours, bare = [], []
    for _ in range(number):
        bare.append(seconds(baseline))
        ours.append(seconds(threads))
    print("\n8 threads x 200 calls of a 2 ms sleep (ideal 0.40 s):\n")
    print("| | s | x ideal |")
    print("|---|---:|---:|")
    for name, spent in (("8 tasks in one bare loop", bare), ("**persistent**, 8 threads", ours)):
        print(f"| {name} | {statistics.median(spent):.2f} | {statistics.median(spent) / 0.4:.2f} |")


def growth(modules: dict[str, Any], calls: int) -> None:
    def state() -> tuple[int, int, int, int]:
        gc.collect()
        descriptors = Path("/proc/self/fd")
        fds = len(list(descriptors.iterdir())) if descriptors.exists() else 0
        return rss(), len(gc.get_objects()), fds, threading.active_count()

    def rss() -> int:
        statm = Path("/proc/self/statm")
        return int(statm.read_text().split()[1]) * 4 if statm.exists() else 0

    print(f"\nGrowth over {calls:,} calls:\n")
    print("| | memory (KiB) | objects | file descriptors | threads |")
    print("|---|---:|---:|---:|---:|")
    for name, count in (("persistent", calls), ("persistent_timeouts", calls), ("per_call", calls // 10)):
        module = modules[name]
        for _ in range(1000):
            module.add_sync(1, 2)
        before = state()
        for _ in range(count):
            module.add_sync(1, 2)
        grown = [after - was for after, was in zip(state(), before, strict=True)]
        print(f"| {name}, {count:,} | " + " | ".join(f"{n:+d}" for n in grown) + " |")


def scaling(modules: dict[str, Any], number: int) -> None:
    """How many times the calls a second of one thread several make, by what a call does."""

    def burn() -> int:
        total = 0
        for i in range(3000):  # about 100 µs
            total += i
        return total

    async def compute() -> int:
        return burn()

    ways: list[tuple[str, Callable[[], object], int]] = [
        ("computes, plain function", burn, 400),
        ("computes, per-call", lambda: modules["per_call"].call_sync(compute), 200),
        ("computes, persistent", lambda: modules["persistent"].call_sync(compute), 400),
        ("sleeps 2 ms, per-call", modules["per_call"].pause_sync, 40),
        ("sleeps 2 ms, persistent", modules["persistent"].pause_sync, 40),
    ]

    def rate(call: Callable[[], object], count: int, threads: int) -> float:
        together = threading.Barrier(threads + 1)

        def work() -> None:
            together.wait()
            for _ in range(count):
                call()

        workers = [threading.Thread(target=work) for _ in range(threads)]
        for worker in workers:
            worker.start()
        together.wait()
        began = time.perf_counter()
        for worker in workers:
            worker.join()
        return count * threads / (time.perf_counter() - began)

    ratios: dict[tuple[str, int], list[float]] = {}
    for _ in range(number):
        for name, call, count in ways:
            alone = rate(call, count, 1)
            for threads in (2, 8):
                ratio = rate(call, count, threads) / alone
                ratios.setdefault((name, threads), []).append(ratio)
    print("\nCalls a second of several threads / of one:\n")
    print("| a call that | 2 threads | 8 threads |")
    print("|---|---:|---:|")
    for name, _, _ in ways:
        two, eight = (statistics.median(ratios[name, threads]) for threads in (2, 8))
        print(f"| {name} | {two:.2f} | {eight:.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--modules", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and calls")
    arguments = parser.parse_args()
    sys.path[:0] = [str(arguments.modules.resolve())]
    modules = {
        name: importlib.import_module(name)
        for name in ("per_call", "persistent", "persistent_timeouts")
    }
    gil = "" if getattr(sys, "_is_gil_enabled", lambda: True)() else ", free-threaded"
    print(f"CPython {platform.python_version()}{gil}, {os.cpu_count()} cores")
    cost_of_a_call(modules, 5 if arguments.quick else 40)
    together(modules, 1 if arguments.quick else 5)
    growth(modules, 5_000 if arguments.quick else 100_000)
    scaling(modules, 3 if arguments.quick else 15)


if __name__ == "__main__":
    main()
