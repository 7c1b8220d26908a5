"""Classes with an asynchronous surface: every kind of member, and what goes through twins."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
)
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

T = TypeVar("T")
Handler = Callable[["Response"], Awaitable[str]]
Callback = Callable[["Response"], "Response"]


class Response:
    """What a request gives."""

    limit = 10
    best: ClassVar[Response]

    def __init__(self, status: int, text: str = "") -> None:
        self.status = status
        self.text = text
        self.next: Response | None = None
        self.history: list[Response] = []

    async def read(self) -> str:
        await asyncio.sleep(0)
        return self.text

    def json(self) -> Any:  # noqa: ANN401 as such methods say
        return {"status": self.status}

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, key: int) -> str:
        return self.text[key]

    def __contains__(self, text: str) -> bool:
        return text in self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Response) and self.status == other.status

    def __hash__(self) -> int:
        return hash(self.status)

    def __repr__(self) -> str:
        return f"<Response {self.status}>"

    def __lt__(self, other: Response) -> bool:
        return self.status < other.status

    def __add__(self, other: Response) -> Response:
        return Response(self.status, self.text + other.text)


Response.best = Response(0, "standard")


class _PrivateResponse(Response):
    """A class that nobody describes."""


class StatusError(Exception):
    """Carries an object that has a twin."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


class Base:
    """What all clients have."""

    timeout: float = 5.0

    async def ping(self) -> str:
        return f"{type(self).__name__} pong"

    def running(self) -> bool:
        return asyncio.get_running_loop().is_closed() is False


class Client(Base):
    """Makes requests."""

    def __init__(self, url: str, *, handlers: dict[str, Handler] | None = None, retries: int = 3) -> None:
        self.loop = asyncio.get_running_loop()  # as many constructors look for it
        self.url = url
        self.retries = retries
        self.closed = False
        self.handlers: list[Handler] = list((handlers or {}).values())
        self.callback: Callback | None = None
        self._last: Response | None = None
        self._lock = asyncio.Lock()

    @property
    def last(self) -> Response | None:
        """The latest response."""
        return self._last

    @last.setter
    def last(self, value: Response | int) -> None:
        self._last = Response(value) if isinstance(value, int) else value

    @property
    def thread(self) -> int:
        return threading.get_ident()

    @property
    async def address(self) -> str:
        return self.url

    async def get(self, path: str, *, timeout: float = 1.0) -> Response:
        """Get a path."""
        async with self._lock:
            await asyncio.sleep(0)
        self._last = _PrivateResponse(200, f"{self.url}{path} in {timeout}")
        return self._last

    async def send(self, request: Response) -> Response:
        for handler in self.handlers:
            request.text += await handler(request)
        if self.callback is not None:
            request = self.callback(request)
        return request

    def build(self, status: int = 200) -> Response:
        asyncio.get_running_loop()
        return Response(status)

    def fetch(self, path: str) -> Awaitable[Response]:
        return asyncio.ensure_future(self.get(path))

    def maybe(self, path: str | None) -> Awaitable[Response] | None:
        return None if path is None else self.get(path)

    async def all(self, *paths: str, **named: Response) -> dict[str, Response]:
        found = {path: await self.get(path) for path in paths}
        return {**found, **named}

    async def pages(self, number: int) -> AsyncGenerator[Response, Response | None]:
        for status in range(number):
            sent = yield Response(status)
            if sent is not None:
                self._last = sent

    async def names(self) -> AsyncIterator[str]:
        yield "a"
        yield "b"

    @contextlib.asynccontextmanager
    async def stream(self, path: str) -> AsyncGenerator[Response]:
        response = await self.get(path)
        try:
            yield response
        finally:
            response.text = "closed"

    @contextlib.asynccontextmanager
    async def lease(self) -> AsyncGenerator[int]:
        yield 7

    def connect(self, name: str) -> Connecting:
        return Connecting(name)

    async def upload(self, parts: AsyncIterable[str]) -> str:
        return "".join([part async for part in parts])

    async def fail(self, status: int) -> None:
        raise StatusError(Response(status))

    def add_handler(self, handler: Handler) -> None:
        self.handlers.append(handler)

    def remove_handler(self, handler: Handler) -> None:
        self.handlers.remove(handler)

    @overload
    async def pick(self, of: int) -> Response: ...
    @overload
    async def pick(self, of: str) -> str: ...
    async def pick(self, of: int | str) -> Response | str:
        return Response(of) if isinstance(of, int) else of

    @classmethod
    async def open(cls, url: str) -> Self:
        return cls(url)

    @overload
    @classmethod
    def plain(cls, url: str) -> Self: ...
    @overload
    @classmethod
    def plain(cls, url: int) -> Self: ...
    @classmethod
    def plain(cls, url: str | int) -> Self:
        return cls(str(url))

    @staticmethod
    async def version() -> int:
        return 2

    @overload
    @staticmethod
    def parse(text: str) -> Response: ...
    @overload
    @staticmethod
    def parse(text: bytes) -> Response: ...
    @staticmethod
    def parse(text: str | bytes) -> Response:
        asyncio.get_running_loop()
        return Response(int(text))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> bool:
        self.closed = True
        return isinstance(error[1], KeyError)

    def __aiter__(self) -> Self:
        self._left = 3
        return self

    async def __anext__(self) -> Response:
        if not self._left:
            raise StopAsyncIteration
        self._left -= 1
        return Response(self._left)


