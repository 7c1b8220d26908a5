"""A random program: what it does follows from its seed, the module and the interpreter alone."""

from __future__ import annotations

import os
import random
import sys
from dataclasses import dataclass, field
from typing import Any

from scripts import BASES, ERRORS, Script

Statement = tuple[Any, ...]
GIL = getattr(sys, "_is_gil_enabled", lambda: True)()


@dataclass
class Program:
    """Statements of the main thread, and how the process ends."""

    statements: list[Statement]
    daemons: list[Script]
    left_open: int
    at_exit: int
    late_at_exit: int
    code: int | None
    eager: bool = field(default=False)


@dataclass(frozen=True)
class Place:
    """What fits where: a thread's own signals, forks that nothing runs beside."""

    main: bool = True
    alarms: bool = False
    alone: bool = True
    depth: int = 0

    def inside(self, **changes: Any) -> Place:
        return Place(**{**vars(self), **changes, "depth": self.depth + 1})


class Chance:
    def __init__(self, seed: str, persistent: bool, timeouts: bool, closes: bool) -> None:
        self.random = random.Random(seed)
        self.persistent = persistent
        self.timeouts = timeouts
        # A loop that user code closes takes with it what is bound to it.
        self.closes = closes and persistent and self.random.random() < 0.3
        self.tag = 0

    def program(self) -> Program:
        chance = self.random
        statements = [self.statement(Place()) for _ in range(chance.randint(4, 14))]
        some = chance.random() < 0.3
        return Program(
            statements,
            daemons=[self.quiet() for _ in range(chance.randint(1, 3) * some)],
            left_open=chance.choice([0, 0, 1, 2]),
            at_exit=chance.choice([0, 0, 1, 2]),
            late_at_exit=chance.choice([0, 0, 0, 1]),
            code=chance.choice([None, None, 0, 3]),
            eager=self.persistent and sys.version_info >= (3, 12) and chance.random() < 0.15,
        )

    def statement(self, place: Place) -> Statement:
        """One that fits the place."""
        while True:
            made = self.any_statement(place)
            if made:
                return made

    def any_statement(self, place: Place) -> Statement | None:
        chance = self.random
        deep = place.depth >= 2
        kind = chance.choices(
            ["call", "iterate", "with", "threads", "fork", "finalize", "collect", "alarms", "limits", "close"],
            [30, 12, 8, 0 if deep else 10, 6, 8, 4, 6, 10 * self.timeouts, 4 * self.closes],
        )[0]
        match kind:
            case "call":
                return ("call", chance.choice(["call", "call", "give"]), self.script(place))
            case "iterate":
                return self.iterate(place)
            case "with":
                if deep:
                    return None
                inner = self.statements(place.inside(main=False), 0, 2)
                error = (self.error(), self.next_tag()) if chance.random() < 0.4 else None
                calm = place.inside(main=False)
                return (
                    "with",
                    self.steps(calm, 0, 3),
                    self.steps(calm, 0, 2),
                    chance.random() < 0.3,
                    inner,
                    error,
                )
            case "threads":
                beside = place.inside(main=False, alone=False)
                groups = [self.statements(beside, 1, 4) for _ in range(chance.randint(2, 5))]
                return ("threads", groups)
            case "fork":
                if not hasattr(os, "fork") or not (GIL or place.alone) or place.alarms or deep:
                    return None
                top = place == Place()
                inner = self.statements(place.inside(main=False), 1, 3)
                return ("fork", inner, not top or chance.random() < 0.5)
            case "alarms":
                if not place.main or place.alarms or not hasattr(os, "fork"):
                    return None
                seconds = chance.choice([0.001, 0.003, 0.01])
                inside = place.inside(alarms=True, alone=False)
                return ("alarms", seconds, self.statements(inside, 1, 4))
            case "limits":
                return chance.choice(
                    [
                        ("limited", chance.choice([0, 0.001, 0.05])),
                        ("cancelled",),
                        ("unlimited", [] if deep else self.statements(place.inside(), 1, 2)),
                    ]
                )
            case "close":
                return ("close the loop",) if place == Place() else None
        return (kind,)

    def statements(self, place: Place, least: int, most: int) -> list[Statement]:
        return [self.statement(place) for _ in range(self.random.randint(least, most))]

    def iterate(self, place: Place) -> Statement:
        chance = self.random
        calm = place.inside(main=False)
        script: Script = []
        for _ in range(chance.randint(0, 4)):
            script += self.steps(calm, 0, 2)
            script.append((chance.choice(["yield", "yield and catch"]), self.next_tag()))
        script += self.steps(calm, 0, 2)
        if chance.random() < 0.2:
            script.append(("raise", self.error(), self.next_tag()))
        actions: list[tuple[Any, ...]] = [("next",) for _ in range(chance.randint(0, 2))]
        for _ in range(chance.randint(0, 3)):
            actions.append(
                chance.choice(
                    [
                        ("next",),
                        ("send", self.next_tag()) if actions else ("next",),
                        ("throw", self.thrown(), self.next_tag()),
                    ]
                )
            )
        actions.append(chance.choice([("close",), ("drop",), ("drop",)]))
        return ("iterate", script, actions)

    def script(self, place: Place) -> Script:
        """What a call does: its end may leave the loop with any exception."""
        chance = self.random
        script = self.steps(place, 0, 4)
        end = chance.random()
        if end < 0.2:
            script.append(("raise", self.error(), self.next_tag()))
        elif end < 0.3:
            script.append(("raise", chance.choice(list(BASES)), self.next_tag()))
        elif end < 0.38:
            script.append(("cancel", self.next_tag()))
        elif end < 0.44 and place.main and not place.alarms:
            script.append(("interrupt",))
        else:
            script.append(("return", self.next_tag()))
        if chance.random() < 0.3:
            script = [("try", script, self.steps(place.inside(main=False), 0, 2))]
        return script

    def steps(self, place: Place, least: int, most: int) -> Script:
        return [self.step(place) for _ in range(self.random.randint(least, most))]

    def step(self, place: Place) -> tuple[Any, ...]:
        chance = self.random
        deep = place.depth >= 3
        kind = chance.choices(
            ["sleep", "set", "get", "catch", "tasks", "group", "timeout", "thread",
             "reenter", "finalize", "collect", "stop", "leave", "lock"],
            [20, 8, 6, 6 * (not deep), 5 * (not deep), 3, 3, 6 * (not deep),
             4, 4, 1, 4 * self.persistent, 2 * self.persistent * (not self.closes),
             6 * self.persistent * (not self.closes)],
        )[0]  # fmt: skip
        inside = place.inside(main=False)
        match kind:
            case "sleep":
                return ("sleep", chance.choice([0, 0, 0.0005, 0.002]))
            case "set":
                return ("set", chance.randrange(3), self.next_tag())
            case "get":
                return ("get", chance.randrange(3))
            case "catch":
                inner = self.steps(inside, 0, 2)
                if chance.random() < 0.7:
                    inner.append(("raise", self.error(), self.next_tag()))
                return ("catch", inner)
            case "tasks":
                return ("tasks", [self.child(inside) for _ in range(chance.randint(1, 3))])
            case "group":
                return ("group", self.steps(inside, 0, 1), chance.randint(0, 2))
            case "thread":
                return ("thread", self.script(inside))
        return (kind,)

    def child(self, place: Place) -> Script:
        """What a task beside others does: it must not leave the loop by an exit."""
        script = self.steps(place, 0, 2)
        if self.random.random() < 0.4:
            script.append(("raise", self.error(), self.next_tag()))
        return script

    def quiet(self) -> Script:
        return [("sleep", self.random.choice([0, 0.001])), ("return", self.next_tag())]

    def error(self) -> str:
        return self.random.choice([*ERRORS, "ExceptionGroup"])

    def thrown(self) -> str:
        """Not what says that an iterator is exhausted: it may come back as it is."""
        while (error := self.error()).startswith("Stop"):
            pass
        return error

    def next_tag(self) -> int:
        self.tag += 1
        return self.tag
