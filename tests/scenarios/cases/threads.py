"""G9 to G12 and G14 to G16: one loop, any number of threads."""

import asyncio
import contextlib
import gc
import socket
import sys
import threading
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

from scenario import ALL, BOTH_PERSISTENT, PERSISTENT, close_loop, echo, raised, scenario


async def loop_of():
    return asyncio.get_running_loop()


def in_threads(number, function):
    """Run function(n) in that many threads at once and give the results in order."""
    barrier = threading.Barrier(number)

    def work(n):
        barrier.wait()
        return function(n)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(work, range(number)))


@scenario("G9", BOTH_PERSISTENT)
def one_loop_for_all_threads(m):
    loops = [m.call_sync(loop_of)] + in_threads(8, lambda _: m.call_sync(loop_of))
    assert len(set(map(id, loops))) == 1


@scenario("G9", BOTH_PERSISTENT)
def loop_bound_objects_live_across_calls(m):
    async def make():
        return asyncio.Lock(), asyncio.Queue(), asyncio.get_running_loop().create_future()

    lock, queue, future = m.call_sync(make)

    async def use(n):
        async with lock:
            await asyncio.sleep(0.001)
            await queue.put(n)

    in_threads(8, lambda n: m.call_sync(use, n))

    async def drain():
        return sorted([await queue.get() for _ in range(8)])

    assert m.call_sync(drain) == list(range(8))

    async def resolve():
        future.set_result("set in another call")

    with ThreadPoolExecutor(1) as pool:
        waiter = pool.submit(m.call_sync, echo_future, future)
        m.call_sync(resolve)
        assert waiter.result() == "set in another call"


async def echo_future(future):
    return await future


@scenario("G9", BOTH_PERSISTENT)
def a_connection_lives_across_calls_and_threads(m):
    async def serve():
        async def handle(reader, writer):
            while line := await reader.readline():
                writer.write(line.upper())
                await writer.drain()
            writer.close()

        return await asyncio.start_server(handle, "127.0.0.1", 0)

    server = m.call_sync(serve)
    port = server.sockets[0].getsockname()[1]
    reader, writer = m.call_sync(asyncio.open_connection, "127.0.0.1", port)

    async def ask(text):
        writer.write(text)
        return await reader.readline()

    assert m.call_sync(ask, b"one\n") == b"ONE\n"
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(m.call_sync, ask, b"two\n").result() == b"TWO\n"

    async def close():
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    m.call_sync(close)


@scenario("G10", ALL)
def threads_sleep_at_once(m):
    began = time.monotonic()
    in_threads(20, lambda _: m.call_sync(asyncio.sleep, 0.1))
    assert time.monotonic() - began < 1.5


@scenario("G10", BOTH_PERSISTENT)
def threads_meet_on_the_loop(m):
    async def make():
        return asyncio.Barrier(8)

    barrier = m.call_sync(make)
    assert sorted(in_threads(8, lambda _: m.call_sync(barrier.wait))) == list(range(8))


@scenario("G10", BOTH_PERSISTENT)
def short_calls_are_not_held_up_by_long_ones(m):
    release = threading.Event()

    async def long():
        while not release.is_set():
            await asyncio.sleep(0.005)

    for long_leads in (True, False):
        release.clear()
        with ThreadPoolExecutor(2) as pool:
            if long_leads:
                waiting = pool.submit(m.call_sync, long)
                time.sleep(0.05)
                for n in range(100):
                    assert m.call_sync(echo, n) == n
            else:
                first = pool.submit(m.call_sync, asyncio.sleep, 0.05)
                waiting = pool.submit(m.call_sync, long)
                first.result()
                for n in range(100):
                    assert m.call_sync(echo, n) == n
            release.set()
            waiting.result()


@scenario("G10", BOTH_PERSISTENT)
def background_tasks_go_on_during_calls(m):
    seen = []

    async def start():
        async def tick():
            while True:
                seen.append(1)
                await asyncio.sleep(0.001)

        return asyncio.get_running_loop().create_task(tick())

    task = m.call_sync(start)
    m.call_sync(asyncio.sleep, 0.1)
    assert len(seen) > 3

    async def stop():
        task.cancel()
        await asyncio.wait({task})

    m.call_sync(stop)


