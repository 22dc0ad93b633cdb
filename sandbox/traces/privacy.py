"""The privacy scanner: no NIR, name or address may stand in any span, log record, metric, log file, subject or URL.

`python -m sandbox.traces.privacy --database .run/traces.db --patterns-file secrets.txt .run/logs/*.log` prints
each place (never the secret) and the figure `privacy.leaks`. Exit codes: 0 none, 1 leaks, 2 nothing could be scanned.
"""

import argparse
import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import JsonValue

from sandbox.traces.reader import Reader
from sandbox.traces.sensitive import Sensitive
from sandbox.traces.spans import Attributes, Log, MetricValue, Origin, Span

PLACES_PRINTED = 50
REMEMBERED = 50_000

# Names within a place are quoted, to be struck out when they are themselves the secret.
QUOTED = re.compile("«[^»]*»")

# What is scanned: where it stands, and its text.
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Leak:
    """Where something private stands, and which rule says so (`nir`, `secret 3`); the secret itself is never kept."""

    place: str
    rule: str


def scan_store(path: Path, patterns: Iterable[str]) -> list[Leak]:
    """Everything the trace store holds. Raises sqlite3.Error when it cannot be read."""
    return _leaks(_store_pieces(Reader(path), Counter()), Sensitive(patterns))


def scan_text(lines: Iterable[str], patterns: Iterable[str], source: str) -> list[Leak]:
    """The lines of a log file, a dump of subjects, an access log; a place reads `source:line`."""
    return _leaks(_text_pieces(lines, source), Sensitive(patterns))


def _leaks(pieces: Iterable[Piece], sensitive: Sensitive) -> list[Leak]:
    # Names and values repeat from span to span: remembering them makes the scan several times faster.
    findings = lru_cache(maxsize=REMEMBERED)(sensitive.findings)
    found = ((place, rule) for place, text in pieces for rule in sorted(findings(text)))
    return [Leak(_without_secret(place, sensitive), rule) for place, rule in found]


def _without_secret(place: str, sensitive: Sensitive) -> str:
    return QUOTED.sub("«…»", place) if sensitive.findings(place) else place


def _quoted(name: str) -> str:
    return f"«{name.replace('»', ' ')}»"


def _text_pieces(lines: Iterable[str], source: str) -> Iterator[Piece]:
    return ((f"{source}:{number}", line) for number, line in enumerate(lines, start=1))


def _store_pieces(reader: Reader, scanned: Counter[str]) -> Iterator[Piece]:
    for number, origin in enumerate(reader.origins().values(), start=1):
        yield from _origin_pieces(f"emitter {number} {_quoted(origin.service)}", origin)
    for span in reader.every_span():
        scanned["spans"] += 1
        place = f"span {_quoted(span.name)} of {_quoted(span.origin.service)}, {span.span_id} in trace {span.trace_id}"
        yield from _span_pieces(place, span)
    for log in reader.every_log():
        scanned["log records"] += 1
        place = f"log record {scanned['log records']} of {_quoted(log.origin.service)}, trace {log.trace_id or 'none'}"
        yield from _log_pieces(place, log)
    for metric in reader.metrics(""):
        scanned["metrics"] += 1
        yield from _metric_pieces(f"metric {_quoted(metric.name)} of {_quoted(metric.service)}", metric)


def _origin_pieces(place: str, origin: Origin) -> Iterator[Piece]:
    yield f"{place}: scope name", origin.scope
    yield from _attribute_pieces(f"{place}: resource", origin.resource)
    yield from _attribute_pieces(f"{place}: scope", origin.scope_attributes)


def _span_pieces(place: str, span: Span) -> Iterator[Piece]:
    yield f"{place}: name", span.name
    yield f"{place}: status message", span.status_message
    yield f"{place}: trace state", span.trace_state
    yield from _attribute_pieces(place, span.attributes)
    for number, event in enumerate(span.events, start=1):
        yield f"{place}: event {number} name", event.name
        yield from _attribute_pieces(f"{place}: event {number}", event.attributes)
    for number, link in enumerate(span.links, start=1):
        yield from _attribute_pieces(f"{place}: link {number}", link.attributes)


