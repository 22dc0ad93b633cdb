"""A household with and without changes, on a law of four lines: one computation, differences, cliffs, and refusals that name their field."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.catalogue_problems import UnknownBenefit
from services.simulator.domain.changes import Change
from services.simulator.domain.changes_problems import ImpossibleChange
from services.simulator.domain.household import Assets, Career, Household, Received, Series, months_after
from services.simulator.domain.results import Eligibility, MonthResult, Values
from services.simulator.domain.vocabulary import Activity, Resource, Union
from services.simulator.tests.changing import BABY, CHILD, ME, MONTH, alone, changes, couple, faults, households, wages
from services.simulator.usecases.compare import ChangeOutcome, Compared, Comparison, compare

CATALOGUE = load_catalogue()
MARCH = date(2027, 3, 1)


class FewLines:
    """A law of a few lines: RSA for whom earned nothing in M-4..M-2, prime d'activité for a small wage of M-2, AF from two children on, ARS in full, the birth grant two
    months before."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        self.calls.append(months)
        return [
            [self._month(one, months_after(one.month, count), variables) for count in range(months)]
            for one in households
        ]

    def _month(self, household: Household, month: date, variables: Sequence[str]) -> Values:
        earned = [_earned(household, months_after(month, -back)) for back in (2, 3, 4)]
        children = sum(child.birth_date < month for child in household.children)
        told = {
            "rsa": 0.0 if any(earned) else 600.0,
            "ppa": max(0.0, 300.0 - earned[0] / 1000.0) if earned[0] else 0.0,
            "af": 150.0 if children >= 2 else 0.0,
            "ars": 400.0 * children,
            "paje_naissance": 1000.0 * sum(_is_due(child.birth_date, month) for child in household.children),
        }
        return {variable: told.get(variable, 0.0) for variable in variables}


def _is_due(born: date, month: date) -> bool:
    return born.replace(day=1) == months_after(month, 2)


def _earned(household: Household, month: date) -> int:
    return sum(series.at(month) or 0 for (_, kind), series in household.resources.items() if kind is Resource.WAGE)


def known(household: Household) -> Household:
    """The household where nothing is left to ask that bears on the few lines."""
    everybody = tuple(replace(person, career=person.career or Career(days_worked=480)) for person in household.persons)
    nothing = frozenset((person.key, None) for person in household.persons)
    return household.changed(persons=everybody, without=nothing, assets=Assets(0, 0, 0, 0, 0))


async def outcome(household: Household, what: kinds.What, day: date = MARCH, months: int = 12) -> ChangeOutcome:
    """What one change does."""
    asked = Comparison(
        known(household), (Change("essai", day, what),), months, frozenset({"rsa", "prime-activite", "af", "ars"})
    )
    return (await compared(asked)).outcomes[0]


async def compared(asked: Comparison) -> Compared:
    """The comparison on the few lines."""
    return await compare(FewLines(), CATALOGUE, asked)


def gains(found: ChangeOutcome, benefit: str) -> dict[int, int]:
    """Month number → what changes of a benefit."""
    return {one.month.month: one.gain_cents for one in found.differences if one.benefit == benefit}


async def test_a_raise_lowers_the_prime_d_activite_two_months_later_and_says_it() -> None:
    found = await outcome(alone(), kinds.WageChange("moi", 1_740_00))
    assert gains(found, "prime-activite") == dict.fromkeys((5, 6, 7, 8, 9), -34_00)
    assert found.summary.startswith("À partir de mai 2027, votre prime d'activité baisserait de 34 € par mois.")
    assert found.summary.endswith("de plus.")
    assert found.cliffs == ()


async def test_months_before_the_change_are_those_of_the_baseline() -> None:
    asked = Comparison(known(alone()), (Change("essai", MARCH, kinds.JobLoss("moi")),))
    both = await compared(asked)
    assert both.outcomes[0].months[:5] == both.baseline[:5]
    assert both.outcomes[0].months[5:] != both.baseline[5:]


async def test_a_job_found_makes_the_rsa_fall_later_and_that_is_a_cliff() -> None:
    seeker = alone(persons=(replace(ME, activity=Activity.JOB_SEEKER), CHILD), resources={})
    found = await outcome(seeker, kinds.NewJob("moi", 1_200_00))
    assert gains(found, "rsa") == dict.fromkeys((5, 6, 7, 8, 9), -600_00)
    ((cliff, text),) = found.cliffs
    assert (cliff.month.month, cliff.loss_cents, cliff.benefits) == (5, 420_00, ("rsa",))
    assert text.startswith("En mai 2027, vous auriez 420 € de moins que le mois d'avant")
    assert any("fixés pour trois mois" in said for said in found.assumptions)


async def test_a_birth_opens_family_allowances_the_month_after() -> None:
    found = await outcome(alone(), kinds.Birth(), date(2027, 3, 31))
    assert gains(found, "af") == dict.fromkeys((4, 5, 6, 7, 8, 9), 150_00)
    assert "vous auriez droit à 150 € par mois : Allocations familiales." in found.summary


async def test_a_yearly_benefit_differs_in_its_month_only() -> None:
    found = await outcome(alone(), kinds.Birth())
    assert gains(found, "ars") == {8: 400_00}


