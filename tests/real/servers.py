"""Real servers on loopback: HTTP by starlette on uvicorn, and web sockets.

`python servers.py` prints the two ports and serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import uvicorn
import websockets.asyncio.server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from websockets.asyncio.server import ServerConnection


@contextlib.contextmanager
def running() -> Generator[tuple[str, str]]:
    """The URLs of the servers, which run in a process of their own meanwhile."""
    command = [sys.executable, str(Path(__file__).resolve())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            http, web_socket = process.stdout.readline().split()
            yield f"http://127.0.0.1:{http.decode()}", f"ws://127.0.0.1:{web_socket.decode()}"
        finally:
            process.stdin.close()
    assert process.returncode == 0, process.returncode


def listening() -> socket.socket:
    """A socket on a free port of loopback."""
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(128)
    return server


async def echo(request: Request) -> JSONResponse:
    return JSONResponse(
        {
            "method": request.method,
            "n": request.query_params.get("n"),
            "body": (await request.body()).decode(),
            "header": request.headers.get("x-mochi"),
        }
    )


async def lines(request: Request) -> StreamingResponse:
    async def text() -> AsyncIterator[str]:
        for n in range(int(request.query_params["n"])):
            yield f"line {n}\n"
            await asyncio.sleep(0)

    return StreamingResponse(text(), media_type="text/plain")


async def slow(request: Request) -> PlainTextResponse:
    await asyncio.sleep(float(request.query_params["seconds"]))
    return PlainTextResponse("slow")


APP = Starlette(
    routes=[
        Route("/echo", echo, methods=["GET", "POST"]),
        Route("/lines", lines),
        Route("/slow", slow),
    ]
)


async def converse(connection: ServerConnection) -> None:
    """Says everything back; counts down from a number first."""
    async for message in connection:
        if isinstance(message, str) and message.isdecimal():
            for n in reversed(range(int(message))):
                await connection.send(str(n))
            return
        await connection.send(message)


async def serve() -> None:
    http, web_socket = listening(), listening()
    # Connections are closed soon, so that clients meet stale ones.
    config = uvicorn.Config(APP, log_level="error", timeout_keep_alive=1)
    server = uvicorn.Server(config)
    async with websockets.asyncio.server.serve(converse, sock=web_socket):
        task = asyncio.create_task(server.serve(sockets=[http]))
        print(http.getsockname()[1], web_socket.getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)
        server.should_exit = True
        await task


if __name__ == "__main__":
    asyncio.run(serve())