@scenario("G11", ALL)
def shims_in_worker_threads_of_a_coroutine(m):
    async def work(depth):
        if not depth:
            return 1
        return 1 + await asyncio.to_thread(m.call_sync, work, depth - 1)

    assert m.call_sync(work, 12) == 13

    async def executor():
        loop = asyncio.get_running_loop()
        jobs = [loop.run_in_executor(None, m.call_sync, echo, n) for n in range(4)]
        return await asyncio.gather(*jobs)

    assert m.call_sync(executor) == list(range(4))
    assert in_threads(3, lambda n: m.call_sync(work, n)) == [1, 2, 3]


@scenario("G11", ALL)
def shims_in_foreign_loops_threads(m):
    async def main():
        return await asyncio.gather(*(asyncio.to_thread(m.call_sync, echo, n) for n in range(8)))

    assert asyncio.run(main()) == list(range(8))


@scenario("G11", ALL)
def shims_in_finalizers(m):
    got = []

    class Closes:
        def __init__(self):
            self.me = self

        def __del__(self):
            try:
                got.append(m.call_sync(echo, 1))
            except m.MochiAsyncReentryError:
                got.append(2)

    async def litter():
        for _ in range(200):
            Closes()
            await asyncio.sleep(0)

    gc.set_threshold(20)
    for _ in range(300):
        Closes()
        m.call_sync(echo, 1)
    m.call_sync(litter)
    in_threads(4, lambda _: [m.call_sync(echo, Closes()) and None for _ in range(50)])
    gc.set_threshold(700)
    gc.collect()
    ends = time.monotonic() + 30
    while len(got) < 700 and time.monotonic() < ends:
        time.sleep(0.01)  # one may be in flight on the standby's thread
    assert len(got) == 700


@scenario("G11", ALL, needs="posix")
def shims_in_signal_handlers(m):
    import os
    import signal

    got = []

    def handler(*_):
        try:
            got.append(m.call_sync(echo, 1))
        except m.MochiAsyncReentryError:
            got.append(2)

    signal.signal(signal.SIGUSR1, handler)
    stop = threading.Event()

    def hammer():
        while not stop.is_set():
            m.call_sync(asyncio.sleep, 0.001)

    def shoot():
        while not stop.is_set():
            handled = len(got)
            os.kill(os.getpid(), signal.SIGUSR1)
            # Signals that come faster than they are handled nest without end.
            while len(got) == handled and not stop.is_set():
                time.sleep(0.001)

    threads = [threading.Thread(target=hammer) for _ in range(2)]
    threads.append(threading.Thread(target=shoot))
    for thread in threads:
        thread.start()
    try:
        for n in range(300):
            assert m.call_sync(echo, n) == n
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert 1 in got or 2 in got


@scenario("G11", ALL)
def shims_before_any_bytecode(m):
    """A finalizer or a handler may come anywhere: call from a trace function, bytecode for bytecode."""
    asyncio.run(echo(0))  # asyncio.run imports something
    m.call_sync(echo, 0)
    got = []

    def strike():
        try:
            got.append(m.call_sync(echo, "inner") == "inner")
        except m.MochiAsyncReentryError:
            got.append(None)

    def until(strikes_at):
        """Give whether the call had so many bytecodes (so many lines, where tracing has no more)."""
        left = strikes_at

        def trace(frame, event, _):
            nonlocal left
            if event == "call":
                module = frame.f_globals.get("__name__", "")
                if module != m.__name__ and not module.startswith("asyncio"):
                    return None
                frame.f_trace_opcodes = True
                frame.f_trace_lines = sys.version_info[:2] == (3, 12)
            elif event in ("opcode", "line"):
                left -= 1
                if left == -1:
                    strike()
            return trace

        sys.settrace(trace)
        try:
            assert m.call_sync(echo, "outer") == "outer"
        finally:
            sys.settrace(None)
        return left < 0

    at = 0
    while until(at):
        at += 1 if not m.__name__.endswith("_timeouts") else 23
    assert set(got) == {True, None} and len(got) > 50, got


