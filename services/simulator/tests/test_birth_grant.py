"""The birth grant, through the real law: said to be to come before the seventh month, and counted in that month when a birth is tried."""

from dataclasses import replace
from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import wording
from services.simulator.domain.changes import Birth, Change
from services.simulator.domain.household import Career, Household
from services.simulator.domain.results import Eligibility
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import MONTH, employee, result
from services.simulator.usecases.compare import ChangeOutcome, Comparison, compare
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
CALCULATOR = DirectCalculator.of(MONTH)
GRANT = "prime-naissance"


async def test_who_expects_a_child_is_told_that_the_grant_is_to_come() -> None:
    [me] = employee().persons
    expecting = employee().changed(
        persons=(replace(me, expected_birth_date=date(2027, 3, 20), career=Career(days_worked=480)),),
        tax_incomes={(2024, ""): 12_000_00},
    )
    grant = result((await simulate(CALCULATOR, CATALOGUE, expecting)).month, GRANT)
    assert (grant.eligibility, grant.reason) == (Eligibility.NOT_ELIGIBLE, wording.BIRTH_TO_COME)


async def tried(household: Household, day: date, benefits: frozenset[str] = frozenset({GRANT})) -> ChangeOutcome:
    asked = Comparison(household, (Change("essai", day, Birth()),), 12, benefits)
    (found,) = (await compare(CALCULATOR, CATALOGUE, asked)).outcomes
    return found


def parent(**changes: object) -> Household:
    [me] = employee().persons
    person = replace(me, career=Career(days_worked=480), **changes)  # type: ignore[arg-type]  # fields of Person
    return employee().changed(persons=(person,), tax_incomes={(2024, ""): 12_000_00})


async def test_a_birth_that_is_tried_counts_the_grant_once_in_the_seventh_month_of_pregnancy() -> None:
    found = await tried(parent(), date(2027, 3, 20))
    (grant,) = found.differences
    assert (grant.month, grant.benefit) == (date(2027, 1, 1), GRANT)
    assert 1_000_00 < grant.gain_cents < 1_200_00
    assert any("comptée en janvier 2027" in said for said in found.assumptions)


async def test_the_total_of_the_month_counts_the_grant_too() -> None:
    asked = Comparison(parent(), (Change("essai", date(2027, 3, 20), Birth()),), 4)
    both = await compare(CALCULATOR, CATALOGUE, asked)
    totals = [
        with_it.disposable_cents - plain.disposable_cents
        for plain, with_it in zip(both.baseline, both.outcomes[0].months, strict=True)
    ]
    assert totals[:3] == [0, 0, 0]
    assert totals[3] == result(both.outcomes[0].months[3], GRANT).amount_cents


async def test_who_expects_the_child_already_does_not_gain_the_grant_a_second_time() -> None:
    expecting = parent(expected_birth_date=date(2027, 3, 20))
    found = await tried(expecting, date(2027, 3, 20))
    assert found.differences == ()
    counted = [month.month for month in found.months if result(month, GRANT).eligibility is Eligibility.ELIGIBLE]
    assert counted == [date(2027, 1, 1)]
    assert (await tried(expecting, date(2027, 4, 2))).differences == ()


async def test_a_grant_that_was_due_before_the_months_shown_is_said_not_to_be_counted() -> None:
    found = await tried(parent(), date(2026, 11, 15))
    assert found.differences == ()
    assert any("était due en septembre 2026" in said for said in found.assumptions)
