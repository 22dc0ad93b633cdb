"""The journal of what was done with documents: each line holds the digest of the one before it. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

# What stands before the first line.
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """`action`: what was done ("DELIVERED"); `detail`: without personal data ("cnaf")."""

    line: int
    document_id: str
    action: str
    detail: str
    line_time: datetime
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The first line that is not as it was written, and how it shows."""

    line: int
    why: str


def digest_of(line: Line) -> str:
    """SHA-256 over everything that the line says, and the digest of the line before."""
    time = line.line_time.astimezone(UTC).isoformat(timespec="microseconds")
    said = [line.line, line.document_id, line.action, line.detail, time, line.previous]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def written(last: Line | None, document_id: str, action: str, detail: str, line_time: datetime) -> Line:
    """The line that follows the last one."""
    number, previous = (last.line + 1, last.digest) if last else (1, BEGINNING)
    line = Line(number, document_id, action, detail, line_time, previous, "")
    return replace(line, digest=digest_of(line))


def first_fault(lines: Iterable[Line], last: Line | None = None) -> Fault | None:
    """The first fault of lines in their order, after `last`; None when every line is as it was written."""
    for each in lines:
        number, previous = (last.line + 1, last.digest) if last else (1, BEGINNING)
        if each.line != number:
            return Fault(number, "une ligne manque")
        if each.previous != previous:
            return Fault(each.line, "la ligne précédente a été changée")
        if each.digest != digest_of(each):
            return Fault(each.line, "la ligne a été changée")
        last = each
    return None
