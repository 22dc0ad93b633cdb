"""One answer, between what a person types and what the fact says: `1250,50` ↔ 125050 cents, `06 12 34 56 78` ↔ `+33612345678`."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.bff.household.values import Mistyped, cents_typed, euros_typed
from services.bff.views.kinds import FieldView

# Python reads `20_26` and the digits of every script as numbers: people who type them did not mean to.
_NUMBER = re.compile(r"[0-9]{1,4}")
_COUNT = re.compile(r"[0-9]{1,9}")
_SIGNS = re.compile(r"[\s.\-()/]")
_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
# A number of ten digits of these departments has their own code abroad (Arcep, numérotation outre-mer; read 2026-11-22).
_OVERSEAS = {
    "+262": ("0262", "0263", "0269", "0639", "0692", "0693"),
    "+590": ("0590", "0690", "0691"),
    "+594": ("0594", "0694"),
    "+596": ("0596", "0696", "0697"),
}
# Saint-Pierre-et-Miquelon, whose numbers are shorter abroad.
_OTHER_LENGTH = "0508"
NO_DATE = "Cette date n'existe pas : indiquez le jour, le mois et l'année."
NO_MONTH = "Ce mois n'existe pas : indiquez le mois et l'année."
_NO_NUMBER = "Écrivez un nombre entier, en chiffres."
_NO_TELEPHONE = "Indiquez un numéro de téléphone complet, par exemple 06 12 34 56 78."
_DATE, _MONTH = ("_day", "_month", "_year"), ("_month", "_year")
TICKED = "oui"


def boxes(field: FieldView, name: str) -> tuple[str, ...]:
    """The names under which a form sends the answer: three for a date, two for a month, one otherwise."""
    suffixes = {"date": _DATE, "month": _MONTH}.get(field.input, ("",))
    return tuple(name + suffix for suffix in suffixes)


def read(field: FieldView, words: tuple[str, ...]) -> Any:
    """What was meant; None for nothing. Raises Mistyped, in the person's words."""
    words = tuple(word.strip() for word in words)
    if field.input == "tick":
        return words[0] == TICKED
    if not any(words):
        return None
    return _READERS.get(field.input, _text)(field, words)


def shown(field: FieldView, value: Any) -> tuple[str, ...]:
    """What would have been typed for it."""
    if field.input in ("date", "month"):
        year, month, day = (word.lstrip("0") for word in str(value or "--").split("-", 2))
        return (day, month, year) if field.input == "date" else (month, year)
    if field.input == "tick":
        return (TICKED if value else "",)
    # A whole number cannot be absent in the contract: where it may be left out, 0 says so.
    if value is None or (value == 0 and not field.required):
        return ("",)
    return (euros_typed(value) if field.input == "amount" else str(value),)


def _text(field: FieldView, words: tuple[str, ...]) -> str:
    return _telephone(words[0]) if field.format == "telephone" else words[0]


def _telephone(typed: str) -> str:
    number = _SIGNS.sub("", typed)
    if number.startswith("00"):
        number = "+" + number.removeprefix("00")
    number = re.sub(r"^\+330", "+33", number)
    if _NATIONAL.fullmatch(number) and not number.startswith(_OTHER_LENGTH):
        code = next((code for code, heads in _OVERSEAS.items() if number.startswith(heads)), "+33")
        number = code + number.removeprefix("0")
    if not _INTERNATIONAL.fullmatch(number):
        raise Mistyped(_NO_TELEPHONE)
    return number


def _date(_: FieldView, words: tuple[str, ...]) -> str:
    return day_typed(words, NO_DATE)


def _month(_: FieldView, words: tuple[str, ...]) -> str:
    return day_typed(("1", *words), NO_MONTH)


def day_typed(words: tuple[str, ...], fault: str = NO_DATE) -> str:
    """Day, month and year as an ISO date. Raises Mistyped."""
    if not all(_NUMBER.fullmatch(word) for word in words):
        raise Mistyped(fault)
    try:
        day, month, year = map(int, words)
        return date(year, month, day).isoformat()
    except ValueError:
        raise Mistyped(fault) from None


def _number(_: FieldView, words: tuple[str, ...]) -> int:
    if not _COUNT.fullmatch(words[0]):
        raise Mistyped(_NO_NUMBER)
    return int(words[0])


def _amount(_: FieldView, words: tuple[str, ...]) -> int:
    return cents_typed(words[0])


_READERS: Mapping[str, Callable[[FieldView, tuple[str, ...]], Any]] = {
    "date": _date,
    "month": _month,
    "number": _number,
    "amount": _amount,
}
