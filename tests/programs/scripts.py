"""What the coroutines, generators and managers of a random program do: lists of steps."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import signal
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

VARIABLES = [contextvars.ContextVar[Any](f"variable{i}", default=None) for i in range(3)]
Log = list[Any]
Script = list[tuple[Any, ...]]


class Falsy(Exception):
    def __bool__(self) -> bool:
        return False


class Empty(Exception):
    def __len__(self) -> int:
        return 0


class Base(BaseException):
    pass


ERRORS: dict[str, type[Exception]] = {
    error.__name__: error
    for error in (ValueError, Falsy, Empty, TimeoutError, RuntimeError, StopIteration, StopAsyncIteration)
}
# Those that asyncio lets out of the loop, or that mean something to it: not for child tasks.
BASES: dict[str, type[BaseException]] = {
    error.__name__: error for error in (Base, SystemExit, KeyboardInterrupt, GeneratorExit)
}
RAISED: list[BaseException] = []


def make(kind: str, tag: int) -> BaseException:
    """An error that is known again."""
    if kind == "ExceptionGroup":
        error: BaseException = ExceptionGroup(str(tag), [ValueError(tag), Falsy(tag)])
    else:
        error = (ERRORS | BASES)[kind](tag)
    RAISED.append(error)
    return error


def describe(error: BaseException, crossed: bool = False) -> tuple[Any, ...]:
    """What must be the same with shims as with bare asyncio.

    Of the context only where the error crossed from the loop to a caller: before, Python takes for
    it what is handled on the thread that runs the loop, which may be another caller's.
    """
    mine = any(error is raised for raised in RAISED)
    context = error.__context__ if mine and crossed else None
    return (
        type(error).__name__,
        mine,
        repr(error.args) if mine or isinstance(error, asyncio.CancelledError) else "",
        None if context is None else type(context).__name__,
    )


async def follow(script: Script, log: Log, world: Any) -> Any:
    """The coroutine function that does everything."""
    for step in script:
        match step:
            case ("sleep", seconds):
                await asyncio.sleep(seconds)
            case ("set", index, value):
                VARIABLES[index].set(value)
            case ("get", index):
                log.append(VARIABLES[index].get())
            case ("raise", kind, tag):
                raise make(kind, tag)
            case ("try", inner, cleanup):
                try:
                    await follow(inner, log, world)
                finally:
                    await follow(cleanup, log, world)
                    log.append("cleaned")
            case ("catch", inner):
                try:
                    await follow(inner, log, world)
                except Exception as error:
                    log.append(("caught", describe(error)))
            case ("tasks", scripts):
                logs: list[Log] = [[] for _ in scripts]
                tasks = [follow(inner, sub, world) for inner, sub in zip(scripts, logs, strict=True)]
                for result in await asyncio.gather(*tasks, return_exceptions=True):
                    log.append(describe(result) if isinstance(result, BaseException) else result)
                log.append(logs)
            case ("group", inner, waiting):
                try:
                    async with asyncio.TaskGroup() as group:
                        for _ in range(waiting):
                            group.create_task(hang(log))
                        await asyncio.sleep(0)
                        group.create_task(follow(inner, [], world))
                        raise make("ValueError", waiting)
                except* ValueError as errors:
                    log.append(("group", len(errors.exceptions) > 0))
            case ("timeout",):
                try:
                    async with asyncio.timeout(0.003):
                        await hang(log)
                except TimeoutError:
                    log.append("timeout")
            case ("thread", inner):
                sub: Log = []
                await asyncio.to_thread(world.outcome, sub, "call", follow, inner, sub)
                log.append(sub)
            case ("cancel", tag):
                task = asyncio.current_task()
                assert task
                task.cancel(tag)
                await hang(log)
            case ("reenter",):
                log.append(world.reenter())
            case ("finalize",):
                world.finalizer()
            case ("collect",):
                gc.collect()
            case ("stop",):
                world.stop()
                await asyncio.sleep(0)
            case ("leave",):
                world.leave()
            case ("lock",):
                log.append(await world.locked())
            case ("interrupt",):
                main = threading.main_thread().ident
                assert main
                signal.pthread_kill(main, signal.SIGINT)
                await hang(log)
            case ("return", value):
                return value
            case _:
                raise AssertionError(step)
    return None


async def hang(log: Log) -> None:
    try:
        await asyncio.sleep(60)
    finally:
        log.append("cancelled")


async def generate(script: Script, log: Log, world: Any) -> AsyncGenerator[Any, Any]:
    try:
        for step in script:
            match step:
                case ("yield", value):
                    log.append(("sent", (yield value)))
                case ("yield and catch", value):
                    try:
                        log.append(("sent", (yield value)))
                    except Exception as error:
                        log.append(("thrown", describe(error)))
                case _:
                    await follow([step], log, world)
    except GeneratorExit:
        log.append("closed")
        raise
    finally:
        await asyncio.sleep(0)
        log.append("finally")


@contextlib.asynccontextmanager
async def manage(before: Script, after: Script, swallows: bool, log: Log, world: Any) -> AsyncIterator[Any]:
    value = await follow(before, log, world)
    try:
        yield value
    except BaseException as error:
        log.append(("left", describe(error)))
        if not (swallows and isinstance(error, Exception)):
            raise
    finally:
        await follow(after, log, world)
        log.append("finally")
