import asyncio

import mochi_async_pkg as source

from driving import check, check_raises, check_signature, shims

check(lambda: shims.fetch_sync("a", 1.0), b"a", "fetch_sync")
check(lambda: shims.fetch_sync(timeout=1.0, url="b"), b"b", "fetch_sync")
check(lambda: shims.compute_sync(7), 49, "compute_sync")
check(lambda: shims.ping_sync(), None, "ping_sync")

check_signature(shims.fetch_sync, source.fetch)
check_signature(shims.compute_sync, source.compute)
check_signature(shims.ping_sync, source.ping)

for error in (
    ValueError("mine"),
    asyncio.CancelledError(),
    TimeoutError(),
    ExceptionGroup("several", [OSError()]),
    SystemExit(3),
    KeyboardInterrupt(),
):
    check_raises(lambda error=error: shims.fail_sync(error), error)  # type: ignore[misc]
check(lambda: shims.compute_sync(2), 4, "compute_sync")
