"""G19 and G20: timeouts and cancellation."""

import asyncio
import contextlib
import contextvars
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from scenario import LIMITED, LIMITED_PERSISTENT, echo, raised, scenario

LIMITED_PER_CALL = ("per_call_timeouts",)
var = contextvars.ContextVar("var", default="unset")


@contextlib.contextmanager
def limit(m, seconds):
    token = m.mochi_async_timeout.set(seconds)
    try:
        yield
    finally:
        m.mochi_async_timeout.reset(token)


@scenario("G19", LIMITED)
def a_limit_strikes(m):
    log = []

    async def work():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            log.append("cleaned")
            raise

    assert m.mochi_async_timeout.get() is None
    with limit(m, 0.5):
        error = raised(m.call_sync, work)
    assert type(error) is m.MochiAsyncTimeoutError and isinstance(error, TimeoutError)
    assert "call_sync" in str(error) and "0.5" in str(error)
    assert error.__cause__ is None and error.__context__ is None
    assert log == ["cleaned"]
    assert m.call_sync(echo, 1) == 1
    with limit(m, 60):
        assert m.call_sync(echo, 2) == 2
        assert m.give_sync(echo, 3) == 3
    with limit(m, float("inf")):
        assert m.call_sync(echo, 4) == 4


@scenario("G19", LIMITED)
def the_coroutines_own_timeout_is_its_own(m):
    async def work():
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1000)

    own = TimeoutError("own")

    async def fail():
        raise own

    with limit(m, 60):
        assert type(raised(m.call_sync, work)) is TimeoutError
        assert raised(m.call_sync, fail) is own
    async def outer():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.sleep(1000)
        await asyncio.sleep(1000)

    with limit(m, 0.3):
        assert type(raised(m.call_sync, outer)) is m.MochiAsyncTimeoutError


@scenario("G19", LIMITED)
def no_time_at_all(m):
    def never():
        raise AssertionError("it was called")

    for seconds in (0, -1, -0.0, float("nan"), float("-inf")):
        with limit(m, seconds):
            error = raised(m.call_sync, never)
            assert type(error) is m.MochiAsyncTimeoutError, error
            assert type(raised(m.give_sync, never)) is m.MochiAsyncTimeoutError
            assert type(raised(m.iterate_sync(never).__next__)) is m.MochiAsyncTimeoutError
            assert type(raised(m.enter_sync(never).__enter__)) is m.MochiAsyncTimeoutError
    with limit(m, "soon"):
        assert type(raised(m.call_sync, never)) is TypeError
    assert m.call_sync(echo, 1) == 1


@scenario("G19", LIMITED_PERSISTENT)
def context_changes_survive_a_limit(m):
    async def work(seconds):
        var.set(f"changed {seconds}")
        await asyncio.sleep(seconds)
        var.set("finished")

    with limit(m, 60):
        m.call_sync(work, 0)
        assert var.get() == "finished"
    with limit(m, 0.3):
        raised(m.call_sync, work, 1000)
        assert var.get() == "changed 1000"


@scenario("G19", LIMITED)
def values_and_errors_under_a_limit(m):
    thing = object()
    with limit(m, 60):
        assert m.call_sync(echo, thing) is thing
        for error in (ValueError(), SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()):

            async def fail():
                raise error

            got = raised(m.call_sync, fail)
            if isinstance(error, asyncio.CancelledError) and "per_call" in m.__name__:
                assert type(got) is asyncio.CancelledError
            else:
                assert got is error
    assert m.call_sync(echo, 1) == 1


@scenario("G15", LIMITED_PERSISTENT)
def exits_under_a_limit_reach_their_caller_only(m):
    done = threading.Event()

    async def lead():
        while not done.is_set():
            await asyncio.sleep(0.001)
        return "unharmed"

    async def leave(error):
        await asyncio.sleep(0.001)
        raise error

    with ThreadPoolExecutor(1) as pool:
        leader = pool.submit(m.call_sync, lead)
        time.sleep(0.05)
        with limit(m, 60):
            for i in range(10):
                error = SystemExit(i)
                assert raised(m.call_sync, leave, error) is error
        done.set()
        assert leader.result() == "unharmed"


