"""Persons, careers, homes and series of amounts, out of their messages."""

import re
from collections.abc import Iterable
from datetime import date

from mesdroits.simulator.v1 import household_pb2 as pb

from services.simulator.api.reading_leaves import childcare_of, leave_of
from services.simulator.api.reading_values import Reader
from services.simulator.domain.household import Career, Disability, Home, Person, Series, months_after
from services.simulator.domain.plausibility import PREGNANCY_MONTHS
from services.simulator.domain.vocabulary import (
    Activity,
    Basis,
    ContractEnd,
    Nationality,
    Occupancy,
    Resource,
    Role,
    SchoolLevel,
)

PERSON_KEY = re.compile(r"[a-z0-9_]{1,16}", re.ASCII)
_LOSSES = {Resource.SELF_EMPLOYED_PROFIT, Resource.FARM_PROFIT, Resource.RENTAL_INCOME}
_OLDEST_AGE = 120
# Series may start ten years before the month computed; what is older than the law looks at is left aside.
_MONTHS_BACK, _MONTHS_AHEAD = 120, 24


def person_of(reader: Reader, message: pb.Person, path: str) -> Person:
    """One person."""
    role = reader.required(pb.Role.DESCRIPTOR, message.role, Role, f"{path}.role")
    custody = message.custody
    if custody not in pb.Custody.values():
        reader.fault(f"{path}.custody", "Choisissez une réponse dans la liste.")
    return Person(
        key=reader.key(message.person, f"{path}.person", PERSON_KEY),
        role=role,
        birth_date=_birth(reader, message, path, role),
        activity=reader.choice(pb.Activity.DESCRIPTOR, message.activity, Activity, f"{path}.activity"),
        alternating_custody=custody == pb.CUSTODY_ALTERNATING and role is Role.CHILD,
        other_parent_absent=message.other_parent_absent if message.HasField("other_parent_absent") and role is Role.CHILD else None,
        school=reader.choice(pb.SchoolLevel.DESCRIPTOR, message.school, SchoolLevel, f"{path}.school"),
        scholarship=message.scholarship,
        disability=disability_of(reader, message.disability, f"{path}.disability") if message.HasField("disability") else None,
        expected_birth_date=_expected(reader, message, path),
        nationality=reader.choice(pb.Nationality.DESCRIPTOR, message.nationality, Nationality, f"{path}.nationality") or Nationality.FRENCH,
        permit_since_date=reader.day_until(message, "permit_since_date", path, _end(reader.month)),
        career=career_of(reader, message.career, f"{path}.career") if message.HasField("career") else None,
        childcare=childcare_of(reader, message.childcare, f"{path}.childcare") if message.HasField("childcare") and role is Role.CHILD else None,
        leave=leave_of(reader, message.leave, f"{path}.leave") if message.HasField("leave") and role is not Role.CHILD else None,
        expecting=_expecting(reader, message, path),
    )  # fmt: skip


def _birth(reader: Reader, message: pb.Person, path: str, role: Role) -> date:
    if not message.HasField("birth_date"):
        reader.fault(f"{path}.birth_date", "Indiquez la date de naissance.")
    latest = months_after(reader.month, PREGNANCY_MONTHS) if role is Role.CHILD else _end(reader.month)
    born = reader.day_until(message, "birth_date", path, latest)
    if born is not None and reader.month.year - born.year > _OLDEST_AGE:
        reader.fault(f"{path}.birth_date", "Cette date de naissance est trop ancienne.")
    return born or reader.month


def _expected(reader: Reader, message: pb.Person, path: str) -> date | None:
    expected = reader.day_until(message, "expected_birth_date", path, months_after(reader.month, PREGNANCY_MONTHS))
    if expected is not None and expected < reader.month:
        reader.fault(f"{path}.expected_birth_date", "Cette date est passée : ajoutez plutôt l'enfant.")
    return expected


