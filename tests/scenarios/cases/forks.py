"""G13: fork."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
import warnings

from scenario import ALL, BOTH_PERSISTENT, echo, in_child, scenario

# Python warns of fork in a program with threads: rightly, and that is the scenario.
warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")
GIL = getattr(sys, "_is_gil_enabled", lambda: True)()


@scenario("G13", ALL, needs="fork")
def calls_in_the_child_and_on_in_the_parent(m):
    assert m.call_sync(echo, 1) == 1

    def child():
        assert m.call_sync(echo, 2) == 2

    for _ in range(3):
        assert in_child(child) == 0
        assert m.call_sync(asyncio.sleep, 0.01, 3) == 3


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def a_child_that_exits_properly(m):
    async def background():
        kept = asyncio.get_running_loop().create_task(asyncio.sleep(0.3))
        return kept, asyncio.get_running_loop()

    task, loop = m.call_sync(background)
    assert in_child(lambda: m.call_sync(echo, 2), hard=False) == 0
    assert in_child(lambda: None, hard=False) == 0

    async def wake_up():  # through the selector and the self-pipe
        await asyncio.to_thread(time.sleep, 0.01)
        await task

    m.call_sync(wake_up)
    assert not loop.is_closed()


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def the_inherited_loop_is_garbage_in_the_child(m):
    import gc

    async def connect():
        server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0)
        return server

    server = m.call_sync(connect)

    def child():
        m.call_sync(echo, 1)
        gc.collect()

    assert in_child(child) == 0
    port = server.sockets[0].getsockname()[1]

    async def use():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    m.call_sync(use)


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def fork_while_another_thread_leads(m):
    stop = threading.Event()
    wrong = []

    def hammer():
        n = 0
        while not stop.is_set():
            n += 1
            try:
                assert m.call_sync(echo, n) == n
            except BaseException as exc:
                wrong.append(exc)

    workers = [threading.Thread(target=hammer) for _ in range(3)]
    for worker in workers:
        worker.start()

    def child():
        for n in range(5):
            assert m.call_sync(echo, n) == n

    try:
        for _ in range(20):
            assert in_child(child) in ((0,) if GIL else (0, None))
            assert m.call_sync(echo, 1) == 1
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert not wrong, wrong


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def fork_inside_a_coroutine(m):
    async def work():
        await asyncio.sleep(0)

        def child():
            assert m.call_sync(echo, 2) == 2

        status = in_child(child)
        await asyncio.sleep(0.01)
        return status

    assert m.call_sync(work) == 0
    assert m.call_sync(echo, 1) == 1


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def fork_inside_a_coroutine_that_returns_in_the_child(m):
    async def work():
        return os.fork()

    child = m.call_sync(work)
    if not child:
        assert m.call_sync(echo, 1) == 1
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert m.call_sync(asyncio.sleep, 0.01, 3) == 3


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def ctrl_c_in_the_child_of_an_interruptible_call(m):
    """A call of the parent's main thread must not keep the child from being interrupted."""
    forked = []

    def fork():
        time.sleep(0.1)

        def child():
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
            try:
                threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
                m.call_sync(asyncio.sleep, 30)
            except KeyboardInterrupt:
                return
            raise AssertionError

        forked.append(in_child(child))

    forker = threading.Thread(target=fork)
    forker.start()

    async def wait():
        while not forked:
            await asyncio.sleep(0.01)

    m.call_sync(wait)
    forker.join()
    assert forked == [0]


@scenario("G13", ALL, needs="fork")
def unfinished_iterators_in_the_child(m):
    log = []

    async def generator():
        try:
            for n in range(10):
                yield n
                await asyncio.sleep(0.001)
        finally:
            log.append("closed")

    steps = m.iterate_sync(generator)
    next(steps)

    def child():
        with contextlib.suppress(RuntimeError):
            next(steps)
            raise AssertionError("it is the parent's")
        assert list(m.iterate_sync(generator)) == list(range(10))

    assert in_child(child) == 0
    assert in_child(lambda: None, hard=False) == 0
    assert list(steps) == list(range(1, 10))
    assert log == ["closed"]


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def multiprocessing_with_fork(m):
    import multiprocessing

    m.call_sync(echo, 0)
    context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        assert pool.map(Call(m), range(8)) == list(range(8))
        pool.close()
        pool.join()
    assert m.call_sync(echo, 1) == 1


class Call:
    def __init__(self, module):
        self.name = module.__name__

    def __call__(self, n):
        return sys.modules[self.name].call_sync(echo, n)


@scenario("G13", BOTH_PERSISTENT, needs="fork")
def a_finalizers_call_before_the_module_knows_of_the_fork(m):
    """Hooks of what was imported before, as threading's, run before ours in the child."""
    stop = threading.Event()
    got = []

    async def loop_of():
        return asyncio.get_running_loop()

    async def lead():
        while not stop.is_set():
            await asyncio.sleep(0.001)

    inherited = m.call_sync(loop_of)

    def trace(frame, event, _):
        if frame.f_code is threading._after_fork.__code__:
            sys.settrace(None)
            got.append(m.call_sync(loop_of))

    def child():
        assert got and got[0] is not inherited, got
        assert m.call_sync(loop_of) is got[0] and inherited.is_closed()

    def fork():
        sys.settrace(trace)
        try:
            assert in_child(child) == 0
        finally:
            sys.settrace(None)

    fork()
    if GIL:
        leader = threading.Thread(target=m.call_sync, args=(lead,))
        leader.start()
        fork()
        stop.set()
        leader.join()
    assert m.call_sync(loop_of) is inherited
