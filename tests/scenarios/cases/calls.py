"""G1 to G4 and G7: one call."""

import asyncio
import contextvars
import gc
import inspect
import sys
import traceback
import types
import typing
import weakref

from scenario import REFUSING, ALL, BOTH, PER_CALL, PERSISTENT, echo, raised, scenario


async def fail(error):
    await asyncio.sleep(0)
    raise error


@scenario("G1", REFUSING)
def guard_speaks_before_there_is_a_coroutine(m):
    async def main():
        error = raised(m.call_sync, echo, 1)
        assert type(error) is m.MochiAsyncReentryError and isinstance(error, RuntimeError)
        text = str(error)
        assert "call_sync" in text and "event loop is already running on this thread" in text
        assert "await" in text.lower() and "asyncio.to_thread(call_sync" in text
        for shim in (m.give_sync, m.iterate_sync, m.enter_sync):  # not at the first step
            assert type(raised(shim, never)) is m.MochiAsyncReentryError
        assert await asyncio.to_thread(m.call_sync, echo, 2) == 2

    def never():
        raise AssertionError

    asyncio.run(main())  # no "never awaited" either
    assert m.call_sync(echo, 3) == 3


@scenario("G1", ALL)
def guard_in_nested_shims(m):
    async def outer():
        return raised(m.call_sync, echo, 1)

    assert type(m.call_sync(outer)) is m.MochiAsyncReentryError
    assert m.call_sync(echo, 1) == 1


@scenario("G1", ALL)
def guard_in_callbacks_of_the_loop(m):
    async def main():
        done = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(lambda: done.set_result(raised(m.call_sync, echo, 1)))
        return await done

    assert type(m.call_sync(main)) is m.MochiAsyncReentryError


@scenario("G2", ALL)
def values_by_identity(m):
    thing = object()
    assert m.call_sync(echo, thing) is thing
    assert m.give_sync(echo, thing) is thing
    assert m.call_sync(echo, None) is None
    error = ValueError("returned, not raised")
    assert m.call_sync(echo, error) is error


@scenario("G2", ALL)
def exceptions_by_identity(m):
    errors = [
        ValueError("x"),
        KeyboardInterrupt("mine"),
        SystemExit(3),
        asyncio.CancelledError("mine"),
        TimeoutError("mine"),
        GeneratorExit("mine"),
        StopAsyncIteration("mine"),
        ExceptionGroup("group", [ValueError(1), TypeError(2)]),
        BaseExceptionGroup("group", [KeyboardInterrupt()]),
        type("Own", (BaseException,), {})(),
    ]
    for error in errors:
        got = raised(m.call_sync, fail, error)
        assert got is error, (got, error)
        assert got.__cause__ is None and got.__context__ is None, (got, got.__context__)
    assert m.call_sync(echo, 1) == 1


@scenario("G2", ALL)
def stop_iteration_as_python_defines_it(m):
    error = StopIteration("x")
    got = raised(m.call_sync, fail, error)
    assert type(got) is RuntimeError and got.__cause__ is error


@scenario("G2", ALL)
def cause_and_context_of_the_coroutine_survive(m):
    async def work():
        try:
            raise KeyError("inner")
        except KeyError as exc:
            raise ValueError("outer") from exc

    async def again():
        try:
            raise KeyError("inner")
        except KeyError:
            raise ValueError("outer")

    got = raised(m.call_sync, work)
    assert type(got.__cause__) is KeyError and got.__cause__.__context__ is None
    got = raised(m.call_sync, again)
    assert type(got.__context__) is KeyError and got.__cause__ is None


@scenario("G2", BOTH)
def at_most_two_frames_of_ours(m):
    async def nested():
        await fail(ValueError("x"))

    got = raised(m.call_sync, nested)
    ours = [f for f in traceback.extract_tb(got.__traceback__) if f.filename == m.__file__]
    assert len(ours) <= 2, ours
    names = [f.name for f in traceback.extract_tb(got.__traceback__)]
    assert names[-3:] == ["call", "nested", "fail"], names


@scenario("G2", ALL)
def at_most_two_frames_of_ours_in_any_shape(m):
    async def generator():
        yield 1
        await fail(ValueError("x"))

    class Manager:
        async def __aenter__(self):
            await fail(ValueError("x"))

        async def __aexit__(self, *_):
            await fail(ValueError("x"))

    def step():
        steps = m.iterate_sync(generator)
        next(steps)
        next(steps)

    def enter():
        with m.enter_sync(Manager):
            pass

    for attempt in (lambda: m.give_sync(fail, ValueError("x")), step, enter):
        frames = traceback.extract_tb(raised(attempt).__traceback__)
        assert sum(f.filename == m.__file__ for f in frames) <= 2, frames


