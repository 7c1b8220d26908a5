import sys

import importing
from importing import inner

from driving import check, check_signature, shims

a, b = importing.Point(0, 0), importing.Point(1, 2)
check(lambda: shims.distance_sync(a, b), 3, "distance_sync")
check(lambda: shims.retry_sync(), 3, "retry_sync")
check(lambda: shims.retry_sync(5), 5, "retry_sync")
check_signature(shims.retry_sync, inner.retry)
assert not hasattr(shims, "Point")

assert "importing.late" not in sys.modules
check(lambda: shims.wait_sync(0.5), 0.5, "wait_sync")
assert "importing.late" in sys.modules
with shims.Timer_new_sync("a") as name:
    assert name == "a"
