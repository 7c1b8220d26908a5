"""What has long names, and many parameters."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, overload

AVeryLongNameOfAnItemT = TypeVar("AVeryLongNameOfAnItemT")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


class ThingWithAVeryLongName:
    """What is handed about."""


async def collect_everything_that_there_is(
    first_of_all: int, second_of_all: int = 2, *, last_of_all: str = "z"
) -> str:
    return f"{first_of_all} {second_of_all} {last_of_all}"


async def explain_what_a_thing_is_good_for(
    thing_to_explain: str, language_to_use: str
) -> str:
    return f"{thing_to_explain} in {language_to_use}"


def request_something_from_somewhere(place: str, timeout: float) -> Awaitable[str]:
    async def answer() -> str:
        return place * int(timeout)

    return answer()


def perhaps_wait_for_an_answer(question: str, patience: int) -> str | Awaitable[str]:
    if patience == 0:
        return "never mind"
    return request_something_from_somewhere(question, patience)


async def count_up_to_a_number_in_steps(
    number_to_count_up_to: int, size_of_each_step: int
) -> AsyncIterator[int]:
    for number in range(0, number_to_count_up_to, size_of_each_step):
        yield number


@asynccontextmanager
async def connection_to_a_server_somewhere(
    address: str, user: str
) -> AsyncGenerator[str, None]:
    yield f"{user}@{address}"


async def nothing() -> dict[str, tuple[ThingWithAVeryLongName, ThingWithAVeryLongName]]:
    return {}


@overload
async def f(x: int) -> int: ...
@overload
async def f(x: str) -> str: ...
async def f(x: Any) -> Any:
    return x


def g(x: int) -> int | Awaitable[int]:
    return x


@overload
async def convert_one_value_into_another(value_to_convert: int) -> int: ...
@overload
async def convert_one_value_into_another(value_to_convert: str) -> str: ...
async def convert_one_value_into_another(value_to_convert: Any) -> Any:
    return value_to_convert


async def apply(
    function: Callable[P, Awaitable[AVeryLongNameOfAnItemT]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> AVeryLongNameOfAnItemT:
    return await function(*args, **kwargs)


async def gather(*items: *Ts) -> tuple[*Ts]:
    return items
