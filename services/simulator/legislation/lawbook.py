"""The law's parameters as they stand in the files that come with the law as code, and our own values over them.

The front process reads these files itself: loading the law to read a number would cost it 120 MiB. A test compares both.
"""

import importlib.util
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

import yaml

from services.simulator.domain.explanation import Parameter

_LAW = "openfisca_france"
# libyaml, where it is there, reads two hundred files in a third of a second instead of three.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NoSuchParameter(ValueError):
    """The law has no parameter of that name, or it is a scale rather than a number."""


@dataclass(frozen=True, slots=True)
class Lawbook:
    """Parameter → its values, oldest first; a value of None repeals it."""

    values: Mapping[str, tuple[tuple[date, float | None, str], ...]]

    @classmethod
    def read(cls, names: Iterable[str], own: Mapping[str, Mapping[date, tuple[float, str]]] | None = None) -> Self:
        """The parameters of these names. `own`: our values, and their references, by parameter and day.

        Raises NoSuchParameter.
        """
        files = law_files()
        return cls({name: _history(files, name, (own or {}).get(name, {})) for name in set(names)})

    def parameter(self, name: str, day: date) -> Parameter | None:
        """The value in force on a day. Raises KeyError for a parameter that was not read."""
        started = [row for row in self.values[name] if row[0] <= day]
        if not started or started[-1][1] is None:
            return None
        since, value, reference = started[-1]
        return Parameter(value or 0.0, since, reference)


def law_files() -> Path:
    """Where the parameters of the law as code are. Raises NoSuchParameter when it is not installed."""
    found = importlib.util.find_spec(_LAW)
    if found is None or not found.submodule_search_locations:
        raise NoSuchParameter(_LAW)
    return Path(found.submodule_search_locations[0]) / "parameters"


def _history(
    files: Path, name: str, own: Mapping[date, tuple[float, str]]
) -> tuple[tuple[date, float | None, str], ...]:
    path = files.joinpath(*name.split(".")).with_suffix(".yaml")
    try:
        node = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  # a SafeLoader in C
    except OSError as error:
        raise NoSuchParameter(name) from error
    if "values" not in node:
        raise NoSuchParameter(name)
    references = (node.get("metadata") or {}).get("reference")
    rows = {_day(day): (_number(given), _reference(references, _day(day))) for day, given in node["values"].items()}
    # As the law as code does: our own value replaces what upstream says from that day on.
    kept = {day: row for day, row in rows.items() if not own or day < min(own)}
    return tuple((day, *row) for day, row in sorted({**kept, **own}.items()))


def _day(written: date | str) -> date:
    return written if isinstance(written, date) else date.fromisoformat(written)


def _number(given: Any) -> float | None:
    value = given.get("value") if isinstance(given, dict) else given
    return None if value is None or value == "expected" else float(value)


def _reference(references: Any, day: date) -> str:
    """The text of that day; a value of a day without one has the last text before it."""
    if not isinstance(references, dict) or not all(isinstance(key, date | str) for key in references):
        return _title(references)
    dated = {_day(key): given for key, given in references.items() if _is_day(key)}
    before = [key for key in sorted(dated) if key <= day]
    return _title(dated[before[-1]]) if before else ""


def _is_day(key: date | str) -> bool:
    if isinstance(key, date):
        return True
    try:
        date.fromisoformat(key)
    except ValueError:
        return False
    return True


def _title(given: Any) -> str:
    first = given[0] if isinstance(given, list) and given else given
    if isinstance(first, dict):
        first = first.get("title") or first.get("href")
    return first if isinstance(first, str) else ""
