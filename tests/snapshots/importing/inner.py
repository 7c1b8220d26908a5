"""What the package defines."""

from __future__ import annotations

from dataclasses import dataclass

RETRIES = 3


@dataclass(frozen=True)
class Point:
    x: float
    y: float


async def distance(a: Point, b: Point) -> float:
    return abs(a.x - b.x) + abs(a.y - b.y)


async def retry(attempts: int = RETRIES) -> int:
    return attempts
