"""G7 and G10: task factories of the user's, policies, and runners beside the loop."""

import asyncio
import contextlib
import contextvars
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor

from scenario import REFUSING, ALL, BOTH_PERSISTENT, echo, raised, scenario

EAGER = getattr(asyncio, "eager_task_factory", None)
var = contextvars.ContextVar("var", default="unset")


async def set_factory(factory):
    asyncio.get_running_loop().set_task_factory(factory)


async def loop_of():
    return asyncio.get_running_loop()


def without_context(loop, coro):
    return asyncio.Task(coro, loop=loop)


def wrapping(loop, coro, **kwargs):
    async def wrapped():
        return await coro

    return asyncio.Task(wrapped(), loop=loop, **kwargs)


def every_shape(m):
    assert m.call_sync(echo, 1) == 1
    assert m.give_sync(echo, 2) == 2

    async def generator():
        async with asyncio.timeout(60):
            for i in range(3):
                await asyncio.sleep(0)
                yield i

    @contextlib.asynccontextmanager
    async def manager():
        token = var.set("inside")
        yield "value"
        var.reset(token)

    assert list(m.iterate_sync(generator)) == [0, 1, 2]
    with m.enter_sync(manager) as value:
        assert value == "value" and var.get() == "inside"
    assert var.get() == "unset"

    async def change(value):
        var.set(value)
        await asyncio.sleep(0)

    m.call_sync(change, "changed")
    assert var.get() == "changed"
    var.set("unset")

    async def at_once(value):
        return value

    async def fail(error):
        raise error

    assert m.call_sync(at_once, 3) == 3
    error = SystemExit(4)
    assert raised(m.call_sync, fail, error) is error
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: m.call_sync(echo, n), range(40))) == list(range(40))

    if hasattr(m, "mochi_async_timeout"):
        token = m.mochi_async_timeout.set(0.2)
        assert m.call_sync(at_once, 5) == 5
        error = raised(m.call_sync, asyncio.sleep, 1000)
        assert type(error) is m.MochiAsyncTimeoutError
        m.mochi_async_timeout.reset(token)


@scenario("G10", BOTH_PERSISTENT)
def eager_tasks(m):
    if EAGER:
        m.call_sync(set_factory, EAGER)
        every_shape(m)


@scenario("G10", BOTH_PERSISTENT)
def a_factory_that_takes_no_context(m):
    m.call_sync(set_factory, without_context)
    every_shape(m)


@scenario("G10", BOTH_PERSISTENT)
def a_factory_that_wraps_the_coroutine(m):
    m.call_sync(set_factory, wrapping)
    every_shape(m)


@scenario("G10", BOTH_PERSISTENT)
def a_factory_that_fails(m):
    loop = m.call_sync(loop_of)
    error = ValueError("no task")

    def failing(loop, coro, **kwargs):
        raise error

    async def generator():
        yield 1

    loop.set_task_factory(failing)
    for attempt in (
        lambda: m.call_sync(echo, 1),
        lambda: m.give_sync(echo, 1),
        lambda: next(m.iterate_sync(generator)),
        lambda: m.enter_sync(contextlib.asynccontextmanager(generator)).__enter__(),
    ):
        assert raised(attempt) is error
    loop.set_task_factory(None)
    assert m.call_sync(echo, 1) == 1

    # Where only the task of a limited call or of the steps cannot be made.
    made = []

    def failing_later(loop, coro, **kwargs):
        made.append(1)
        if len(made) == 2:
            raise error
        return asyncio.Task(coro, loop=loop, **kwargs)

    if hasattr(m, "mochi_async_timeout"):
        m.mochi_async_timeout.set(60)
        loop.set_task_factory(failing_later)
        assert raised(m.call_sync, echo, 1) is error
    del made[:]
    loop.set_task_factory(failing_later)
    assert raised(next, m.iterate_sync(generator)) is error
    loop.set_task_factory(None)


@scenario("G10", BOTH_PERSISTENT)
def a_factory_whose_tasks_fail(m):
    loop = m.call_sync(loop_of)

    def odd(loop, coro, **kwargs):
        async def fails():
            coro.close()
            raise ValueError("instead")

        return asyncio.Task(fails(), loop=loop, **kwargs)

    loop.set_task_factory(odd)
    assert type(raised(m.call_sync, echo, 1)) is ValueError
    loop.set_task_factory(None)
    assert m.call_sync(echo, 1) == 1


@scenario("G10", BOTH_PERSISTENT, stdout="closed\n")
def a_factory_that_fails_at_the_exit(m):
    async def background():
        try:
            await asyncio.sleep(1000)
        finally:
            print("closed")

    async def start():
        started.append(asyncio.get_running_loop().create_task(background()))
        await asyncio.sleep(0)

    started = []
    m.call_sync(start)

    def failing(loop, coro, **kwargs):
        raise ValueError

    started[0].get_loop().set_task_factory(failing)


@scenario("G16", BOTH_PERSISTENT)
def what_is_due_comes_before_an_eager_task(m):
    if not EAGER:
        return
    seen = []

    async def plant():
        asyncio.get_running_loop().set_task_factory(EAGER)
        asyncio.get_running_loop().call_later(0.01, seen.append, "due")

    async def look():
        return list(seen)

    m.call_sync(plant)
    time.sleep(0.05)
    assert m.call_sync(look) == ["due"]


@scenario("G7", ALL)
def a_policy_makes_the_loops(m):
    if sys.version_info >= (3, 16):
        return
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)

        class Loop(asyncio.SelectorEventLoop):
            def __bool__(self):
                raise AssertionError("it was tested for truth")

        class Policy(asyncio.DefaultEventLoopPolicy):
            def new_event_loop(self):
                loop = Loop()
                made.append(loop)
                if EAGER:
                    loop.set_task_factory(EAGER)
                return loop

        asyncio.set_event_loop_policy(Policy())

    assert type(m.call_sync(loop_of)) is Loop
    if "per_call" not in m.__name__:
        every_shape(m)
        assert len(made) == 1
    else:

        async def generator():
            yield asyncio.get_running_loop()

        assert type(next(m.iterate_sync(generator))) is Loop
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        asyncio.set_event_loop_policy(None)


@scenario("G7", REFUSING)
def a_runner_beside_the_loop(m):
    async def work(n):
        assert type(raised(m.call_sync, echo, 0)) is m.MochiAsyncReentryError
        return await asyncio.to_thread(m.call_sync, echo, n)

    with asyncio.Runner() as runner:
        for n in range(5):
            assert runner.run(work(n)) == n
            assert m.call_sync(echo, n) == n
            steps = m.iterate_sync(numbers)
            assert next(steps) == 0
            assert runner.run(asyncio.sleep(0, "between")) == "between"
            assert list(steps) == [1, 2]
    assert m.call_sync(echo, 1) == 1


async def numbers():
    for n in range(3):
        yield n


@scenario("G10", BOTH_PERSISTENT)
def tasks_have_names(m):
    async def name():
        await asyncio.sleep(0)
        return asyncio.current_task().get_name()

    async def generator():
        yield asyncio.current_task().get_name()

    assert m.give_sync(name) == "give_sync"
    expected = "call" if not m.__name__.endswith("_timeouts") else "call_sync"
    assert m.call_sync(name) == expected
    assert next(m.iterate_sync(generator)) == "iterate_sync"
