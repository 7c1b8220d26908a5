"""What the guard's message advises, and the options."""

from __future__ import annotations

import asyncio

from mochi_async_pkg import fetch

from plain__per_call import MochiAsyncReentryError, fetch_sync
from timeouts__per_call import (
    MochiAsyncCancelledError,
    MochiAsyncTimeoutError,
    mochi_async_timeout,
)
from timeouts__persistent import MochiAsyncReentryError as PersistentReentryError
from timeouts__persistent import MochiCancelToken


async def main() -> bytes:
    try:
        return fetch_sync("a", 1.0)
    except MochiAsyncReentryError:
        return await fetch("a", 1.0) + await asyncio.to_thread(fetch_sync, "a", timeout=1.0)


def bounded() -> bytes | None:
    token = mochi_async_timeout.set(0.5)
    try:
        return fetch_sync("a", 1.0)
    except (MochiAsyncTimeoutError, MochiAsyncCancelledError, PersistentReentryError):
        return None
    finally:
        mochi_async_timeout.reset(token)


def cancel(cancel_token: MochiCancelToken) -> None:
    cancel_token.cancel()
