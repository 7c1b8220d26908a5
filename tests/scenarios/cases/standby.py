"""G22 to G24: calls where another loop runs, progress between calls, and rest."""

import asyncio
import atexit
import contextlib
import contextvars
import gc
import os
import signal
import socket
import sys
import threading
import time
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor

from scenario import STANDBY, echo, in_child, raised, scenario

warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")
GIL = getattr(sys, "_is_gil_enabled", lambda: True)()
SECONDS = 30  # for what takes none, on a busy machine
var = contextvars.ContextVar("var", default="unset")


async def loop_of():
    return asyncio.get_running_loop()


async def start(coro):
    return asyncio.get_running_loop().create_task(coro)


async def stop(task):
    task.cancel()
    await asyncio.wait({task})


class Ticks:
    """A background task that ticks."""

    def __init__(self, m):
        self.m = m
        self.number = 0
        self.ticked = threading.Event()
        self.task = m.call_sync(start, self.tick())

    async def tick(self):
        while True:
            self.number += 1
            self.ticked.set()
            await asyncio.sleep(0.001)

    def go_on(self):
        """Without a call: several, for one may have been due."""
        for _ in range(5):
            self.ticked.clear()
            if not self.ticked.wait(SECONDS):
                return False
        return True

    def stop(self):
        self.m.call_sync(stop, self.task)


@scenario("G22", STANDBY)
def calls_where_another_loop_runs(m):
    error = ValueError("mine")
    thing = object()

    async def fail():
        var.set("changed by fail")
        await asyncio.sleep(0)
        raise error

    async def change():
        assert var.get() == "caller's"
        var.set("changed")
        return thing

    async def main():
        mine = asyncio.get_running_loop()
        task, name = asyncio.current_task(), asyncio.current_task().get_name()
        var.set("caller's")
        assert m.call_sync(change) is thing and var.get() == "changed"
        assert raised(m.call_sync, fail) is error and error.__context__ is None
        assert var.get() == "changed by fail"
        assert m.give_sync(echo, 2) == 2
        assert m.call_sync(loop_of) is not mine
        assert asyncio.get_running_loop() is mine
        assert asyncio.current_task() is task and task.get_name() == name
        assert raised(m.call_sync, cancelled).args == ("mine",)
        return await asyncio.to_thread(m.call_sync, echo, 3)

    async def cancelled():
        raise asyncio.CancelledError("mine")

    for _ in range(3):
        assert asyncio.run(main()) == 3
        assert m.call_sync(loop_of) is m.call_sync(loop_of)


@scenario("G22", STANDBY)
def steps_where_another_loop_runs(m):
    log = []

    async def numbers():
        task = asyncio.current_task()
        try:
            async with asyncio.timeout(600):
                for n in range(3):
                    log.append((yield n))
                    assert asyncio.current_task() is task
        finally:
            await asyncio.sleep(0)
            log.append("closed")

    @contextlib.asynccontextmanager
    async def block():
        token = var.set("inside")
        try:
            yield "value"
        except KeyError:
            log.append("suppressed")
        finally:
            var.reset(token)

    async def main():
        assert list(m.iterate_sync(numbers)) == [0, 1, 2]
        assert log.pop() == "closed"
        steps = m.iterate_sync(numbers)
        assert next(steps) == 0 and steps.send("sent") == 1
        assert log[-1] == "sent"
        steps.close()
        assert log.pop() == "closed"
        for n in m.iterate_sync(numbers):
            if n:
                break
        gc.collect()
        with m.enter_sync(block) as value:
            assert value == "value" and var.get() == "inside"
            raise KeyError
        assert var.get() == "unset" and log[-1] == "suppressed"

    asyncio.run(main())
    assert m.call_sync(echo, 1) == 1


