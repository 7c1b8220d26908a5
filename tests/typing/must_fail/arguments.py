"""Each marked line holds the error that mypy is to find there, no other holds one."""

from methods import Client
from type_params import Named

from methods__persistent import Client_get_sync
from omitted__persistent import request_sync, seek_sync
from overloads__persistent import load_sync
from plain__persistent import fetch_sync
from signatures__persistent import (
    everything_sync,
    keyword_only_sync,
    positional_only_sync,
)
from timeouts__persistent import mochi_async_timeout
from type_params__persistent import apply_sync, join_sync, rename_sync


async def add(a: int, *, b: int) -> float:
    return a + b


fetch_sync("a")  # error: call-arg
fetch_sync("a", "b")  # error: arg-type
fetch_sync("a", 1.0, retries=3)  # error: call-arg
everything_sync(a=1, b="b", d=True)  # error: call-arg
everything_sync(1, "b", 1.0, "not bytes", d=True)  # error: arg-type
keyword_only_sync(1)  # error: call-arg
positional_only_sync(1, b=2)  # error: call-arg
Client_get_sync("client")  # error: arg-type
Client_get_sync(self=Client("a"))  # error: call-arg
request_sync("GET", auth=1)  # error: arg-type
seek_sync("a")  # error: arg-type
load_sync("a", raw=False)  # error: call-overload
rename_sync("a", "b")  # error: type-var
rename_sync(Named(), 1)  # error: arg-type
join_sync("a", b"b")  # error: type-var
apply_sync(add, "a", b=1)  # error: arg-type
apply_sync(add, 1)  # error: call-arg
mochi_async_timeout.set("1")  # error: arg-type
