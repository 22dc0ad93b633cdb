"""Where unemployment benefit does not open, the person is told why, and what would open it."""

from dataclasses import replace
from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import Change
from services.simulator.domain.household import Assets, Career, Household, Series
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import Activity, Basis, ContractEnd, Resource
from services.simulator.tests.homes import ME, MONTH, Law, dismissed, result, single
from services.simulator.usecases.compare import Comparison, compare
from services.simulator.usecases.months import months_of

CATALOGUE = load_catalogue()
NOTHING = Law(lambda household, month: {})


def with_career(household: Household, **changes: object) -> Household:
    me = household.applicant
    career = replace(me.career or Career(), **changes)  # type: ignore[arg-type]  # fields of Career
    return household.changed(persons=(replace(me, career=career),))


async def refused(household: Household, rank: int = 0) -> str:
    months = (await months_of(NOTHING, CATALOGUE, [household], rank + 1))[0]
    are = result(months[rank], "are", ME)
    assert are.eligibility is Eligibility.NOT_ELIGIBLE
    return are.reason


async def lost(household: Household, end: ContractEnd) -> list[BenefitResult]:
    """What is told of the benefit over a year with the job lost in January."""
    change = Change("essai", date(2027, 1, 1), kinds.JobLoss(ME, end))
    (found,) = (await compare(NOTHING, CATALOGUE, Comparison(household, (change,)))).outcomes
    return [result(month, "are", ME) for month in found.months if month.month >= change.date]


async def test_a_resignation_says_what_would_open_it_all_the_same() -> None:
    said = await refused(with_career(dismissed(date(2026, 8, 31)), contract_end=ContractEnd.RESIGNATION))
    assert "démission" in said
    assert "motif légitime" in said
    assert "31 décembre 2026" in said


async def test_too_few_days_are_counted_and_the_lacking_ones_said() -> None:
    said = await refused(with_career(dismissed(), days_worked=100))
    assert "130 jours travaillés" in said
    assert "nous en comptons 100" in said
    assert "Il en manque 30" in said
    assert "24 mois" in said


async def unsure(household: Household) -> str:
    (month,) = (await months_of(NOTHING, CATALOGUE, [household], 1))[0]
    are = result(month, "are", ME)
    assert (are.eligibility, are.missing) == (Eligibility.UNKNOWN, ())
    return are.reason


async def test_five_months_may_be_enough_for_a_first_right_or_seasonal_work_and_are_not_refused() -> None:
    said = await unsure(with_career(dismissed(), days_worked=110))
    assert "108 (environ cinq mois)" in said
    assert "vingt dernières années" in said


async def test_before_the_rule_of_first_rights_five_months_were_enough_for_seasonal_work_alone() -> None:
    end = date(2026, 3, 31)
    said = await unsure(with_career(dismissed(end), contract_end_date=end, days_worked=110))
    assert "saisonnier" in said
    assert "vingt" not in said


async def test_less_than_five_months_is_refused_whatever_the_rule() -> None:
    assert "nous en comptons 107" in await refused(with_career(dismissed(), days_worked=107))


async def test_days_that_nobody_told_are_not_counted_as_none() -> None:
    """France Travail pays nothing: that says nothing of the days worked."""
    household = dismissed(date(2026, 5, 31)).changed(resources={}, without=frozenset({(ME, Resource.UNEMPLOYMENT)}))
    late = await refused(with_career(household, contract_end_date=date(2025, 5, 31)))
    assert "comptons" not in late
    assert "ne vous est pas payée" in late


async def test_a_last_month_counts_as_far_as_the_contract_went() -> None:
    """Five months and a day are not six: 109 days, and not 130."""
    paid = Series(date(2026, 3, 1), (2_000_00,) * 5 + (65_00,), basis=Basis.GROSS)
    household = dismissed(date(2026, 8, 1)).changed(resources={(ME, Resource.WAGE): paid})
    assert "Nous comptons 109 jours" in await unsure(household)


async def test_the_months_that_count_are_those_of_the_age() -> None:
    said = await refused(with_career(dismissed(born=date(1968, 1, 1)), days_worked=100))
    assert "36 mois" in said


async def test_the_days_of_attention_are_told_with_the_first_day_paid() -> None:
    assert "à partir du 8 novembre 2026" in await refused(dismissed(date(2026, 10, 31)).changed(month=MONTH))


async def test_a_right_that_has_run_out_says_so() -> None:
    household = with_career(dismissed(date(2026, 3, 31)), days_worked=130, daily_reference_wage_cents=80_00)
    assert "épuisés" in await refused(household.changed(resources={}), rank=8)


async def test_a_wage_that_leaves_nothing_of_the_month_is_the_reason() -> None:
    household = dismissed(date(2026, 6, 30))
    paid = household.resources[ME, Resource.WAGE]
    beside = Series(paid.first_month, (*paid.amounts_cents, 0, 0, 0, 3_000_00), basis=Basis.GROSS)
    said = await refused(household.changed(resources={(ME, Resource.WAGE): beside}))
    assert "activité reprise" in said


async def test_a_job_that_is_lost_after_a_few_weeks_says_what_lacks_in_every_month() -> None:
    paid = Series(date(2026, 10, 1), (1_600_00,), continues=True)
    worker = single(Activity.EMPLOYEE, resources={(ME, Resource.WAGE): paid}, assets=Assets(0, 0, 0, 0, 0))
    for are in await lost(worker, ContractEnd.DISMISSAL):
        assert "Il en manque 65" in are.reason


async def test_a_job_that_is_left_says_that_a_resignation_opens_nothing() -> None:
    paid = Series(date(2023, 10, 1), (1_600_00,), continues=True)
    worker = single(Activity.EMPLOYEE, resources={(ME, Resource.WAGE): paid})
    for are in await lost(worker, ContractEnd.RESIGNATION):
        assert "démission" in are.reason
