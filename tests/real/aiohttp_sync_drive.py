import time

import aiohttp
import aiohttp_sync as shims
import crowd
import servers

with servers.running() as (url, _), shims.ClientSession_sync(url) as session:

    def get(n: int) -> object:
        with shims.ClientSession_open_sync(session, "/echo", params={"n": str(n)}) as response:
            assert response.status == 200
            return shims.ClientResponse_json_sync(response)

    def expected(n: int) -> object:
        return {"method": "GET", "n": str(n), "body": "", "header": None}

    # One session with its pool of connections, across calls and threads.
    assert [get(n) for n in range(20)] == [expected(n) for n in range(20)]
    assert crowd.each_of(200, get) == [expected(n) for n in range(200)]

    # A response that is awaited, not entered.
    response = shims.ClientSession_get_sync(session, "/lines", params={"n": "3"})
    assert isinstance(response, aiohttp.ClientResponse)
    assert shims.ClientResponse_text_sync(response) == "line 0\nline 1\nline 2\n"

    # The server has closed its idle connections by now.
    time.sleep(1.5)
    assert get(7) == expected(7)

    try:
        shims.ClientSession_get_sync(session, "http://127.0.0.1:1/")
    except aiohttp.ClientConnectorError:
        pass
    else:
        raise AssertionError("nothing listens there")

assert session.closed