@scenario("G2", ALL)
def nothing_is_kept_alive(m):
    class Thing:
        pass

    class Error(Exception):  # unlike built-in ones it can be weakly referenced
        pass

    async def make():
        await asyncio.sleep(0)
        return Thing()

    async def break_(thing):
        await asyncio.sleep(0)
        raise Error(thing)

    m.call_sync(echo, 0)
    gc.collect()
    gc.disable()
    result = m.call_sync(make)
    seen = weakref.ref(result)
    del result
    if "per_call" not in m.__name__:  # asyncio.run leaves cycles of its own
        assert seen() is None, gc.get_referrers(seen())
    thing = Thing()
    seen = weakref.ref(thing)
    try:
        m.call_sync(break_, thing)
    except Error as exc:
        error = weakref.ref(exc)
    del thing
    if "per_call" not in m.__name__:
        assert error() is None, gc.get_referrers(error())
        assert seen() is None
    gc.enable()
    gc.collect()
    assert seen() is None


@scenario("G2", PERSISTENT)
def errors_of_steps_are_not_kept_alive(m):
    class Error(Exception):
        pass

    async def generator():
        yield 1
        raise Error

    def attempt():
        for _ in m.iterate_sync(generator):
            pass

    raised(attempt)
    gc.collect()
    gc.disable()
    error = weakref.ref(raised(attempt))
    assert error() is None, gc.get_referrers(error())


@scenario("G2", PERSISTENT)
def an_exception_that_another_caller_handles_is_no_context(m):
    import threading

    arrived = threading.Event()
    failed = []

    async def lead():
        while not failed:
            arrived.set()
            await asyncio.sleep(0.01)

    def follow():
        arrived.wait()
        failed.append(raised(m.call_sync, fail, ValueError("follower")))

    follower = threading.Thread(target=follow)
    follower.start()
    try:
        raise KeyError("the leader handles this")
    except KeyError:
        m.call_sync(lead)
    follower.join()
    assert failed[0].__context__ is None, repr(failed[0].__context__)


var = contextvars.ContextVar("var")
other = contextvars.ContextVar("other", default="default")


class Incomparable:
    def __eq__(self, _):
        raise AssertionError("compared")

    __hash__ = None


async def change(value, error=None):
    assert var.get() == "caller's"
    await asyncio.sleep(0)
    other.set(value)
    await asyncio.sleep(0)
    if error:
        raise error


@scenario("G3", ALL)
def context_flows_in(m):
    var.set("caller's")

    async def read():
        return var.get()

    assert m.call_sync(read) == "caller's"
    assert m.give_sync(read) == "caller's"


@scenario("G3", ("persistent", "persistent_timeouts"))
def context_flows_back(m):
    var.set("caller's")
    m.call_sync(change, 1)
    assert other.get() == 1 and var.get() == "caller's"
    raised(m.call_sync, change, 2, ValueError())
    assert other.get() == 2
    raised(m.call_sync, change, 3, SystemExit())
    assert other.get() == 3
    value = Incomparable()
    m.call_sync(change, value)
    assert other.get() is value
    again = Incomparable()
    m.call_sync(change, again)
    assert other.get() is again
    contextvars.copy_context().run(m.call_sync, change, 4)
    assert other.get() is again


@scenario("G3", ("persistent", "persistent_timeouts"))
def context_of_each_thread_is_its_own(m):
    from concurrent.futures import ThreadPoolExecutor

    async def work(n):
        var.set(n)
        await asyncio.sleep(0.01)
        return var.get()

    def thread(n):
        got = m.call_sync(work, n)
        return got == n == var.get()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda n: contextvars.copy_context().run(thread, n), range(64)))
    assert var.get(None) is None


