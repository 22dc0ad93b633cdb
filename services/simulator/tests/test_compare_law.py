"""Every kind of change through the real law, in one computation: what a person would check by hand."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain import changes as kinds
from services.simulator.domain.changes import KINDS, Change
from services.simulator.domain.household import Assets, Career, Disability, Home, Household
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, ContractEnd, Occupancy, Resource, Role, SchoolLevel, Union
from services.simulator.tests.changing import BABY, CHILD, ME, MONTH, PARTNER, alone, couple, wages
from services.simulator.tests.direct import DirectCalculator
from services.simulator.usecases.compare import ChangeOutcome, Compared, Comparison, compare

CATALOGUE = load_catalogue()
GRANT = "prime-naissance"
MARCH = date(2027, 3, 1)
TOGETHER = (
    kinds.Move(Home(Occupancy.SOCIAL_TENANT, 450_00, "35238", state_agreement=True)),
    kinds.NewJob("conjoint", 1_500_00),
    kinds.WageChange("moi", 1_800_00),
    kinds.JobLoss("moi"),
    kinds.Retire("moi", 900_00),
    kinds.Birth(),
    kinds.Separation(frozenset({"enfant_1", "enfant_2"})),
    kinds.ChildLeaving("enfant_1"),
    kinds.DisabilityRecognised("conjoint", Disability(80)),
    kinds.Studies("conjoint", SchoolLevel.HIGHER),
    kinds.PartnerDeath(),
    kinds.RentChange(300_00),
    kinds.ParentalLeave("conjoint"),
    kinds.SickLeave("moi"),
)
SETTLING = (kinds.Couple(Union.COHABITATION, replace(PARTNER, role=Role.PARTNER), {Resource.WAGE: wages(1_500_00)}),)


@pytest.fixture(scope="module")
def calculator() -> DirectCalculator:
    """The law, loaded once."""
    return DirectCalculator.of(MONTH)


def known(household: Household) -> Household:
    """Everything that the law asks is answered."""
    persons = tuple(
        replace(one, career=Career(days_worked=480, validated_quarters=160)) if one.role is not Role.CHILD else one
        for one in household.persons
    )
    nothing = frozenset((one.key, None) for one in persons)
    return household.changed(persons=persons, without=nothing, assets=Assets(0, 0, 0, 0, 0), received=())


OLD = replace(ME, birth_date=date(1963, 3, 3))
FAMILY = known(couple(persons=(OLD, PARTNER, CHILD, BABY)))


async def outcomes(
    calculator: DirectCalculator, household: Household, whats: tuple[kinds.What, ...], months: int = 12
) -> tuple[Compared, dict[str, ChangeOutcome]]:
    """The comparison, and its outcomes by kind."""
    changes = tuple(Change(what_key, MARCH, what) for what in whats for what_key in [KINDS[type(what)]])
    found = await compare(calculator, CATALOGUE, Comparison(household, changes, months))
    return found, {one.change: one for one in found.outcomes}


def after(found: ChangeOutcome, benefit: str) -> int:
    """What the household has of a benefit in the last month."""
    return sum(one.amount_cents for one in found.months[-1].results if one.benefit == benefit)


async def test_every_kind_of_change_goes_through_the_law(calculator: DirectCalculator) -> None:
    both, found = await outcomes(calculator, FAMILY, TOGETHER)
    single, settled = await outcomes(calculator, known(alone()), SETTLING)
    assert {*found, *settled} == set(KINDS.values())
    for compared, one in [*((both, one) for one in found.values()), (single, settled["couple"])]:
        ahead = {GRANT} if one.change == "birth" else set()
        for was, will in zip(compared.baseline[:5], one.months, strict=False):
            assert {two.benefit for two in will.results if two not in was.results} <= ahead
        assert all(result.amount_cents >= 0 for month in one.months for result in month.results)
        assert all(month.disposable_cents >= 0 for month in one.months)
        assert all(line.month >= MARCH or line.benefit in ahead for line in one.differences)
        assert one.summary.endswith(".")


async def test_a_birth_brings_its_grant_two_months_before(calculator: DirectCalculator) -> None:
    poor = known(alone()).changed(tax_incomes={(2024, ""): 12_000_00, (2025, ""): 12_000_00})
    _, found = await outcomes(calculator, poor, (kinds.Birth(),), 4)
    assert [(line.month, line.benefit) for line in found["birth"].differences] == [(date(2027, 1, 1), GRANT)]


async def test_what_changes_is_what_a_person_expects(calculator: DirectCalculator) -> None:
    both, found = await outcomes(calculator, FAMILY, TOGETHER)
    before = {one.benefit: one.amount_cents for one in both.baseline[-1].results}
    assert after(found["birth"], "af") > before["af"]
    assert after(found["birth"], "paje-base") >= before["paje-base"] > 0
    assert after(found["child_leaving"], "af") == 0
    assert after(found["job_loss"], "are") > 0
    assert after(found["partner_death"], "asf") > 0
    assert after(found["separation"], "alf") > before["alf"]
    assert after(found["move"], "apl") > 0
    assert after(found["disability_recognised"], "aah") > 0
    assert after(found["retire"], "retraite-base") == 900_00
    assert after(found["sick_leave"], "ij-maladie") > 0


async def test_the_order_in_which_changes_are_asked_decides_nothing(calculator: DirectCalculator) -> None:
    _, one_way = await outcomes(calculator, FAMILY, TOGETHER, 4)
    _, other_way = await outcomes(calculator, FAMILY, TOGETHER[::-1], 4)
    assert one_way == other_way


async def test_who_loses_a_job_without_a_right_to_benefit_has_the_rsa_for_its_quarter(
    calculator: DirectCalculator,
) -> None:
    worker = known(alone(persons=(replace(ME, activity=Activity.EMPLOYEE), CHILD)))
    _, found = await outcomes(calculator, worker, (kinds.JobLoss("moi", ContractEnd.RESIGNATION),))
    rsa = [one for one in found["job_loss"].differences if one.benefit == "rsa"]
    assert rsa
    assert rsa[0].after is Eligibility.ELIGIBLE
    assert rsa[0].after_cents == rsa[1].after_cents == rsa[2].after_cents > 0
