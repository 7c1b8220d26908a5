"""What has names that leave no room beside them."""

from __future__ import annotations

from collections.abc import Awaitable


async def connect_to_the_server_that_is_the_nearest_one() -> str:
    return "the nearest"


async def connect_to_the_server_that_is_nearest_to_the_one_who_asks(name: str) -> str:
    return f"the nearest to {name}"


def answer_of_the_server_that_is_the_nearest_to_the_one_who_asks(
    question: str,
) -> Awaitable[str]:
    async def answer() -> str:
        return question * 2

    return answer()
