"""The SQLite file the receiver writes: one connection, one transaction a batch, whole traces forgotten oldest first."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sandbox.traces.rows import Rows

SCHEMA = Path(__file__).with_name("schema.sql")
TRACES_A_CHUNK = 100
LOGS_A_CHUNK = 5_000
SWEEP_EVERY_NS = 60_000_000_000

INSERT_ORIGIN = """INSERT INTO origin VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET seen_ns = excluded.seen_ns"""
INSERT_SPAN = """INSERT OR IGNORE INTO span
(trace_id, span_id, parent_id, name, start_ns, end_ns, error, origin_id, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
INSERT_TRACE = """INSERT INTO trace (trace_id, root_name, root_service, error, seen_ns) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (trace_id) DO UPDATE SET root_name = coalesce(root_name, excluded.root_name),
root_service = coalesce(root_service, excluded.root_service), error = max(error, excluded.error)"""
INSERT_METRIC = "INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_LOG = "INSERT INTO log (trace_id, span_id, time_ns, origin_id, record, seen_ns) VALUES (?, ?, ?, ?, ?, ?)"
FORGET = (
    "DELETE FROM link WHERE trace_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM trace_service WHERE trace_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM log WHERE trace_id <> '' AND trace_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM trace WHERE trace_id IN (SELECT value FROM json_each(?))",
)
FORGET_LOGS = """DELETE FROM log WHERE id IN (SELECT id FROM log ORDER BY id LIMIT ?)
AND (seen_ns < ? OR id <= (SELECT max(id) FROM log) - ?)"""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long (nanoseconds) and how many rows are kept."""

    keep_ns: int
    spans: int
    logs: int
    metrics: int = 20_000


class Store:
    """The writer. Not for two threads at once: the ingest awaits each call before the next."""

    def __init__(self, path: Path, retention: Retention) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._retention = retention
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -65536", "busy_timeout = 5000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(SCHEMA.read_text())
        self._spans: int = self._db.execute("SELECT count(*) FROM span").fetchone()[0]
        self._next_sweep_ns = 0

    def write(self, rows: Rows, now_ns: int) -> None:
        """Store the rows in one transaction; a span sent twice is stored once. On sqlite3.Error nothing is kept."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            written = self._insert(rows, now_ns)
            self._db.execute("COMMIT")
        except sqlite3.Error:
            self._db.execute("ROLLBACK")
            raise
        self._spans += written

    def _insert(self, rows: Rows, now_ns: int) -> int:
        many = self._db.executemany
        many(INSERT_ORIGIN, [(origin, *columns, now_ns) for origin, columns in rows.origins.items()])
        written = many(INSERT_SPAN, rows.spans).rowcount
        many(INSERT_TRACE, [(trace_id, *columns, now_ns) for trace_id, columns in rows.traces.items()])
        many("INSERT OR IGNORE INTO trace_service VALUES (?, ?)", rows.services)
        many("INSERT OR IGNORE INTO link VALUES (?, ?, ?, ?)", rows.links)
        many(INSERT_LOG, [(*row, now_ns) for row in rows.logs])
        many(INSERT_METRIC, [(*row, now_ns) for row in rows.metrics])
        return max(written, 0)

    def prune(self, now_ns: int) -> None:
        """Forget what is too much, and once a minute what is too old: whole traces, none is shown cut in half."""
        cutoff = now_ns - self._retention.keep_ns
        while self._spans > self._retention.spans and self._forget_traces(cutoff):
            continue
        if now_ns >= self._next_sweep_ns:
            self._next_sweep_ns = now_ns + SWEEP_EVERY_NS
            self._sweep(cutoff)

    def _sweep(self, cutoff: int) -> None:
        while self._forget_traces(cutoff) or self._forget_logs(cutoff):
            continue
        self._db.execute("DELETE FROM origin WHERE seen_ns < ?", (cutoff,))
        self._db.execute(
            "DELETE FROM metric WHERE seen_ns < ? OR id NOT IN (SELECT id FROM metric ORDER BY seen_ns DESC LIMIT ?)",
            (cutoff, self._retention.metrics),
        )

    def _forget_traces(self, cutoff: int) -> bool:
        too_many = self._spans - self._retention.spans
        oldest = self._db.execute(
            "SELECT t.trace_id, t.seen_ns, (SELECT count(*) FROM span s WHERE s.trace_id = t.trace_id)"
            " FROM trace t ORDER BY t.id LIMIT ?",
            (TRACES_A_CHUNK,),
        ).fetchall()
        doomed: list[str] = []
        for trace_id, seen_ns, spans in oldest:
            if seen_ns >= cutoff and too_many <= 0:
                break
            doomed.append(trace_id)
            too_many -= spans
        self._forget(doomed)
        return bool(doomed)

    def _forget(self, trace_ids: list[str]) -> None:
        if not trace_ids:
            return
        chosen = (json.dumps(trace_ids),)
        self._db.execute("BEGIN IMMEDIATE")
        gone = self._db.execute("DELETE FROM span WHERE trace_id IN (SELECT value FROM json_each(?))", chosen).rowcount
        for statement in FORGET:
            self._db.execute(statement, chosen)
        self._db.execute("COMMIT")
        self._spans -= gone

    def _forget_logs(self, cutoff: int) -> bool:
        return self._db.execute(FORGET_LOGS, (LOGS_A_CHUNK, cutoff, self._retention.logs)).rowcount > 0

    def close(self) -> None:
        """Fold the write-ahead log back into the file and let go of it."""
        self._db.close()