@scenario("G11", BOTH_PERSISTENT, seconds=300)
def shims_while_the_first_loop_is_made(m):
    """asyncio makes a process's first loop under a lock that is not reentrant.

    So a finalizer's call that comes upon it would wait for itself.
    """
    if sys.version_info >= (3, 16):
        return  # there are no policies any more, whose making it was
    m.call_sync(echo, 0)
    got = []

    def strike():
        try:
            got.append(m.call_sync(echo, "inner") == "inner")
        except m.MochiAsyncReentryError:
            got.append(None)

    def until(strikes_at):
        """Give whether making the loop had so many lines."""
        left = strikes_at

        def trace(frame, event, _):
            nonlocal left
            if event == "line":
                left -= 1
                if left == -1:
                    strike()
            return trace

        close_loop(m)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            asyncio.set_event_loop_policy(None)  # as in a new process
        sys.settrace(trace)
        try:
            assert m.call_sync(echo, "outer") == "outer"
        finally:
            sys.settrace(None)
        return left < 0

    at = 0
    while until(at):
        at += 1 if not m.__name__.endswith("_timeouts") else 23
    assert set(got) == {True, None} and len(got) > 20, got


@scenario("G12", BOTH_PERSISTENT)
def race_of_the_first_call(m):
    old = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    loops = in_threads(32, lambda _: m.call_sync(loop_of))
    sys.setswitchinterval(old)
    assert len(set(map(id, loops))) == 1


@scenario("G12", BOTH_PERSISTENT)
def race_to_replace_a_closed_loop(m):
    for _ in range(20):
        close_loop(m)
        loops = in_threads(8, lambda _: m.call_sync(loop_of))
        assert len(set(map(id, loops))) == 1


@scenario("G12", BOTH_PERSISTENT)
def no_lock_but_the_interpreters(m):
    import pathlib

    assert "_PyMutex" not in pathlib.Path(m.__file__).read_text()


@scenario("G14", BOTH_PERSISTENT)
def a_closed_loop_is_replaced(m):
    first = m.call_sync(loop_of)
    close_loop(m)
    assert m.call_sync(echo, 1) == 1
    assert m.call_sync(loop_of) is not first
    error = raised(m.call_sync, close_running)
    assert type(error) is RuntimeError
    assert m.call_sync(echo, 2) == 2


async def close_running():
    asyncio.get_running_loop().close()


@scenario("G14", BOTH_PERSISTENT)
def stop_poisons_nothing(m):
    async def stop():
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0.001)
        asyncio.get_running_loop().stop()
        return 1

    for n in range(10):
        with contextlib.suppress(RuntimeError):
            m.call_sync(stop)
        assert m.call_sync(echo, n) == n

    async def stop_later():
        asyncio.get_running_loop().call_soon(asyncio.get_running_loop().stop)

    m.call_sync(stop_later)
    assert m.call_sync(echo, 3) == 3


@scenario("G14", BOTH_PERSISTENT)
def stop_under_other_threads(m):
    async def stop():
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0)

    def work(n):
        for i in range(50):
            if n == 0:
                m.call_sync(stop)
            else:
                assert m.call_sync(echo, i) == i
        return True

    assert all(in_threads(6, work))


@scenario("G15", BOTH_PERSISTENT)
def exits_reach_their_caller_only(m):
    async def leave(error):
        await asyncio.sleep(0.01)
        raise error

    def work(n):
        for i in range(20):
            if n % 3 == 0:
                error = SystemExit(i) if i % 2 else KeyboardInterrupt(i)
                assert raised(m.call_sync, leave, error) is error
            else:
                assert m.call_sync(echo, i) == i
        return True

    assert all(in_threads(9, work))


