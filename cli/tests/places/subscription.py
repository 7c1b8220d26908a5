"""A subscription by websockets that receives while the main thread sleeps, and a connection of
aiohttp whose server drops who does not answer its pings."""

import asyncio
import threading
import time

import aiohttp
import aiohttp.web
import httpx_sync as sync
import websockets

PUSHED = 50


def wait_for(condition, what: str) -> None:
    """Wait without a call of any shim."""
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends, what
        time.sleep(0.01)


class Servers:
    """Both servers, on a loop in a thread of their own."""

    async def push(self, connection: websockets.ServerConnection) -> None:
        for number in range(PUSHED):
            await connection.send(str(number))
            await asyncio.sleep(0.01)
        await connection.wait_closed()

    async def echo(self, request: aiohttp.web.Request) -> aiohttp.web.WebSocketResponse:
        socket = aiohttp.web.WebSocketResponse(heartbeat=2)
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        return socket

    async def start(self) -> None:
        server = await websockets.serve(self.push, "127.0.0.1", 0)
        self.pushing = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        app = aiohttp.web.Application()
        app.router.add_get("/", self.echo)
        self.runner = aiohttp.web.AppRunner(app)
        await self.runner.setup()
        site = aiohttp.web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.echoing = f"ws://127.0.0.1:{self.runner.addresses[0][1]}/"


servers = Servers()
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()
asyncio.run_coroutine_threadsafe(servers.start(), loop).result()

received: list[str] = []


async def subscribe() -> asyncio.Task[None]:
    connection = await websockets.connect(servers.pushing)

    async def receive() -> None:
        async for message in connection:
            received.append(message)

    return asyncio.get_running_loop().create_task(receive())


task = sync.await_sync(subscribe())
wait_for(lambda: len(received) == PUSHED, "nothing is received between calls")
assert received == [str(number) for number in range(PUSHED)]


echoed: list[str] = []


async def connect() -> tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]:
    session = aiohttp.ClientSession()
    socket = await session.ws_connect(servers.echoing)

    async def receive() -> None:  # which answers pings, too
        async for message in socket:
            echoed.append(message.data)

    tasks.append(asyncio.get_running_loop().create_task(receive()))
    return session, socket


tasks = [task]
session, socket = sync.await_sync(connect())
time.sleep(6)  # three heartbeats of the server, each of which wants an answer within a second
sync.await_sync(socket.send_str("still there"))
wait_for(lambda: echoed == ["still there"], "the server dropped an idle connection")
sync.await_sync(session.close())
for task in tasks:
    task.cancel()
print("done")
