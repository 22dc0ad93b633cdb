"""What is kept, and for how long."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from sandbox.traces.ingest import LARGEST_BACKLOG_BYTES, BackEndFullError, Ingest
from sandbox.traces.reader import Reader, Search
from sandbox.traces.rows import rows_of
from sandbox.traces.settings import HOUR_NS
from sandbox.traces.store import Retention, Store
from sandbox.traces.tests.spans import exported, made

NOON = 1_700_000_000_000_000_000


@contextmanager
def _store(path: Path, spans: int = 100, logs: int = 100) -> Iterator[Store]:
    store = Store(path, Retention(24 * HOUR_NS, spans, logs))
    yield store
    store.close()


def _trace(number: int, spans: int) -> list[str]:
    return [f"{number}.{place}" for place in range(spans)]


def _counts(path: Path) -> dict[str, int]:
    tables = ("span", "trace", "trace_service", "link", "log", "origin")
    statement = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)  # noqa: S608 own names
    db = sqlite3.connect(path)
    counts = dict(db.execute(statement).fetchall())
    db.close()
    return counts


def test_a_span_sent_twice_is_stored_once(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with _store(path) as store:
        for _ in range(2):
            store.write(rows_of([exported([made("a"), made("b", "a")])]), NOON)
    assert _counts(path)["span"] == 2


def test_beyond_the_cap_the_oldest_traces_go_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with _store(path, spans=25) as store:
        for number in range(1, 5):
            store.write(rows_of([exported([made(name, trace=number) for name in _trace(number, 10)])]), NOON)
            store.prune(NOON)
        assert [summary.spans for summary in Reader(path).latest(Search())] == [10, 10]
    counts = _counts(path)
    assert (counts["span"], counts["trace"], counts["trace_service"]) == (20, 2, 2)


def test_the_cap_still_holds_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with _store(path, spans=25) as store:
        store.write(rows_of([exported([made(name, trace=1) for name in _trace(1, 20)])]), NOON)
    with _store(path, spans=25) as store:
        store.write(rows_of([exported([made(name, trace=2) for name in _trace(2, 20)])]), NOON)
        store.prune(NOON)
    assert _counts(path)["trace"] == 1


def test_after_a_day_everything_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    linked = made("a")
    linked.links.add(trace_id=b"\2" * 16, span_id=b"\2" * 8)
    logs = ExportLogsServiceRequest()
    logs.resource_logs.add().scope_logs.add().log_records.add().body.string_value = "outside any trace"
    with _store(path) as store:
        store.write(rows_of([exported([linked]), logs]), NOON)
        store.prune(NOON + 23 * HOUR_NS)
        assert all(_counts(path).values())
        store.prune(NOON + 25 * HOUR_NS)
    assert not any(_counts(path).values())


def test_only_the_last_log_records_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    logs = ExportLogsServiceRequest()
    for number in range(30):
        logs.resource_logs.add().scope_logs.add().log_records.add().body.string_value = f"line {number}"
    with _store(path, logs=10) as store:
        store.write(rows_of([logs]), NOON)
        store.prune(NOON)
        assert [log.body for log in Reader(path).every_log()] == [f"line {number}" for number in range(20, 30)]


def test_a_trace_without_its_root_is_named_after_its_first_span(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with _store(path) as store:
        store.write(rows_of([exported([made("second", "gone", 5), made("first", "gone", 1)], "situation")]), NOON)
        (summary,) = Reader(path).latest(Search())
    assert (summary.name, summary.service) == ("first", "situation")


async def test_what_memory_cannot_hold_is_refused_for_a_later_try(tmp_path: Path) -> None:
    with _store(tmp_path / "t.db") as store:
        ingest = Ingest(store)
        huge = made("a")
        huge.attributes.add(key="k").value.string_value = "x" * LARGEST_BACKLOG_BYTES
        with pytest.raises(BackEndFullError):
            await ingest.accept(exported([huge]))


async def test_a_write_that_fails_is_told_to_the_exporter_and_the_next_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with _store(path) as store:
        ingest = Ingest(store, now_ns=lambda: NOON)
        writing = asyncio.create_task(ingest.run())
        breaker = sqlite3.connect(path)
        breaker.execute("ALTER TABLE span RENAME TO elsewhere")
        with pytest.raises(sqlite3.OperationalError):
            await ingest.accept(exported([made("a")]))
        breaker.execute("ALTER TABLE elsewhere RENAME TO span")
        breaker.close()
        await ingest.accept(exported([made("b")]))
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    assert _counts(path)["span"] == 1
