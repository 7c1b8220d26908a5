import crowd
import servers
import websockets.exceptions
import websockets_sync as shims

with servers.running() as urls:

    def converse(n: int) -> list[str | bytes]:
        with shims.connected_sync(urls.web_socket) as connection:
            said: list[str | bytes] = []
            for message in (f"text {n}", b"bytes"):
                shims.ClientConnection_send_sync(connection, message)
                said.append(shims.ClientConnection_recv_sync(connection))
            return said

    assert converse(0) == ["text 0", b"bytes"]
    assert crowd.each_of(40, converse) == [[f"text {n}", b"bytes"] for n in range(40)]

    # One connection across many calls, until the server ends the conversation.
    connection = shims.connect_sync(urls.web_socket, open_timeout=30)
    for n in range(200):
        shims.ClientConnection_send_sync(connection, f"{n}.")
        assert shims.ClientConnection_recv_sync(connection) == f"{n}."
    shims.ClientConnection_send_sync(connection, "5")
    assert list(shims.ClientConnection_iter_sync(connection)) == ["4", "3", "2", "1", "0"]
    try:
        shims.ClientConnection_recv_sync(connection)
    except websockets.exceptions.ConnectionClosedOK:
        pass
    else:
        raise AssertionError("the connection is still open")
    assert shims.ClientConnection_close_sync(connection) is None

    # One connection, received from on another thread than sent to.
    with shims.connected_sync(urls.web_socket) as connection:
        jobs = (
            lambda: [shims.ClientConnection_recv_sync(connection) for _ in range(100)],
            lambda: [shims.ClientConnection_send_sync(connection, f"{n}!") for n in range(100)],
        )
        received, _ = crowd.each_of(2, lambda job: jobs[job]())
        assert received == [f"{n}!" for n in range(100)], received
