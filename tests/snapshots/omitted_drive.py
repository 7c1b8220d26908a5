import asyncio
from typing import Any

import omitted as source

from driving import check, check_signature, shims

CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("request", ("GET",), {}),
    ("request", ("GET", "/a"), {"timeout": None}),
    ("request", ("GET",), {"auth": "me", "url": "/b"}),
    ("seek", (), {}),
    ("seek", (1,), {}),
    ("seek", (1, 2), {}),
    ("spread", (), {}),
    ("spread", (1,), {}),
    ("spread", (1, 2, 3, 4), {}),
    ("spread", (1,), {"second": 2, "last": 3, "other": 4}),
    ("spread", (), {"second": 2}),
]

for name, args, kwargs in CALLS:
    shim = getattr(shims, f"{name}_sync")
    expected = asyncio.run(getattr(source, name)(*args, **kwargs))
    check(lambda: shim(*args, **kwargs), expected, f"{name}_sync")

check_signature(shims.request_sync, source.request, "auth", "timeout")
check_signature(shims.seek_sync, source.seek, "offset", "whence")
check_signature(shims.spread_sync, source.spread, "first", "second", "last")
