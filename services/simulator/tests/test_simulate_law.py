"""A few households whose amounts are known, through the translation and the law as code: the sanity of the whole."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Disability, Home, Household, Person
from services.simulator.domain.results import Eligibility, Method, MonthResult
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role, SchoolLevel, Union
from services.simulator.tests.direct import DirectCalculator
from services.simulator.tests.homes import (
    LYON,
    ME,
    MONTH,
    NOTHING_OWNED,
    bare,
    dismissed,
    employee,
    result,
    single,
    wage,
)
from services.simulator.usecases.months import months_of
from services.simulator.usecases.simulate import Simulated, simulate

CATALOGUE = load_catalogue()
PARTNER = "conjoint"


@pytest.fixture(scope="module")
def calculator() -> DirectCalculator:
    return DirectCalculator.of(MONTH)


def child(key: str, born: date, *, alone: bool = False) -> Person:
    return Person(key, Role.CHILD, born, other_parent_absent=alone)


def couple() -> Household:
    """1 350 € and 450 € a month, children of 8 and 4, a rent of 720 €."""
    persons = (
        Person(ME, Role.APPLICANT, date(1992, 5, 1), Activity.EMPLOYEE),
        Person(PARTNER, Role.PARTNER, date(1993, 5, 1), Activity.EMPLOYEE),
        child("enfant_1", date(2018, 3, 1)),
        child("enfant_2", date(2022, 3, 1)),
    )
    return Household(
        MONTH, persons, union=Union.MARRIAGE, home=Home(Occupancy.TENANT, 720_00, LYON), assets=NOTHING_OWNED,
        resources={(ME, Resource.WAGE): wage(1_350_00), (PARTNER, Resource.WAGE): wage(450_00)},
        without=frozenset({(ME, None), (PARTNER, None)}),
    )  # fmt: skip


def left_to_ask(found: Simulated) -> set[str]:
    """What would change a benefit that the law works out; what no household has to tell (health, care, studies) is asked for others alone."""
    by_law = {one.id for one in CATALOGUE.benefits.values() if one.method is Method.LAW_AS_CODE}
    return {one.question for one in found.questions if by_law & {*one.benefits}}


def eligible(month: MonthResult) -> set[str]:
    return {each.benefit for each in month.results if each.eligibility is Eligibility.ELIGIBLE}


async def test_a_couple_with_two_children_and_small_wages(calculator: DirectCalculator) -> None:
    found = await simulate(calculator, CATALOGUE, couple())
    assert left_to_ask(found) == set()
    assert result(found.month, "af").amount_cents == 153_01
    assert result(found.month, "ars").amount_cents == pytest.approx(429_00, abs=2)
    assert {"af", "alf", "prime-activite", "c2s-participation", "ars", "cheque-energie"} <= eligible(found.month)
    assert "participation de 44\u00a0€" in result(found.month, "c2s-participation").reason
    assert "rsa" not in eligible(found.month)


async def test_a_lone_parent_of_three_without_income(calculator: DirectCalculator) -> None:
    children = tuple(child(f"enfant_{n}", date(2012 + 2 * n, 3, 1), alone=True) for n in range(1, 4))
    alone = single(Activity.NONE).changed(alone_since_date=date(2020, 1, 1))
    found = await simulate(calculator, CATALOGUE, alone.changed(persons=(alone.applicant, *children)))
    assert result(found.month, "af").amount_cents == pytest.approx(349_06, abs=1)
    assert result(found.month, "cf").amount_cents == pytest.approx(298_75, abs=1)
    assert result(found.month, "asf").amount_cents == pytest.approx(605_35, abs=1)
    assert result(found.month, "rsa").amount_cents == pytest.approx(369_19, abs=2)
    assert {"alf", "c2s", "prime-noel"} <= eligible(found.month)


async def test_an_old_person_with_a_small_pension_has_the_aspa(calculator: DirectCalculator) -> None:
    pension = {(ME, Resource.RETIREMENT_PENSION): wage(300_00)}
    old = single(Activity.RETIRED, born=date(1958, 5, 1), resources=pension, home=Home(Occupancy.OWNER))
    found = await simulate(calculator, CATALOGUE, old)
    assert 700_00 < result(found.month, "aspa").amount_cents < 760_00


async def test_a_severe_disability_gives_the_aah_and_its_supplement_in_a_rented_home(
    calculator: DirectCalculator,
) -> None:
    here = single(Activity.NONE)
    disabled = replace(here.applicant, disability=Disability(incapacity_rate=85))
    found = await simulate(calculator, CATALOGUE, here.changed(persons=(disabled,)))
    assert result(found.month, "aah", ME).amount_cents == 1_041_59
    assert result(found.month, "majoration-vie-autonome", ME).amount_cents == 104_77


async def test_nobody_but_the_disabled_has_the_supplement(calculator: DirectCalculator) -> None:
    found = await simulate(calculator, CATALOGUE, single(Activity.NONE))
    assert "als" in eligible(found.month)
    assert "majoration-vie-autonome" not in eligible(found.month)


async def test_somebody_of_whom_nothing_is_known_is_refused_nothing_that_they_may_have(
    calculator: DirectCalculator,
) -> None:
    found = await simulate(calculator, CATALOGUE, bare())
    told = {each.benefit: each.eligibility for each in found.month.results}
    for benefit in ("rsa", "als", "prime-activite", "c2s", "are"):
        assert told[benefit] is Eligibility.UNKNOWN, benefit
    assert found.questions[0].question == "moi.resources.WAGE"
    assert "home.rent" in {question.question for question in found.questions}


async def test_telling_what_is_asked_settles_everything(calculator: DirectCalculator) -> None:
    """The benefits told after the answers are those that the doubt had left possible."""
    before = await simulate(calculator, CATALOGUE, bare(activity=Activity.EMPLOYEE))
    after = await simulate(calculator, CATALOGUE, employee(400_00))
    possible = {each.benefit for each in before.month.results if each.eligibility is not Eligibility.NOT_ELIGIBLE}
    assert left_to_ask(after) == set()
    assert eligible(after.month) <= possible | {"visale"}


async def test_a_lost_job_feeds_the_other_benefits_over_the_year(calculator: DirectCalculator) -> None:
    months = (await months_of(calculator, CATALOGUE, [dismissed()], 12))[0]
    are = [result(month, "are", ME).amount_cents for month in months]
    assert all(1_000_00 < amount < 1_400_00 for amount in are)
    # The bonus still rests on the wages of the summer; then the benefit replaces them.
    assert result(months[0], "prime-activite").amount_cents >= result(months[5], "prime-activite").amount_cents


async def test_variants_together_equal_variants_alone(calculator: DirectCalculator) -> None:
    households = [employee(cents) for cents in (0, 500_00, 1_200_00, 2_500_00)]
    together = await months_of(calculator, CATALOGUE, households, 1)
    for household, months in zip(households, together, strict=True):
        assert (await months_of(calculator, CATALOGUE, [household], 1))[0] == months


async def test_a_child_who_studies_has_the_grant_that_the_parents_income_gives(calculator: DirectCalculator) -> None:
    student = replace(child("enfant_3", date(2007, 3, 1)), school=SchoolLevel.HIGHER)
    found = await simulate(calculator, CATALOGUE, couple().changed(persons=(*couple().persons, student)))
    grant = result(found.month, "bourse-superieur", "enfant_3")
    assert (grant.eligibility, grant.amount_cents) == (Eligibility.ELIGIBLE, 458_70)