@scenario("G19", LIMITED)
def nested_shims_inherit_the_remaining_time(m):
    ended = []

    def nested():
        error = raised(m.call_sync, asyncio.sleep, 1000)
        ended.append((type(error), str(error)))
        time.sleep(0.5)  # so that the outer call does not end in time after all

    async def work():
        await asyncio.to_thread(nested)

    with limit(m, 0.3):
        assert type(raised(m.call_sync, work)) is m.MochiAsyncTimeoutError
    for _ in range(500):
        if ended:
            break
        time.sleep(0.01)
    assert ended[0][0] is m.MochiAsyncTimeoutError and "call_sync" in ended[0][1]

    def longer():  # cannot have more than what remains
        with limit(m, 1000):
            ended.append(type(raised(m.call_sync, asyncio.sleep, 1000)))
            time.sleep(0.5)

    def shorter():
        with limit(m, 0.01):
            ended.append(type(raised(m.call_sync, asyncio.sleep, 1000)))
        return "went on"

    del ended[:]
    with limit(m, 0.3):
        assert type(raised(m.call_sync, asyncio.to_thread, longer)) is m.MochiAsyncTimeoutError
    with limit(m, 60):
        assert m.call_sync(asyncio.to_thread, shorter) == "went on"
    for _ in range(500):
        if len(ended) == 2:
            break
        time.sleep(0.01)
    assert ended == [m.MochiAsyncTimeoutError] * 2


@scenario("G19", LIMITED)
def nested_shims_of_steps_inherit_the_remaining_time(m):
    async def generator():
        yield 1
        yield await asyncio.to_thread(raised, m.call_sync, asyncio.sleep, 1000)

    steps = m.iterate_sync(generator)
    next(steps)
    began = time.monotonic()
    with limit(m, 0.3):
        try:
            assert type(next(steps)) is m.MochiAsyncTimeoutError
        except m.MochiAsyncTimeoutError:
            pass
    assert time.monotonic() - began < 30


@scenario("G19", LIMITED_PERSISTENT)
def background_tasks_that_outlive_the_call_are_not_bound(m):
    async def background():
        m.mochi_async_timeout.set(None)
        await asyncio.sleep(0.3)
        return await asyncio.to_thread(m.call_sync, asyncio.sleep, 0.4, "finished")

    async def start():
        return asyncio.get_running_loop().create_task(background())

    with limit(m, 0.5):
        task = m.call_sync(start)

    async def wait():
        return await task

    assert m.call_sync(wait) == "finished"


@scenario("G19", LIMITED)
def cleanup_that_fails_is_the_cause(m):
    problem = KeyError("of the cleanup")

    async def work():
        try:
            await asyncio.sleep(1000)
        finally:
            raise problem

    with limit(m, 0.3):
        error = raised(m.call_sync, work)
    assert type(error) is m.MochiAsyncTimeoutError
    assert problem in (error.__cause__, error.__context__)


@scenario("G20", LIMITED_PERSISTENT)
def a_coroutine_that_swallows_the_cancellation_is_left(m):
    release = threading.Event()

    async def work():
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)

    began = time.monotonic()
    with limit(m, 0.3):
        assert type(raised(m.call_sync, work)) is m.MochiAsyncTimeoutError
    assert time.monotonic() - began < 20
    assert m.call_sync(echo, 1) == 1
    release.set()
    m.call_sync(asyncio.sleep, 0.05)


@scenario("G20", LIMITED_PER_CALL)
def a_coroutine_that_swallows_the_cancellation_is_waited_for(m):
    log = []

    async def work():
        for _ in range(3):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(1.2)
        log.append("ended")

    with limit(m, 0.3):
        assert type(raised(m.call_sync, work)) is m.MochiAsyncTimeoutError
    assert log == ["ended"]


@scenario("G20", LIMITED)
def a_value_after_the_strike_is_late(m):
    async def work():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(1000)
        return "late"

    with limit(m, 0.3):
        assert type(raised(m.call_sync, work)) is m.MochiAsyncTimeoutError


@scenario("G20", LIMITED)
def a_token_cancels_from_another_thread(m):
    log = []

    async def work():
        threading.Timer(0.05, token.cancel).start()
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            await asyncio.sleep(0.01)
            log.append("cleaned")
            raise

    with m.MochiCancelToken() as token:
        error = raised(m.call_sync, work)
        assert type(error) is m.MochiAsyncCancelledError and "call_sync" in str(error)
        assert not isinstance(error, asyncio.CancelledError)
        assert error.__cause__ is None and error.__context__ is None
        assert log == ["cleaned"]
        began = time.monotonic()
        for shim in (m.call_sync, m.give_sync):  # those to come fail before they start
            assert type(raised(shim, None)) is m.MochiAsyncCancelledError
        assert time.monotonic() - began < 5
    assert token.cancelled
    assert m.call_sync(echo, 1) == 1
    token.cancel()
    assert m.call_sync(echo, 1) == 1


@scenario("G20", LIMITED)
def tokens_nest(m):
    for which in (0, 1):
        tokens = m.MochiCancelToken(), m.MochiCancelToken()
        with tokens[0], tokens[1]:
            assert m.call_sync(echo, 1) == 1
            threading.Timer(0.05, tokens[which].cancel).start()
            assert type(raised(m.call_sync, asyncio.sleep, 1000)) is m.MochiAsyncCancelledError
        assert m.call_sync(echo, 2) == 2
    token = m.MochiCancelToken()
    with token, token:
        pass
    assert m.call_sync(echo, 3) == 3


