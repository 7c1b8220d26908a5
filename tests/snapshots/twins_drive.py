"""Twins do what their originals do, for each kind of member."""

# The module is any: tests/typing says what checkers see of twins.
# mypy: ignore-errors
# pyright: basic, reportAttributeAccessIssue=false, reportIndexIssue=false
# ruff: noqa: ANN401

import asyncio
import collections.abc
import contextlib
import copy
import gc
import pickle
import sys
import threading
import types
import typing
import weakref

import twins as originals

from driving import check_guard, shims

twins: typing.Any = shims


def raises(error: type[BaseException], call: collections.abc.Callable[[], object]) -> BaseException:
    try:
        call()
    except error as raised:
        return raised
    raise AssertionError(f"no {error.__name__} was raised")


# Constructors run where the loop does; what is not given is the original's own.
client = twins.Client("http://a")
original = client.mochi_async
assert type(original) is originals.Client
assert (client.url, client.retries, client.closed) == ("http://a", 3, False)
assert twins.Client("x", retries=5).retries == 5
assert twins.Client.mochi_twin(original) is client
raises(TypeError, lambda: twins.Response.mochi_twin(original))
assert isinstance(client, twins.Base) and issubclass(twins.Client, twins.Base)
assert client.ping() == "Client pong" and client.running()

# Variables, of objects and of classes.
client.url = "http://b"
assert original.url == "http://b"
assert twins.Base.timeout == client.timeout == 5.0
client.timeout = 7.0
assert (original.timeout, originals.Client.timeout, twins.Client.timeout) == (7.0, 5.0, 5.0)
del client.timeout
assert client.timeout == 5.0
assert twins.Response.limit == 10
assert twins.Response.best is client.build().best

# Properties.
assert client.last is None
client.last = 404
assert type(client.last) is twins.Response and client.last.status == 404
made = twins.Response(201, "made")
client.last = made
assert client.last is made and original.last is made.mochi_async
assert client.thread == threading.get_ident()
assert client.address == "http://b"

# Coroutines and other calls; a private class has the twin of its base.
response = client.get("/x")
assert type(response) is twins.Response and response.text == "http://b/x in 1.0"
assert client.get("/x", timeout=2.0).text == "http://b/x in 2.0"
assert client.last is not response
assert client.send(made) is made
assert client.build(status=300).status == 300
assert client.build().read() == client.build().wait() == ""
assert client.build().code == 200
assert client.fetch("/y").text == "http://b/y in 1.0"
assert client.maybe(None) is None
assert client.maybe("/z").text == "http://b/z in 1.0"
found = client.all("/a", made=made)
assert list(found) == ["/a", "made"] and found["made"] is made
assert type(found["/a"]) is twins.Response
assert made.json() == {"status": 201}
assert client.pick(5).status == 5 and client.pick("five") == "five"
check_guard(lambda: client.get("/x"), "Client.get")
check_guard(lambda: client.address, "Client.address")
check_guard(lambda: client.pages(1), "Client.pages")

# Containers.
made.history = [response, made]
assert made.mochi_async.history == [response.mochi_async, made.mochi_async]
assert made.history[0] is response and made.history[1] is made
made.next = response
assert made.next is response and made.mochi_async.next is response.mochi_async

# Generators and iterators.
pages = client.pages(3)
assert [next(pages).status, pages.send(made).status] == [0, 1]
assert client.last is made
assert [page.status for page in pages] == [2]
assert list(client.names()) == ["a", "b"]
assert [item.status for item in client] == [2, 1, 0]
assert next(iter(client)).status == 2
assert iter(client) is client
assert raises(StopIteration, lambda: [next(client) for _ in range(4)]).__cause__ is None

# Context managers.
with client.stream("/s") as streamed:
    assert type(streamed) is twins.Response and streamed.text.startswith("http://b/s")
assert streamed.text == "closed"
with client.lease() as lease:
    assert lease == 7
with client as entered:
    assert entered is client and not client.closed
assert client.closed
client.closed = False
with client:
    raise KeyError  # which the original suppresses
assert client.closed
with contextlib.suppress(ValueError), client:
    raise ValueError

# Awaitable and context manager at once.
connection = client.connect("c")
assert connection.name == "c" and connection.is_open
with connection as same:
    assert same is connection
assert not connection.is_open
with client.connect("d") as other:
    assert other.is_open
assert not other.is_open
assert twins.connect("e").is_open
kept = twins.connect("f")
with kept, kept:
    assert kept.is_open
assert not kept.is_open

# Class and static methods.
opened = twins.Client.open("o")
assert type(opened) is twins.Client and opened.url == "o"
assert twins.Client.plain("p").url == "p"
assert type(twins.Client.plain(5)) is twins.Client
assert twins.Client.version() == client.version() == 2
assert twins.Client.parse("418").status == 418

# Operators.
hello, world = twins.Response(1, "hello"), twins.Response(2, "world")
assert len(hello) == 5 and hello[0] == "h" and "ell" in hello and hello < world
total = hello + world
assert type(total) is twins.Response and total.text == "helloworld"
empty = twins.Response(0)
assert not empty and client.send(empty) is empty  # what is false has a twin all the same

