"""G6: a quiet and complete exit."""

import asyncio
import atexit
import contextlib
import sys
import threading
import time

from scenario import ALL, BOTH, BOTH_PERSISTENT, echo, scenario

kept = []


@scenario("G6", ALL)
def after_a_call(m):
    m.call_sync(echo, 1)


@scenario("G6", ALL)
def without_a_call(m):
    pass


@scenario("G6", BOTH_PERSISTENT, stdout="cancelled\nclosed\n")
def pending_tasks_are_cancelled_and_awaited(m):
    async def background():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            print("cancelled")

    async def generator():
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)
            print("closed")

    async def start():
        kept.append(asyncio.get_running_loop().create_task(background()))
        kept.append(generator())
        await anext(kept[1])

    m.call_sync(start)


@scenario("G6", BOTH_PERSISTENT)
def a_stubborn_task_is_not_waited_for_long(m):
    async def stubborn():
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(1000)

    async def start():
        kept.append(asyncio.get_running_loop().create_task(stubborn()))

    m.call_sync(start)


@scenario("G6", BOTH_PERSISTENT)
def a_stubborn_generator_is_not_waited_for_long(m):
    async def generator():
        try:
            yield 1
        finally:
            await asyncio.sleep(1000)

    async def start():
        kept.append(generator())
        await anext(kept[0])

    m.call_sync(start)


@scenario("G6", ALL, stdout="1\n2\n")
def calls_in_atexit_handlers(m):
    atexit.register(lambda: print(m.call_sync(echo, 2)))
    m.call_sync(echo, 0)
    atexit.register(lambda: print(m.call_sync(echo, 1)))


@scenario("G6", ALL, stdout="late\n")
def calls_in_atexit_handlers_older_than_the_module(m):
    # Handlers run newest first: this one runs after whatever the import registered.
    registered = sys.modules.pop(m.__name__)
    atexit.unregister(registered._MOCHI_LOOP.close) if hasattr(m, "_MOCHI_LOOP") else None
    import importlib

    late = []
    atexit.register(lambda: print(late[0].call_sync(echo, "late")))
    late.append(importlib.import_module(m.__name__))
    late[0].call_sync(echo, 0)


@scenario("G6", BOTH_PERSISTENT)
def background_tasks_of_atexit_handlers(m):
    async def start():
        kept.append(asyncio.get_running_loop().create_task(asyncio.sleep(1000)))

    atexit.register(lambda: m.call_sync(start))


@scenario("G6", ALL)
def a_daemon_thread_in_a_call(m):
    started = threading.Event()

    async def work():
        started.set()
        await asyncio.sleep(1000)

    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()
    if m.__name__.startswith("persistent"):
        assert m.call_sync(echo, 1) == 1


@scenario("G6", BOTH_PERSISTENT, stdout="cleaned\n")
def a_daemon_threads_coroutine_is_cleaned_up(m):
    started = threading.Event()

    async def work():
        try:
            started.set()
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0.01)
            print("cleaned")

    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()


@scenario("G6", BOTH_PERSISTENT)
def daemon_threads_that_hammer(m):
    def hammer():
        while True:
            m.call_sync(echo, 1)

    for _ in range(4):
        threading.Thread(target=hammer, daemon=True).start()
    time.sleep(0.2)


@scenario("G6", BOTH_PERSISTENT)
def a_daemon_thread_that_blocks_the_loop(m):
    started = threading.Event()

    async def work():
        started.set()
        time.sleep(1000)

    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()


@scenario("G6", BOTH_PERSISTENT, stdout="late\n")
def a_late_call_beside_a_daemon_thread_that_blocks_the_loop(m):
    started = threading.Event()

    async def work():
        started.set()
        time.sleep(1000)

    close = m._MOCHI_LOOP.close
    atexit.unregister(close)
    atexit.register(lambda: print(m.call_sync(echo, "late")))
    atexit.register(close)  # runs first
    threading.Thread(target=lambda: m.call_sync(work), daemon=True).start()
    started.wait()


@scenario("G6", ALL, stdout="done\n")
def a_thread_that_outlives_main(m):
    def work():
        time.sleep(0.1)
        print(m.call_sync(echo, "done"))

    threading.Thread(target=work).start()


@scenario("G6", BOTH, returncode=1, stdout="")
def sys_exit_in_a_coroutine(m):
    async def leave():
        sys.exit(1)

    m.call_sync(leave)


@scenario("G6", ALL)
def used_executors(m):
    async def work():
        await asyncio.to_thread(time.sleep, 0.01)

    m.call_sync(work)


@scenario("G6", ALL, stdout="closed\n")
def an_unfinished_generator(m):
    async def generator():
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)
            print("closed")

    kept.append(m.iterate_sync(generator))
    next(kept[0])


@scenario("G6", ALL, stdout="closed\n")
def an_open_context_manager(m):
    @contextlib.asynccontextmanager
    async def manager():
        try:
            yield 1
        finally:
            await asyncio.sleep(0.01)
            print("closed")

    kept.append(m.enter_sync(manager))
    kept[0].__enter__()


@scenario("G6", ALL)
def the_module_is_dropped_before(m):
    m.call_sync(echo, 1)
    del sys.modules[m.__name__]
