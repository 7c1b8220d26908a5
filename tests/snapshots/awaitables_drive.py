import awaitables as source

from driving import check, check_signature, shims

check(lambda: shims.request_sync("a"), "a", "request_sync")
check(lambda: shims.request_sync("a", params={"b": ""}), "ab", "request_sync")
check(lambda: shims.soon_sync(3), 3, "soon_sync")
check(lambda: shims.wait_sync(source.Request("c")), "c", "wait_sync")
check_signature(shims.request_sync, source.request)
check(lambda: shims.perhaps_sync(4, later=True), 4, "perhaps_sync")
check(lambda: shims.perhaps_sync(5, later=False), 5, "perhaps_sync")
check_signature(shims.perhaps_sync, source.perhaps)
