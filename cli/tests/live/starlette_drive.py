"""A starlette app from plain code, in this process and behind uvicorn."""

import socket
import threading

import httpx
import httpx_sync
import starlette_sync
import unhurried  # noqa: F401
import uvicorn
import uvicorn_sync
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


async def echo(request: Request) -> JSONResponse:
    return JSONResponse({"got": (await request.body()).decode()})


app = Starlette(routes=[Route("/echo", echo, methods=["POST"])])

# In this process.
client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://app")
for word in ("one", "two"):
    answer = httpx_sync.AsyncClient_post_sync(client, "/echo", content=word.encode())
    assert answer.json() == {"got": word}
httpx_sync.AsyncClient_aclose_sync(client)

# Behind uvicorn, whose server runs in a thread, through its own shim.
with socket.create_server(("127.0.0.1", 0)) as listener:
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=uvicorn_sync.Server_serve_sync, args=(server, [listener]))
    thread.start()
    with httpx_sync.AsyncClient_new_sync() as client:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/echo"
        for _ in range(10):
            answer = httpx_sync.AsyncClient_post_sync(client, url, content=b"over the wire")
            assert answer.json() == {"got": "over the wire"}
    server.should_exit = True
    thread.join()

# Its own shims.
assert starlette_sync.concurrency_run_in_threadpool_sync(divmod, 7, 2) == (3, 1)
seen: list[str] = []
starlette_sync.background_BackgroundTask_call_sync(BackgroundTask(seen.append, "ran"))
assert seen == ["ran"]
messages = iter([{"type": "http.request", "body": b'{"a": 1}', "more_body": False}])


async def receive() -> dict[str, object]:
    return next(messages)


request = Request({"type": "http", "method": "POST", "headers": []}, receive)
assert starlette_sync.requests_Request_json_sync(request) == {"a": 1}
