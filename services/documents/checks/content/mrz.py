"""The machine-readable lines of identity documents (ICAO Doc 9303): when the document expires, where its keys are right."""

import re
from datetime import date
from itertools import pairwise

_LINE = re.compile(r"[A-Z0-9<]{30,44}")
_WEIGHTS = (7, 3, 1)
# Second line of the card (TD1, 30), of the old large card and visa (TD2, 36), of the passport (TD3, 44): where the expiry stands.
_EXPIRY_AT = {30: 8, 36: 21, 44: 21}
_FIRST = re.compile(r"[IPACV][A-Z0-9<]")


def expiry_in(text: str) -> date | None:
    """The date of expiry, or None where no line has it with a right key."""
    lines = [line for raw in text.upper().splitlines() if _LINE.fullmatch(line := re.sub(r"[ «]", _unspaced, raw))]
    for first, second in pairwise(lines):
        if len(first) == len(second) and _FIRST.match(first):
            expiry = _expiry(second)
            if expiry is not None:
                return expiry
    return None


def _unspaced(match: re.Match[str]) -> str:
    return "<<" if match.group() == "«" else ""


def _expiry(line: str) -> date | None:
    at = _EXPIRY_AT.get(len(line))
    if at is None:
        return None
    written, key = line[at : at + 6], line[at + 6]
    if not written.isdigit() or key != key_of(written):
        return None
    try:
        return date(2000 + int(written[:2]), int(written[2:4]), int(written[4:]))
    except ValueError:
        return None


def key_of(field: str) -> str:
    """The key of a field: weights 7, 3, 1; digits as they are, letters from 10, the filler 0."""
    total = sum(_value(character) * _WEIGHTS[rank % 3] for rank, character in enumerate(field))
    return str(total % 10)


def _value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)
