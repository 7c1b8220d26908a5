"""Real servers on loopback: HTTP by starlette on uvicorn, and web sockets.

`python servers.py` prints their URLs and serves until its standard input closes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Generator
from pathlib import Path
from typing import NamedTuple

import uvicorn
import websockets.asyncio.server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route
from websockets.asyncio.server import ServerConnection


class Urls(NamedTuple):
    http: str
    #: Closes connections that were idle for a second.
    impatient: str
    web_socket: str


@contextlib.contextmanager
def running() -> Generator[Urls]:
    """The servers run in a process of their own meanwhile."""
    command = [sys.executable, str(Path(__file__).resolve())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Urls(*process.stdout.readline().decode().split())
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


async def meet(request: Request) -> PlainTextResponse:
    """Answers when eight requests are there at once."""
    await MEETING.wait()
    return PlainTextResponse("met")


async def slow(request: Request) -> PlainTextResponse:
    await asyncio.sleep(float(request.query_params["seconds"]))
    return PlainTextResponse("slow")


async def idle(_: Request) -> PlainTextResponse:
    """How many connections the impatient server still has."""
    return PlainTextResponse(str(len(IMPATIENT.server_state.connections)))


MEETING = asyncio.Barrier(8)
APP = Starlette(
    routes=[
        Route("/echo", echo, methods=["GET", "POST"]),
        Route("/idle", idle),
        Route("/lines", lines),
        Route("/meet", meet),
        Route("/slow", slow),
    ]
)


PATIENT = uvicorn.Server(uvicorn.Config(APP, log_level="error", timeout_keep_alive=600))
IMPATIENT = uvicorn.Server(uvicorn.Config(APP, log_level="error", timeout_keep_alive=1))


async def converse(connection: ServerConnection) -> None:
    """Says everything back; counts down from a number first."""
    async for message in connection:
        if isinstance(message, str) and message.isdecimal():
            for n in reversed(range(int(message))):
                await connection.send(str(n))
            return
        await connection.send(message)


def url(scheme: str, server: socket.socket) -> str:
    host, port = server.getsockname()
    return f"{scheme}://{host}:{port}"


async def serve() -> None:
    http, impatient, web_socket = listening(), listening(), listening()
    async with websockets.asyncio.server.serve(converse, sock=web_socket):
        tasks = [
            asyncio.create_task(PATIENT.serve(sockets=[http])),
            asyncio.create_task(IMPATIENT.serve(sockets=[impatient])),
        ]
        print(url("http", http), url("http", impatient), url("ws", web_socket), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        PATIENT.should_exit = IMPATIENT.should_exit = True
        await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(serve())
