"""Twins under limits: those without a limit do what they do, and limits bound them."""

import asyncio
import importlib
import time

import twins as originals

from driving import shims

importlib.import_module("twins_drive")  # all that holds without a limit


class Slow(originals.Client):
    async def get(self, path: str, *, timeout: float = 1.0) -> originals.Response:
        await asyncio.sleep(60)
        raise AssertionError


async def make() -> Slow:
    return Slow("slow")


client = shims.Client.mochi_twin(asyncio.run(make()))
token = shims.mochi_async_timeout.set(0.05)
begin = time.monotonic()
try:
    client.get("/")
except shims.MochiAsyncTimeoutError as error:
    assert "Client.get" in str(error)
else:
    raise AssertionError("it was not bounded")
assert time.monotonic() - begin < 30
shims.mochi_async_timeout.reset(token)
