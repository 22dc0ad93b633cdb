"""Who waits on an open line, for receipts or for messages: how many lines each person has, and their end when the process ends."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Exhausted


class TooManyStreams(Exhausted):
    """The person waits on as many pages as they may."""

    reason = "TOO_MANY_STREAMS"
    default_message = "Trop de pages attendent ce qui arrive en même temps. Fermez-en une, puis réessayez."


class Readers:
    """The open lines of one process."""

    def __init__(self) -> None:
        self._lines: Counter[str] = Counter()
        self.closing = asyncio.Event()

    def admit(self, person_id: str, most: int) -> None:
        """Raises TooManyStreams when the person has as many as they may."""
        if self.lines_of(person_id) >= most:
            raise TooManyStreams(retry_in=30.0)

    def lines_of(self, person_id: str) -> int:
        """How many lines a person has."""
        return self._lines[person_id]

    @contextmanager
    def line(self, person_id: str) -> Iterator[None]:
        """An open line, for the length of a block."""
        self._lines[person_id] += 1
        try:
            yield
        finally:
            self._lines[person_id] -= 1
            self._lines += Counter()  # forgets those who have none left

    def close(self) -> None:
        """The process ends: every line does, and comes back to another replica."""
        self.closing.set()
