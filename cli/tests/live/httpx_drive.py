"""httpx from plain code: one client over many calls and threads, streams, its context manager."""

import concurrent.futures

import httpx
import httpx_sync as sync
import server
import unhurried  # noqa: F401

with server.running() as address:
    client = httpx.AsyncClient(base_url=address)
    for _ in range(20):
        assert sync.AsyncClient_get_sync(client, "/").status_code == 200
    posted = sync.AsyncClient_post_sync(client, "/there", content=b"hello")
    assert posted.json() == {"path": "/there", "got": "hello"}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: sync.AsyncClient_get_sync(client, "/").text, range(40)))
    assert pages == ["line 0\nline 1\nline 2\n"] * 40
    with sync.AsyncClient_stream_sync(client, "GET", "/") as response:
        assert list(sync.Response_aiter_lines_sync(response)) == ["line 0", "line 1", "line 2"]
    with sync.AsyncClient_stream_sync(client, "GET", "/") as response:
        assert sync.Response_aread_sync(response) == b"line 0\nline 1\nline 2\n"
    sync.AsyncClient_aclose_sync(client)
    assert client.is_closed

    with sync.AsyncClient_new_sync(base_url=address) as client:
        assert sync.AsyncClient_get_sync(client, "/", timeout=5.0).status_code == 200
    assert client.is_closed
    try:
        sync.AsyncClient_get_sync(client, "/")
    except RuntimeError as error:
        assert "closed" in str(error), error
    else:
        raise AssertionError("a closed client answered")
