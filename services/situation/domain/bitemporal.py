"""As of when, on both axes: what was true in the world on a day, as the suite knew it at an instant."""

from collections.abc import Container, Iterable
from datetime import date, datetime

from services.situation.domain.facts import FactVersion, Verb


def as_known(versions: Iterable[FactVersion], instant: datetime | None) -> dict[str, FactVersion]:
    """Fact id → its last version known at `instant` (None: now), annulled ones included."""
    last: dict[str, FactVersion] = {}
    for version in versions:
        if instant is not None and version.known_time > instant:
            continue
        held = last.get(version.fact_id)
        if held is None or held.number < version.number:
            last[version.fact_id] = version
    return last


def as_of(
    versions: Iterable[FactVersion], *, valid: date | None, known: datetime | None, single_kinds: Container[str] = ()
) -> list[FactVersion]:
    """For each fact, the version that answers; in the order of fact ids. An annulled fact answers nothing.

    On a given day a person has one fact of a single kind: the one that started last (of two that started together, the
    one told last). Without a day, every fact answers.
    """
    standing = [version for version in as_known(versions, known).values() if version.verb is not Verb.ANNULLED]
    if valid is not None:
        standing = [version for version in standing if version.validity.covers(valid)]
        standing = _superseded(standing, single_kinds)
    return sorted(standing, key=lambda version: version.fact_id)


def _superseded(versions: list[FactVersion], single_kinds: Container[str]) -> list[FactVersion]:
    latest: dict[str, FactVersion] = {}
    for version in versions:
        held = latest.get(version.kind)
        if held is None or _precedence(held) < _precedence(version):
            latest[version.kind] = version
    return [version for version in versions if version.kind not in single_kinds or latest[version.kind] is version]


def _precedence(version: FactVersion) -> tuple[date, datetime, str]:
    return version.validity.start, version.known_time, version.fact_id
