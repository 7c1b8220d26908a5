"""Handlers of FastAPI under uvicorn, `def` and `async def`, that call shims of one client."""

import asyncio
import concurrent.futures
import socket
import threading

import fastapi
import httpx
import httpx_sync as sync
import uvicorn
from served import serve

URL = serve()
client = httpx.AsyncClient()
app = fastapi.FastAPI()


@app.get("/plain")
def plain() -> str:
    return sync.AsyncClient_get_sync(client, URL).text


@app.get("/async")
async def asynchronous() -> str:
    assert asyncio.get_running_loop().is_running()
    return sync.AsyncClient_get_sync(client, URL).text


@app.get("/threaded")
async def threaded() -> str:
    response = await asyncio.to_thread(sync.AsyncClient_get_sync, client, URL)
    return response.text


listener = socket.create_server(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
thread = threading.Thread(target=server.run, args=([listener],))
thread.start()
address = f"http://127.0.0.1:{listener.getsockname()[1]}"


def ask(path: str) -> str:
    return httpx.get(address + path, timeout=60).json()


with concurrent.futures.ThreadPoolExecutor(12) as pool:
    answers = list(pool.map(ask, ["/plain", "/async", "/threaded"] * 20))
assert answers == ["hello"] * 60, answers
server.should_exit = True
thread.join()
sync.AsyncClient_aclose_sync(client)
print("done")
