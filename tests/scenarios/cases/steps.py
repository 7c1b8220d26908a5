"""G17 and G18: iterators and context managers."""

import asyncio
import contextlib
import contextvars
import gc
import inspect
import logging
import threading
import time
from collections.abc import Generator, Iterator

from scenario import REFUSING, ALL, BOTH, BOTH_PERSISTENT, LIMITED, raised, scenario

PER_CALLS = ("per_call", "per_call_timeouts")
var = contextvars.ContextVar("var", default="unset")


def logging_generator(log):
    async def generator(n=3):
        try:
            for i in range(n):
                await asyncio.sleep(0)
                try:
                    got = yield i
                except ValueError as exc:
                    got = exc
                log.append(got)
        finally:
            await asyncio.sleep(0)
            log.append("closed")

    return generator


@scenario("G17", ALL)
def iteration(m):
    log = []
    steps = m.iterate_sync(logging_generator(log))
    assert isinstance(steps, Iterator) and isinstance(steps, Generator)
    assert log == []  # it starts with the first step
    assert list(steps) == [0, 1, 2]
    assert log == [None, None, None, "closed"]
    assert list(steps) == [] and next(steps, "end") == "end"


@scenario("G17", ALL)
def send_throw_close(m):
    log = []
    steps = m.iterate_sync(logging_generator(log), 9)
    assert next(steps) == 0
    assert steps.send("sent") == 1
    error = ValueError("thrown")
    assert steps.throw(error) == 2
    assert log == ["sent", error]
    steps.close()
    assert log[2:] == ["closed"]
    steps.close()
    assert raised(next, steps).__class__ is StopIteration

    steps = m.iterate_sync(logging_generator(log), 9)
    next(steps)
    error = KeyError("thrown")
    assert raised(steps.throw, error) is error
    assert raised(next, steps).__class__ is StopIteration

    fresh = m.iterate_sync(logging_generator(log))
    assert raised(fresh.throw, error) is error
    fresh = m.iterate_sync(logging_generator(log))
    assert type(raised(fresh.send, 1)) is TypeError
    del log[:]
    m.iterate_sync(logging_generator(log)).close()
    assert log == []


@scenario("G17", ALL)
def break_reaches_the_finally(m):
    log = []
    for i in m.iterate_sync(logging_generator(log)):
        if i == 1:
            break
    assert log == [None, "closed"]


@scenario("G17", ALL)
def an_error_in_the_loop_body_reaches_the_finally(m):
    log = []

    def body():
        for _ in m.iterate_sync(logging_generator(log)):
            raise KeyError

    assert type(raised(body)) is KeyError
    gc.collect()
    assert log == ["closed"]


@scenario("G17", ALL)
def garbage_collection_reaches_the_finally(m):
    log = []
    steps = m.iterate_sync(logging_generator(log))
    next(steps)
    cycle = [steps]
    cycle.append(cycle)
    del steps, cycle
    gc.collect()
    assert log == ["closed"]


@scenario("G17", ALL)
def garbage_collection_in_another_thread(m):
    log = []
    box = [m.iterate_sync(logging_generator(log))]
    next(box[0])
    thread = threading.Thread(target=box.clear)
    thread.start()
    thread.join()
    assert log == ["closed"]


@scenario("G17", ALL)
def garbage_collection_inside_a_running_loop(m):
    log = []
    box = [m.iterate_sync(logging_generator(log))]
    next(box[0])

    async def main():
        box.clear()
        gc.collect()
        for _ in range(500):
            if log:
                break
            await asyncio.sleep(0.01)

    asyncio.run(main())
    assert log == ["closed"]
    if "per_call" not in m.__name__:
        box.append(m.iterate_sync(logging_generator(log)))
        next(box[0])
        del log[:]
        m.call_sync(main)
        assert log == ["closed"]


@scenario("G17", ALL)
def garbage_of_open_context_managers(m):
    log = []

    @contextlib.asynccontextmanager
    async def manager():
        try:
            yield
        finally:
            await asyncio.sleep(0)
            log.append("closed")

    m.enter_sync(manager).__enter__()
    gc.collect()
    assert log == ["closed"]


@scenario("G17", REFUSING)
def guard_of_steps(m):
    log = []
    steps = m.iterate_sync(logging_generator(log))
    next(steps)

    @contextlib.asynccontextmanager
    async def manager():
        yield "value"

    opened, closed = m.enter_sync(manager), m.enter_sync(manager)
    opened.__enter__()

    async def main():
        for step in (
            lambda: next(steps),
            lambda: steps.send(1),
            lambda: steps.throw(ValueError()),
            steps.close,
            closed.__enter__,
            lambda: opened.__exit__(None, None, None),
        ):
            assert type(raised(step)) is m.MochiAsyncReentryError

    asyncio.run(main())
    assert log == []
    assert list(steps) == [1, 2]  # nothing was broken
    assert not opened.__exit__(None, None, None)
    with closed as value:
        assert value == "value"


