"""What a program does with twins, as type checkers see it."""

import asyncio
import collections.abc
import contextlib
import typing

import twins as originals

from twins__persistent import (
    Bot,
    Client,
    Connection,
    Job,
    MochiTwin,
    Numbers,
    Page,
    Response,
    connect,
    count,
    fetch,
    make,
)

client = Client("http://a", handlers={"one": lambda response: response.text}, retries=2)
typing.assert_type(client, Client)
typing.assert_type(client.mochi_async, originals.Client)
typing.assert_type(Client.mochi_twin(object()), Client)
twin: MochiTwin = client

typing.assert_type(client.url, str)
client.url = "http://b"
typing.assert_type(Response.limit, int)
typing.assert_type(Response.best, Response)
typing.assert_type(client.last, Response | None)
client.last = 404
client.last = Response(200, text="text")
typing.assert_type(client.address, str)

response = client.get("/", timeout=2.0)
typing.assert_type(response, Response)
typing.assert_type(response.read(), str)
typing.assert_type(response.wait(), str)
typing.assert_type(response.json(), dict[str, int])
typing.assert_type(response.history, list[Response])
typing.assert_type(client.send(response), Response)
typing.assert_type(client.build(), Response)
typing.assert_type(client.fetch("/"), Response)
typing.assert_type(client.maybe("/"), Response | None)
typing.assert_type(client.all("/a", "/b", more=response), dict[str, Response])
typing.assert_type(client.upload(iter("abc")), str)
typing.assert_type(client.ping(), str)
client.fail(404)

typing.assert_type(client.pages(3), collections.abc.Generator[Response, Response | None])
client.pages(3).send(response)
typing.assert_type(client.names(), collections.abc.Iterator[str])
typing.assert_type(next(client), Response)
for item in client:
    typing.assert_type(item, Response)
with client as entered, client.stream("/") as streamed, client.lease() as lease:
    typing.assert_type(entered, Client)
    typing.assert_type(streamed, Response)
    typing.assert_type(lease, int)
context: contextlib.AbstractContextManager[Client] = client
typing.assert_type(client.connect("c"), Connection)
with client.connect("c") as connection, connect("d") as other:
    typing.assert_type(connection, Connection)
    typing.assert_type(other, Connection)


def handler(given: Response) -> str:
    return given.read()


client.add_handler(handler)
client.remove_handler(handler)
client.callback = lambda given: given
client.callback = None

typing.assert_type(client.pick(1), Response)
typing.assert_type(client.pick("a"), str)
typing.assert_type(Client.open("o"), Client)
typing.assert_type(Client.plain("p"), Client)
typing.assert_type(Client.version(), int)
typing.assert_type(Client.parse("1"), Response)

typing.assert_type(len(response), int)
typing.assert_type(response[0], str)
typing.assert_type("a" in response, bool)
typing.assert_type(response + response, Response)
typing.assert_type(response < response, bool)
typing.assert_type(sorted([response]), list[Response])

page = Page([1, 2])
typing.assert_type(page, Page[int])
typing.assert_type(page.first(), int)
typing.assert_type(page.items, list[int])
typing.assert_type(list(Page(["a"])), list[str])
numbers = Numbers([1])
typing.assert_type(numbers.first(), int)
as_page: Page[int] = numbers

job = Job()
typing.assert_type(job.wait(), str)
typing.assert_type(job.anything(1), object)
typing.assert_type(job(1), int)
with job as status:
    typing.assert_type(status, Response)


class Own(Bot):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def on_message(self, message: Response) -> str:
        return self.name + super().on_message(message)


typing.assert_type(Own("o").run(1), str)

typing.assert_type(fetch(client, "/"), Response)
typing.assert_type(make("m"), Client)
typing.assert_type(list(count(2)), list[Response])


async def out() -> originals.Response:
    """The way out: the original, for what is asynchronous."""
    thread = await asyncio.to_thread(client.get, "/")
    typing.assert_type(thread, Response)
    return await client.mochi_async.get("/")
