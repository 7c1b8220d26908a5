import asyncio
from collections.abc import Callable, Coroutine

import signatures as source

from driving import check, check_signature, shims

ARGUMENTS: dict[str, list[tuple[tuple[object, ...], dict[str, object]]]] = {
    "everything": [
        ((1, "b"), {"d": True}),
        ((1, "b", 2.5, b"x", b"y"), {"d": False, "e": "e", "a": "also a", "z": 0}),
    ],
    "keyword_only": [((), {"a": 1}), ((), {"b": "y", "a": 1})],
    "literals": [((), {}), (((1,), b""), {"text": ""})],
    "mixed": [((1, 2), {"c": 3}), ((1,), {"b": 2, "c": 3})],
    "options": [((), {}), ((), {"self": 1, "kwargs": 2})],
    "positional_only": [((1,), {}), ((1, 3), {})],
    "soft": [((1, "t", True, 2, 3, 0.5), {})],
    "spread": [((), {}), ((1, 2, 3), {})],
}

for name, calls in ARGUMENTS.items():
    function: Callable[..., Coroutine[object, object, object]] = getattr(source, name)
    shim = getattr(shims, f"{name}_sync")
    check_signature(shim, function)
    for args, kwargs in calls:
        check(lambda: shim(*args, **kwargs), asyncio.run(function(*args, **kwargs)), shim.__name__)

# What the source would refuse, the shim refuses.
REFUSED: dict[str, Callable[[], object]] = {
    "everything_sync": lambda: shims.everything_sync(1, d=True),
    "keyword_only_sync": lambda: shims.keyword_only_sync(1),
    "mixed_sync": lambda: shims.mixed_sync(a=1, b=2, c=3),
    "positional_only_sync": lambda: shims.positional_only_sync(1, 2, 3),
}
for name, call in REFUSED.items():
    try:
        call()
    except TypeError as error:
        assert name in str(error), error
    else:
        raise AssertionError(f"{name} took the arguments")
