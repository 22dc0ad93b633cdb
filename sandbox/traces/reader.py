"""Read-only questions to the SQLite file. Each opens its own connection, so that any thread or process may ask."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.traces.spans import Log, MetricValue, Origin, Span, log_of, origin_of, span_of

TRACE_ID = re.compile(r"[0-9a-f]{32}")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

LATEST = """SELECT t.id, t.trace_id, t.root_name, t.root_service FROM trace t WHERE t.id < :before
AND (:service = '' OR EXISTS (SELECT 1 FROM trace_service s WHERE s.trace_id = t.trace_id AND s.service = :service))
AND (NOT :error OR t.error) AND (:name = '' OR instr(lower(t.root_name), lower(:name)))
AND t.trace_id >= :prefix AND t.trace_id < :prefix || 'g' ORDER BY t.id DESC LIMIT :limit"""
MEASURES = """SELECT trace_id, count(*), sum(error), min(start_ns), max(end_ns)
FROM span WHERE trace_id IN (SELECT value FROM json_each(?)) GROUP BY trace_id"""
FIRST_SPANS = """SELECT s.trace_id, s.name, o.service, min(s.start_ns) FROM span s JOIN origin o ON o.id = s.origin_id
WHERE s.trace_id IN (SELECT value FROM json_each(?)) GROUP BY s.trace_id"""
LINKED = """SELECT DISTINCT linked_trace_id FROM link WHERE trace_id = :id AND linked_trace_id <> :id
UNION SELECT DISTINCT trace_id FROM link WHERE linked_trace_id = :id AND trace_id <> :id LIMIT 50"""
LOGS = "SELECT origin_id, record FROM log WHERE trace_id = ? AND trace_id <> '' ORDER BY time_ns, id LIMIT ?"
EVERYTHING = 2**62


@dataclass(frozen=True, slots=True)
class Search:
    """Which traces: by service, by error, by part of the root's name, by the beginning of the id; `before` pages."""

    service: str = ""
    error: bool = False
    name: str = ""
    prefix: str = ""
    before: int = EVERYTHING
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of the list of traces; `page_key` continues the list, times in nanoseconds since 1970."""

    page_key: int
    trace_id: str
    name: str
    service: str
    services: list[str]
    spans: int
    errors: int
    start_ns: int
    end_ns: int


def parse_trace_id(text: str) -> str | None:
    """The trace id in what a person typed: an id in any case, or a whole `traceparent`; None when it is neither."""
    wanted = text.strip().lower()
    if whole := TRACEPARENT.fullmatch(wanted):
        return whole[1]
    return wanted if TRACE_ID.fullmatch(wanted) else None


class Reader:
    """The questions. Each raises sqlite3.OperationalError when the file does not exist."""

    def __init__(self, path: Path) -> None:
        self._uri = path.resolve().as_uri() + "?mode=ro"

    def latest(self, search: Search) -> list[Summary]:
        """Traces, the most recently begun first."""
        found = self._ask(LATEST, {name: getattr(search, name) for name in Search.__slots__})
        ids = json.dumps([row[1] for row in found])
        measures = {row[0]: row[1:] for row in self._ask(MEASURES, (ids,))}
        first = {row[0]: row[1:3] for row in self._ask(FIRST_SPANS, (ids,))}
        services = self._services_of(ids)
        summaries = []
        for page_key, trace_id, name, service in found:
            if trace_id in measures:
                root = first[trace_id] if name is None else (name, service)
                summaries.append(Summary(page_key, trace_id, root[0], root[1], services[trace_id], *measures[trace_id]))
        return summaries

    def _services_of(self, ids: str) -> dict[str, list[str]]:
        services: dict[str, list[str]] = {}
        statement = "SELECT * FROM trace_service WHERE trace_id IN (SELECT value FROM json_each(?)) ORDER BY 1, 2"
        for trace_id, service in self._ask(statement, (ids,)):
            services.setdefault(trace_id, []).append(service)
        return services

    def services(self) -> list[str]:
        """Every service that emitted something lately, in alphabetical order."""
        return [row[0] for row in self._ask("SELECT DISTINCT service FROM origin ORDER BY service")]

    def spans(self, trace_id: str, limit: int) -> list[Span]:
        """At most `limit` spans of a trace, the earliest first; none when the trace is unknown."""
        statement = "SELECT origin_id, body FROM span WHERE trace_id = ? ORDER BY start_ns LIMIT ?"
        origins = self.origins()
        return [span_of(body, origins[origin]) for origin, body in self._ask(statement, (trace_id, limit))]

    def logs(self, trace_id: str, limit: int) -> list[Log]:
        """At most `limit` log records of a trace, the earliest first."""
        origins = self.origins()
        return [log_of(record, origins[origin]) for origin, record in self._ask(LOGS, (trace_id, limit))]

    def linked(self, trace_id: str) -> list[Summary]:
        """The traces this one links to, and those that link to it, where they are known."""
        ids = [row[0] for row in self._ask(LINKED, {"id": trace_id})]
        return [found for other in ids for found in self.latest(Search(prefix=other, limit=1))]

    def metrics(self, name: str) -> list[MetricValue]:
        """Last values of the metrics whose name contains `name`."""
        statement = """SELECT service, name, kind, unit, description, attributes, value, exemplars, time_ns FROM metric
        WHERE instr(lower(name), lower(?)) ORDER BY name, service, attributes"""
        return [_metric_of(row) for row in self._ask(statement, (name,))]

    def origins(self) -> dict[int, Origin]:
        """Every known emitter by its row."""
        rows = self._ask("SELECT id, service, resource, scope FROM origin")
        return {row: origin_of(service, resource, scope) for row, service, resource, scope in rows}

    def every_span(self) -> Iterator[Span]:
        """All spans, streamed."""
        origins = self.origins()
        with closing(self._connect()) as db:
            for origin, body in db.execute("SELECT origin_id, body FROM span"):
                yield span_of(body, origins[origin])

    def every_log(self) -> Iterator[Log]:
        """All log records, streamed."""
        origins = self.origins()
        with closing(self._connect()) as db:
            for origin, record in db.execute("SELECT origin_id, record FROM log"):
                yield log_of(record, origins[origin])

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._uri, uri=True)

    def _ask(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Any]:
        with closing(self._connect()) as db:
            return db.execute(statement, parameters).fetchall()


def _metric_of(row: tuple[Any, ...]) -> MetricValue:
    service, name, kind, unit, description, attributes, value, exemplars, time_ns = row
    return MetricValue(
        service=service,
        name=name,
        kind=kind,
        unit=unit,
        description=description,
        attributes=json.loads(attributes),
        value=json.loads(value),
        exemplars=json.loads(exemplars),
        time_ns=time_ns,
    )
