"""Whether a document says what its 2D-Doc signs: a true code pasted on another text is a forgery like any other."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.documents.checks.content import accounts, dates
from services.documents.checks.content.normal import plain, words
from services.documents.checks.signed.code import TwoDDoc, day_of, specs

_NAME_LETTERS = 4
_IBAN = "31"


@dataclass(frozen=True, slots=True)
class Compared:
    """Fields found as signed, and fields that the text says otherwise or does not say; by their two characters."""

    same: tuple[str, ...]
    other: tuple[str, ...]


def compare(code: TwoDDoc, text: str) -> Compared:
    """Every field of the code that a printed document also says."""
    same: list[str] = []
    other: list[str] = []
    known, _ = specs()
    for name, value in code.fields.items():
        spec = known.get(name)
        says = _SAYS.get(spec.says) if spec and value else None
        if says is not None:
            (same if says(value, text) else other).append(name)
    return Compared(tuple(same), tuple(other))


def contradicts(code: TwoDDoc, text: str) -> bool:
    """Whether the text says another right account than the one signed: no misreading gives a right key."""
    signed = code.fields.get(_IBAN)
    printed = [iban for iban in accounts.found_in(text) if accounts.is_right(iban)]
    return signed is not None and bool(printed) and signed not in printed


def _name(value: str, text: str) -> bool:
    wanted, seen = [word for word in words(value) if len(word) >= _NAME_LETTERS], set(words(text))
    # Specimens and real codes glue the names (RETISOPHIE): then they are looked for in the text without spaces.
    return all(word in seen or word in "".join(words(text)) for word in wanted)


def _text(value: str, text: str) -> bool:
    return value.upper() in re.sub(r"[^A-Z0-9]", "", plain(text))


def _amount(value: str, text: str) -> bool:
    euros, _, cents = value.replace(".", ",").partition(",")
    pattern = r"[   .]?".join(re.escape(digit) for digit in euros)
    ending = rf"[,.]{cents.ljust(2, '0')}" if cents.strip("0") else r"(?:[,.]00)?"
    return re.search(rf"(?<![0-9]){pattern}{ending}(?![0-9])", text) is not None


def _year(value: str, text: str) -> bool:
    return value in words(text)


def _date(value: str, text: str) -> bool:
    day = _ddmmyyyy(value)
    return day is None or day in dates.dates_in(text)


def _day(value: str, text: str) -> bool:
    if not re.fullmatch(r"[0-9A-F]{4}", value):
        return True
    day = day_of(value)
    return day is None or day in dates.dates_in(text) or day.replace(day=1) in dates.months_in(text)


def _ddmmyyyy(value: str) -> date | None:
    try:
        return date(int(value[4:]), int(value[2:4]), int(value[:2]))
    except ValueError:
        return None


_SAYS: dict[str, Callable[[str, str], bool]] = {
    "name": _name,
    "text": _text,
    "amount": _amount,
    "year": _year,
    "date": _date,
    "day": _day,
}
