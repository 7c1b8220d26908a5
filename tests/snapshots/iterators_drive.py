import asyncio
import gc
from collections.abc import Generator

import iterators as source

from driving import check, check_guard, check_raises, check_signature, shims

check(lambda: list(shims.count_sync(3)), [0, 1, 2], "count_sync")
check(lambda: list(shims.squares_sync(3)), [0, 1, 4], "squares_sync")
check(lambda: list(shims.open_lines_sync("a\nb")), ["a", "b"], "open_lines_sync")
check(lambda: list(shims.Lines_iter_sync(source.Lines("a\nb"))), ["a", "b"], "Lines_iter_sync")
check(
    lambda: list(shims.Lines_words_sync(source.Lines("a-b\nc"), separator="-")),
    ["a", "b", "c"],
    "Lines_words_sync",
)
check_signature(shims.count_sync, source.count)

# The guard speaks at the call, not at the first item.
check_guard(lambda: shims.count_sync(1), "count_sync")

# Leaving early, by name and by garbage collection, reaches the `finally`.
source.closed.clear()
numbers: Generator[int, None, None] = shims.count_sync(3)
assert isinstance(numbers, Generator)
assert next(numbers) == 0
numbers.close()
assert source.closed == ["count"]
for number in shims.count_sync(3):
    if number == 1:
        break
gc.collect()
assert source.closed == ["count", "count"], source.closed

# Two at a time.
pairs = list(zip(shims.count_sync(2), shims.count_sync(2), strict=True))
assert pairs == [(0, 0), (1, 1)], pairs
assert asyncio.run(asyncio.to_thread(lambda: list(shims.count_sync(2)))) == [0, 1]

echo: Generator[str, str | None, None] = shims.echo_sync("first")
assert isinstance(echo, Generator)
assert next(echo) == "first"
assert echo.send("second") == "second"
assert echo.throw(ValueError("third")) == "third"
try:
    echo.send(None)
except StopIteration:
    pass
else:
    raise AssertionError("the generator went on")
late = ValueError("late")
check_raises(lambda: echo.throw(late), late)
