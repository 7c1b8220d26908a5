"""T1 to T11: twins of the classes of `twins`, which the snapshots have too."""

import asyncio
import contextlib
import copy
import gc
import pickle
import sys
import threading
import time
import warnings
import weakref

from scenario import TWINS, TWINS_REFUSING, in_child, raised, scenario

# Python warns of fork in a program with threads: rightly, and that is the scenario.
warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")


GIL = getattr(sys, "_is_gil_enabled", lambda: True)()


def in_threads(function, number=8):
    """Run a function in threads that begin together; give what each gave."""
    barrier, given = threading.Barrier(number), []

    def run():
        barrier.wait()
        given.append(function())

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == number
    return given


@scenario("T1", TWINS)
def one_twin_for_all_threads(m):
    originals = [m.twins.Response(1) for _ in range(2000)]
    given = in_threads(lambda: [m.Response.mochi_twin(original) for original in originals])
    for twins in zip(*given, strict=True):
        assert len(set(map(id, twins))) == 1


@scenario("T1", TWINS)
def a_twin_dies_before_its_original(m):
    original = m.twins.Response(1)
    twin = weakref.ref(m.Response.mochi_twin(original))
    gc.collect()
    assert twin() is None
    again = m.Response.mochi_twin(original)
    assert again.mochi_async is original and m.Response.mochi_twin(original) is again


@scenario("T1", TWINS)
def an_original_dies_with_its_twin(m):
    for _ in range(1000):  # ids are used again
        twin = m.Response(1)
        original = weakref.ref(twin.mochi_async)
        assert m.Response.mochi_twin(twin.mochi_async) is twin
        del twin
        if original() is not None:
            gc.collect()
        assert original() is None


@scenario("T1", TWINS, seconds=120)
def twins_come_and_go_in_threads(m):
    shared = [m.twins.Response(status) for status in range(20)]

    def work():
        for _ in range(300):
            for original in shared:
                one, two = m.Response.mochi_twin(original), m.Response.mochi_twin(original)
                assert one is two and one.mochi_async is original
                own = m.Response(7)
                assert own.status == 7

    in_threads(work, 4)


@scenario("T2", TWINS)
def private_classes_have_the_twin_of_their_base(m):
    client = m.Client("http://a")
    response = client.get("/x")
    assert type(response.mochi_async) is m.twins._PrivateResponse
    assert type(response) is m.Response


@scenario("T3", TWINS)
def what_is_empty_has_a_twin(m):
    client = m.Client("http://a")
    empty = client.build(0)
    assert not empty and type(empty) is m.Response
    assert client.send(empty) is empty
    client.last = empty
    assert client.last is empty


@scenario("T3", TWINS)
def nothing_is_stored_in_an_original(m):
    connection = m.Client("http://a").connect("slots")
    assert type(connection) is m.Connection
    assert not hasattr(connection.mochi_async, "__dict__")
    client = m.Client("http://a")
    before = set(vars(client.mochi_async))
    client.get("/x")
    assert set(vars(client.mochi_async)) == before


@scenario("T3", TWINS)
def containers_that_hold_nothing_stay(m):
    response = m.Response(1)
    assert response.history is response.mochi_async.history
    response.mochi_async.history.append(response.mochi_async)
    assert response.history[0] is response


@scenario("T4", TWINS)
def packages_get_originals(m):
    client, response = m.Client("http://a"), m.Response(1)
    client.send(response)
    client.all("/x", more=response)
    client.callback = lambda given: given
    client.last = response
    response.next = response
    response.history = [response, response]
    held = [*vars(client.mochi_async).values(), *vars(response.mochi_async).values()]
    held += gc.get_referents(*held)
    assert not [it for it in held if isinstance(it, m.MochiTwin)]


@scenario("T5", TWINS)
def constructors_find_the_loop(m):
    client = m.Client("http://a")
    assert client.mochi_async.loop is m.Client("http://b").mochi_async.loop
    assert all(c.running() for c in in_threads(lambda: m.Client("http://c")))


@scenario("T5", TWINS_REFUSING)
def constructors_are_refused_under_another_loop(m):
    async def elsewhere():
        return raised(m.Client, "http://a")

    assert type(asyncio.run(elsewhere())) is m.MochiAsyncReentryError
    client, made = m.Client("http://a"), []
    client.callback = lambda given: made.append(m.Client("http://b")) or given
    client.send(m.Response(1))  # a callback is on the loop that is ours
    assert made[0].ping() == "Client pong"


