import collections.abc
import datetime
import typing

from importing import Point

from driving import check, shims

now = datetime.datetime(2026, 1, 1)
second = datetime.timedelta(seconds=1)
check(lambda: shims.schedule_sync(now, points=[Point(0, 0)]), 2027, "schedule_sync")
check(lambda: shims.remind_sync(now, times=2), "2026 2", "remind_sync")
check(lambda: shims.first_sync([3, 4]), 3, "first_sync")
check(lambda: list(shims.ticks_sync(second)), [second, 2 * second], "ticks_sync")

hints = {
    name: typing.get_type_hints(getattr(shims, name))
    for name in shims.__all__
    if name.endswith("_sync")
}
variable = vars(shims)["T"]
first = hints.pop("first_sync")
assert typing.get_args(first["items"]) == (variable,), first
assert typing.get_args(first["return"]) == (variable, type(None)), first
assert hints == {
    "remind_sync": {"at": datetime.datetime, "times": int, "return": str},
    "schedule_sync": {
        "at": datetime.datetime,
        "points": list[Point] | None,
        "return": int,
    },
    "ticks_sync": {
        "every": datetime.timedelta,
        "return": collections.abc.Iterator[datetime.timedelta],
    },
}, hints
