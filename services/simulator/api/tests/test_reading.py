"""Whatever the message, a household that the engine can take, or every fault at once."""

from datetime import date

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st
from mesdroits.common.v1 import date_pb2
from mesdroits.simulator.v1 import change_pb2, household_pb2
from mesdroits.simulator.v1.simulator_service_pb2 import CompareRequest

from chassis.errors import InvalidInput
from services.simulator.api.reading import household_of
from services.simulator.api.reading_changes import tried_of
from services.simulator.domain.changes import Birth, JobLoss
from services.simulator.domain.vocabulary import Basis, ContractEnd, Nationality, Resource, Role, Union

TODAY = date(2026, 11, 22)


def day(year: int, month: int, number: int = 1) -> date_pb2.Date:
    return date_pb2.Date(year=year, month=month, day=number)


def couple() -> household_pb2.Household:
    """Two adults and a child, tenants."""
    return household_pb2.Household(
        month=day(2026, 11),
        persons=[
            household_pb2.Person(person="moi", role=household_pb2.ROLE_APPLICANT, birth_date=day(1990, 5, 17)),
            household_pb2.Person(person="conjoint", role=household_pb2.ROLE_PARTNER, birth_date=day(1991, 2, 28)),
            household_pb2.Person(person="enfant_1", role=household_pb2.ROLE_CHILD, birth_date=day(2020, 2, 29)),
        ],
        union=household_pb2.UNION_PACS,
        home=household_pb2.Home(occupancy=household_pb2.OCCUPANCY_TENANT, rent_cents=60_000, commune_code="2A004"),
        resources=[
            household_pb2.ResourceSeries(
                person="moi", kind=household_pb2.RESOURCE_KIND_WAGE, first_month=day(2024, 1), amounts_cents=[135_000], continues=True
            )
        ],
        without=[household_pb2.NoResource(person="conjoint")],
        received=[household_pb2.ReceivedSeries(benefit="rsa", first_month=day(2026, 8), amounts_cents=[1, 2], open=True)],
        tax_incomes=[household_pb2.TaxIncome(year=2024, amount_cents=1_200_000)],
    )  # fmt: skip


def faults_of(message: household_pb2.Household) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        household_of(message, TODAY)
    return {violation.field for violation in refused.value.violations}


def test_a_household_is_read_whole() -> None:
    household = household_of(couple(), TODAY)
    assert [person.role for person in household.persons] == [Role.APPLICANT, Role.PARTNER, Role.CHILD]
    assert household.union is Union.PACS
    assert household.applicant.nationality is Nationality.FRENCH
    assert household.home is not None
    assert household.home.state_agreement is None
    series = household.resources["moi", Resource.WAGE]
    assert (series.amounts_cents, series.continues, series.basis) == ((135_000,), True, Basis.NET)
    assert household.knows("conjoint", Resource.UNEMPLOYMENT)
    assert not household.knows("moi", Resource.UNEMPLOYMENT)
    assert household.received[0].open
    assert household.tax_incomes == {(2024, ""): 1_200_000}


def test_every_fault_is_named_at_once_with_its_field() -> None:
    message = couple()
    message.persons[0].birth_date.CopyFrom(day(2023, 2, 29))
    message.persons[1].person = "L'épouse"
    message.home.commune_code = "Paris"
    message.resources[0].amounts_cents.append(-5)
    message.received[0].person = "voisin"
    assert faults_of(message) == {
        "household.persons[0].birth_date",
        "household.persons[1].person",
        "household.home.commune_code",
        "household.resources[0].amounts_cents",
        "household.received[0].person",
        "household.without[0].person",
    }


def test_no_child_is_expected_on_a_day_that_is_told() -> None:
    message = couple()
    assert household_of(message, TODAY).applicant.expecting is None
    message.persons[0].expecting = False
    assert household_of(message, TODAY).applicant.expecting is False
    message.persons[0].expected_birth_date.CopyFrom(day(2027, 1, 12))
    assert faults_of(message) == {"household.persons[0].expecting"}


def test_a_fault_is_said_in_plain_french_and_repeats_no_value() -> None:
    message = couple()
    message.persons[0].person = "Jeanne Dupont"
    with pytest.raises(InvalidInput) as refused:
        household_of(message, TODAY)
    assert all("Jeanne" not in violation.description for violation in refused.value.violations)
    assert all(violation.description.endswith(".") for violation in refused.value.violations)


def test_a_loss_is_for_profits_and_rents_only() -> None:
    message = couple()
    message.resources[0].kind = household_pb2.RESOURCE_KIND_FARM_PROFIT
    message.resources[0].amounts_cents[:] = [-100_000]
    assert household_of(message, TODAY).resources["moi", Resource.FARM_PROFIT].amounts_cents == (-100_000,)
    message.resources[0].kind = household_pb2.RESOURCE_KIND_UNEMPLOYMENT
    assert faults_of(message) == {"household.resources[0].amounts_cents"}


def test_an_amount_beyond_ten_million_euros_is_refused() -> None:
    message = couple()
    message.home.rent_cents = 10**9 + 1
    assert faults_of(message) == {"household.home.rent_cents"}