class Connecting:
    """Awaitable, and a context manager as well."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def _make(self) -> Connection:
        return Connection(self.name)

    def __await__(self) -> Generator[Any, None, Connection]:
        return self._make().__await__()

    async def __aenter__(self) -> Connection:
        self.connection = await self._make()
        return self.connection

    async def __aexit__(self, *error: object) -> None:
        self.connection.is_open = False


class Connection:
    __slots__ = ("__weakref__", "is_open", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_open = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self.is_open = False


class Page(Generic[T]):
    """Items of any type."""

    def __init__(self, items: list[T]) -> None:
        self.items = items

    async def first(self) -> T:
        return self.items[0]

    async def __aiter__(self) -> AsyncIterator[T]:
        for item in self.items:
            yield item


class Numbers(Page[int]):
    async def total(self) -> int:
        return sum(self.items)


class Job:
    """Is awaited itself, and makes up attributes."""

    def __await__(self) -> Generator[Any, None, str]:
        yield from asyncio.sleep(0).__await__()
        return "done"

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 whatever it makes up
        if name.startswith("_"):
            raise AttributeError(name)

        async def call(*args: object) -> str:
            return f"{name}{args}"

        return call if name.startswith("do") else Response(len(name))

    @contextlib.asynccontextmanager
    async def own(self) -> AsyncGenerator[Response]:
        yield Response(3)

    def __call__(self, value: int) -> int:
        return value + 1

    def __enter__(self) -> Response:
        return Response(1)

    def __exit__(self, *error: object) -> None:
        return None

    def __iter__(self) -> Iterator[int]:
        return iter([1, 2])


class Bot:
    """Calls what subclasses override."""

    prefix = "!"

    async def on_message(self, message: Response) -> str:
        return f"ignored {message.status}"

    def check(self, message: Response) -> bool:
        return message.status > 0

    async def items(self) -> AsyncIterator[int]:
        yield 1

    async def run(self, status: int) -> str:
        message = Response(status)
        if not self.check(message):
            return "refused"
        items = [item async for item in self.items()]
        return f"{self.prefix}{await self.on_message(message)} {items}"


async def fetch(client: Client, path: str) -> Response:
    return await client.get(path)


def make(url: str) -> Client:
    return Client(url)


def connect(name: str) -> Connecting:
    return Connecting(name)


async def count(number: int) -> AsyncIterator[Response]:
    for status in range(number):
        yield Response(status)
