import time

import aiohttp
import aiohttp_sync as shims
import crowd
import servers

with servers.running() as urls, shims.ClientSession_sync(urls.http) as session:

    def get(n: int) -> object:
        with shims.ClientSession_open_sync(session, "/echo", params={"n": str(n)}) as response:
            assert response.status == 200
            return shims.ClientResponse_json_sync(response)

    def idle() -> str:
        with shims.ClientSession_open_sync(session, "/idle") as response:
            return shims.ClientResponse_text_sync(response)

    def expected(n: int) -> object:
        return {"method": "GET", "n": str(n), "body": "", "header": None}

    # One session with its pool of connections, across calls and threads.
    assert [get(n) for n in range(20)] == [expected(n) for n in range(20)]
    assert crowd.each_of(200, get) == [expected(n) for n in range(200)]

    # A response that is awaited, not entered.
    response = shims.ClientSession_get_sync(session, "/lines", params={"n": "3"})
    assert isinstance(response, aiohttp.ClientResponse)
    assert shims.ClientResponse_text_sync(response) == "line 0\nline 1\nline 2\n"

    # A connection that the server closed between calls is not used again.
    for _ in range(2):
        response = shims.ClientSession_get_sync(session, f"{urls.impatient}/echo?n=7")
        assert shims.ClientResponse_json_sync(response) == expected(7)
        while idle() != "0":
            time.sleep(0.1)

    try:
        shims.ClientSession_get_sync(session, "http://127.0.0.1:1/")
    except aiohttp.ClientConnectorError:
        pass
    else:
        raise AssertionError("nothing listens there")

assert session.closed