@scenario("G22", STANDBY)
def a_loop_is_never_blocked_for_itself(m):
    """Ours is refused before there is a coroutine, in steps too."""

    async def numbers():
        yield 1

    def never():
        raise AssertionError

    async def inside():
        steps = m.iterate_sync(numbers) if asyncio.get_running_loop() is not loop else None
        assert steps is None
        for shim in (m.call_sync, m.give_sync, m.iterate_sync, m.enter_sync):
            assert type(raised(shim, never)) is m.MochiAsyncReentryError
        assert type(raised(next, opened)) is m.MochiAsyncReentryError
        return await asyncio.to_thread(m.call_sync, echo, 2)

    async def main():
        return m.call_sync(inside)

    opened = m.iterate_sync(numbers)
    loop = m.call_sync(loop_of)
    assert m.call_sync(inside) == 2
    assert asyncio.run(main()) == 2
    assert list(opened) == [1]


@scenario("G22", STANDBY)
def a_coroutine_that_needs_the_loop_that_its_caller_blocks(m):
    cleaned = []

    async def main():
        mine = asyncio.get_running_loop()

        async def need():
            wrapped = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(echo(1), mine))
            try:
                return await wrapped
            finally:
                cleaned.append(1)

        m.mochi_async_blocking_limit.set(2)
        began = time.monotonic()
        error = raised(m.call_sync, need)
        assert time.monotonic() - began >= 2
        assert type(error) is m.MochiAsyncReentryError, error
        assert "blocked the event loop of its thread for 2 s" in str(error)
        assert "mochi_async_blocking_limit" in str(error)
        assert isinstance(error.__cause__, asyncio.CancelledError)
        names, frames = [], error.__cause__.__traceback__
        while frames is not None:
            names.append(frames.tb_frame.f_code.co_name)
            frames = frames.tb_next
        assert "need" in names, names
        assert cleaned == [1]
        # Within the limit, and with none.
        m.mochi_async_blocking_limit.set(600)
        assert m.call_sync(asyncio.sleep, 0.001, 2) == 2
        m.mochi_async_blocking_limit.set(None)
        assert m.call_sync(asyncio.sleep, 0.1, 3) == 3
        # A worker thread blocks no loop.
        m.mochi_async_blocking_limit.set(0.05)
        assert await asyncio.to_thread(m.call_sync, need) == 1

    asyncio.run(main())
    m.mochi_async_blocking_limit.set(0.01)
    assert m.call_sync(asyncio.sleep, 0.05, 4) == 4  # no loop is blocked


@scenario("G22", STANDBY)
def many_loops_are_blocked_at_once(m):
    async def make():
        return asyncio.Barrier(8)

    async def main(n):
        got = [m.call_sync(echo, (n, i)) for i in range(50)]
        assert got == [(n, i) for i in range(50)]
        m.call_sync(barrier.wait)
        return n

    barrier = m.call_sync(make)
    with ThreadPoolExecutor(12) as pool:
        plain = [pool.submit(lambda: [m.call_sync(echo, i) for i in range(200)]) for _ in range(4)]
        loops = [pool.submit(asyncio.run, main(n)) for n in range(8)]
        assert [future.result() for future in loops] == list(range(8))
        assert all(future.result() == list(range(200)) for future in plain)


@scenario("G22", STANDBY)
def exits_of_calls_that_block_a_loop(m):
    async def leave(error):
        await asyncio.sleep(0)
        raise error

    async def leave_in_a_task(error):
        await asyncio.get_running_loop().create_task(leave(error))

    async def main():
        for error in (SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError(), Empty()):
            assert raised(m.call_sync, leave, error) is error
        for error in (SystemExit(3), KeyboardInterrupt()):
            assert raised(m.call_sync, leave_in_a_task, error) is error
        return m.call_sync(echo, 1)

    class Empty(BaseException):
        def __bool__(self):
            raise AssertionError

    assert asyncio.run(main()) == 1


@scenario("G22", STANDBY)
def nothing_of_calls_that_block_a_loop_is_kept(m):
    class Thing:
        pass

    async def work(thing):
        await asyncio.sleep(0)
        return thing

    async def fail(thing):
        raise ValueError(thing)

    async def main():
        things = []
        for function in (work, fail):
            thing = Thing()
            things.append(weakref.ref(thing))
            try:
                m.call_sync(function, thing)
            except ValueError:
                pass
            del thing
        gc.collect()
        return [thing() for thing in things]

    assert asyncio.run(main()) == [None, None]
    assert not m._mochi_get_loop()._blocked and not m._mochi_get_loop()._calls


