"""A part of a screen may be missing: what is away is told as such, the rest is shown."""

from collections.abc import Awaitable
from typing import TypeVar

from chassis.errors import Exhausted, Problem, TimedOut, Unavailable

T = TypeVar("T")


async def unless_away(part: Awaitable[T]) -> T | Problem:
    """The part, or the reason why it cannot be had for now. Any other refusal is the screen's own."""
    try:
        return await part
    except (Exhausted, TimedOut, Unavailable) as away:
        return away
    except Problem as failed:
        if type(failed) is not Problem:
            raise
        return failed
