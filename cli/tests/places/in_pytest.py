"""Asynchronous tests of pytest-asyncio that call synchronous code, which calls shims."""

import pathlib
import sys

import pytest
from served import serve

TESTS = f"""
import asyncio

import httpx
import httpx_sync as sync
import pytest


@pytest.fixture
def client():
    client = httpx.AsyncClient()
    yield client
    sync.AsyncClient_aclose_sync(client)


def test_plain(client):
    assert sync.AsyncClient_get_sync(client, {serve()!r}).text == "hello"


@pytest.mark.asyncio
async def test_asynchronous(client):
    before = asyncio.get_running_loop()
    assert sync.AsyncClient_get_sync(client, {serve()!r}).text == "hello"
    assert asyncio.get_running_loop() is before
    assert await asyncio.sleep(0, "awaited") == "awaited"


@pytest.mark.asyncio
async def test_gather(client):
    call = asyncio.to_thread(sync.AsyncClient_get_sync, client, {serve()!r})
    response, awaited = await asyncio.gather(call, asyncio.sleep(0, "awaited"))
    assert (response.text, awaited) == ("hello", "awaited")
"""

folder = pathlib.Path(sys.argv[1]) / "in_pytest"
folder.mkdir(exist_ok=True)
(folder / "test_shims.py").write_text(TESTS)
options = ["-o", "asyncio_default_fixture_loop_scope=function", "-p", "no:cacheprovider"]
arguments = ["-q", "-W", "error", *options, "--rootdir", str(folder), str(folder)]
assert pytest.main(arguments) == 0
print("done")
