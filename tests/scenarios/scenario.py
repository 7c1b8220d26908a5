"""How a scenario is declared, and how one is run in the interpreter under test."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")

PER_CALL = ("per_call",)
STANDBY = ("standby", "standby_timeouts")
PERSISTENT = ("persistent", "standby")
BOTH = ("per_call", *PERSISTENT)
LIMITED_PERSISTENT = ("persistent_timeouts", "standby_timeouts")
LIMITED = ("per_call_timeouts", *LIMITED_PERSISTENT)
BOTH_PERSISTENT = PERSISTENT + LIMITED_PERSISTENT
ALL = BOTH + LIMITED
BOTH_CALLER = ("persistent", "persistent_timeouts")
# Where any running loop forbids a call.
REFUSING = ("per_call", "per_call_timeouts", *BOTH_CALLER)
HELPERS_PERSISTENT = (
    "helpers_persistent",
    "helpers_persistent_timeouts",
    "helpers_standby",
    "helpers_standby_timeouts",
)
HELPERS_REFUSING = (
    "helpers_per_call",
    "helpers_per_call_timeouts",
    "helpers_persistent",
    "helpers_persistent_timeouts",
)
HELPERS = ("helpers_per_call", "helpers_per_call_timeouts", *HELPERS_PERSISTENT)
TWINS_REFUSING = ("twins_persistent", "twins_persistent_timeouts")
TWINS = (
    "twins_persistent",
    "twins_persistent_timeouts",
    "twins_standby",
    "twins_standby_timeouts",
)
SHARED = ("shared_per_call_a", "shared_persistent_a", "shared_standby_a")


@dataclass(frozen=True)
class Scenario:
    guarantee: str
    module: str
    name: str
    variants: tuple[str, ...]
    stdout: str
    returncode: int
    needs: str | None
    seconds: float
    soaks: bool


registry: list[Scenario] = []


def scenario(
    guarantee: str,
    variants: tuple[str, ...],
    *,
    stdout: str = "",
    returncode: int = 0,
    needs: str | None = None,
    seconds: float = 60,
    soaks: bool = False,
) -> Callable[[Callable[[ModuleType], None]], Callable[[ModuleType], None]]:
    """Declare that a function proves a guarantee of each of these modules.

    It gets the module. Nothing may be printed but `stdout`, also not at the exit.
    One that soaks runs for minutes, and only where that is asked for.
    """

    def declare(function: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
        registry.append(
            Scenario(
                guarantee,
                function.__module__.removeprefix("cases."),
                function.__name__,
                variants,
                stdout,
                returncode,
                needs,
                seconds,
                soaks,
            )
        )
        return function

    return declare


async def echo(value: T) -> T:
    await asyncio.sleep(0)
    return value


def raised(function: Callable[..., object], *args: object) -> BaseException:
    try:
        function(*args)
    except BaseException as exc:
        return exc
    raise AssertionError("nothing was raised")


def close_loop(m: ModuleType) -> None:
    """Have user code close the loop, between calls, and not while a standby runs it.

    That is none of asyncio's thread-safe methods.
    """

    async def running() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    while True:
        loop = m.call_sync(running)
        lead = m._mochi_get_loop()._lead
        if lead.acquire(blocking=False):
            try:
                return loop.close()
            finally:
                lead.release()


def in_child(
    function: Callable[[], object], *, hard: bool = True, seconds: float = 10
) -> int | None:
    """Fork, run the function in the child, and give its exit code: 0 if it held there.

    None says that it hung. Beside threads that run Python code, that happens to any
    child on a free-threaded build: see `impossible.a_fork_beside_threads_that_compute`.
    """
    child = os.fork()
    if child:
        ends = time.monotonic() + seconds
        while not (status := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > ends:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return None
            time.sleep(0.001)
        return os.waitstatus_to_exitcode(status[1])
    try:
        function()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    if hard:
        os._exit(0)
    sys.exit(0)


def main() -> None:
    modules, variant, module, name = sys.argv[1:]
    sys.path[:0] = [modules]
    sys.dont_write_bytecode = True
    # A background shell ignores Ctrl-C, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # In debug mode asyncio logs callbacks that take more than 0.1 s. On a busy machine any may:
    # that says nothing of what it ran.
    slow = "Executing %s took %.3f seconds"
    logging.getLogger("asyncio").addFilter(lambda record: record.msg != slow)
    under_test = importlib.import_module(variant)
    sys.argv[1:] = []
    function = getattr(importlib.import_module(f"cases.{module}"), name)
    try:
        function(under_test)
    except SystemExit:
        raise
    except BaseException:
        traceback.print_exc()
        sys.exit(99)


if __name__ == "__main__":
    sys.modules["scenario"] = sys.modules["__main__"]
    main()