async def test_what_is_really_paid_moves_by_what_the_rules_move() -> None:
    paid = Received("prime-activite", Series(months_after(MONTH, -3), (90_00,) * 3), open=True)
    found = await outcome(alone(received=(paid,)), kinds.WageChange("moi", 1_420_00))
    (last,) = [one for one in found.differences if one.benefit == "prime-activite" and one.month.month == 9]
    assert (last.before_cents, last.after_cents) == (90_00, 88_00)
    assert last.before is last.after is Eligibility.RECEIVED


async def test_twenty_changes_are_one_computation_of_the_year() -> None:
    law = FewLines()
    tries = tuple(Change(f"essai-{i}", MARCH, kinds.WageChange("moi", 1_400_00 + i * 100_00)) for i in range(20))
    found = await compare(law, CATALOGUE, Comparison(known(couple()), tries))
    assert law.calls.count(12) == 1
    assert [one.change for one in found.outcomes] == [change.key for change in tries]
    assert {len(one.months) for one in found.outcomes} == {12}


async def test_a_change_after_the_months_shown_changes_nothing() -> None:
    found = await outcome(alone(), kinds.JobLoss("moi"), date(2027, 3, 15), months=4)
    assert found.differences == ()
    assert found.summary.startswith("Aucun des droits que nous savons calculer")


async def test_only_the_benefits_asked_for_are_shown() -> None:
    asked = Comparison(known(alone()), (Change("a", MARCH, kinds.Birth()),), 2, frozenset({"af"}))
    found = await compared(asked)
    assert {one.benefit for month in (*found.baseline, *found.outcomes[0].months) for one in month.results} == {"af"}


async def test_a_benefit_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(UnknownBenefit) as refusal:
        await compared(Comparison(alone(), (Change("a", MARCH, kinds.Birth()),), 1, frozenset({"rmi"})))
    assert refusal.value.metadata == {"benefit": "rmi"}


async def test_every_change_that_cannot_be_is_named_with_its_field() -> None:
    wrong = (
        Change("a", MARCH, kinds.Separation()),
        Change("b", MARCH, kinds.Birth()),
        Change("c", date(2030, 1, 1), kinds.Birth()),
        Change("d", MARCH, kinds.ChildLeaving("moi")),
    )
    with pytest.raises(ImpossibleChange) as refusal:
        await compared(Comparison(alone(), wrong))
    assert [fault.field for fault in refusal.value.violations] == [
        "changes[0].separation", "changes[2].date", "changes[3].child_leaving.child",
    ]  # fmt: skip


async def test_unemployment_benefit_takes_the_place_of_a_wage_that_is_lost() -> None:
    worker = alone(persons=(replace(ME, career=Career(days_worked=480)), CHILD))
    asked = Comparison(known(worker), (Change("a", MARCH, kinds.JobLoss("moi")),))
    (found,) = (await compared(asked)).outcomes
    are = gains(found, "are")
    assert 4 in are
    assert 500_00 < are[4] < 1_400_00


async def test_a_couple_shares_what_both_earn() -> None:
    partner = replace(ME, key="conjoint", role=couple().partner.role)  # type: ignore[union-attr]  # there is one
    what = kinds.Couple(Union.PACS, partner, {Resource.WAGE: wages(1_600_00)})
    found = await outcome(alone(persons=(ME, CHILD, BABY)), what)
    assert gains(found, "prime-activite") == dict.fromkeys((3, 4, 5, 6, 7, 8, 9), -160_00)
    assert not any("fixés pour trois mois" in said for said in found.assumptions)


@settings(max_examples=80, deadline=None)
@given(households(), changes, st.integers(1, 12))
def test_any_change_of_any_household_is_compared_or_refused(household: Household, change: Change, months: int) -> None:
    if faults(household):
        return
    try:
        found = asyncio.run(compared(Comparison(household, (change,), months)))
    except ImpossibleChange:
        return
    (one,) = found.outcomes
    assert len(one.months) == len(found.baseline) == months
    for was, will in zip(found.baseline, one.months, strict=True):
        assert was == will or will.month >= change.date.replace(day=1) or _is_its_grant(was, will, change)
    assert all(result.amount_cents >= 0 for month in one.months for result in month.results)
    assert one.summary.endswith(".")


def _is_its_grant(was: MonthResult, will: MonthResult, change: Change) -> bool:
    """The one thing that a change brings before its month: the grant of a birth, two months before."""
    differ = [other for one, other in zip(was.results, will.results, strict=True) if one != other]
    is_due = isinstance(change.what, kinds.Birth) and _is_due(change.date, will.month)
    gain = sum(one.amount_cents for one in differ)
    return (
        is_due
        and [one.benefit for one in differ] == ["prime-naissance"]
        and will.disposable_cents == was.disposable_cents + gain
    )


async def test_a_career_without_a_day_worked_opens_no_unemployment_benefit() -> None:
    worker = alone(persons=(replace(ME, career=Career(days_worked=0)), CHILD))
    asked = Comparison(known(worker), (Change("a", MARCH, kinds.JobLoss("moi")),))
    (found,) = (await compared(asked)).outcomes
    assert gains(found, "are") == {}