@scenario("T5", TWINS)
def plain_calls_run_where_the_loop_does(m):
    client = m.Client("http://a")

    class Slow(m.twins.Client):
        async def get(self, path, *, timeout=1.0):
            self.began.set()
            await asyncio.sleep(0.5)
            return m.twins.Response(1)

    async def make():
        return Slow("slow")

    slow = m.Client.mochi_twin(asyncio.run(make()))
    slow.mochi_async._lock = None
    slow.mochi_async.began = threading.Event()
    thread = threading.Thread(target=slow.get, args=("/",))
    thread.start()
    slow.mochi_async.began.wait()
    # Another thread runs the loop: it makes the call.
    assert client.thread == thread.ident
    assert client.build().status == 200
    thread.join()
    assert client.thread == threading.get_ident()


@scenario("T5", TWINS)
def plain_calls_raise_what_they_raise(m):
    class Ends(m.twins.Response):
        def json(self):
            raise error

    twin = m.Response.mochi_twin(Ends(1))
    for error in (StopIteration(1), KeyError(2), SystemExit(3), asyncio.CancelledError()):
        assert raised(twin.json) is error
        assert error.__context__ is None and error.__cause__ is None
    assert m.Response(1).json() == {"status": 1}


@scenario("T5", TWINS)
def plain_calls_wake_who_waits(m):
    class Blocks(m.twins.Response):
        def json(self):
            began.set()
            time.sleep(0.2)

    began, twin = threading.Event(), m.Response.mochi_twin(Blocks(1))
    thread = threading.Thread(target=twin.json)
    thread.start()
    began.wait()
    begin = time.monotonic()
    assert m.Client("http://a").ping() == "Client pong"
    assert time.monotonic() - begin < 30
    thread.join()


@scenario("T5", TWINS_REFUSING)
def coroutines_are_refused_where_a_loop_runs(m):
    client = m.Client("http://a")

    async def work():
        for call in (
            lambda: client.get("/"),
            lambda: client.address,
            lambda: client.names(),
            lambda: client.stream("/"),
            lambda: client.connect("c"),
            client.__enter__,
            lambda: next(client),
        ):
            assert type(raised(call)) is m.MochiAsyncReentryError
        assert client.build().status == 200  # plain calls do not wait

    asyncio.run(work())


@scenario("T5", TWINS)
def iterators_step_lazily(m):
    client = m.Client("http://a")
    assert [item.status for item in client] == [2, 1, 0]
    assert next(iter(client)).status == 2
    assert next(client).status == 1
    assert type(raised(lambda: [next(client) for _ in range(3)])) is StopIteration


@scenario("T5", TWINS)
def generators_give_and_take_twins(m):
    client, sent = m.Client("http://a"), m.Response(5)
    pages = client.pages(3)
    assert next(pages).status == 0
    assert pages.send(sent).status == 1 and client.last is sent
    pages.close()
    assert list(pages) == []


@scenario("T5", TWINS)
def managers_enter_and_leave(m):
    client = m.Client("http://a")
    with client as entered, client.stream("/x") as response:
        assert entered is client and type(response) is m.Response and not client.closed
    assert client.closed and response.text == "closed"
    with client:
        raise KeyError  # the original suppresses it
    error = ValueError()
    with contextlib.suppress(ValueError), client:
        raise error
    assert error.__context__ is None


@scenario("T5", TWINS)
def managers_of_threads_are_their_own(m):
    client = m.Client("http://a")

    def work():
        with client as entered:
            time.sleep(0.01)
            return entered

    assert set(map(id, in_threads(work))) == {id(client)}


@scenario("T5", TWINS)
def awaitable_managers_are_both(m):
    client = m.Client("http://a")
    connection = client.connect("a")
    assert connection.is_open
    with connection as same:
        assert same is connection
    assert not connection.is_open
    with client.connect("b") as other:
        assert other.is_open
    assert not other.is_open


@scenario("T6", TWINS)
def variables_are_the_originals(m):
    client = m.Client("http://a")
    client.url = "http://b"
    assert client.mochi_async.url == "http://b"
    assert m.Base.timeout == client.timeout == 5.0
    client.timeout = 7.0
    assert (client.mochi_async.timeout, m.twins.Client.timeout) == (7.0, 5.0)
    del client.timeout
    assert client.timeout == 5.0
    assert m.Response.best is m.Response(1).best


@scenario("T6", TWINS)
def attributes_that_are_made_up(m):
    job = m.Job()
    assert job.do_this(1) == "do_this(1,)" and job.four.status == 4
    assert type(raised(lambda: job._private)) is AttributeError


@scenario("T7", TWINS)
def handlers_call_twins_in_worker_threads(m):
    client, request = m.Client("http://a"), m.Response(1, "hi")

    def handler(given):
        assert given is request and threading.get_ident() != threads[0]
        return client.ping()

    threads = [threading.get_ident()]
    client.add_handler(handler)
    assert client.send(request).text == "hiClient pong"