@scenario("G20", LIMITED)
def one_token_for_many_threads(m):
    token = m.MochiCancelToken()
    started = []

    async def work():
        started.append(1)
        await asyncio.sleep(1000)

    def thread(n):
        with token:
            return type(raised(m.call_sync, work))

    with ThreadPoolExecutor(8) as pool:
        results = [pool.submit(thread, n) for n in range(8)]
        while len(started) < 8:
            time.sleep(0.01)
        token.cancel()
        assert {r.result() for r in results} == {m.MochiAsyncCancelledError}


@scenario("G20", LIMITED)
def tokens_reach_nested_shims(m):
    async def work():
        await asyncio.to_thread(m.call_sync, asyncio.sleep, 1000)

    with m.MochiCancelToken() as token:
        threading.Timer(0.1, token.cancel).start()
        assert type(raised(m.call_sync, work)) is m.MochiAsyncCancelledError


@scenario("G20", LIMITED, needs="posix")
def a_token_cancels_from_a_signal_handler(m):
    with m.MochiCancelToken() as token:
        signal.signal(signal.SIGUSR1, lambda *_: token.cancel())
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        assert type(raised(m.call_sync, asyncio.sleep, 1000)) is m.MochiAsyncCancelledError


@scenario("G20", LIMITED)
def cancelling_races_with_the_end(m):
    def thread(n):
        for i in range(40):
            with m.MochiCancelToken() as token:
                timer = threading.Thread(target=token.cancel)

                async def work():
                    timer.start()
                    await asyncio.sleep(0.0003 * (i % 3))
                    return i

                try:
                    assert m.call_sync(work) == i
                except m.MochiAsyncCancelledError:
                    pass
                timer.join()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(thread, range(4)))


@scenario("G20", LIMITED)
def cleanup_of_the_cancelled_that_fails_is_the_cause(m):
    problem = KeyError("of the cleanup")

    async def work():
        threading.Timer(0.05, token.cancel).start()
        try:
            await asyncio.sleep(1000)
        finally:
            raise problem

    with m.MochiCancelToken() as token:
        assert raised(m.call_sync, work).__cause__ is problem


@scenario("G5", LIMITED, needs="posix")
def ctrl_c_while_bounded(m):
    log = []

    async def work():
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            await asyncio.sleep(1000)
        finally:
            log.append("cleaned")

    with limit(m, 60), m.MochiCancelToken():
        assert type(raised(m.call_sync, work)) is KeyboardInterrupt
    assert log == ["cleaned"]
    assert m.call_sync(echo, 1) == 1


@scenario("G19", LIMITED)
def each_step_is_bounded(m):
    log = []

    async def generator():
        try:
            for i in range(3):
                yield i
                await asyncio.sleep(0.05)
            await asyncio.sleep(1000)
        finally:
            await asyncio.sleep(0)
            log.append("closed")

    with limit(m, 5):  # each of them, so more in all than one
        steps = m.iterate_sync(generator)
        got = []
        for i in steps:
            got.append(i)
            if i == 2:
                m.mochi_async_timeout.set(0.1)
                break
        error = raised(next, steps)
        assert type(error) is m.MochiAsyncTimeoutError and "iterate_sync" in str(error)
    assert log == ["closed"] and list(steps) == []

    @contextlib.asynccontextmanager
    async def slow_to_enter():
        try:
            await asyncio.sleep(1000)
            yield
        finally:
            log.append("entering")

    @contextlib.asynccontextmanager
    async def slow_to_leave():
        try:
            yield
        finally:
            await asyncio.sleep(1000)

    for manager in (slow_to_enter, slow_to_leave):
        def block():
            with m.enter_sync(manager):
                time.sleep(0.01)

        with limit(m, 0.3):
            error = raised(block)
            assert type(error) is m.MochiAsyncTimeoutError and "enter_sync" in str(error)
    assert log == ["closed", "entering"]


@scenario("G20", LIMITED)
def tokens_cancel_steps(m):
    log = []

    async def generator():
        try:
            yield 1
            await asyncio.sleep(1000)
        finally:
            log.append("closed")

    with m.MochiCancelToken() as token:
        steps = m.iterate_sync(generator)
        next(steps)
        threading.Timer(0.05, token.cancel).start()
        error = raised(next, steps)
        assert type(error) is m.MochiAsyncCancelledError and "iterate_sync" in str(error)
    assert log == ["closed"]


@scenario("G20", LIMITED_PERSISTENT)
def steps_that_swallow_the_cancellation_are_left(m):
    release = threading.Event()

    async def generator():
        yield 1
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)
        yield 2

    steps = m.iterate_sync(generator)
    next(steps)
    with limit(m, 0.3):
        assert type(raised(next, steps)) is m.MochiAsyncTimeoutError
    assert list(steps) == []
    assert m.call_sync(echo, 1) == 1
    release.set()
    m.call_sync(asyncio.sleep, 0.05)
