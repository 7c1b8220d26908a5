"""What a random program runs on: bare asyncio, which is the model, or shims."""

from __future__ import annotations

import asyncio
import concurrent.futures.thread as pools
import contextvars
import gc
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import Any

from scripts import RAISED, VARIABLES, Log, describe, follow, generate, hang, make, manage

Statement = tuple[Any, ...]


class World:
    """How statements are executed; each gives a log, to compare with that of another world."""

    def outcome(self, log: Log, shape: str, function: Callable[..., Any], *args: Any) -> None:
        try:
            log.append(("value", self.call(shape, function, *args, self)))
        except BaseException as error:
            log.append(describe(error, crossed=True))
        log.append([variable.get() for variable in VARIABLES])

    def call(self, shape: str, function: Callable[..., Any], *args: Any) -> Any:
        raise NotImplementedError

    def execute(self, statement: Statement) -> Log:
        return contextvars.copy_context().run(self._execute, statement)

    def execute_all(self, statements: list[Statement]) -> Log:
        return [self.execute(statement) for statement in statements]

    def _execute(self, statement: Statement) -> Log:
        log: Log = []
        match statement:
            case ("call", shape, script):
                self.outcome(log, shape, follow, script, log)
            case ("iterate", script, actions):
                self.iterate(log, script, actions)
            case ("with", script, after, swallows, inner, error):
                self.enter(log, script, after, swallows, inner, error)
            case ("threads", groups):
                self.threads(log, groups)
            case ("fork", inner, hard):
                self.fork(log, statement, inner, hard)
            case ("finalize",):
                self.finalizer()
            case ("collect",):
                gc.collect()
            case ("alarms", seconds, inner):
                self.alarms(log, seconds, inner)
            case ("limited", seconds):
                self.limited(log, seconds)
            case ("unlimited", inner):
                self.unlimited(log, inner)
            case ("cancelled",):
                self.cancelled(log)
            case ("close the loop",):
                self.close_loop(log)
            case _:
                raise AssertionError(statement)
        return log

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(name)


class Bare(World):
    """asyncio alone, one statement after the other."""

    def __init__(self, persistent: bool) -> None:
        self.persistent = persistent
        self.expected: dict[int, Log] = {}

    def call(self, shape: str, function: Callable[..., Any], *args: Any) -> Any:
        return self.run(function(*args), flows_back=self.persistent)

    def run(self, coro: Coroutine[Any, Any, Any], flows_back: bool = True) -> Any:
        context = contextvars.copy_context()
        try:
            with asyncio.Runner() as runner:
                return runner.run(coro, context=context)
        finally:
            for variable in VARIABLES if flows_back else ():
                variable.set(context.get(variable))

    def iterate(self, log: Log, script: Any, actions: Any) -> None:
        async def drive() -> None:
            iterator = generate(script, log, self)
            for action in actions:
                try:
                    match action:
                        case ("next",):
                            log.append(await anext(iterator))
                        case ("send", value):
                            log.append(await iterator.asend(value))
                        case ("throw", kind, tag):
                            log.append(await iterator.athrow(make(kind, tag)))
                        case ("close",) | ("drop",):
                            await iterator.aclose()
                except StopAsyncIteration:
                    log.append("stop")
                    break
                except BaseException as error:
                    log.append(describe(error, crossed=True))
                    break

        self.run(drive())
        log.append([variable.get() for variable in VARIABLES])

    def enter(self, log: Log, script: Any, after: Any, swallows: bool, inner: Any, error: Any) -> None:
        async def drive() -> None:
            try:
                async with manage(script, after, swallows, log, self) as value:
                    log.append(value)
                    log.append(await asyncio.to_thread(self.execute_all, inner))
                    if error:
                        raise make(*error)
            except BaseException as exc:  # in here, for no coroutine lets StopIteration out
                log.append(describe(exc, crossed=True))

        self.run(drive())
        log.append([variable.get() for variable in VARIABLES])

    def threads(self, log: Log, groups: Any) -> None:
        # A thread may inherit the context or not: that depends on the interpreter.
        log.extend(contextvars.Context().run(self.execute_all, group) for group in groups)

    def fork(self, log: Log, statement: Statement, inner: Any, hard: bool) -> None:
        self.expected[id(statement)] = self.execute_all(inner)
        log.append(0)

    def alarms(self, log: Log, seconds: float, inner: Any) -> None:
        log.extend(self.execute_all(inner))

    def limited(self, log: Log, seconds: float) -> None:
        log.append("MochiAsyncTimeoutError")

    def unlimited(self, log: Log, inner: Any) -> None:
        log.extend(self.execute_all(inner))

    def cancelled(self, log: Log) -> None:
        log.extend(["cancelled", "MochiAsyncCancelledError"])

    def reenter(self) -> str:
        return "refused"

    async def locked(self) -> str:
        await asyncio.sleep(0)  # as the other: a cancellation that is due strikes here
        return "locked"

    def finalizer(self) -> None:
        pass

    stop = leave = finalizer

    def close_loop(self, log: Log) -> None:
        pass


