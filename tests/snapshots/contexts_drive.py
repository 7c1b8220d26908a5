import contextlib

import contexts as source

from driving import check, check_guard, check_signature, shims


def enter() -> str:
    with shims.transaction_sync("a") as name:
        source.events.append(f"in {name}")
        return str(name)


check(enter, "a", "transaction_sync")
check_signature(shims.transaction_sync, source.transaction)
check_guard(lambda: shims.transaction_sync("a"), "transaction_sync")
assert isinstance(shims.transaction_sync("a"), contextlib.AbstractContextManager)

# What is raised inside passes through, unless the manager takes it.
source.events.clear()
error = KeyError("mine")
try:
    with shims.transaction_sync("b"):
        raise error
except* KeyError as group:
    assert group.exceptions[0] is error or error in group.exceptions[0].exceptions  # type: ignore
assert source.events == ["left b"], source.events
source.events.clear()
with shims.transaction_sync("c", swallow=True):
    raise ValueError("taken")
assert source.events == ["rolled back c", "left c"], source.events

# Nested ones, left in any order that `with` allows.
with shims.transaction_sync("d") as outer, shims.transaction_sync("e") as inner:
    assert (outer, inner) == ("d", "e")

session = source.Session()
with shims.Session_enter_sync(session) as entered:
    assert entered is session
    assert session.open
assert not session.open
with shims.Session_enter_sync(session), shims.Session_begin_sync(session) as begun:
    assert begun is session
assert not session.open