@scenario("G5", STANDBY, needs="posix")
def ctrl_c_in_a_call_that_blocks_a_loop(m):
    """Where the caller's loop leaves Ctrl-C to Python, as in a notebook."""
    log = []

    async def hang():
        try:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0.01)
            log.append("cleaned")

    async def main():
        assert type(raised(m.call_sync, hang)) is KeyboardInterrupt
        assert log == ["cleaned"]
        return m.call_sync(echo, 1)

    loop = asyncio.new_event_loop()
    assert loop.run_until_complete(main()) == 1
    loop.close()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@scenario("G5", STANDBY, needs="posix")
def ctrl_c_between_calls(m):
    """Is Python's, and leaves what the standby runs alone."""
    ticks = Ticks(m)
    assert ticks.go_on()

    def strike():
        signal.raise_signal(signal.SIGINT)

    assert type(raised(strike)) is KeyboardInterrupt
    assert ticks.go_on()
    ticks.stop()


@scenario("G23", STANDBY)
def progress_between_calls(m):
    ticks = Ticks(m)
    assert ticks.go_on()
    for n in range(20):  # and calls go on, on their own threads
        assert m.call_sync(echo, n) == n
        assert m.call_sync(thread_of) == threading.get_ident()
        time.sleep(0.005 * (n % 5))
    assert ticks.go_on()
    ticks.stop()


async def thread_of():
    await asyncio.sleep(0)
    return threading.get_ident()


@scenario("G23", STANDBY)
def handlers_between_calls_make_calls(m):
    got = []
    done = threading.Event()

    async def handle(n):
        got.append(await asyncio.to_thread(m.call_sync, echo, n))
        if len(got) == 10:
            done.set()

    async def subscribe():
        async with asyncio.TaskGroup() as group:
            for n in range(10):
                await asyncio.sleep(0.005)
                group.create_task(handle(n))

    kept = m.call_sync(start, subscribe())
    assert done.wait(SECONDS)
    assert sorted(got) == list(range(10))
    assert m.call_sync(echo, kept) is kept


