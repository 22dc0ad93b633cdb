"""One household out of columns, as the message that everybody else sends: one way of reading, one set of faults."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mesdroits.common.v1 import date_pb2
from mesdroits.simulator.v1 import household_pb2 as pb

from services.simulator.domain.household import months_after

_EPOCH = date(1970, 1, 1).toordinal()
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Of no enum: what is out of range becomes that, and is refused where it is read.
_NO_ENUM = 1_000
_COMMUNE_LENGTH = 5


@dataclass
class Columns:
    """`single`: what has no month. `series`: by kind and name ("resources", "WAGE"), how many months ago → values. `taxes`: the same of tax incomes."""

    single: dict[str, list[int]] = field(default_factory=dict)
    series: dict[tuple[str, str], dict[int, list[int]]] = field(default_factory=dict)
    taxes: dict[int, list[int]] = field(default_factory=dict)

    def add(self, name: str, ago: int, values: list[int]) -> bool:
        """Whether it was not there yet."""
        kind, _, of = name.partition(".")
        months = self.series.setdefault((kind, of), {}) if of else self.taxes if name == "tax_income" else None
        if months is None:
            return self.single.setdefault(name, values) is values
        return months.setdefault(ago, values) is values

    def of(self, name: str, row: int) -> int:
        """A value that has no month; 0 where there is none."""
        return self.single[name][row] if name in self.single else 0


def message_of(month: date, columns: Columns, roles: bytes, rank: int, span: tuple[int, int]) -> pb.Household:
    """The household of this rank, whose persons stand in these rows."""
    household = pb.Household(month=_date(month), union=_enum(columns.of("union", rank)))
    for row in range(*span):
        household.persons.append(_person(columns, roles[row], row, f"p{row - span[0]}"))
    for (kind, name), months in columns.series.items():
        if kind == "received":
            first, amounts = _months(month, months, rank)
            household.received.add(benefit=name, first_month=first, amounts_cents=amounts)
            continue
        for row in range(*span):
            first, amounts = _months(month, months, row)
            household.resources.add(
                person=f"p{row - span[0]}", kind=pb.ResourceKind.Value(f"RESOURCE_KIND_{name}"), first_month=first,
                amounts_cents=amounts, continues=0 in months,
            )  # fmt: skip
    _add_home(household, columns, rank)
    for ago, values in columns.taxes.items():
        household.tax_incomes.add(year=months_after(month, -ago).year, amount_cents=values[rank])
    return household


def _months(month: date, months: dict[int, list[int]], row: int) -> tuple[date_pb2.Date, list[int]]:
    oldest, latest = max(months), min(months)
    amounts = [months[ago][row] if ago in months else 0 for ago in range(oldest, latest - 1, -1)]
    return _date(months_after(month, -oldest)), amounts


def _person(columns: Columns, role: int, row: int, key: str) -> pb.Person:
    person = pb.Person(
        person=key, role=_enum(role), birth_date=_day(columns.of("birth_date", row)), activity=_enum(columns.of("activity", row)),
        custody=_enum(columns.of("custody", row)), school=_enum(columns.of("school", row)),
        nationality=_enum(columns.of("nationality", row)), other_parent_absent=bool(columns.of("other_parent_absent", row)),
        scholarship=bool(columns.of("scholarship", row)),
    )  # fmt: skip
    if rate := columns.of("incapacity_rate", row):
        person.disability.incapacity_rate = _enum(rate)
        person.disability.work_restriction = bool(columns.of("work_restriction", row))
    return person


def _add_home(household: pb.Household, columns: Columns, rank: int) -> None:
    if columns.single.keys() & {"occupancy", "rent", "commune", "state_agreement"}:
        household.home.occupancy = _enum(columns.of("occupancy", rank))
        household.home.commune_code = _commune(columns.of("commune", rank))
    if "rent" in columns.single:
        household.home.rent_cents = columns.of("rent", rank)
    if "state_agreement" in columns.single:
        household.home.state_agreement = bool(columns.of("state_agreement", rank))
    if since := columns.of("alone_since", rank):
        household.alone_since_date.CopyFrom(_day(since))


def _enum(value: int) -> Any:
    return value if 0 <= value < _NO_ENUM else _NO_ENUM


def _day(days: int) -> date_pb2.Date:
    ordinal = _EPOCH + days
    # A date that cannot be stays empty: it is refused where it is read.
    return _date(date.fromordinal(ordinal)) if 0 < ordinal <= date.max.toordinal() else date_pb2.Date()


def _date(day: date) -> date_pb2.Date:
    return date_pb2.Date(year=day.year, month=day.month, day=day.day)


def _commune(code: int) -> str:
    if code <= 0:
        return ""
    letters = ""
    while code and len(letters) <= _COMMUNE_LENGTH:
        code, digit = divmod(code, len(_DIGITS))
        letters = _DIGITS[digit] + letters
    return letters.rjust(_COMMUNE_LENGTH, "0")
