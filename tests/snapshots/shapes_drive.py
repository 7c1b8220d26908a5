from shapes import Client

from driving import check, shims

check(lambda: shims.fetch_sync("a"), b"a", "fetch_sync")
check(lambda: shims.request_sync("abc"), 3, "request_sync")
check(lambda: list(shims.lines_sync("a\nb")), ["a", "b"], "lines_sync")
check(lambda: shims.Client_get_sync(Client("x"), "/y"), "x/y", "Client_get_sync")
with shims.connect_sync("x") as client:
    assert shims.Client_get_sync(client, "/y") == "x/y"
assert client.url is None