@scenario("T7", TWINS)
def handlers_are_the_same_ones(m):
    client = m.Client("http://a")

    class Holder:
        def method(self, given):
            return "m"

    holder = Holder()
    for handler in (lambda given: "l", holder.method):
        client.add_handler(handler)
        client.add_handler(handler)
    client.remove_handler(holder.method)
    client.remove_handler(holder.method)
    assert client.send(m.Response(1)).text == "ll"
    gone = weakref.ref(holder)
    del holder, handler
    client.mochi_async.handlers.clear()
    gc.collect()
    assert gone() is None


@scenario("T7", TWINS)
def handlers_may_be_asynchronous(m):
    client = m.Client("http://a")

    async def asynchronous(given):
        assert type(given) is m.twins.Response  # it is the package's world
        return "a"

    client.add_handler(asynchronous)
    client.add_handler(lambda given: asyncio.sleep(0, "l"))
    assert client.send(m.Response(1)).text == "al"
    client.remove_handler(asynchronous)


@scenario("T7", TWINS)
def items_come_from_synchronous_iterators(m):
    client = m.Client("http://a")
    assert client.upload(iter("abc")) == "abc"
    error = KeyError(1)

    def fails():
        yield "a"
        raise error

    assert raised(client.upload, fails()) is error


@scenario("T8", TWINS)
def equality_hash_and_texts(m):
    one, two, other = m.Response(1), m.Response(1), m.Response(2)
    assert one == two and one is not two and one != other and one == one.mochi_async
    assert len({one, two, other}) == 2
    assert repr(one) == str(one) == f"{one}" == "<Response 1>"
    assert "Client of <twins.Client object" in repr(m.Client("http://a"))


@scenario("T8", TWINS)
def copies_and_pickles(m):
    one = m.Response(1, "text")
    one.next = m.Response(2)
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(again) is m.Response and again is not one and again.text == "text"
    assert copy.copy(one).next is one.next and copy.deepcopy(one).next is not one.next


@scenario("T9", TWINS)
def subclasses_override_what_packages_call(m):
    calls = []

    class Bot(m.Bot):
        prefix = "?"

        def on_message(self, message):
            calls.append(type(message))
            return f"mine {super().on_message(message)}"

        def check(self, message):
            return super().check(message) and message.status < 10

    bot = Bot()
    assert bot.run(5) == "?mine ignored 5 [1]"
    assert bot.run(50) == "refused"
    assert bot.on_message(m.Response(1)) == "mine ignored 1"
    assert calls == [m.Response, m.Response]  # each once


@scenario("T9", TWINS)
def subclasses_keep_their_state(m):
    class Bot(m.Bot):
        def __init__(self):
            super().__init__()
            self.count = 0

        def on_message(self, message):
            self.count += 1
            return str(self.count)

    original = Bot().mochi_async
    gc.collect()
    assert m.Bot.mochi_twin(original).run(1) == "!1 [1]"
    assert m.Bot.mochi_twin(original).count == 1
    gone = weakref.ref(original)
    del original
    gc.collect()
    assert gone() is None


@scenario("T9", TWINS)
def subclasses_that_forget_super(m):
    class Bot(m.Bot):
        def __init__(self):
            self.name = "x"

    bot = Bot()
    assert bot.name == "x" and bot.run(1) == "!ignored 1 [1]"
    assert type(raised(lambda: bot.nothing)) is AttributeError


@scenario("T10", TWINS, needs="fork")
def twins_in_a_forked_child(m):
    client, original = m.Client("http://a"), m.twins.Response(1)
    kept = m.Response.mochi_twin(original)
    ends = threading.Event()

    def busy():
        while not ends.is_set():
            m.Response.mochi_twin(m.twins.Response(1))
            time.sleep(0)

    thread = threading.Thread(target=busy)
    thread.start()

    def child():
        assert m.Response.mochi_twin(original) is kept
        assert client.build(3).status == 3
        assert m.Client("http://c").get("/x").status == 200

    for _ in range(5):
        # Without the GIL it may hang beside threads that compute.
        assert in_child(child) in ((0,) if GIL else (0, None))
        assert client.get("/x").status == 200
    ends.set()
    thread.join()


@scenario("T11", TWINS)
def errors_carry_originals_that_have_twins(m):
    client = m.Client("http://a")
    error = raised(client.fail, 503)
    assert type(error) is m.twins.StatusError and type(error.response) is m.twins.Response
    assert m.Response.mochi_twin(error.response).status == 503
    assert type(raised(lambda: m.Client.mochi_twin(error.response))) is TypeError


@scenario("T5", TWINS)
def finalizers_may_call_twins(m):
    seen = []

    class Node:
        def __init__(self):
            self.itself = self

        def __del__(self):
            with contextlib.suppress(m.MochiAsyncReentryError):
                seen.append((m.Response(1).status, client.build(2).status))

    client = m.Client("http://a")
    for _ in range(300):
        Node()
        m.Response.mochi_twin(m.twins.Response(1))
        client.build()
    gc.collect()
    assert seen and set(seen) == {(1, 2)}