@scenario("G15", BOTH_PERSISTENT)
def exits_of_child_tasks_reach_their_caller_only(m):
    async def leave(error):
        await asyncio.sleep(0.002)
        raise error

    async def gather(error):
        await asyncio.gather(asyncio.sleep(10), leave(error))

    done = threading.Event()

    async def lead():
        while not done.is_set():
            await asyncio.sleep(0.001)
        return "unharmed"

    with ThreadPoolExecutor(1) as pool:
        def follow():
            try:
                for i in range(10):
                    error = SystemExit(i)
                    assert raised(m.call_sync, gather, error) is error
            finally:
                done.set()

        leader = pool.submit(m.call_sync, lead)
        time.sleep(0.05)
        follow()
        assert leader.result() == "unharmed"


@scenario("G15", BOTH_PERSISTENT)
def cancelling_every_task_is_survived(m):
    async def cancel_all():
        await asyncio.sleep(0.01)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    def work(n):
        if n == 0:
            for _ in range(50):
                m.call_sync(cancel_all)
            return True
        for i in range(100):
            with contextlib.suppress(asyncio.CancelledError):
                assert m.call_sync(echo, i) == i
        return True

    assert all(in_threads(5, work))
    assert m.call_sync(echo, 1) == 1


@scenario("G16", BOTH_PERSISTENT)
def stale_timers_come_first(m):
    seen = []

    async def plant():
        asyncio.get_running_loop().call_later(0.01, seen.append, "due")

    m.call_sync(plant)
    time.sleep(0.05)

    async def look():
        return list(seen)

    assert m.call_sync(look) == ["due"]


@scenario("G16", BOTH_PERSISTENT)
def closed_connections_are_noticed_first(m):
    listener = socket.create_server(("127.0.0.1", 0))

    async def connect():
        return await asyncio.open_connection(*listener.getsockname())

    reader, writer = m.call_sync(connect)
    peer, _ = listener.accept()
    peer.close()
    time.sleep(0.02)

    async def alive():
        return not reader.at_eof()

    assert not m.call_sync(alive)

    async def close():
        writer.close()
        await writer.wait_closed()

    m.call_sync(close)
    listener.close()


@scenario("G10", PERSISTENT, seconds=300)
def soak_of_the_lead(m):
    """16 threads, 10,000 calls with failures and cancellations: no result is lost or swapped."""

    class Mine(Exception):
        pass

    async def work(key, kind):
        await asyncio.sleep(0 if kind % 2 else 0.0005)
        if kind % 5 == 0:
            raise Mine(key)
        if kind % 7 == 0:
            asyncio.current_task().cancel(key)
            await asyncio.sleep(1)
        if kind % 11 == 0:
            raise SystemExit(key)
        if kind % 13 == 0:
            return await asyncio.to_thread(m.call_sync, echo, key)
        if kind % 17 == 0:
            asyncio.get_running_loop().stop()
        return key

    def thread(n):
        for i in range(625):
            key = n, i
            kind = n * 31 + i
            try:
                got = m.call_sync(work, key, kind)
            except Mine as exc:
                got = exc.args[0]
                assert kind % 5 == 0
            except asyncio.CancelledError as exc:
                got = exc.args[0]
                assert kind % 7 == 0
            except SystemExit as exc:
                got = exc.code
                assert kind % 11 == 0
            assert got == key, (got, key)
        return 625

    assert sum(in_threads(16, thread)) == 10_000
    # A worker that has just given its result is not idle yet, so there may be a new one for the
    # next call: only how many there can be is certain.
    left = [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    left = [name for name in left if name != "mochi-asyncbridge"]  # the standby
    assert all(name.startswith("asyncio_") for name in left), left
    assert len(left) <= 256, left


@scenario("G12", PERSISTENT, seconds=300)
def soak_of_short_calls(m):
    """8 threads hammer a fresh loop with calls that do not suspend, and now and then close it."""

    async def add(a, b):
        return a + b

    def thread(n):
        return sum(m.call_sync(add, n, i) == n + i for i in range(500))

    for _ in range(3):
        assert in_threads(8, thread) == [500] * 8
        close_loop(m)
