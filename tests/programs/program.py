"""Runs a random program with a rendered module: python program.py MODULES VARIANT SEED [SHOW]

It ends with exit code 97 if anything differs from what bare asyncio gives, and then tells what.
On stdout it tells what the exit must clean up: see `tell`.
"""

from __future__ import annotations

import asyncio
import atexit
import importlib
import logging
import os
import pprint
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import AsyncGenerator

from chance import Chance, Program
from scripts import Log
from worlds import Bare, Shims, agree, tell


def main() -> int | None:
    modules, variant, seed, *show = sys.argv[1:]
    sys.path.insert(0, modules)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Python warns of fork in a program with threads: rightly, and that is the program.
    warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")
    # In debug mode asyncio logs what takes long, as anything does on a busy machine.
    slow = "Executing %s took %.3f seconds"
    logging.getLogger("asyncio").addFilter(lambda record: record.msg != slow)

    persistent, timeouts = "per_call" not in variant, "timeouts" in variant
    # To close a loop is not thread-safe: not beside a thread that may run it.
    closes = "standby" not in variant
    program = Chance(f"{seed} {variant}", persistent, timeouts, closes).program()
    if show:
        pprint.pp(program, width=110)
        return 0
    bare = Bare(persistent)
    expected = bare.execute_all(program.statements)
    asyncio.set_event_loop(None)

    end = End()
    atexit.register(end.check)
    for _ in range(program.late_at_exit):
        atexit.register(end.call, "late")
    shims = end.shims = Shims(importlib.import_module(variant), bare.expected)
    run(program, shims, expected, end)
    return program.code


def run(program: Program, shims: Shims, expected: Log, end: End) -> None:
    if program.eager:

        async def be_eager() -> None:
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)  # type: ignore[attr-defined]

        shims.module.call_sync(be_eager)
    found: Log = []
    for number, statement in enumerate(program.statements):
        found.append(shims.execute(statement))
        end.step = number
    agree(found, expected)

    for _ in range(program.left_open):
        iterator = shims.module.iterate_sync(stay_open)
        next(iterator)
        end.open.append(iterator)
    for _ in range(program.at_exit):
        atexit.register(end.call, "early")

    def work(script: object) -> None:
        while True:
            shims.execute(("call", "call", script))

    for script in program.daemons:
        threading.Thread(target=work, args=(script,), daemon=True).start()
    end.finished = True


async def stay_open() -> AsyncGenerator[None]:
    tell("+")
    try:
        yield
    except GeneratorExit:
        await asyncio.sleep(0)
        tell("-")
        raise


class End:
    """What must be true when everything else is over."""

    shims: Shims | None = None
    finished = False
    step = -1

    def __init__(self) -> None:
        self.process = os.getpid()
        self.open: list[object] = []

    def call(self, when: str) -> None:
        if self.shims and os.getpid() == self.process:
            answer = self.shims.quick()
            if answer != "done":
                self.fail(f"a call at exit ({when}) was {answer}")

    def check(self) -> None:
        shims = self.shims
        if not shims or os.getpid() != self.process or not self.finished:
            return
        if shims.locks != shims.entered:
            self.fail(f"a lock let in {shims.entered} that counted {shims.locks}")
        if set(shims.finalized) - {"done", "refused"}:
            self.fail(f"finalizers got {shims.finalized}")

    def fail(self, what: str) -> None:
        print(what, file=sys.stderr)
        sys.stderr.flush()
        os._exit(97)


if __name__ == "__main__":
    try:
        code = main()
    except SystemExit:
        raise
    except BaseException:
        traceback.print_exc()
        code = 97
    sys.exit(code)
