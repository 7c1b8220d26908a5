"""A package whose functions are reached in several ways."""

from .inner import Point, distance

__all__ = ["Point", "distance"]
