"""What a person should hear while the suite runs: processes that fell and came back, warnings of the logs."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sandbox.suite.control import State
from sandbox.suite.layout import Layout

_SEVERE = {"WARN", "WARNING", "ERROR", "CRITICAL", "FATAL"}
# The levels of NATS, of PostgreSQL and of Python's own lines.
_PLAIN = re.compile(r"\[(WRN|ERR|FTL)\]|\b(WARNING|ERROR|CRITICAL|FATAL|PANIC): |^\w+(Error|Exception): ")
_LONGEST_LINE = 300
# A log that suddenly holds more is read from its end: this is a terminal, not an archive.
_LARGEST_READ = 200_000


class Watch:
    """Follows the logs and the states from where they are now; each look tells what is new."""

    def __init__(self, layout: Layout, names: Iterable[str]) -> None:
        self._logs = {name: layout.log_of(name) for name in names}
        self._read = {name: _size(path) for name, path in self._logs.items()}
        self._pids: dict[str, int | None] = {}

    def look(self, states: dict[str, State]) -> list[str]:
        """Lines for the terminal, in French; nothing when all is well."""
        return [*self._falls(states), *(line for name in self._logs for line in self._warnings(name))]

    def _falls(self, states: dict[str, State]) -> Iterator[str]:
        for name, state in states.items():
            before = self._pids.get(name)
            if state.name == "FATAL" and before != -1:
                self._pids[name] = -1
                yield f"[{name}] ne démarre plus, abandonné. Journal : {self._logs[name]}"
            elif state.pid is not None:
                if before not in (None, state.pid):
                    yield f"[{name}] s'est arrêté tout seul ; relancé (processus {state.pid})."
                self._pids[name] = state.pid

    def _warnings(self, name: str) -> Iterator[str]:
        for line in self._new_lines(name):
            if text := _warning(line):
                yield f"[{name}] {text[:_LONGEST_LINE]}"

    def _new_lines(self, name: str) -> list[str]:
        path, start = self._logs[name], self._read[name]
        size = _size(path)
        if size < start:
            start = 0
        if size == start:
            return []
        with path.open("rb") as log:
            log.seek(max(start, size - _LARGEST_READ))
            text = log.read()
        whole = text.rfind(b"\n") + 1
        self._read[name] = size - len(text) + whole if whole else start
        return text[:whole].decode(errors="replace").splitlines()


def _warning(line: str) -> str | None:
    """The text to show when a log line is a warning or worse."""
    if not line.startswith("{"):
        return line if _PLAIN.search(line) else None
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    level = str(entry.get("level", entry.get("severity", ""))).upper()
    if level not in _SEVERE:
        return None
    message = entry.get("message", entry.get("msg", entry.get("event", line)))
    trace = entry.get("trace_id")
    return f"{level} {message}" + (f" (trace {trace})" if trace else "")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