@scenario("G1", REFUSING)
def the_guards_advice_for_blocks_is_followed(m):
    """What the guard and the steps say works where they say it, for each shape."""
    log = []

    @contextlib.asynccontextmanager
    async def manager():
        yield "value"

    def rows():
        got = []
        for row in m.iterate_sync(logging_generator(log)):
            got.append(row)
        return got

    def block():
        with m.enter_sync(manager) as value:
            return value

    async def main():
        errors = [raised(m.iterate_sync, None), raised(m.enter_sync, None)]
        # The advice for calls, followed: what it gives cannot be used here.
        steps = await asyncio.to_thread(m.iterate_sync, logging_generator(log))
        entered = await asyncio.to_thread(m.enter_sync, manager)
        errors += [raised(next, steps), raised(entered.__enter__), raised(steps.close)]
        for error in errors:
            assert type(error) is m.MochiAsyncReentryError
            text = str(error)
            assert "block" in text and "await asyncio.to_thread(block)" in text, text
            assert "iterate_sync" in text or "enter_sync" in text
        assert await asyncio.to_thread(rows) == [0, 1, 2]
        assert await asyncio.to_thread(block) == "value"
        await asyncio.to_thread(steps.close)

    asyncio.run(main())


@scenario("G17", ALL)
def one_task_and_one_context(m):
    async def generator():
        task = asyncio.current_task()
        token = var.set("generator's")
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            child = group.create_task(asyncio.sleep(0, "child's"))
            for i in range(3):
                yield i
                assert asyncio.current_task() is task
            assert await child == "child's"
        var.reset(token)
        yield var.get()

    assert list(m.iterate_sync(generator)) == [0, 1, 2, "unset"]
    assert var.get() == "unset"


@scenario("G17", ALL)
def context_as_in_pythons_generators(m):
    async def generator():
        var.set("generator's")
        yield
        assert var.get() == "caller's"
        yield

    steps = m.iterate_sync(generator)
    next(steps)
    assert var.get() == "generator's"
    var.set("caller's")
    next(steps)
    assert var.get() == "caller's"
    steps.close()


@scenario("G17", ALL)
def close_inside_a_task_group(m):
    log = []

    async def generator():
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(asyncio.sleep(1000))
                yield 1
                yield 2
        finally:
            log.append("closed")

    steps = m.iterate_sync(generator)
    next(steps)
    steps.close()
    for _ in m.iterate_sync(generator):
        break
    assert log == ["closed"] * 2


@scenario("G17", ALL)
def a_failing_child_of_a_task_group(m):
    async def fail():
        await asyncio.sleep(0.01)
        raise KeyError("child's")

    async def generator():
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            yield 1
            await asyncio.sleep(1000)

    assert isinstance(raised(list, m.iterate_sync(generator)), ExceptionGroup)

    async def idle():
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            while True:
                yield 1

    @contextlib.asynccontextmanager
    async def manager():
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            yield

    def steps():
        for _ in m.iterate_sync(idle):
            time.sleep(0.002)

    def block():
        with m.enter_sync(manager):
            time.sleep(0.02)

    for attempt in (steps, block):
        error = raised(attempt)
        assert isinstance(error, ExceptionGroup) and type(error.exceptions[0]) is KeyError


@scenario("G17", ALL)
def a_timeout_that_strikes_between_steps(m):
    async def generator():
        async with asyncio.timeout(0.01):
            yield 1
            await asyncio.sleep(1000)

    steps = m.iterate_sync(generator)
    next(steps)
    time.sleep(0.05)
    assert type(raised(next, steps)) is TimeoutError

    @contextlib.asynccontextmanager
    async def manager():
        async with asyncio.timeout(0.01):
            yield
            await asyncio.sleep(1000)

    def block():
        with m.enter_sync(manager):
            time.sleep(0.05)

    assert type(raised(block)) is TimeoutError


@scenario("G17", BOTH_PERSISTENT)
def a_timeout_that_strikes_while_others_run_the_loop(m):
    log = []

    async def generator():
        try:
            async with asyncio.timeout(0.01):
                yield 1
        finally:
            log.append("closed")

    @contextlib.asynccontextmanager
    async def manager():
        try:
            async with asyncio.timeout(0.01):
                yield 1
        finally:
            log.append("closed")

    steps = m.iterate_sync(generator)
    next(steps)
    m.call_sync(asyncio.sleep, 0.05)
    assert log == ["closed"]
    assert type(raised(next, steps)) is TimeoutError

    def block():
        with m.enter_sync(manager):
            m.call_sync(asyncio.sleep, 0.05)
            assert log == ["closed"] * 2

    assert type(raised(block)) is TimeoutError


