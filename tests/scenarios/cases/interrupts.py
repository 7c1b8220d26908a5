"""G5: Ctrl-C and other signals."""

import _signal  # signal compares handlers, to make enums of them
import asyncio
import contextlib
import logging
import os
import signal
import threading
import time

from scenario import ALL, BOTH_PERSISTENT, echo, scenario


def ctrl_c(after, times=1, gap=0.1):
    def press():
        time.sleep(after)
        call = getattr(_signal.getsignal(signal.SIGINT), "__self__", None)
        for presses in range(1, times + 1):
            os.kill(os.getpid(), signal.SIGINT)
            # On a busy machine two would be handled as one.
            while times > 1 and call.interrupts < presses:
                time.sleep(0.001)
            time.sleep(gap)

    thread = threading.Thread(target=press)
    thread.start()
    return thread


def interrupted(function, *args):
    try:
        function(*args)
    except KeyboardInterrupt:
        return True
    return False


@scenario("G5", ALL, needs="posix")
def ctrl_c_cancels_and_cleans_up(m):
    log, presses = [], []

    async def work():
        presses.append(ctrl_c(0.1))
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.01)
            log.append("cleaned")

    assert interrupted(m.call_sync, work)
    assert log == ["cleaned"]
    presses[0].join()
    assert m.call_sync(echo, 1) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def second_ctrl_c_does_not_wait(m):
    log, presses = [], []

    async def work():
        presses.append(ctrl_c(0.1, times=2))
        try:
            await asyncio.sleep(30)
        finally:
            log.append("cleaning")
            await asyncio.sleep(30)
            log.append("back to life")

    began = time.monotonic()
    assert interrupted(m.call_sync, work)
    assert time.monotonic() - began < 10
    presses[0].join()
    assert m.call_sync(echo, 1) == 1
    assert log == ["cleaning"]


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def second_ctrl_c_breaks_a_computing_coroutine(m):
    presses = []

    async def work():
        presses.append(ctrl_c(0.2, times=2, gap=0.2))
        while True:
            pass

    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it notices how long that takes
    assert interrupted(m.call_sync, work)
    presses[0].join()
    assert m.call_sync(echo, 1) == 1


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def third_ctrl_c_breaks_whatever_computes(m):
    presses = []

    async def compute():
        presses.append(ctrl_c(0.2, times=3, gap=0.2))
        while True:
            pass

    async def work():
        await asyncio.get_running_loop().create_task(compute())

    logging.getLogger("asyncio").setLevel(logging.ERROR)
    assert interrupted(m.call_sync, work)
    presses[0].join()
    assert m.call_sync(echo, 1) == 1


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def second_ctrl_c_leaves_a_stubborn_coroutine(m):
    presses = []

    async def work():
        presses.append(ctrl_c(0.1, times=2))
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(30)

    assert interrupted(m.call_sync, work)
    presses[0].join()
    assert m.call_sync(echo, 1) == 1


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def ctrl_c_of_a_caller_that_waits_for_another_thread(m):
    release = threading.Event()
    log, presses = [], []

    async def lead():
        while not release.is_set():
            await asyncio.sleep(0.005)
        return "unharmed"

    async def work():
        presses.append(ctrl_c(0.1))
        try:
            await asyncio.sleep(30)
        finally:
            log.append("cleaned")

    got = []
    leader = threading.Thread(target=lambda: got.append(m.call_sync(lead)))
    leader.start()
    time.sleep(0.1)
    assert interrupted(m.call_sync, work)
    assert log == ["cleaned"]
    release.set()
    leader.join()
    presses[0].join()
    assert got == ["unharmed"]


@scenario("G5", ALL, needs="posix")
def ctrl_c_between_calls_is_pythons(m):
    m.call_sync(echo, 1)
    press = ctrl_c(0.1)
    assert interrupted(time.sleep, 30)
    press.join()
    assert m.call_sync(echo, 1) == 1


@scenario("G5", ALL, needs="posix")
def a_handler_of_the_users_is_left_alone(m):
    seen = []

    def mine(*_):
        seen.append(1)

    signal.signal(signal.SIGINT, mine)
    press = ctrl_c(0.05)
    m.call_sync(asyncio.sleep, 0.3)
    press.join()
    assert seen and signal.getsignal(signal.SIGINT) is mine

    async def install():
        signal.signal(signal.SIGINT, mine)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    m.call_sync(install)
    assert signal.getsignal(signal.SIGINT) is mine


@scenario("G5", ALL, needs="posix")
def other_threads_do_not_see_ctrl_c(m):
    got = []
    worker = threading.Thread(target=lambda: got.append(m.call_sync(asyncio.sleep, 0.4, "done")))
    worker.start()
    press = ctrl_c(0.1)
    assert interrupted(time.sleep, 30)
    worker.join()
    press.join()
    assert got == ["done"]