def _expecting(reader: Reader, message: pb.Person, path: str) -> bool | None:
    if not message.HasField("expecting"):
        return None
    if message.HasField("expected_birth_date") and not message.expecting:
        reader.fault(f"{path}.expecting", "Une naissance est attendue à la date indiquée : choisissez l'un ou l'autre.")
    return message.expecting


def _end(month: date) -> date:
    # The month after: who is born on the last day is born in the month.
    return date.fromordinal(months_after(month, 1).toordinal() - 1)


def disability_of(reader: Reader, message: pb.Disability, path: str) -> Disability:
    """A recognised disability."""
    return Disability(
        incapacity_rate=reader.number(message.incapacity_rate, f"{path}.incapacity_rate", 100),
        work_restriction=message.work_restriction,
        aeeh_complement=reader.number(message.aeeh_complement, f"{path}.aeeh_complement", 6),
        unfit_for_work=message.unfit_for_work,
    )


def career_of(reader: Reader, message: pb.Career, path: str) -> Career:
    """A career."""
    return Career(
        contract_end_date=reader.day_until(
            message, "contract_end_date", path, months_after(reader.month, _MONTHS_AHEAD)
        ),
        contract_end=reader.choice(
            pb.ContractEnd.DESCRIPTOR, message.contract_end, ContractEnd, f"{path}.contract_end"
        ),
        days_worked=reader.optional(message, "days_worked", path, 1096),
        daily_reference_wage_cents=reader.optional(message, "daily_reference_wage_cents", path, 1_000_000),
        validated_quarters=reader.optional(message, "validated_quarters", path, 250),
        average_annual_wage_cents=reader.optional(message, "average_annual_wage_cents", path),
        complementary_points=reader.optional(message, "complementary_points", path, 1_000_000),
        children_raised=reader.optional(message, "children_raised", path, 30),
        quarters_before_20=reader.optional(message, "quarters_before_20", path, 40),
        registration_date=reader.day_until(message, "registration_date", path, _end(reader.month)),
    )


def home_of(reader: Reader, message: pb.Home, path: str) -> Home:
    """A home."""
    return Home(
        occupancy=reader.choice(pb.Occupancy.DESCRIPTOR, message.occupancy, Occupancy, f"{path}.occupancy"),
        rent_cents=reader.optional(message, "rent_cents", path),
        commune_code=reader.commune(message.commune_code, f"{path}.commune_code"),
        flat_share=message.flat_share,
        single_room=message.single_room,
        state_agreement=message.state_agreement if message.HasField("state_agreement") else None,
    )


def series_of(
    reader: Reader, message: pb.ResourceSeries, path: str, persons: Iterable[str]
) -> tuple[tuple[str, Resource], Series]:
    """A resource of somebody, month after month."""
    kind = reader.required(pb.ResourceKind.DESCRIPTOR, message.kind, Resource, f"{path}.kind")
    series = Series(
        first_month=reader.month_of(message, "first_month", path, (reader.month, _MONTHS_BACK, _MONTHS_AHEAD)),
        amounts_cents=reader.all_cents(message.amounts_cents, f"{path}.amounts_cents", kind in _LOSSES),
        continues=message.continues,
        basis=reader.choice(pb.AmountBasis.DESCRIPTOR, message.basis, Basis, f"{path}.basis") or Basis.NET,
    )
    return (reader.one_of(message.person, f"{path}.person", persons), kind), series


def paid_of(reader: Reader, message: pb.ReceivedSeries, path: str) -> Series:
    """What was paid of a benefit, month after month; nothing yet for a cover, or for a right that has just opened."""
    nothing_yet = message.open and not message.amounts_cents
    return Series(
        first_month=reader.month_of(message, "first_month", path, (reader.month, _MONTHS_BACK, _MONTHS_AHEAD)),
        amounts_cents=() if nothing_yet else reader.all_cents(message.amounts_cents, f"{path}.amounts_cents"),
    )
