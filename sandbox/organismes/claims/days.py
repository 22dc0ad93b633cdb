"""The days of the played organismes: each lasts so many milliseconds, and the admin route may let many pass at once.

A day is a number, with a fraction, since the state file was made. The dates that organismes write stay those of the real calendar: only the
waiting is shortened.
"""

from collections.abc import Callable

from sandbox.organismes.store import Store


class Days:
    """Kept in the store, so that what was planned before a restart comes due after it. `day_ms` 0: no day passes by itself."""

    def __init__(self, store: Store, day_ms: int, clock: Callable[[], float]) -> None:
        self._store, self._clock, self._usual_ms = store, clock, day_ms
        row = store.connection.execute("SELECT day, day_ms, at FROM calendar").fetchone()
        self._day: float = row["day"] if row else 0.0
        self.day_ms: int = row["day_ms"] if row else day_ms
        self._at: float = row["at"] if row else clock()
        self.pace(day_ms)

    @property
    def today(self) -> float:
        """The day it is."""
        passed_ms = max(0.0, self._clock() - self._at) * 1000
        return self._day + (passed_ms / self.day_ms if self.day_ms else 0.0)

    def pace(self, day_ms: int) -> None:
        """From now on a day lasts so many milliseconds."""
        self._keep(self.today, day_ms)

    def usual_pace(self) -> None:
        """The pace that the settings give."""
        self.pace(self._usual_ms)

    def advance(self, days: int) -> None:
        """So many days pass at once."""
        self._keep(self.today + days, self.day_ms)

    def seconds_until(self, day: float) -> float | None:
        """How long until that day; None: it does not come by itself."""
        left = day - self.today
        if left <= 0:
            return 0.0
        return left * self.day_ms / 1000 if self.day_ms else None

    def _keep(self, day: float, day_ms: int) -> None:
        self._day, self.day_ms, self._at = day, day_ms, self._clock()
        with self._store.transaction():
            self._store.connection.execute(
                "INSERT OR REPLACE INTO calendar VALUES (1, ?, ?, ?)", (day, day_ms, self._at)
            )
