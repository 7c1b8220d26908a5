"""A fastapi app from plain code, in this process and behind uvicorn."""

import contextlib
import io
import socket
import threading
from collections.abc import Iterator

import fastapi
import fastapi_sync
import httpx
import httpx_sync
import unhurried  # noqa: F401
import uvicorn
import uvicorn_sync

app = fastapi.FastAPI()


@app.get("/double/{n}")
async def double(n: int) -> dict[str, int]:
    return {"doubled": 2 * n}


# In this process.
client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://app")
for n in range(5):
    assert httpx_sync.AsyncClient_get_sync(client, f"/double/{n}").json() == {"doubled": 2 * n}
assert httpx_sync.AsyncClient_get_sync(client, "/double/x").status_code == 422
httpx_sync.AsyncClient_aclose_sync(client)

# Behind uvicorn, whose server runs in a thread, through its own shim.
with socket.create_server(("127.0.0.1", 0)) as listener:
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=uvicorn_sync.Server_serve_sync, args=(server, [listener]))
    thread.start()
    with httpx_sync.AsyncClient_new_sync() as client:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/double/21"
        for _ in range(10):
            assert httpx_sync.AsyncClient_get_sync(client, url).json() == {"doubled": 42}
    server.should_exit = True
    thread.join()

# Its own shims.
upload = fastapi.UploadFile(io.BytesIO(b"a file"))
assert fastapi_sync.UploadFile_read_sync(upload) == b"a file"
fastapi_sync.UploadFile_close_sync(upload)


@contextlib.contextmanager
def resource() -> Iterator[str]:
    yield "in a thread"


with fastapi_sync.concurrency_contextmanager_in_threadpool_sync(resource()) as value:
    assert value == "in a thread"
