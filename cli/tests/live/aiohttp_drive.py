"""aiohttp from plain code: what `session.get` gives, awaited and entered; the session itself."""

import concurrent.futures

import aiohttp_sync as sync
import server
import unhurried  # noqa: F401

with server.running() as address, sync.ClientSession_new_sync(address) as session:
    for _ in range(20):
        response = sync.ClientSession_get_sync(session, "/")
        assert sync.ClientResponse_text_sync(response) == "line 0\nline 1\nline 2\n"
    with sync.ClientSession_post_enter_sync(session, "/there", data=b"hello") as response:
        assert response.status == 200
        assert sync.ClientResponse_json_sync(response, content_type=None) == {
            "path": "/there",
            "got": "hello",
        }
    with sync.ClientSession_get_enter_sync(session, "/") as response:
        lines = list(sync.StreamReader_iter_sync(response.content))
        assert lines == [b"line 0\n", b"line 1\n", b"line 2\n"], lines

    def fetch(_: int) -> str:
        with sync.ClientSession_get_enter_sync(session, "/") as response:
            return sync.ClientResponse_text_sync(response)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert set(pool.map(fetch, range(40))) == {"line 0\nline 1\nline 2\n"}
assert session.closed
