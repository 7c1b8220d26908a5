"""What nothing imports before it is needed."""

from __future__ import annotations


async def wait(seconds: float) -> float:
    return seconds


class Timer:
    def __init__(self, name: str) -> None:
        self.name = name

    async def __aenter__(self) -> str:
        return self.name

    async def __aexit__(self, *args: object) -> None:
        pass
