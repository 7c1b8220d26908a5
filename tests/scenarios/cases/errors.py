"""G2: what user code gives and raises is never tested for truth."""

import asyncio
import contextlib
import gc
import threading
import weakref

from scenario import ALL, BOTH_PERSISTENT, LIMITED, raised, scenario


class Empty(Exception):
    """As containers of errors do, it tells whether there are any."""

    def __len__(self):
        return 0


class Never(BaseException):
    def __bool__(self):
        raise AssertionError("it was tested for truth")


class Falsy:
    def __bool__(self):
        raise AssertionError("it was tested for truth")

    __len__ = __bool__
    __hash__ = None

    def __eq__(self, _):
        raise AssertionError("it was compared")


ERRORS = (Empty("empty"), Never("never"))


async def fail(error):
    await asyncio.sleep(0)
    raise error


async def generator(error, caught):
    try:
        yield 1
        await asyncio.sleep(0)
        raise error
    except ValueError as exc:
        caught.append(exc)
        raise error


@contextlib.asynccontextmanager
async def manager(error, where):
    if where == "enter":
        raise error
    yield
    await asyncio.sleep(0)
    raise error


@scenario("G2", ALL)
def falsy_errors_of_calls(m):
    for error in ERRORS:
        assert raised(m.call_sync, fail, error) is error
        assert raised(m.give_sync, fail, error) is error
        assert error.__context__ is None


@scenario("G2", ALL)
def falsy_errors_of_steps(m):
    for error in ERRORS:
        steps = m.iterate_sync(generator, error, [])
        next(steps)
        assert raised(next, steps) is error
        assert list(steps) == []

        caught, thrown = [], ValueError()
        steps = m.iterate_sync(generator, error, caught)
        next(steps)
        assert raised(steps.throw, thrown) is error and caught == [thrown]
        error.__context__ = None

        def block(where):
            with m.enter_sync(manager, error, where):
                pass

        assert raised(block, "enter") is error
        assert raised(block, "exit") is error


@scenario("G2", ALL)
def falsy_errors_that_are_thrown_in(m):
    async def passing():
        yield 1
        yield 2

    for error in ERRORS:
        steps = m.iterate_sync(passing)
        next(steps)
        assert raised(steps.throw, error) is error

        def block():
            with m.enter_sync(contextlib.asynccontextmanager(passing)):
                raise error

        class Manager:
            async def __aenter__(self):
                return self

            async def __aexit__(self, exc_type, exc, tb):
                seen.append(exc)

        def seeing():
            with m.enter_sync(Manager):
                raise error

        seen = []
        assert raised(seeing) is error and seen[0] is error


@scenario("G2", ALL)
def falsy_errors_between_steps(m):
    for error in ERRORS:

        async def scoped():
            async def strike():
                await asyncio.sleep(0.01)
                task.cancel()

            task = asyncio.current_task()
            striker = asyncio.get_running_loop().create_task(strike())
            try:
                yield 1
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                await striker
                raise error

        steps = m.iterate_sync(scoped)
        next(steps)
        if "per_call" not in m.__name__:
            m.call_sync(asyncio.sleep, 0.05)  # it strikes while another call runs the loop
        assert raised(next, steps) is error
        assert list(steps) == []
        error.__context__ = None


@scenario("G2", LIMITED)
def falsy_errors_under_a_limit(m):
    async def cleaning(error):
        try:
            await asyncio.sleep(1000)
        finally:
            raise error

    m.mochi_async_timeout.set(60)
    for error in ERRORS:
        assert raised(m.call_sync, fail, error) is error
        steps = m.iterate_sync(generator, error, [])
        next(steps)
        assert raised(next, steps) is error
    m.mochi_async_timeout.set(0.1)
    problem = Empty("of the cleanup")
    error = raised(m.call_sync, cleaning, problem)
    assert type(error) is m.MochiAsyncTimeoutError and error.__cause__ is problem
    exits = Never("of the cleanup")
    assert raised(m.call_sync, cleaning, exits) is exits


@scenario("G2", ALL)
def falsy_values(m):
    async def give(value):
        await asyncio.sleep(0)
        return value

    async def several(value):
        got.append((yield value))
        yield value

    @contextlib.asynccontextmanager
    async def around(value):
        yield value

    value, got = Falsy(), []
    assert m.call_sync(give, value) is value
    assert m.give_sync(give, value) is value
    steps = m.iterate_sync(several, value)
    assert next(steps) is value
    assert steps.send(value) is value and got[0] is value
    steps.close()
    with m.enter_sync(around, value) as entered:
        assert entered is value
    if "omitting_sync" in vars(m):
        assert m.omitting_sync(value) [0] is value


@scenario("G2", BOTH_PERSISTENT)
def what_a_leader_handled_is_no_context_behind_the_next_one(m):
    """An error is raised while one thread leads, its cleanup ends while another does."""

    class Handled(Exception):
        pass

    async def fail(error, raises, left):
        try:
            raise error
        finally:
            raises.set()
            while not left.is_set():
                await asyncio.sleep(0.001)

    async def fail_behind(error, *events):
        try:
            await fail(KeyError("in between"), *events)
        except KeyError as exc:
            raise error from exc

    async def fail_in_a_group(error, *events):
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(error, *events))

    async def numbers(*args):
        await fail(*args)
        yield 1

    @contextlib.asynccontextmanager
    async def block(*args):
        await fail(*args)
        yield 1

    async def lead(follower, raises):
        follower.start()
        while not raises.is_set():
            await asyncio.sleep(0.001)

    def enter(*args):
        with m.enter_sync(block, *args):
            pass

    def errors_behind(error):
        while error is not None:
            yield error
            for inner in getattr(error, "exceptions", ()):
                yield from errors_behind(inner)
            error = error.__context__

    def attempt(shim, *args):
        error = ValueError("mine")
        raises, left = threading.Event(), threading.Event()
        got = []
        follower = threading.Thread(
            target=lambda: got.append(raised(shim, *args, error, raises, left))
        )
        try:
            raise Handled
        except Handled as exc:
            handled = weakref.ref(exc)
            m.call_sync(lead, follower, raises)
        left.set()
        follower.join()
        found = list(errors_behind(got[0]))
        assert error in found
        assert not any(isinstance(one, Handled) for one in found), found
        gc.collect()
        assert handled() is None, gc.get_referrers(handled())

    attempt(m.call_sync, fail)
    attempt(m.call_sync, fail_behind)
    attempt(m.call_sync, fail_in_a_group)
    attempt(lambda *args: next(m.iterate_sync(numbers, *args)))
    attempt(enter)