def test_a_month_is_within_two_years_and_told_by_its_first_day() -> None:
    for month in (day(2024, 10), day(2028, 12), day(2026, 11, 2), date_pb2.Date()):
        message = couple()
        message.month.CopyFrom(month)
        assert "household.month" in faults_of(message)


def test_a_couple_says_how_it_is_bound_and_nobody_else_does() -> None:
    message = couple()
    message.union = household_pb2.UNION_UNSPECIFIED
    assert faults_of(message) == {"household.union"}
    message = couple()
    del message.persons[1], message.without[:]
    assert faults_of(message) == {"household.union"}


def test_a_household_has_one_applicant_and_at_most_twenty_persons() -> None:
    message = couple()
    message.persons[2].role = household_pb2.ROLE_APPLICANT
    assert faults_of(message) == {"household.persons"}
    message = couple()
    for rank in range(20):
        message.persons.add(person=f"e{rank}", role=household_pb2.ROLE_CHILD, birth_date=day(2015, 1))
    assert "household.persons" in faults_of(message)


def test_an_enum_that_is_not_in_the_list_is_refused() -> None:
    message = couple()
    message.persons[0].activity = 99  # type: ignore[assignment]  # what a stranger's client may send
    assert faults_of(message) == {"household.persons[0].activity"}


def test_the_same_resource_twice_is_refused() -> None:
    message = couple()
    message.resources.append(message.resources[0])
    assert faults_of(message) == {"household.resources[1]"}


def test_changes_are_read_with_what_is_left_unsaid() -> None:
    household = household_of(couple(), TODAY)
    messages = [
        change_pb2.Change(change="a", date=day(2027, 2, 15), birth=change_pb2.Birth()),
        change_pb2.Change(change="b", date=day(2027, 3), job_loss=change_pb2.JobLoss(person="moi")),
    ]
    read, _ = tried_of(CompareRequest(changes=messages), household, TODAY)
    assert [change.what for change in read] == [Birth(1), JobLoss("moi", ContractEnd.DISMISSAL)]


def test_a_change_that_says_nothing_or_comes_too_late_is_refused() -> None:
    household = household_of(couple(), TODAY)
    messages = [
        change_pb2.Change(change="a", date=day(2027, 2, 15)),
        change_pb2.Change(change="b", date=day(2027, 12), birth=change_pb2.Birth()),
    ]
    with pytest.raises(InvalidInput) as refused:
        tried_of(CompareRequest(changes=messages), household, TODAY)
    assert {violation.field for violation in refused.value.violations} == {"changes[0].what", "changes[1].date"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_household_or_a_refusal(raw: bytes) -> None:
    try:
        message = household_pb2.Household.FromString(raw)
    except DecodeError:
        return
    settle(message)


WILD = st.one_of(st.integers(-(2**31), 2**31 - 1), st.sampled_from([0, 1, 2, 3, 12, 2026]))
WIDE = st.one_of(st.integers(-(2**63), 2**63 - 1), st.sampled_from([0, 1, 10**9, -1]))
DAYS = st.builds(date_pb2.Date, year=WILD, month=WILD, day=WILD)
KEYS = st.one_of(st.sampled_from(["moi", "conjoint", "", "é"]), st.text(max_size=20))
PERSONS = st.builds(
    household_pb2.Person, person=KEYS, role=WILD, birth_date=DAYS, activity=WILD, custody=WILD, school=WILD, nationality=WILD,
    expected_birth_date=DAYS, permit_since_date=DAYS, expecting=st.none() | st.booleans(),
    disability=st.builds(household_pb2.Disability, incapacity_rate=WILD, aeeh_complement=WILD),
    career=st.builds(household_pb2.Career, contract_end_date=DAYS, days_worked=WILD, average_annual_wage_cents=WIDE),
)  # fmt: skip
SERIES = st.builds(
    household_pb2.ResourceSeries,
    person=KEYS,
    kind=WILD,
    basis=WILD,
    first_month=DAYS,
    amounts_cents=st.lists(WIDE, max_size=4),
)
PAID = st.builds(household_pb2.ReceivedSeries, benefit=st.text(max_size=9), person=KEYS, first_month=DAYS, amounts_cents=st.lists(WIDE, max_size=4))  # fmt: skip
HOUSEHOLDS = st.builds(
    household_pb2.Household, month=DAYS, persons=st.lists(PERSONS, max_size=3), union=WILD, alone_since_date=DAYS,
    home=st.builds(household_pb2.Home, occupancy=WILD, rent_cents=WIDE, commune_code=st.text(max_size=6)),
    resources=st.lists(SERIES, max_size=3), received=st.lists(PAID, max_size=2),
    tax_incomes=st.lists(st.builds(household_pb2.TaxIncome, year=WILD, amount_cents=WIDE, person=KEYS), max_size=2),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(HOUSEHOLDS)
def test_any_message_is_a_household_or_a_refusal(message: household_pb2.Household) -> None:
    settle(message)


def settle(message: household_pb2.Household) -> None:
    try:
        household_of(message, TODAY)
    except InvalidInput as refused:
        faults = refused.violations
    else:
        return
    assert faults
    assert all(violation.field.startswith("household") for violation in faults)
