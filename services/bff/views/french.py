"""Dates, amounts and lists as they are written in French."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1.date_pb2 import Date, Period

from services.bff.facts import iso_date
from services.bff.views.base import View

_PARIS = ZoneInfo("Europe/Paris")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_THIN, _HARD = "\u202f", "\u00a0"


class PeriodView(View):
    """A span of days, both included."""

    start_date: str | None
    end_date: str | None
    text: str


def day(value: Date) -> str:
    """`1er novembre 2026`."""
    return f"{'1er' if value.day == 1 else value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: Date) -> str:
    """`novembre 2026`."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def moment(value: Timestamp) -> str:
    """`le 22 novembre 2026 à 14 h 05`, at the time of Paris."""
    local = value.ToDatetime(UTC).astimezone(_PARIS)
    first = "1er" if local.day == 1 else str(local.day)
    return f"le {first} {_MONTHS[local.month - 1]} {local.year} à {local.hour}{_HARD}h{_HARD}{local.minute:02d}"


def since(value: Timestamp) -> str:
    """`depuis le 22 novembre 2026`, at the time of Paris."""
    return f"depuis le {day(day_of(value))}"


def day_of(value: Timestamp) -> Date:
    """The day, at the time of Paris."""
    local = value.ToDatetime(UTC).astimezone(_PARIS)
    return Date(year=local.year, month=local.month, day=local.day)


def instant(value: Timestamp) -> str:
    """`2026-11-22T13:05:00.000Z`, for programs."""
    at: datetime = value.ToDatetime(UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def period_view(value: Period) -> PeriodView | None:
    """A period as it is said; None where nothing is known of it."""
    start = value.start_date if value.HasField("start_date") else None
    end = value.end_date if value.HasField("end_date") else None
    if start and end:
        text = f"du {day(start)} au {day(end)}"
    elif start:
        text = f"depuis le {day(start)}"
    elif end:
        text = f"jusqu'au {day(end)}"
    else:
        return None
    return PeriodView(start_date=start and iso_date(start), end_date=end and iso_date(end), text=text)


def euros(cents: int) -> str:
    """`1 234,56 €`, with the spaces that French typography wants."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole:,}".replace(",", _THIN) + f",{rest:02d}{_HARD}€"


def listed(words: Sequence[str]) -> str:
    """`la Caf, la MSA et France Travail`."""
    return " et ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def counted(number: int, one: str, many: str) -> str:
    """`1 droit`, `2 droits`; zero is singular in French."""
    return f"{number}{_HARD}{many if number > 1 else one}"