# Equality, hash, texts, copies, pickles.
assert twins.Response(1) == hello and twins.Response(1) is not hello and hello != world
assert hello == hello.mochi_async
assert hash(hello) == hash(hello.mochi_async) and len({hello, twins.Response(1)}) == 1
assert repr(hello) == str(hello) == f"{hello}" == "<Response 1>"
assert "Client of <twins.Client object" in repr(client) == str(client)
again = copy.copy(hello)
assert type(again) is twins.Response and again is not hello and again.text == "hello"
hello.next = world
deep = copy.deepcopy(hello)
assert deep.next is not world and deep.next.text == "world"
read = pickle.loads(pickle.dumps(hello))
assert type(read) is twins.Response and read.text == "hello" and read is not hello

# Handlers: in a worker thread, with twins; the same function is the same handler.
seen: list[object] = []


def handler(of: typing.Any) -> str:
    seen.append((of, threading.get_ident(), client.ping()))
    return "!"


async def asynchronous(of: object) -> str:
    return f"{type(of).__module__}."


client.last = None
for one in (handler, asynchronous, handler):
    client.add_handler(one)
greeting = twins.Response(1, "hi")
assert client.send(greeting).text == "hi!twins.!"
assert [item[0] is greeting for item in seen] == [True, True]
assert seen[0][1] != threading.get_ident()
client.remove_handler(handler)
client.remove_handler(handler)
client.remove_handler(asynchronous)
assert original.handlers == []
raises(ValueError, lambda: client.remove_handler(handler))
handled = twins.Client("h", handlers={"one": handler})
assert handled.send(twins.Response(1, "hi")).text == "hi!"

# Callbacks run on the loop.
client.callback = lambda of: world if of is hello else of
assert client.send(hello) is world and client.send(made) is made
assert client.callback(hello) is world  # the user's own function
client.callback = None
assert client.callback is None

# Items of a synchronous iterator.
assert client.upload(part for part in "abc") == "abc"

# Errors cross as they are; what they carry has twins.
error = raises(originals.StatusError, lambda: client.fail(503))
assert type(error.response) is originals.Response
carried = twins.Response.mochi_twin(error.response)
assert carried.status == 503

# Generics, and twins that inherit them.
page = twins.Page[int]([1, 2])
assert page.first() == 1 and list(page) == [1, 2] and page.items == [1, 2]
numbers = twins.Numbers([1, 2, 3])
assert numbers.total() == 6 and list(numbers) == [1, 2, 3]
assert isinstance(numbers, twins.Page)

# Awaitables, attributes that are made up, what has a synchronous side.
job = twins.Job()
assert job.wait() == "done"
assert job.do_it(1) == "do_it(1,)" and job.abc.status == 3
assert not hasattr(job, "_abc")
assert job(1) == 2 and list(job) == [1, 2]
with job as status:
    assert type(status) is twins.Response
with job.own() as owned:
    assert owned.status == 3
assert copy.copy(job).wait() == "done"

# Functions.
assert twins.fetch(client, "/f").text.startswith("http://b/f")
assert type(twins.make("m")) is twins.Client
assert [item.status for item in twins.count(2)] == [0, 1]

# One object, one twin, from any number of threads; and while somebody holds it.
target = originals.Response(1)
barrier = threading.Barrier(8)
both: list[object] = []


def look() -> None:
    barrier.wait()
    both.append(twins.Response.mochi_twin(target))


threads = [threading.Thread(target=look) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len({id(twin) for twin in both}) == 1
# A twin goes while its original lives, and the original with its twin.
both.clear()
gc.collect()
fresh = twins.Response.mochi_twin(target)
assert fresh.mochi_async is target
gone = weakref.ref(fresh)
del fresh
gc.collect()
assert gone() is None
lone = twins.Client("l")
went = weakref.ref(lone.mochi_async)
del lone
gc.collect()
assert went() is None


# Subclasses: the package calls what they override, and super() what it overrides.
class Echo(twins.Bot):
    prefix = "?"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.calls: list[str] = []

    def on_message(self, message: typing.Any) -> str:
        assert type(message) is twins.Response
        self.calls.append("on_message")
        return f"{self.name} {message.status} {super().on_message(message)}"

    def check(self, message: typing.Any) -> bool:
        self.calls.append("check")
        return super().check(message) and message.status < 10

    def items(self) -> collections.abc.Iterator[int]:
        yield 0
        yield from super().items()


echo = Echo("echo")
assert echo.run(5) == "?echo 5 ignored 5 [0, 1]"
assert echo.run(50) == "refused"
assert echo.calls == ["check", "on_message", "check"]
assert echo.on_message(twins.Response(3)) == "echo 3 ignored 3"
assert echo.calls[3:] == ["on_message"]
assert list(echo.items()) == [0, 1]
inner = echo.mochi_async
assert isinstance(inner, originals.Bot) and twins.Bot.mochi_twin(inner) is echo
del echo
gc.collect()
assert twins.Bot.mochi_twin(inner).calls[:1] == ["check"]  # a user's state stays


class Forgets(twins.Bot):
    def __init__(self) -> None:
        self.name = "no super"


forgets = Forgets()
assert forgets.name == "no super"
assert forgets.run(1) == "!ignored 1 [1]"
raises(AttributeError, lambda: forgets.nothing)

# Library code never lands in a twin: nothing that it holds is one.
for held in gc.get_referents(*vars(original).values(), *vars(inner).values()):
    assert not isinstance(held, twins.MochiTwin) or held is getattr(inner, "_mochi_twin", None)

# What is reached from a twin is no coroutine.
for cls in (twins.Response, twins.Client, twins.Bot, twins.Job):
    for name, member in vars(cls).items():
        assert not asyncio.iscoroutinefunction(member) if sys.version_info < (3, 14) else True, name
        if isinstance(member, types.FunctionType):
            assert not member.__code__.co_flags & 0x80, name