def _log_pieces(place: str, log: Log) -> Iterator[Piece]:
    yield f"{place}: severity", log.severity
    yield f"{place}: event name", log.event_name
    yield from _value_pieces(f"{place}: body", log.body)
    yield from _attribute_pieces(place, log.attributes)


def _metric_pieces(place: str, metric: MetricValue) -> Iterator[Piece]:
    yield f"{place}: name", metric.name
    yield f"{place}: description", metric.description
    yield from _attribute_pieces(place, metric.attributes)
    for number, exemplar in enumerate(metric.exemplars, start=1):
        yield from _value_pieces(f"{place}: exemplar {number}", exemplar)


def _attribute_pieces(place: str, attributes: Attributes) -> Iterator[Piece]:
    for number, (key, value) in enumerate(attributes.items(), start=1):
        yield f"{place}: attribute key {number}", key
        yield from _value_pieces(f"{place}: attribute {number} {_quoted(key)}", value)


def _value_pieces(place: str, value: JsonValue) -> Iterator[Piece]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, int):
        yield place, str(value)
    elif isinstance(value, list):
        for item in value:
            yield from _value_pieces(place, item)
    elif isinstance(value, dict):
        yield from _attribute_pieces(place, value)


def _secrets(path: Path) -> list[str]:
    """One secret a line, `#` begins a comment line; line numbers are kept, so that `secret 3` is line 3 of the file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return ["" if line.startswith("#") else line for line in lines]


def _figure(leaks: list[Leak], scanned: Counter[str], secrets: int) -> str:
    what = ", ".join(f"{count} {name}" for name, count in scanned.items())
    figure = {
        "figure": "privacy.leaks",
        "value": len(leaks),
        "unit": "leaks",
        "target": "= 0",
        "how": f"{secrets} secrets and the NIR key looked for in {what}",
        "places": [f"{leak.place} ({leak.rule})" for leak in leaks[:PLACES_PRINTED]],
    }
    return json.dumps(figure, ensure_ascii=False)


def main(arguments: list[str] | None = None) -> int:
    """Scan what the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(prog="sandbox.traces.privacy", description="Looks for private data in telemetry.")
    parser.add_argument("--database", type=Path, required=True, help="SQLite file of the trace back end")
    parser.add_argument("--patterns-file", type=Path, required=True, help="one secret a line; # begins a comment line")
    parser.add_argument("files", type=Path, nargs="*", help="log files, dumps of subjects, access logs")
    asked = parser.parse_args(arguments)
    try:
        leaks, scanned, secrets = _scan(asked.database, asked.patterns_file, asked.files)
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"Cannot scan: {error}\n")
        return 2
    if not scanned["spans"]:
        sys.stderr.write("Cannot scan: the trace store holds no span, so that finding nothing would prove nothing.\n")
        return 2
    for leak in leaks:
        sys.stderr.write(f"leak: {leak.place} ({leak.rule})\n")
    sys.stdout.write(_figure(leaks, scanned, secrets) + "\n")
    return 1 if leaks else 0


def _scan(database: Path, patterns: Path, files: list[Path]) -> tuple[list[Leak], Counter[str], int]:
    secrets = _secrets(patterns)
    sensitive = Sensitive(secrets)
    scanned: Counter[str] = Counter({"spans": 0})
    leaks = _leaks(_store_pieces(Reader(database), scanned), sensitive)
    for path in files:
        with path.open(encoding="utf-8", errors="replace") as lines:
            scanned["files"] += 1
            leaks += _leaks(_text_pieces(lines, path.name), sensitive)
    return leaks, scanned, sum(bool(secret.strip()) for secret in secrets)


if __name__ == "__main__":
    sys.exit(main())
