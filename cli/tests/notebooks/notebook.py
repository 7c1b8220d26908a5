"""Runs a notebook in a real kernel: httpx through shims of the driver standby, cell by cell.

python notebook.py FOLDER, which has `httpx_sync.py`.
"""

import http.server
import sys
import threading

import nbclient
import nbformat

CELLS = [
    # The kernel's own loop runs on this thread, in every cell.
    "import asyncio, sys, time\n"
    "sys.path.insert(0, FOLDER)\n"
    "import httpx, httpx_sync as sync\n"
    "assert asyncio.get_running_loop().is_running()",
    "client = httpx.AsyncClient()\n"
    "response = sync.AsyncClient_get_sync(client, URL)\n"
    "assert response.text == 'hello', response.text",
    # What is bound to the loop lives on from cell to cell.
    "for _ in range(20):\n"
    "    assert sync.AsyncClient_get_sync(client, URL).text == 'hello'",
    # Steps of a block.
    "with sync.AsyncClient_stream_sync(client, 'GET', URL) as streamed:\n"
    "    assert sync.Response_aread_sync(streamed) == b'hello'",
    # The kernel's own asynchrony works beside it.
    "assert await asyncio.sleep(0, 'awaited') == 'awaited'\n"
    "assert await asyncio.to_thread(sync.AsyncClient_get_sync, client, URL)",
    # A background task goes on while the kernel is idle, which the next cell sees.
    "ticks = []\n"
    "async def tick():\n"
    "    while True:\n"
    "        ticks.append(1)\n"
    "        await asyncio.sleep(0.001)\n"
    "async def start():\n"
    "    return asyncio.get_running_loop().create_task(tick())\n"
    "task = sync.await_sync(start())\n"
    "before = len(ticks)",
    "ends = time.monotonic() + 30\n"
    "while len(ticks) < before + 10 and time.monotonic() < ends:\n"
    "    time.sleep(0.001)\n"
    "assert len(ticks) >= before + 10",
    # What can never be done is told.
    "mine = asyncio.get_running_loop().create_future()\n"
    "async def wait():\n"
    "    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), mine.get_loop()))\n"
    "sync.mochi_async_blocking_limit.set(1)\n"
    "try:\n"
    "    sync.await_sync(wait())\n"
    "except sync.MochiAsyncReentryError as exc:\n"
    "    told = str(exc)\n"
    "assert 'blocked the event loop of its thread' in told",
    "sync.AsyncClient_aclose_sync(client)\nprint('done')",
]


class Hello(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    notebook = nbformat.v4.new_notebook()
    values = f"FOLDER = {sys.argv[1]!r}\nURL = 'http://127.0.0.1:{server.server_port}/'"
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in [values, *CELLS]]
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    [output] = notebook.cells[-1].outputs
    assert output.text == "done\n", output
    print("done")


if __name__ == "__main__":
    main()
