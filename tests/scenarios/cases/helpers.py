"""What is only known when the program runs: await_sync, iter_sync, enter_sync, call_sync."""

import asyncio
import contextlib
import inspect

from scenario import HELPERS_REFUSING, HELPERS, HELPERS_PERSISTENT, echo, raised, scenario


@contextlib.asynccontextmanager
async def opened(value):
    await asyncio.sleep(0)
    yield value


async def numbers(to):
    for n in range(to):
        await asyncio.sleep(0)
        yield n


async def fail(error):
    await asyncio.sleep(0)
    raise error


def fail_at_once(error):
    raise error


@scenario("G1", HELPERS_REFUSING)
def helpers_are_refused_where_a_loop_runs(m):
    async def main():
        waiting, thing = echo(1), object()
        for helper, argument in (
            (m.await_sync, waiting),
            (m.iter_sync, numbers(1)),
            (m.enter_sync, opened(1)),
            (m.call_sync, object),
        ):
            error = raised(helper, argument)
            assert type(error) is m.MochiAsyncReentryError, error
            assert f"asyncio.to_thread({helper.__name__}" in str(error)
        assert await asyncio.to_thread(m.call_sync, lambda: thing) is thing
        return await waiting  # it was not begun

    assert asyncio.run(main()) == 1


@scenario("G2", HELPERS)
def await_gives_values_and_errors_by_identity(m):
    thing, error = object(), ValueError("mine")
    assert m.await_sync(echo(thing)) is thing
    assert raised(m.await_sync, fail(error)) is error
    assert error.__cause__ is None and error.__context__ is None


@scenario("G2", HELPERS)
def call_gives_values_and_errors_by_identity(m):
    error = KeyError("mine")
    assert m.call_sync(dict, a=1) == {"a": 1}
    assert raised(m.call_sync, fail_at_once, error) is error
    assert error.__cause__ is None and error.__context__ is None
    assert m.call_sync(asyncio.get_running_loop) is not None


@scenario("G2", HELPERS_PERSISTENT)
def call_and_await_share_the_loop(m):
    future = m.call_sync(lambda: asyncio.get_running_loop().create_future())
    m.call_sync(future.get_loop().call_later, 0.01, future.set_result, "set")
    assert m.await_sync(future) == "set"
    task = m.call_sync(lambda: asyncio.get_running_loop().create_task(echo(3)))
    assert m.await_sync(task) == 3


@scenario("G4", HELPERS)
def helpers_are_plain_functions(m):
    for helper in (m.await_sync, m.iter_sync, m.enter_sync, m.call_sync):
        assert not inspect.iscoroutinefunction(helper) and helper.__doc__
        first = next(iter(inspect.signature(helper).parameters.values()))
        assert first.kind is first.POSITIONAL_ONLY
    assert m.call_sync(dict, function=1, fn_name=2) == {"function": 1, "fn_name": 2}


@scenario("G17", HELPERS)
def iter_gives_a_generator(m):
    assert list(m.iter_sync(numbers(3))) == [0, 1, 2]
    closed = []

    async def closing():
        try:
            while True:
                closed.append((yield len(closed)))
        finally:
            closed.append("closed")

    generator = m.iter_sync(closing())
    assert next(generator) == 0 and generator.send("sent") == 1
    generator.close()
    assert closed == ["sent", "closed"], closed


@scenario("G17", HELPERS)
def enter_runs_a_block(m):
    with m.enter_sync(opened("value")) as value:
        assert value == "value"
    error = ValueError("of the block")

    def block():
        with m.enter_sync(opened(1)):
            raise error

    assert raised(block) is error