@scenario("G23", STANDBY)
def a_server_pushes_while_nobody_calls(m):
    received, closed = [], threading.Event()

    async def receive(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def read():
            while line := await reader.readline():
                received.append(line)
            writer.close()
            await writer.wait_closed()
            closed.set()

        return asyncio.get_running_loop().create_task(read())

    with socket.create_server(("127.0.0.1", 0)) as server:
        kept = m.call_sync(receive, server.getsockname()[1])
        connection, _ = server.accept()
        with connection:
            for n in range(5):
                connection.sendall(b"%d\n" % n)
                ends = time.monotonic() + SECONDS
                while len(received) <= n and time.monotonic() < ends:
                    time.sleep(0.001)
                assert len(received) == n + 1
    assert closed.wait(SECONDS)
    m.call_sync(asyncio.wait, {kept})


@scenario("G23", STANDBY)
def progress_whatever_calls_did(m):
    """Calls that fail, stop the loop, or were cut off leave it to the standby."""

    async def fail():
        raise SystemExit

    async def stop_the_loop():
        asyncio.get_running_loop().stop()

    async def main():
        return m.call_sync(echo, 1)

    ticks = Ticks(m)
    for disturb in (
        lambda: raised(m.call_sync, fail),
        lambda: m.call_sync(stop_the_loop),
        lambda: asyncio.run(main()),
        lambda: next(m.iterate_sync(numbers)),
        lambda: [thread.join() for thread in [threading.Thread(target=m.pause_sync)] if not thread.start()],
        gc.collect,
    ):
        disturb()
        assert ticks.go_on()
    ticks.stop()


async def numbers():
    yield 1
    yield 2


@scenario("G23", STANDBY)
def a_background_task_that_exits_between_calls(m):
    """As bare asyncio's, it stops the loop; nobody is there to raise it, so it is told."""
    told, heard = [], threading.Event()

    def handle(_, context):
        told.append(context["exception"])
        heard.set()

    async def leave():
        await asyncio.sleep(0.05)
        sys.exit(3)

    async def begin():
        asyncio.get_running_loop().set_exception_handler(handle)
        return asyncio.get_running_loop().create_task(leave())

    task = m.call_sync(begin)
    assert heard.wait(SECONDS)
    assert type(told[0]) is SystemExit
    ticks = Ticks(m)
    assert ticks.go_on()
    ticks.stop()
    assert type(task.exception()) is SystemExit


@scenario("G13", STANDBY, needs="fork")
def forks_beside_the_standby(m):
    ticks = Ticks(m)
    assert ticks.go_on()
    inherited = m.call_sync(loop_of)

    def child():
        before = ticks.number
        assert m.call_sync(loop_of) is not inherited
        again = Ticks(m)
        assert again.go_on()
        assert ticks.number == before
        os.write(1, b"")

    for hard in (True, False):
        assert in_child(child, hard=hard, seconds=SECONDS) == 0
        assert ticks.go_on()
    assert m.call_sync(loop_of) is inherited
    ticks.stop()


@scenario("G13", STANDBY, needs="fork")
def a_background_task_forks(m):
    """On the standby's own thread."""
    codes = []
    done = threading.Event()

    async def fork():
        await asyncio.sleep(0.05)
        child = os.fork()
        if not child:
            os._exit(7)
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        done.set()

    kept = m.call_sync(start, fork())
    assert done.wait(SECONDS) and codes == [7]
    ticks = Ticks(m)
    assert ticks.go_on()
    ticks.stop()
    m.call_sync(asyncio.wait, {kept})


@scenario("G6", STANDBY, stdout="at exit\ncleaned\n")
def exit_with_a_subscription_open(m):
    async def subscribe():
        try:
            while True:
                await asyncio.sleep(0.001)
        finally:
            await asyncio.sleep(0.01)
            print("cleaned", flush=True)

    kept.append(m.call_sync(start, subscribe()))
    atexit.register(lambda: print("at exit", flush=True))
    time.sleep(0.05)


@scenario("G6", STANDBY, stdout="told\n")
def exit_while_a_background_task_blocks(m):
    blocks = threading.Event()

    async def block():
        await asyncio.sleep(0.02)
        blocks.set()
        time.sleep(600)

    kept.append(m.call_sync(start, block()))
    assert blocks.wait(SECONDS)
    print("told", flush=True)


@scenario("G6", STANDBY, stdout="1\n")
def a_call_in_an_exit_handler_that_runs_a_loop(m):
    async def main():
        print(m.call_sync(echo, 1), flush=True)

    m.call_sync(echo, 0)
    atexit.register(lambda: asyncio.run(main()))
    time.sleep(0.05)


kept = []


@scenario("G24", STANDBY)
def no_wake_ups_when_idle(m):
    """What the loop polls and what the thread waits for is counted."""
    loop = m.call_sync(loop_of)
    counted = []
    select = loop._selector.select

    def count(timeout=None):
        counted.append(timeout)
        return select(timeout)

    loop._selector.select = count
    ends = time.monotonic() + SECONDS
    while not m._mochi_get_loop()._standby_leads and time.monotonic() < ends:
        time.sleep(0.01)
    time.sleep(0.1)  # it has begun to poll
    before = len(counted)
    rest = m._mochi_get_loop()._rest
    m._mochi_get_loop()._rest = lambda seconds: counted.append(seconds) or rest(seconds)
    time.sleep(1)
    assert len(counted) == before and counted[-1] is None, counted[before:]
    assert m.call_sync(echo, 1) == 1
    assert len(counted) > before


@scenario("G24", STANDBY)
def a_module_that_is_not_called_has_no_thread(m):
    names = [thread.name for thread in threading.enumerate()]
    assert "mochi-asyncbridge" not in names
    m.call_sync(echo, 1)
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("mochi-asyncbridge") == 1
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: m.call_sync(echo, n), range(100)))
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("mochi-asyncbridge") == 1
