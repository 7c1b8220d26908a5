"""Functions with type parameters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import ParamSpec, TypeVar, TypeVarTuple

T = TypeVar("T")
NamedT = TypeVar("NamedT", bound="Named")
Text = TypeVar("Text", str, bytes)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


async def first(items: Iterable[T]) -> T:
    return next(iter(items))


class Named:
    name = ""


async def rename(item: NamedT, name: str) -> NamedT:
    item.name = name
    return item


async def join(left: Text, right: Text) -> Text:
    return left + right


async def apply(function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    return await function(*args, **kwargs)


async def gather(*items: *Ts) -> tuple[*Ts]:
    return items