@scenario("G17", ALL)
def errors_cross_by_identity(m):
    for error in (ValueError("x"), SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()):

        async def generator():
            yield 1
            raise error

        steps = m.iterate_sync(generator)
        next(steps)
        assert raised(next, steps) is error
        assert error.__context__ is None and error.__cause__ is None

        @contextlib.asynccontextmanager
        async def manager():
            raise error
            yield

        def block():
            with m.enter_sync(manager):
                raise AssertionError

        assert raised(block) is error


@scenario("G17", ALL)
def a_class_with_anext_only(m):
    class Countdown:
        n = 3

        def __aiter__(self):
            return self

        async def __anext__(self):
            self.n -= 1
            if self.n < 0:
                raise StopAsyncIteration
            return self.n

    assert list(m.iterate_sync(Countdown)) == [2, 1, 0]
    steps = m.iterate_sync(Countdown)
    next(steps)
    error = KeyError()
    assert raised(steps.throw, error) is error
    steps = m.iterate_sync(Countdown)
    next(steps)
    steps.close()
    assert type(raised(m.iterate_sync(lambda: 3).__next__)) is TypeError


@scenario("G17", ALL)
def awaitables_of_iterators_and_managers(m):
    log = []

    async def later():
        await asyncio.sleep(0)
        return logging_generator(log)()

    assert list(m.iterate_sync(later)) == [0, 1, 2]

    async def manager():
        await asyncio.sleep(0)
        return contextlib.nullcontext("value")

    with m.enter_sync(manager) as value:
        assert value == "value"


class Manager:
    def __init__(self, suppress=False):
        self.suppress = suppress
        self.entered = []
        self.left = []

    async def __aenter__(self):
        await asyncio.sleep(0)
        self.entered.append(asyncio.current_task())
        return self

    async def __aexit__(self, *exc_info):
        await asyncio.sleep(0)
        assert asyncio.current_task() in self.entered
        self.left.append(exc_info)
        return self.suppress


@scenario("G17", ALL)
def managers_see_and_suppress_errors(m):
    manager = Manager()
    with m.enter_sync(lambda: manager) as got:
        assert got is manager
    assert manager.left == [(None, None, None)]

    error = KeyError()

    def block():
        with m.enter_sync(lambda: manager):
            raise error

    assert raised(block) is error
    assert manager.left[1][:2] == (KeyError, error)
    with m.enter_sync(Manager, True):
        raise error

    @contextlib.asynccontextmanager
    async def replace():
        try:
            yield
        except KeyError as exc:
            raise ValueError from exc

    def block():
        with m.enter_sync(replace):
            raise error

    got = raised(block)
    assert type(got) is ValueError and got.__cause__ is error

    @contextlib.asynccontextmanager
    async def swallow():
        with contextlib.suppress(KeyError):
            yield 3

    with m.enter_sync(swallow) as three:
        assert three == 3
        raise KeyError


@scenario("G17", ALL)
def the_blocks_traceback_is_untouched(m):
    import traceback

    @contextlib.asynccontextmanager
    async def manager():
        yield

    def plain():
        with contextlib.nullcontext():
            raise KeyError

    def ours():
        with m.enter_sync(manager):
            raise KeyError

    lines = [
        [frame.name for frame in traceback.extract_tb(raised(block).__traceback__)]
        for block in (plain, ours)
    ]
    assert lines == [["raised", "plain"], ["raised", "ours"]], lines


@scenario("G17", ALL)
def managers_change_the_callers_context(m):
    @contextlib.asynccontextmanager
    async def bound(value):
        token = var.set(value)
        try:
            yield
        finally:
            var.reset(token)

    with m.enter_sync(bound, "outer"):
        assert var.get() == "outer"
        with m.enter_sync(bound, "inner"):
            assert var.get() == "inner"
        assert var.get() == "outer"
    assert var.get() == "unset"
    assert var not in contextvars.copy_context()


@scenario("G17", ALL)
def managers_used_again(m):
    @contextlib.asynccontextmanager
    async def once():
        yield

    manager = m.enter_sync(once)
    with manager:
        pass
    try:
        plain = once()

        async def twice():
            async with plain:
                pass
            async with plain:
                pass

        asyncio.run(twice())
    except BaseException as exc:
        expected = type(exc)

    def again():
        with manager:
            pass

    assert type(raised(again)) is expected

    reusable = Manager()
    manager = m.enter_sync(lambda: reusable)
    for _ in range(2):
        with manager, manager:
            pass
    assert len(reusable.left) == 4


