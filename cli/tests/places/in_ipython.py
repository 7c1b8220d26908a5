"""Cells of IPython: plain ones, and those whose top-level `await` runs its loop."""

from IPython.core.interactiveshell import InteractiveShell
from served import serve

CELLS = [
    f"URL = {serve()!r}\nimport asyncio, httpx, httpx_sync as sync\nclient = httpx.AsyncClient()",
    "assert sync.AsyncClient_get_sync(client, URL).text == 'hello'",
    # The loop of IPython runs from the first line of a cell that awaits somewhere.
    "assert sync.AsyncClient_get_sync(client, URL).text == 'hello'\n"
    "assert await asyncio.sleep(0, 'awaited') == 'awaited'\n"
    "assert asyncio.get_running_loop().is_running()\n"
    "with sync.AsyncClient_stream_sync(client, 'GET', URL) as streamed:\n"
    "    assert sync.Response_aread_sync(streamed) == b'hello'",
    "sync.AsyncClient_aclose_sync(client)",
]

shell = InteractiveShell.instance()
for cell in CELLS:
    shell.run_cell(cell).raise_error()
print("done")
