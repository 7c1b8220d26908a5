import type_params as source

from driving import check, check_signature, shims


async def add(a: int, *, b: int) -> int:
    return a + b


check(lambda: shims.first_sync([1, 2]), 1, "first_sync")
named = source.Named()
check(lambda: shims.rename_sync(named, "mochi").name, "mochi", "rename_sync")
check(lambda: shims.join_sync(b"a", b"b"), b"ab", "join_sync")
check(lambda: shims.apply_sync(add, 1, b=2), 3, "apply_sync")
check(lambda: shims.gather_sync(1, "a"), (1, "a"), "gather_sync")
for name in ("first", "rename", "join", "apply", "gather"):
    check_signature(getattr(shims, f"{name}_sync"), getattr(source, name))