@scenario("G17", ALL)
def generators_as_context_managers_and_back(m):
    log = []

    @contextlib.contextmanager
    def wrapped():
        yield from m.iterate_sync(logging_generator(log), 1)

    with wrapped() as first:
        assert first == 0
    assert log == [None, "closed"]

    def delegating():
        yield from m.iterate_sync(logging_generator(log))

    del log[:]
    steps = delegating()
    next(steps)
    assert steps.send("sent") == 1
    steps.close()
    assert log == ["sent", "closed"]


@scenario("G17", ALL)
def steps_from_several_threads(m):
    async def generator():
        for i in range(200):
            await asyncio.sleep(0)
            yield i

    steps = m.iterate_sync(generator)
    lock = threading.Lock()
    got = []

    def work():
        while True:
            with lock:
                item = next(steps, None)
            if item is None:
                return
            got.append(item)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(200))


@scenario("G17", ALL)
def many_at_once(m):
    log = []

    def work():
        all_steps = [m.iterate_sync(logging_generator(log)) for _ in range(10)]
        for i in range(3):
            assert [next(steps) for steps in all_steps] == [i] * 10

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert log.count("closed") == 40


@scenario("G17", ALL)
def a_generator_that_ignores_close(m):
    async def generator():
        try:
            yield 1
        except GeneratorExit:
            yield 2

    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it complains as well
    steps = m.iterate_sync(generator)
    next(steps)
    assert type(raised(steps.close)) is RuntimeError


@scenario("G17", ALL)
def errors_of_closing_reach_the_caller(m):
    async def generator():
        try:
            yield 1
        finally:
            raise KeyError("of the finally")

    steps = m.iterate_sync(generator)
    next(steps)
    assert type(raised(steps.close)) is KeyError


@scenario("G18", PER_CALLS)
def one_loop_from_first_step_to_close(m):
    loops = []

    async def generator():
        for _ in range(3):
            loops.append(asyncio.get_running_loop())
            yield
        loops.append(asyncio.get_running_loop())

    list(m.iterate_sync(generator))
    assert len(set(map(id, loops))) == 1 and loops[0].is_closed()

    steps = m.iterate_sync(generator)
    next(steps)
    assert not loops[-1].is_closed()
    steps.close()
    assert loops[-1].is_closed()

    @contextlib.asynccontextmanager
    async def manager():
        loops.append(asyncio.get_running_loop())
        yield asyncio.get_running_loop()
        assert asyncio.get_running_loop() is loops[-1]

    with m.enter_sync(manager) as loop:
        assert not loop.is_closed()
    assert loop.is_closed()


@scenario("G18", PER_CALLS)
def background_tasks_end_with_the_iterator(m):
    log = []

    async def generator():
        async def background():
            try:
                await asyncio.sleep(1000)
            finally:
                log.append("cancelled")

        task = asyncio.get_running_loop().create_task(background())
        yield 1
        yield task

    assert len(list(m.iterate_sync(generator))) == 2
    assert log == ["cancelled"]


@scenario("G18", PER_CALLS)
def interleaved_with_calls(m):
    async def generator():
        for i in range(3):
            await asyncio.sleep(0)
            yield i

    got = []
    for i in m.iterate_sync(generator):
        got.append((i, m.call_sync(asyncio.sleep, 0, i), *m.iterate_sync(generator)))
    assert got == [(i, i, 0, 1, 2) for i in range(3)]


@scenario("G4", BOTH + LIMITED)
def shapes_are_not_coroutine_functions(m):
    for shim in (m.iterate_sync, m.enter_sync, m.give_sync):
        assert not inspect.isgeneratorfunction(shim) and not inspect.isasyncgenfunction(shim)


@scenario("G2", BOTH_PERSISTENT)
def closing_an_iterator_is_no_context(m):
    """Of what other calls raise while the thread that closes it runs the loop."""
    closes = threading.Event()

    async def numbers():
        try:
            yield 1
        finally:
            closes.set()
            await asyncio.sleep(0.1)

    async def fail():
        raise ValueError

    async def other():
        [error] = await asyncio.gather(fail(), return_exceptions=True)
        return error.__context__

    def thread():
        closes.wait()
        contexts.append(m.call_sync(other))

    for give_up in (lambda iterator: iterator.close(), lambda iterator: None):
        contexts = []
        closes.clear()
        beside = threading.Thread(target=thread)
        beside.start()
        iterator = m.iterate_sync(numbers)
        assert next(iterator) == 1
        give_up(iterator)
        del iterator
        beside.join()
        assert contexts == [None], contexts
