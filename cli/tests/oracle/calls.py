"""Hold verdicts about changed signatures against what Python binds.

Each line of standard input has an old and a new signature, whether the change is said to break
callers, and the changes. Prints how many did and did not.
"""

import inspect
import itertools
import sys
from collections.abc import Iterator
from typing import Any

NAMES = ("a", "b", "c", "other")
MOST_POSITIONAL = 4


class Function:
    def __init__(self, signature: str) -> None:
        scope: dict[str, Any] = {}
        exec(f"def f({signature}): return locals()", scope)  # noqa: S102 (the test's own text)
        self.call = scope["f"]
        self.parameters = inspect.signature(self.call).parameters


def calls() -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    for count in range(MOST_POSITIONAL + 1):
        positional = tuple(f"#{at}" for at in range(count))
        for length in range(len(NAMES) + 1):
            for names in itertools.combinations(NAMES, length):
                yield positional, {name: f"={name}" for name in names}


CALLS = list(calls())


def bound(to: Function, call: tuple[tuple[str, ...], dict[str, str]]) -> dict[str, str] | None:
    """Which parameter each value reaches."""
    try:
        arguments = to.call(*call[0], **call[1])
    except TypeError:
        return None
    reached: dict[str, str] = {}
    for name, value in arguments.items():
        match value:
            case tuple():
                reached |= dict.fromkeys(value, "*")
            case dict():
                reached |= dict.fromkeys(value.values(), "**")
            case str():
                reached[value] = name
            case _:
                pass  # a default
    return reached


def is_broken(old: Function, new: Function) -> bool:
    hidden = {p.name for p in old.parameters.values() if p.kind is p.POSITIONAL_ONLY}
    for call in CALLS:
        before = bound(old, call)
        if before is None:
            continue
        after = bound(new, call)
        if after is None:
            return True
        for value, place in before.items():
            now = after[value]
            is_gone = place not in new.parameters
            is_same = (
                now == place
                # What has stars passes it on.
                or (is_gone and now in ("*", "**"))
                # A name that a keyword had, or another for one that nobody could give.
                or place == "**"
                or (is_gone and place in hidden and now not in old.parameters)
            )
            if not is_same:
                return True
    return False


found = {True: 0, False: 0}
for line in sys.stdin:
    old, new, verdict, kinds = (part.strip() for part in line.split(";"))
    broken = is_broken(Function(old), Function(new))
    if broken != (verdict == "true"):
        sys.exit(f"({old}) -> ({new}): said {verdict}, and that is wrong: {kinds}")
    found[broken] += 1
print(found[True], found[False])