@scenario("G4", ALL)
def signatures(m):
    import source

    for name in ("everything", "omitting"):
        shim, function = getattr(m, f"{name}_sync"), getattr(source, name)
        mine, theirs = inspect.signature(shim), inspect.signature(function)
        assert list(mine.parameters) == list(theirs.parameters)
        for a, b in zip(mine.parameters.values(), theirs.parameters.values()):
            assert a.kind is b.kind and (a.default is a.empty) == (b.default is b.empty)
    assert m.everything_sync(1, c=3) == (1, 2, (), 3, None, {})
    assert m.everything_sync(1, 5, 6, 7, c=3, d="d", e=4) == (1, 5, (6, 7), 3, "d", {"e": 4})
    assert m.omitting_sync() == ("own first", "own second")
    assert m.omitting_sync(1) == (1, "own second")
    assert m.omitting_sync(second=None) == ("own first", None)
    assert typing.get_type_hints(m.everything_sync)["c"] is int
    assert m.everything_sync.__doc__ == "Gives back what it gets."
    assert "omitted" in repr(inspect.signature(m.omitting_sync))
    for name in dir(m):
        if name.endswith("_sync"):
            shim = getattr(m, name)
            assert isinstance(shim, types.FunctionType)
            assert not hasattr(shim, "__wrapped__")
            assert not inspect.iscoroutinefunction(inspect.unwrap(shim))
            assert shim.__module__ == m.__name__ and shim.__qualname__ == name
    for wrong in (lambda: m.everything_sync(c=1), lambda: m.everything_sync(1), m.call_sync):
        assert type(raised(wrong)) is TypeError


@scenario("G4", ALL)
def methods(m):
    import source

    counter = source.Counter()
    assert m.Counter_add_sync(counter, 2) == 2 and m.Counter_add_sync(counter, n=3) == 5
    assert list(m.Counter_up_to_sync(counter, 3)) == [0, 1, 2]
    assert type(raised(lambda: m.Counter_add_sync(self=counter, n=1))) is TypeError


@scenario("G7", ALL)
def asyncio_is_left_alone(m):
    import asyncio.base_events
    import asyncio.events
    import asyncio.tasks

    def state():
        modules = asyncio, asyncio.events, asyncio.tasks, asyncio.base_events
        return [{k: id(v) for k, v in vars(module).items()} for module in modules]

    def forbidden(*_):
        if sys._getframe(1).f_globals is vars(m):
            raise AssertionError("it was called")
        return asyncio.get_running_loop()  # asyncio itself calls it

    m.call_sync(echo, 0)
    original = asyncio.get_event_loop, asyncio.set_event_loop_policy
    asyncio.get_event_loop = asyncio.events.get_event_loop = forbidden
    asyncio.set_event_loop_policy = forbidden
    before = state()
    m.call_sync(echo, 1)

    async def generator():
        yield 1

    list(m.iterate_sync(generator))
    assert state() == before
    asyncio.get_event_loop, asyncio.set_event_loop_policy = original
    asyncio.events.get_event_loop = original[0]


@scenario("G7", PERSISTENT)
def the_threads_current_loop_is_left_alone(m):
    mine = asyncio.new_event_loop()
    asyncio.set_event_loop(mine)

    async def generator():
        yield 1

    m.call_sync(echo, 1)
    list(m.iterate_sync(generator))
    if sys.version_info < (3, 14):
        assert asyncio.get_event_loop_policy().get_event_loop() is mine
    asyncio.set_event_loop(None)
    mine.close()


@scenario("G7", PER_CALL)
def steps_leave_the_threads_current_loop_alone(m):
    mine = asyncio.new_event_loop()
    asyncio.set_event_loop(mine)

    async def generator():
        yield 1
        yield 2

    steps = m.iterate_sync(generator)
    next(steps)
    if sys.version_info < (3, 14):
        assert asyncio.get_event_loop_policy().get_event_loop() is mine
    list(steps)
    if sys.version_info < (3, 14):
        assert asyncio.get_event_loop_policy().get_event_loop() is mine
    asyncio.set_event_loop(None)
    mine.close()


@scenario("G7", ALL, needs="uvloop")
def uvloop_works(m):
    import threading
    import warnings

    import uvloop

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

    async def which():
        await asyncio.sleep(0.001)
        return type(asyncio.get_running_loop()).__module__

    assert m.call_sync(which).startswith("uvloop")
    got = []
    threads = [
        threading.Thread(target=lambda: [got.append(m.call_sync(echo, n)) for n in range(50)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(list(range(50)) * 8)

    async def generator():
        async with asyncio.timeout(30):
            yield 1
            yield 2

    assert list(m.iterate_sync(generator)) == [1, 2]
    assert type(raised(m.call_sync, fail, ValueError())) is ValueError
