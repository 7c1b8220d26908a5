import overloads as source

from driving import check, check_signature, shims

check(lambda: shims.load_sync("a"), "a", "load_sync")
check(lambda: shims.load_sync("a", raw=True), b"a", "load_sync")
check(lambda: shims.find_sync(1), 1, "find_sync")
check(lambda: shims.find_sync("a"), "a", "find_sync")
check(lambda: list(shims.split_sync("a b")), ["a", "b"], "split_sync")
check(lambda: list(shims.split_sync(b"a b")), [b"a", b"b"], "split_sync")
check_signature(shims.load_sync, source.load)
