"""Dates as French documents write them."""

import re
from datetime import date

from services.documents.checks.content.normal import plain

_MONTHS = {
    "JANVIER": 1, "FEVRIER": 2, "MARS": 3, "AVRIL": 4, "MAI": 5, "JUIN": 6, "JUILLET": 7, "AOUT": 8, "SEPTEMBRE": 9,
    "OCTOBRE": 10, "NOVEMBRE": 11, "DECEMBRE": 12,
}  # fmt: skip
_NUMERIC = r"(?P<d>[0-3]?[0-9]) ?[/.-] ?(?P<m>[01]?[0-9]) ?[/.-] ?(?P<y>(?:19|20)[0-9]{2})"
_WRITTEN = rf"(?P<wd>[0-3]?[0-9])(?:ER)? (?P<wm>{'|'.join(_MONTHS)}) (?P<wy>(?:19|20)[0-9]{{2}})"
_DATE = re.compile(rf"(?<![0-9])(?:{_NUMERIC}|{_WRITTEN})(?![0-9])")
_MONTH = re.compile(rf"(?<![A-Z])({'|'.join(_MONTHS)}) ((?:19|20)[0-9]{{2}})(?![0-9])")
# Between a label and its date: a colon, an « au », a line's end. No further.
_AFTER_LABEL = 40


def dates_in(text: str) -> list[date]:
    """Every date of the text, in its order."""
    return [day for match in _DATE.finditer(_spaced(text)) if (day := _date(match)) is not None]


def dated_after(text: str, labels: tuple[str, ...]) -> list[date]:
    """The first date after each place where a label stands; labels are capitals without accents."""
    seen, found = _spaced(text), []
    for label in labels:
        start = r"(?<![A-Z])" if label[0].isalpha() else ""
        for at in re.finditer(rf"{start}{re.escape(label)}(?![A-Z])", seen):
            match = _DATE.search(seen, at.end(), at.end() + _AFTER_LABEL)
            day = _date(match) if match else None
            if day is not None:
                found.append(day)
    return found


def months_in(text: str) -> list[date]:
    """Every « septembre 2026 », as its first day."""
    return [date(int(year), _MONTHS[month], 1) for month, year in _MONTH.findall(_spaced(text))]


def years_after(text: str, labels: tuple[str, ...]) -> list[int]:
    """The year after each label (« revenus de 2025 »)."""
    seen = _spaced(text)
    return [
        int(match.group(1))
        for label in labels
        for match in re.finditer(rf"{re.escape(label)}(?: DE| DU| L'ANNEE| :)* ?((?:19|20)[0-9]{{2}})(?![0-9])", seen)
    ]


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text))


def _date(match: re.Match[str]) -> date | None:
    year, month, day = match["y"] or match["wy"], match["m"] or match["wm"], match["d"] or match["wd"]
    try:
        return date(int(year), _MONTHS.get(month) or int(month), int(day))
    except ValueError:
        return None