class Shims(World):
    """A rendered module."""

    def __init__(self, module: ModuleType, expected: dict[int, Log]) -> None:
        self.module = module
        self.expected = expected
        self.persistent = hasattr(module, "_mochi_get_loop")
        # Appended to and read as a whole: no lock that a signal handler could wait for.
        self.made: list[None] = []
        self.finalized: list[str] = []
        self.lock = asyncio.Lock()
        self.locks = 0
        self.entered = 0

    def call(self, shape: str, function: Callable[..., Any], *args: Any) -> Any:
        shim = self.module.call_sync if shape == "call" else self.module.give_sync
        return shim(function, *args)

    def quick(self) -> str:
        """A call from wherever code can run, which limits of what it interrupts do not bind."""
        if holds_locks():
            return "refused"

        async def echo() -> str:
            await asyncio.sleep(0)
            return "done"

        try:
            return str(contextvars.Context().run(self.module.call_sync, echo))
        except self.module.MochiAsyncReentryError:
            return "refused"

    def iterate(self, log: Log, script: Any, actions: Any) -> None:
        iterator = self.module.iterate_sync(generate, script, log, self)
        for action in actions:
            try:
                match action:
                    case ("next",):
                        log.append(next(iterator))
                    case ("send", value):
                        log.append(iterator.send(value))
                    case ("throw", kind, tag):
                        log.append(iterator.throw(make(kind, tag)))
                    case ("close",):
                        iterator.close()
                    case ("drop",):
                        del iterator
            except StopIteration:
                log.append("stop")
                break
            except BaseException as error:
                log.append(describe(error, crossed=True))
                break
        log.append([variable.get() for variable in VARIABLES])

    def enter(self, log: Log, script: Any, after: Any, swallows: bool, inner: Any, error: Any) -> None:
        try:
            with self.module.enter_sync(manage, script, after, swallows, log, self) as value:
                log.append(value)
                log.append(self.execute_all(inner))
                if error:
                    raise make(*error)
        except BaseException as exc:
            log.append(describe(exc, crossed=True))
        log.append([variable.get() for variable in VARIABLES])

    def threads(self, log: Log, groups: Any) -> None:
        logs: list[Log] = [[] for _ in groups]

        def work(statements: list[Statement], sub: Log) -> None:
            for statement in statements:
                sub.append(self.execute(statement))

        threads = [
            threading.Thread(target=contextvars.Context().run, args=(work, group, sub))
            for group, sub in zip(groups, logs, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log.extend(logs)

    def fork(self, log: Log, statement: Statement, inner: Any, hard: bool) -> None:
        child = os.fork()
        if not child:
            # One that another thread holds is never given back here: not the module's doing.
            self.lock, self.locks, self.entered = asyncio.Lock(), 0, 0
            try:
                agree(self.execute_all(inner), self.expected[id(statement)])
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            if hard:
                os._exit(0)
            sys.exit(0)
        ends = time.monotonic() + 60
        while not (status := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > ends:
                os.kill(child, signal.SIGABRT)  # faulthandler shows where it hangs
                os.waitpid(child, 0)
                log.append("hangs")
                return
            time.sleep(0.001)
        log.append(os.waitstatus_to_exitcode(status[1]))

    def alarms(self, log: Log, seconds: float, inner: Any) -> None:
        """Signal handlers make calls wherever the statements are."""
        answers: list[str] = []

        def ring(*_: object) -> None:
            answers.append(self.quick())
            signal.setitimer(signal.ITIMER_REAL, seconds)

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            for statement in inner:
                log.append(self.execute(statement))
        finally:
            signal.signal(signal.SIGALRM, lambda *_: None)
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def limited(self, log: Log, seconds: float) -> None:
        self.module.mochi_async_timeout.set(seconds)
        events: Log = []

        async def work() -> None:
            events.append("started")
            await hang(events)

        try:
            self.module.call_sync(work)
        except BaseException as error:
            log.append(type(error).__name__)
        if events not in ([], ["started", "cancelled"]):
            log.append(events)

    def unlimited(self, log: Log, inner: Any) -> None:
        self.module.mochi_async_timeout.set(600)
        log.extend(self.execute_all(inner))

    def cancelled(self, log: Log) -> None:
        started = threading.Event()

        async def work() -> None:
            started.set()
            await hang(log)

        with self.module.MochiCancelToken() as token:
            canceller = threading.Thread(target=lambda: started.wait() and token.cancel())
            canceller.start()
            try:
                self.module.call_sync(work)
            except BaseException as error:
                log.append(type(error).__name__)
            canceller.join()

    def reenter(self) -> str:
        return self.quick()

    async def locked(self) -> str:
        """Loop-bound objects serve calls of all threads."""
        async with self.lock:
            before, self.locks = self.locks, -1
            try:
                await asyncio.sleep(0)
            finally:
                self.locks = before + 1
                self.entered += 1
        assert before >= 0
        return "locked"

    def finalizer(self) -> None:
        self.made.append(None)
        Cycle(self)

    def stop(self) -> None:
        asyncio.get_running_loop().stop()

    def leave(self) -> None:
        """A background task that is there to the end."""

        async def stay() -> None:
            tell("+")
            try:
                await asyncio.sleep(600)
            finally:
                tell("-")

        KEPT.append(asyncio.get_running_loop().create_task(stay()))

    def close_loop(self, log: Log) -> None:
        async def running() -> asyncio.AbstractEventLoop:
            return asyncio.get_running_loop()

        self.module.call_sync(running).close()


KEPT: list[asyncio.Task[None]] = []
PROCESS = os.getpid()


def tell(event: str) -> None:
    """`+` for what the exit must clean up, `-` for what is: whoever runs the program counts.

    Nothing in here could, for the module comes after all exit handlers.
    """
    if os.getpid() == PROCESS:
        os.write(1, event.encode())


class Cycle:
    """Garbage whose finalizer makes a call, on whatever thread collects it."""

    def __init__(self, world: Shims) -> None:
        self.world = world
        self.me = self

    def __del__(self) -> None:
        self.world.finalized.append(self.world.quick())


def holds_locks() -> bool:
    """Whether a finalizer or signal handler came upon what starts and ends threads, under locks.

    A call would wait for the loop, where a coroutine may be starting a thread: see
    `impossible.a_coroutine_that_waits_for_a_lock_that_a_caller_holds`.
    """
    interrupted = frame = sys._getframe(2).f_back  # behind quick, and what called it
    while frame:
        name = frame.f_code.co_name
        holds = name in HOLDERS or (name == "_bootstrap_inner" and frame is interrupted)
        if holds and frame.f_code.co_filename in (threading.__file__, pools.__file__):
            return True
        frame = frame.f_back
    return False


HOLDERS = {
    "start",
    "_set_tstate_lock",
    "_maintain_shutdown_locks",
    "_stop",
    "_delete",
    "submit",
    "_adjust_thread_count",
}


def agree(found: Log, expected: Log, seconds: float = 10) -> None:
    """What ends in the background has some time to do so.

    An error that is kept keeps its frames, and until 3.12 the frames behind them: of whoever ran
    the loop, with the iterator that it has dropped since.
    """
    for error in RAISED:
        error.__traceback__ = error.__context__ = None
    ends = time.monotonic() + seconds
    while found != expected and time.monotonic() < ends:
        gc.collect()
        time.sleep(0.01)
    if found != expected:
        raise AssertionError("\n".join(difference(found, expected)))


def difference(found: Any, expected: Any) -> list[str]:
    """The innermost lists that differ, and where."""
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        pairs = enumerate(zip(found, expected, strict=True))
        index, (a, b) = next((index, pair) for index, pair in pairs if pair[0] != pair[1])
        if isinstance(a, list):
            return [f"at {index},", *difference(a, b)]
    return [f"found    {found}", f"expected {expected}"]
