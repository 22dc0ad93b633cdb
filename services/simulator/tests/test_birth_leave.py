"""Daily allowances of maternity and paternity: what a day is worth, which days are paid, and what becomes of the wage."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from services.simulator.catalogue.loader import FILES, load_catalogue
from services.simulator.domain import family_wording as words
from services.simulator.domain import wording
from services.simulator.domain.birth_leave import birth_leave, daily_allowance, with_birth_allowances
from services.simulator.domain.changes import Birth, Change
from services.simulator.domain.household import Household, Leave, Person, Received, Series, months_after
from services.simulator.domain.results import BenefitResult, Eligibility, Method
from services.simulator.domain.vocabulary import Activity, Basis, LeaveKind, Resource, Role
from services.simulator.tests.homes import ME, MONTH, Law, employee, result, single, wage
from services.simulator.usecases.compare import Comparison, compare
from services.simulator.usecases.months import months_of
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
RULES = CATALOGUE.birth_leave
EXAMPLES = yaml.safe_load((FILES / "birth_leave.yaml").read_text())["examples"]
LAW = Law(lambda *_: {})
DUE = date(2026, 11, 10)
ALLOWANCE = (ME, Resource.DAILY_ALLOWANCE)


def expecting(due: date = DUE, *, gross: int = 2_500_00, children: int = 0) -> Household:
    """An employee who expects a child, with so many at charge already."""
    known = single(resources={(ME, Resource.WAGE): wage(gross, basis=Basis.GROSS)}, without=frozenset())
    me = replace(known.applicant, expected_birth_date=due)
    elder = (Person(f"enfant_{n}", Role.CHILD, date(2018, 3, 3)) for n in range(children))
    return known.changed(persons=(me, *elder))


def father(leave: Leave | None = None) -> Household:
    """An employee with a baby of a month."""
    known = employee(2_000_00)
    return known.changed(
        persons=(replace(known.applicant, leave=leave), Person("enfant_1", Role.CHILD, date(2026, 9, 4)))
    )


async def said(household: Household, benefit: str) -> BenefitResult:
    return result((await simulate(LAW, CATALOGUE, household)).month, benefit, ME)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["says"])
def test_published_amounts_are_found_again_to_the_cent(example: dict[str, dict[str, int]]) -> None:
    start: date = example["given"]["start"]  # type: ignore[assignment]  # a date in the file
    household = expecting(gross=example["given"]["gross"])
    found = daily_allowance(household, household.applicant, start, RULES)
    assert found is not None
    assert found.gross_cents == example["gives"]["daily"]


def test_the_ceiling_is_that_of_the_last_day_of_the_month_before_the_leave() -> None:
    household = expecting(gross=6_000_00)
    before, after = (
        daily_allowance(household, household.applicant, day, RULES) for day in (date(2026, 1, 31), date(2026, 2, 1))
    )
    assert before is not None
    assert after is not None
    assert (before.gross_cents, after.gross_cents) == (101_94, 104_02)


@pytest.mark.parametrize(("children", "days", "start"), [(0, 112, date(2026, 9, 29)), (2, 182, date(2026, 9, 15))])
def test_a_leave_lasts_sixteen_weeks_and_twenty_six_for_a_third_child(children: int, days: int, start: date) -> None:
    household = expecting(children=children)
    leave = birth_leave(household, household.applicant, RULES)
    assert leave is not None
    assert (leave.start, (leave.end - leave.start).days + 1) == (start, days)
    assert sum(leave.days_in(month) for month in leave.months) == days


async def test_every_day_of_a_whole_month_is_paid() -> None:
    found = await said(expecting(), "ij-maternite")
    # 7 500 ÷ 91.25 × 79 % = 64.93 €, 60.58 € after CSG and CRDS, 31 days.
    assert (found.eligibility, found.method, found.amount_cents) == (Eligibility.ELIGIBLE, Method.ESTIMATE, 31 * 60_58)
    assert found.low_cents is not None
    assert found.low_cents < found.amount_cents


async def test_months_before_and_after_the_leave_say_when_it_is() -> None:
    months = (await months_of(LAW, CATALOGUE, [expecting(date(2027, 1, 20))], 12))[0]
    told = [result(month, "ij-maternite", ME) for month in months]
    assert (told[0].eligibility, told[0].reason) == (
        Eligibility.NOT_ELIGIBLE,
        words.leave_ahead(date(2026, 12, 9), 60_58),
    )
    # From 9 December to 30 March: 23 days, three whole months less a day.
    assert [one.amount_cents for one in told[2:6]] == [23 * 60_58, 31 * 60_58, 28 * 60_58, 30 * 60_58]
    assert told[6].reason == words.leave_over(date(2027, 3, 30))


def test_in_the_household_they_take_the_place_of_the_wage_that_was_only_carried_on() -> None:
    household = with_birth_allowances(expecting(), RULES)
    wages, paid = household.resources[ME, Resource.WAGE], household.resources[ALLOWANCE]
    # Two days of September: the leave begins on the 29th.
    assert (wages.at(date(2026, 9, 1)), paid.at(date(2026, 9, 1))) == (2_500_00 * 28 // 30, 2 * 60_58)
    assert (wages.at(date(2026, 10, 1)), paid.at(date(2026, 10, 1))) == (0, 31 * 60_58)
    assert (wages.at(date(2027, 3, 1)), paid.at(date(2027, 3, 1))) == (2_500_00, None)


def test_a_wage_that_is_told_for_the_month_itself_is_left_as_it_is() -> None:
    kept = Series(date(2025, 1, 1), (2_500_00,) * 24, basis=Basis.GROSS)
    household = expecting().changed(resources={(ME, Resource.WAGE): kept})
    wired = with_birth_allowances(household, RULES)
    assert wired.resources[ME, Resource.WAGE] == kept
    assert wired.resources[ALLOWANCE].at(date(2026, 10, 1)) == 0


async def test_a_month_of_leave_is_counted_once_in_what_the_household_has() -> None:
    october = (await months_of(LAW, CATALOGUE, [expecting()], 1))[0][0]
    assert october.disposable_cents == 31 * 60_58
    sick = result(october, "ij-maladie", ME)
    assert (sick.eligibility, sick.reason) == (Eligibility.NOT_ELIGIBLE, words.ON_BIRTH_LEAVE)


async def test_without_a_wage_that_is_known_it_is_asked() -> None:
    unknown = expecting().changed(resources={})
    found = await said(unknown, "ij-maternite")
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, (f"{ME}.resources.WAGE",))


async def test_other_regimes_are_not_worked_out_and_it_is_said() -> None:
    known = expecting()
    trader = known.changed(persons=(replace(known.applicant, activity=Activity.SELF_EMPLOYED),))
    found = await said(trader, "ij-maternite")
    assert (found.eligibility, found.reason) == (Eligibility.UNKNOWN, words.other_regime(Activity.SELF_EMPLOYED))


async def test_who_has_a_baby_and_says_nothing_of_a_leave_is_asked_and_told_what_it_would_be() -> None:
    found = await said(father(), "ij-paternite")
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, (f"{ME}.leave.kind",))
    assert "25 jours" in found.reason


async def test_a_paternity_leave_of_twenty_five_days_is_paid_over_its_months() -> None:
    household = father(Leave(LeaveKind.PATERNITY, date(2026, 10, 20)))
    months = (await months_of(LAW, CATALOGUE, [household], 3))[0]
    paid = [result(month, "ij-paternite", ME).amount_cents for month in months]
    daily = daily_allowance(household, household.applicant, date(2026, 10, 20), RULES)
    assert daily is not None
    assert paid == [12 * daily.net_cents, 13 * daily.net_cents, 0]


async def test_who_takes_no_leave_is_asked_no_more() -> None:
    found = await said(father(Leave(LeaveKind.NONE)), "ij-paternite")
    assert (found.eligibility, found.missing, found.reason) == (Eligibility.NOT_ELIGIBLE, (), words.NO_LEAVE)


async def test_allowances_that_are_told_stand_under_the_leave_that_the_person_is_on() -> None:
    told = expecting()
    told = told.changed(resources={**told.resources, ALLOWANCE: Series(MONTH, (1_700_00,), continues=True)})
    found, sick = await said(told, "ij-maternite"), await said(told, "ij-maladie")
    assert (found.eligibility, found.amount_cents, found.reason) == (Eligibility.RECEIVED, 1_700_00, wording.AS_TOLD)
    assert sick.eligibility is Eligibility.NOT_ELIGIBLE


async def test_what_is_really_paid_is_shown_as_it_is_paid() -> None:
    paid = Series(months_after(MONTH, -1), (1_650_00, 1_650_00))
    known = expecting()
    held = known.changed(
        resources={**known.resources, ALLOWANCE: paid}, received=(Received("ij-maternite", paid, ME, open=True),)
    )
    found = await said(held, "ij-maternite")
    assert (found.eligibility, found.amount_cents, found.reason) == (Eligibility.RECEIVED, 1_650_00, wording.PAID)


async def test_the_birth_itself_takes_no_allowance_away() -> None:
    born = Change("naissance", DUE, Birth(1))
    found = await compare(LAW, CATALOGUE, Comparison(expecting(), (born,), months=4))
    assert not [one for one in found.outcomes[0].differences if one.benefit.startswith("ij-")]
