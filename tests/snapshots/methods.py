"""A class of asynchronous methods."""

from __future__ import annotations


class Client:
    def __init__(self, url: str) -> None:
        self.url = url

    @classmethod
    async def connect(cls, url: str) -> Client:
        return cls(url)

    @staticmethod
    async def version() -> int:
        return 2

    async def get(self, path: str = "/", *, params: dict[str, str] | None = None) -> str:
        return f"{self.url}{path}{params or ''}"

    async def __aenter__(self) -> Client:
        return self

    @property
    async def address(self) -> str:
        return self.url

    async def rename(self, url: str) -> None:
        self.url = url


async def get(client: Client) -> str:
    return await client.get()
