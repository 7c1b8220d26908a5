"""Servers and pools that load a program, use it, and fork: raw forks, a pool of multiprocessing as
Celery's, and gunicorn with `--preload`."""

import multiprocessing
import os
import pathlib
import socket
import subprocess
import sys
import time
import warnings

import httpx
import httpx_sync as sync
from served import serve

URL = serve()
APP = """
import os

import httpx
import httpx_sync as sync

client = httpx.AsyncClient()
sync.AsyncClient_get_sync(client, os.environ["URL"])  # in the parent


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    fresh = httpx.AsyncClient()
    text = sync.AsyncClient_get_sync(fresh, os.environ["URL"]).text
    sync.AsyncClient_aclose_sync(fresh)
    return [f"{text} {os.getpid()}".encode()]
"""


def get(_: int = 0) -> str:
    client = httpx.AsyncClient()
    text = sync.AsyncClient_get_sync(client, URL).text
    sync.AsyncClient_aclose_sync(client)
    return text


def raw_forks() -> None:
    children = []
    for _ in range(4):
        child = os.fork()
        if not child:
            os._exit(0 if get() == "hello" else 1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert get() == "hello"


def pool() -> None:
    with multiprocessing.get_context("fork").Pool(2) as workers:
        assert workers.map(get, range(20)) == ["hello"] * 20


def gunicorn(folder: pathlib.Path) -> None:
    (folder / "served_app.py").write_text(APP)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    arguments = ["-m", "gunicorn", "--preload", "-w", "2", "-b", address, "served_app:app"]
    environment = {**os.environ, "URL": URL, "PYTHONPATH": str(folder)}
    server = subprocess.Popen(
        [sys.executable, *arguments, "--log-level", "error"], env=environment, cwd=folder
    )
    try:
        ends, seen = time.monotonic() + 60, set()
        while len(seen) < 2:
            assert time.monotonic() < ends and server.poll() is None, seen
            try:
                text, worker = httpx.get(f"http://{address}/").text.split()
            except httpx.TransportError:  # not yet there
                time.sleep(0.1)
                continue
            assert text == "hello"
            seen.add(worker)
    finally:
        server.terminate()
        assert server.wait(60) == 0


if __name__ == "__main__":
    # The server of this test is a thread, of which CPython warns at every fork.
    warnings.filterwarnings("ignore", "This process", DeprecationWarning)
    assert get() == "hello"
    raw_forks()
    pool()
    gunicorn(pathlib.Path(sys.argv[1]))
    print("done")