@scenario("G5", ALL, needs="posix")
def ctrl_c_in_a_step(m):
    log, presses = [], []

    async def generator():
        try:
            yield 1
            presses.append(ctrl_c(0.1))
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.01)
            log.append("cleaned")

    @contextlib.asynccontextmanager
    async def manager():
        try:
            presses.append(ctrl_c(0.1))
            await asyncio.sleep(30)
            yield
        finally:
            await asyncio.sleep(0.01)
            log.append("cleaned")

    def enter():
        with m.enter_sync(manager):
            raise AssertionError

    steps = m.iterate_sync(generator)
    next(steps)
    for attempt in (lambda: next(steps), enter):
        assert interrupted(attempt)
        presses.pop().join()
    assert log == ["cleaned", "cleaned"]
    assert list(steps) == []
    assert m.call_sync(echo, 1) == 1


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def ctrl_c_again_and_again_under_load(m):
    stop = threading.Event()
    wrong = []

    def hammer():
        n = 0
        while not stop.is_set():
            n += 1
            try:
                if m.call_sync(echo, n) != n:
                    wrong.append(n)
            except BaseException as exc:
                wrong.append(exc)

    workers = [threading.Thread(target=hammer) for _ in range(4)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(20):
            # The press must land in the call, or the scenario itself is interrupted.
            async def work():
                asyncio.get_running_loop().call_later(
                    0.005, os.kill, os.getpid(), signal.SIGINT
                )
                await asyncio.sleep(30)

            assert interrupted(m.call_sync, work)
            assert m.call_sync(echo, 1) == 1
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert not wrong, wrong


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def a_raising_handler_of_another_signal(m):
    class Alarm(Exception):
        pass

    log = []

    def raise_it(*_):
        raise Alarm

    async def work():
        timers.append(threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)))
        try:
            timers[-1].start()  # on a busy machine it may strike right here
            await asyncio.sleep(30)
        finally:
            log.append("cleaned")

    timers = []
    signal.signal(signal.SIGUSR1, raise_it)
    for _ in range(5):
        try:
            m.call_sync(work)
        except Alarm:
            pass
        else:
            raise AssertionError
        timers[-1].join()
        assert m.call_sync(echo, 1) == 1
    assert log == ["cleaned"] * 5


@scenario("G5", BOTH_PERSISTENT, needs="posix", returncode=7)
def sigterm_that_exits(m):
    import sys

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
    m.call_sync(asyncio.sleep, 30)


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def an_abandoned_call_keeps_its_moment_when_the_leader_leaves(m):
    """Its cleanup takes longer than the call that leads meanwhile; nobody else is there."""

    class Alarm(Exception):
        pass

    log, leading = [], threading.Event()

    async def lead():
        leading.set()
        await asyncio.sleep(0.3)

    async def work():
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGUSR1)
        try:
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0.6)
            log.append("cleaned")

    def raise_it(*_):
        if not raised:
            raised.append(1)
            raise Alarm

    raised = []
    signal.signal(signal.SIGUSR1, raise_it)
    leader = threading.Thread(target=m.call_sync, args=(lead,))
    leader.start()
    leading.wait()
    try:
        m.call_sync(work)
    except Alarm:
        assert log == ["cleaned"], log
    else:
        raise AssertionError
    leader.join()
    assert m.call_sync(echo, 1) == 1


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def an_abandoned_call_that_leads(m):
    """Its cleanup is not cut short where user code stops the loop meanwhile."""

    class Alarm(Exception):
        pass

    log = []

    async def work():
        # From another thread, while the loop waits: in a callback asyncio catches it.
        timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1))
        try:
            timer.start()
            await asyncio.sleep(1000)
        finally:
            asyncio.get_running_loop().stop()
            await asyncio.sleep(0.2)
            log.append("cleaned")

    def raise_it(*_):
        raise Alarm

    signal.signal(signal.SIGUSR1, raise_it)
    try:
        m.call_sync(work)
    except Alarm:
        assert log == ["cleaned"], log
    else:
        raise AssertionError
    assert m.call_sync(echo, 1) == 1


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def ctrl_c_works_again_after_a_third_one(m):
    """A third one may come while the call is being abandoned: it leaves nothing behind."""
    log = []

    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                log.append("cancelled")
                os.kill(os.getpid(), signal.SIGINT)  # on, until it breaks

    async def work():
        try:
            asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
            await asyncio.sleep(1000)
        finally:
            log.append("cleaned")

    for _ in range(3):
        asyncio_logger = logging.getLogger("asyncio")
        asyncio_logger.setLevel(logging.CRITICAL)

        async def begin():
            asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
            await stubborn()

        assert interrupted(m.call_sync, begin)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        del log[:]
        assert interrupted(m.call_sync, work)
        assert log == ["cleaned"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@scenario("G5", BOTH_PERSISTENT, needs="posix")
def a_handler_that_cannot_be_compared_is_left_alone(m):
    class Handler:
        def __call__(self, *_):
            pass

        def __eq__(self, _):
            raise AssertionError("it was compared")

        __bool__ = __len__ = __eq__
        __hash__ = None

    async def install():
        _signal.signal(signal.SIGINT, handler)

    handler = Handler()
    m.call_sync(install)
    assert _signal.getsignal(signal.SIGINT) is handler
    assert m.call_sync(echo, 1) == 1
    _signal.signal(signal.SIGINT, signal.default_int_handler)
