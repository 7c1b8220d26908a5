"""What cannot be had: that it is so, and where bare Python is no better, that too."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

from scenario import (
    BOTH_CALLER,
    ALL,
    BOTH,
    BOTH_PERSISTENT,
    LIMITED,
    LIMITED_PERSISTENT,
    PERSISTENT,
    echo,
    in_child,
    raised,
    scenario,
)

warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")


@scenario("G11", BOTH_PERSISTENT)
def a_coroutine_that_joins_a_thread_that_calls_a_shim(m):
    async def work():
        got = []
        thread = threading.Thread(target=lambda: got.append(m.call_sync(echo, 1)))
        thread.start()
        thread.join(0.3)  # without a limit: for good
        before = list(got)
        await asyncio.to_thread(thread.join)
        return before, got

    assert m.call_sync(work) == ([], [1])


@scenario("G11", BOTH_PERSISTENT)
def a_coroutine_that_waits_for_a_lock_that_a_caller_holds(m):
    """A finalizer can be that caller, under a lock of threading's own: random programs met it
    where Thread.start, in a coroutine, waited for one (CPython 3.12.1)."""
    lock = threading.Lock()
    held, asked = threading.Event(), threading.Event()

    def thread():
        with lock:
            held.set()
            asked.wait()
            assert m.call_sync(echo, 1) == 1

    async def work():
        asked.set()
        got = lock.acquire(timeout=0.3)  # without a limit: for good
        if got:
            lock.release()
        return got

    holder = threading.Thread(target=thread)
    holder.start()
    held.wait()
    assert not m.call_sync(work)
    holder.join()


@scenario("G9", BOTH_CALLER)
def no_progress_between_calls(m):
    ticks = []

    async def tick():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.001)

    async def start():
        return asyncio.get_running_loop().create_task(tick())

    task = m.call_sync(start)
    before = len(ticks)
    time.sleep(0.1)
    assert len(ticks) == before
    m.call_sync(asyncio.sleep, 0.1)
    assert len(ticks) > before

    async def stop():
        task.cancel()
        await asyncio.wait({task})

    m.call_sync(stop)


@scenario("G19", LIMITED)
def no_limit_on_blocking_code(m):
    async def block():
        time.sleep(0.3)
        return "done"

    m.mochi_async_timeout.set(0.05)
    assert m.call_sync(block) == "done"
    m.mochi_async_timeout.set(None)
    with m.MochiCancelToken() as token:
        timer = threading.Timer(0.05, token.cancel)
        timer.start()
        assert m.call_sync(block) == "done"
        timer.join()


@scenario("G5", ALL, needs="posix")
def the_first_ctrl_c_waits_for_blocking_code(m):
    done = []

    async def block():
        # From in here: under load, a press could come before the coroutine starts.
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        ends = time.monotonic() + 0.3
        while time.monotonic() < ends:
            time.sleep(0.01)
        done.append(1)
        await asyncio.sleep(30)

    for run in (m.call_sync, lambda function: asyncio.run(function())):
        assert type(raised(run, block)) is KeyboardInterrupt
    assert len(done) == 2


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def a_raising_handler_hits_whatever_computes(m):
    class Alarm(Exception):
        pass

    def alarm(*_):
        raise Alarm

    logged = []

    class Handler(logging.Handler):
        def emit(self, record):
            logged.append(record.exc_info[0])

    def callback():
        os.kill(os.getpid(), signal.SIGUSR1)
        time.sleep(0.1)

    async def work():
        asyncio.get_running_loop().call_soon(callback)
        await asyncio.sleep(0.2)
        return "unharmed"

    signal.signal(signal.SIGUSR1, alarm)
    logger = logging.getLogger("asyncio")
    logger.addHandler(Handler())
    logger.propagate = False
    for run in (m.call_sync, lambda function: asyncio.run(function())):
        logged.clear()
        assert run(work) == "unharmed"  # the call that it was meant for
        assert Alarm in logged

    # It hits somebody else's coroutine, whose caller gets it.
    async def compute():
        ready.set()
        while True:
            await asyncio.sleep(0)
            if lead.is_set():
                os.kill(os.getpid(), signal.SIGUSR1)
                for _ in range(10_000_000):
                    pass

    ready, lead = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as pool:

        async def ours():  # begins on the main thread, which runs the loop from here on
            other = asyncio.get_running_loop().run_in_executor(pool, raised, m.call_sync, compute)
            while not ready.is_set():
                await asyncio.sleep(0.01)
            lead.set()
            return await other

        assert type(m.call_sync(ours)) is Alarm


@scenario("G5", BOTH_PERSISTENT, needs="uvloop")
def a_raising_handler_under_uvloop_is_logged(m):
    import uvloop

    def alarm(*_):
        raise Alarm

    class Alarm(Exception):
        pass

    logged = []

    class Handler(logging.Handler):
        def emit(self, record):
            logged.append(record.exc_info[0])

    async def work():
        await asyncio.sleep(0.3)
        return type(asyncio.get_running_loop()).__module__

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    signal.signal(signal.SIGUSR1, alarm)
    logging.getLogger("asyncio").addHandler(Handler())
    logging.getLogger("asyncio").propagate = False
    for run in (m.call_sync, lambda function: asyncio.run(function())):
        logged.clear()
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        assert run(work).startswith("uvloop")
        assert logged == [Alarm]


@scenario("G7", PERSISTENT)
def asyncio_in_a_subinterpreter_of_3_12_1(m):
    """Nothing of ours: it is done, and then the process crashes."""
    if sys.version_info[:3] != (3, 12, 1):
        return
    script = (
        "import _xxsubinterpreters as interpreters; inner = interpreters.create();"
        "interpreters.run_string(inner, 'import asyncio; asyncio.run(asyncio.sleep(0))')"
    )
    crashed = subprocess.run([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    assert crashed.returncode < 0


@scenario("G15", PERSISTENT)
def an_unawaited_task_that_exits(m):
    error = SystemExit("nobody awaits it")

    async def leave():
        raise error

    async def work():
        asyncio.get_running_loop().create_task(leave())
        await asyncio.sleep(0.2)

    for run in (m.call_sync, lambda function: asyncio.run(function())):
        assert raised(run, work) is error

    # With others in flight it is left to who awaits the task: nobody.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(m.call_sync, asyncio.sleep, 0.5, "other")
        time.sleep(0.1)
        m.call_sync(work)
        assert other.result() == "other"


@scenario("G10", BOTH_PERSISTENT)
def a_coroutine_may_change_its_thread(m):
    async def work():
        first = threading.get_ident()
        await asyncio.sleep(0.3)
        return first, threading.get_ident()

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(m.call_sync, asyncio.sleep, 0.15)
        time.sleep(0.05)
        first, then = m.call_sync(work)
        leader.result()
    assert first != then == threading.get_ident()


@scenario("G11", BOTH)
def threads_of_bare_asyncio_nest_less_deep(m):
    """Bare: min(32, cores + 4) threads. With one more level than threads nobody gets on."""
    depth = 40

    async def wait(level, inner):
        if level:
            return await asyncio.to_thread(inner, level - 1)
        return "deep"

    def nest(level):
        return m.call_sync(wait, level, nest)

    assert nest(depth) == "deep"

    async def bare():
        loop = asyncio.get_running_loop()

        def nested(level):  # back on the one loop, as a shim's coroutine is
            return asyncio.run_coroutine_threadsafe(wait(level, nested), loop).result()

        deep = loop.create_task(wait(depth, nested))
        done, _ = await asyncio.wait({deep}, timeout=1)
        assert not done
        os._exit(0)  # its threads wait for each other for good

    asyncio.run(bare())


@scenario("G19", LIMITED_PERSISTENT)
def a_limit_ends_with_its_call(m):
    async def background():
        await asyncio.sleep(0.2)
        return await asyncio.to_thread(m.call_sync, asyncio.sleep, 0.3, "not bound")

    async def start():
        return asyncio.get_running_loop().create_task(background())

    m.mochi_async_timeout.set(0.4)
    task = m.call_sync(start)
    m.mochi_async_timeout.set(None)

    async def wait():
        return await task

    assert m.call_sync(wait) == "not bound"  # 0.5 s in all, 0.3 s of its own


@scenario("G13", PERSISTENT, needs="free-threading")
def a_fork_beside_threads_that_compute(m):
    """Nothing of ours: the child waits for the lock of a dict that threads compete for.

    Every object has one without the GIL, and a fork copies them as they are. Should an
    interpreter no longer do that, this fails, and `forks` can be strict there.
    """
    shared = dict.fromkeys(range(1_000_000))
    stop = threading.Event()

    def copy():
        while not stop.is_set():
            shared.copy()

    threads = [threading.Thread(target=copy) for _ in range(3)]
    for thread in threads:
        thread.start()
    done = True
    for _ in range(100):
        done = done and in_child(lambda: shared.get(0), seconds=2) is not None
    stop.set()
    for thread in threads:
        thread.join()
    assert not done
