"""Defaults that only their own package knows."""

from __future__ import annotations


class Default:
    """A sentinel."""


_DEFAULT = Default()

Record = dict[str, object]


async def request(
    method: str,
    url: str = "/",
    *,
    auth: str | Default = _DEFAULT,
    timeout: float | None | Default = _DEFAULT,
) -> Record:
    return {
        "method": method,
        "url": url,
        "auth": auth is _DEFAULT or auth,
        "timeout": timeout is _DEFAULT or timeout,
    }


async def seek(offset: int | Default = _DEFAULT, whence: int | Default = _DEFAULT, /) -> Record:
    return {"offset": offset is _DEFAULT or offset, "whence": whence is _DEFAULT or whence}


async def spread(
    first: int | Default = _DEFAULT,
    second: int | Default = _DEFAULT,
    *rest: int,
    last: int | Default = _DEFAULT,
    **options: int,
) -> Record:
    return {
        "first": first is _DEFAULT or first,
        "second": second is _DEFAULT or second,
        "rest": rest,
        "last": last is _DEFAULT or last,
        "options": options,
    }
