import time

import crowd
import httpx
import httpx_sync as shims
import servers

with servers.running() as urls:
    client = httpx.AsyncClient(base_url=urls.http)
    assert shims.AsyncClient_aenter_sync(client) is client

    def get(n: int) -> object:
        return shims.AsyncClient_get_sync(client, "/echo", params={"n": n}).json()["n"]

    # One client with its pool of connections, across calls and threads.
    assert [get(n) for n in range(20)] == [str(n) for n in range(20)]
    assert crowd.each_of(200, get) == [str(n) for n in range(200)]

    response = shims.AsyncClient_post_sync(
        client, "/echo", content=b"hello", headers={"x-mochi": "yes"}
    )
    assert response.json() == {"method": "POST", "n": None, "body": "hello", "header": "yes"}
    response = shims.AsyncClient_post_sync(client, "/echo", json=[1, 2])
    assert response.json()["body"] == "[1,2]"

    def lines(n: int) -> list[str]:
        with shims.AsyncClient_stream_sync(client, "GET", "/lines", params={"n": n}) as response:
            assert response.status_code == 200
            return list(shims.Response_aiter_lines_sync(response))

    assert lines(1000) == [f"line {n}" for n in range(1000)]
    assert [len(got) for got in crowd.each_of(40, lines)] == list(range(40))
    with shims.AsyncClient_stream_sync(client, "GET", "/lines", params={"n": 10}) as response:
        for line in shims.Response_aiter_lines_sync(response):
            if line == "line 3":
                break

    # A connection that the server closed between calls is not used again.
    for _ in range(2):
        response = shims.AsyncClient_get_sync(client, f"{urls.impatient}/echo?n=7")
        assert response.json()["n"] == "7"
        while shims.AsyncClient_get_sync(client, "/idle").text != "0":
            time.sleep(0.1)

    # The package's own timeout, given and by default, stays its own.
    try:
        shims.AsyncClient_get_sync(client, "/slow", params={"seconds": 3}, timeout=0.05)
    except httpx.ReadTimeout:
        pass
    else:
        raise AssertionError("no timeout")
    assert shims.AsyncClient_get_sync(client, "/slow", params={"seconds": 0.1}).text == "slow"

    # Eight calls that are answered together.
    met = crowd.each_of(8, lambda _: shims.AsyncClient_get_sync(client, "/meet").text)
    assert met == ["met"] * 8

    assert shims.AsyncClient_aexit_sync(client, None, None, None) is None
    assert client.is_closed

    with shims.AsyncClient_sync(httpx.AsyncClient(base_url=urls.http)) as client:
        assert get(1) == "1"
    assert client.is_closed
    other = httpx.AsyncClient(base_url=urls.http)
    assert shims.AsyncClient_get_sync(other, "/echo", params={"n": 2}).json()["n"] == "2"
    assert shims.AsyncClient_aclose_sync(other) is None
    assert other.is_closed
