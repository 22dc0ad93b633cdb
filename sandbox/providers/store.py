"""The SQLite file of the played carriers. Calls are synchronous and last tens of microseconds: they run in the event loop."""

import sqlite3
import time
from pathlib import Path

_SCHEMA = Path(__file__).with_name("schema.sql")


class Store:
    """One connection, and a clock that can be put forward. What is taken survives the death of the process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
        row = self.one("SELECT ahead FROM clock")
        self._ahead = float(row["ahead"]) if row else 0.0

    def now(self) -> float:
        """Seconds since 1970, those that were leapt included."""
        return time.time() + self._ahead

    def leap(self, seconds: float) -> None:
        """Lets so many seconds pass at once."""
        self._ahead += seconds
        self.write(
            "INSERT INTO clock VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET ahead = excluded.ahead", self._ahead
        )

    def write(self, statement: str, *values: object) -> int:
        """Runs a statement; how many rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Every row."""
        return self._connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> sqlite3.Row | None:
        """The first row."""
        row: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
        return row

    def close(self) -> None:
        self._connection.close()
