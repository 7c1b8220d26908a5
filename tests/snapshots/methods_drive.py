import inspect

from methods import Client

from driving import check, shims

client = shims.Client_connect_sync("http://localhost")
assert isinstance(client, Client)
check(lambda: shims.Client_version_sync(), 2, "Client_version_sync")
check(lambda: shims.Client_get_sync(client), "http://localhost/", "Client_get_sync")
check(
    lambda: shims.Client_get_sync(client, "/a", params={"b": "c"}),
    "http://localhost/a{'b': 'c'}",
    "Client_get_sync",
)
check(lambda: shims.Client_enter_sync(client), client, "Client_enter_sync")
check(lambda: shims.Client_address_sync(client), "http://localhost", "Client_address_sync")
check(lambda: shims.Client_rename_sync(client, "x"), None, "Client_rename_sync")
check(lambda: shims.get_sync(client), "x/", "get_sync")


class Sub(Client):
    async def get(self, path: str = "/", *, params: dict[str, str] | None = None) -> str:
        return "overridden"


check(lambda: shims.Client_get_sync(Sub("")), "overridden", "Client_get_sync")

receiver, path, params = inspect.signature(shims.Client_get_sync).parameters.values()
assert receiver.kind is inspect.Parameter.POSITIONAL_ONLY
assert (path.default, params.kind) == ("/", inspect.Parameter.KEYWORD_ONLY)
