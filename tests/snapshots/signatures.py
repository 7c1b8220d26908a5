"""Every kind of parameter."""

from __future__ import annotations

Record = dict[str, object]


async def everything(
    a: int, /, b: str, c: float = 1.5, *args: bytes, d: bool, e: str | None = None, **kwargs: object
) -> Record:
    return {"a": a, "b": b, "c": c, "args": args, "d": d, "e": e, "kwargs": kwargs}


async def keyword_only(*, a: int, b: str = "x") -> Record:
    return {"a": a, "b": b}


async def literals(
    empty: tuple[int, ...] = (),
    data: bytes = b"\x00'\"",
    below: float = -1.0,
    yes: bool = True,
    text: str = "{{ ü }}\n",
    nested: tuple[tuple[str, int], ...] = (("a", 1), ("b", 2)),
) -> Record:
    return {
        "empty": empty,
        "data": data,
        "below": below,
        "yes": yes,
        "text": text,
        "nested": nested,
    }


async def mixed(a: int, /, b: int, *, c: int) -> Record:
    return {"a": a, "b": b, "c": c}


async def options(**kwargs: int) -> Record:
    return dict(kwargs)


async def positional_only(a: int, b: int = 2, /) -> Record:
    return {"a": a, "b": b}


async def soft(match: int, type: str, _: bool, self: int, loop: int, größe: float) -> Record:
    return {"match": match, "type": type, "_": _, "self": self, "loop": loop, "größe": größe}


async def spread(*args: int) -> Record:
    return {"args": args}
