"""Nobody is refused for want of an answer to a question that was never asked: disability, pregnancy, studies, relatives elsewhere, unpaid alimony."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Disability, Household, Person
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role, SchoolLevel
from services.simulator.tests.homes import CHILD, ME, Law, employee, result
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
NOTHING = Law(lambda household, month: {})


def me(**changes: object) -> Household:
    household = employee()
    told = replace(household.applicant, **changes)  # type: ignore[arg-type]  # fields of Person
    return household.changed(persons=(told, *household.persons[1:]))


async def of(household: Household, benefit: str, person: str = ME) -> BenefitResult:
    return result((await simulate(NOTHING, CATALOGUE, household)).month, benefit, person)


@pytest.mark.parametrize(
    ("benefit", "question"),
    [("pch", "moi.disability.incapacity_rate"), ("bourse-superieur-hors-foyer", "moi.school")],
)
async def test_what_was_never_asked_is_asked_and_not_denied(benefit: str, question: str) -> None:
    simulated = await simulate(NOTHING, CATALOGUE, me(birth_date=date(2002, 3, 3)))
    found = result(simulated.month, benefit, ME)
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, (question,))
    (asked,) = [one for one in simulated.questions if one.question == question]
    assert asked.text
    assert asked.person == ME


async def test_what_was_answered_is_refused_as_it_was_told() -> None:
    told = await of(me(disability=Disability(0)), "pch")
    assert told.eligibility is Eligibility.NOT_ELIGIBLE
    studies = await of(me(birth_date=date(2002, 3, 3), school=SchoolLevel.NONE), "bourse-superieur-hors-foyer")
    assert studies.eligibility is Eligibility.NOT_ELIGIBLE


async def test_a_pregnancy_can_be_denied_and_is_not_presumed() -> None:
    simulated = await simulate(NOTHING, CATALOGUE, me())
    unasked = result(simulated.month, "ij-maternite", ME)
    assert (unasked.eligibility, unasked.missing) == (Eligibility.UNKNOWN, ("moi.expecting",))
    assert [one.text for one in simulated.questions if one.question == "moi.expecting"] == [
        "Cette personne attend-elle un enfant ?"
    ]
    assert (await of(me(expecting=False), "ij-maternite")).eligibility is Eligibility.NOT_ELIGIBLE


async def test_who_expects_a_child_and_did_not_say_when_is_asked_when() -> None:
    simulated = await simulate(NOTHING, CATALOGUE, me(expecting=True))
    found = result(simulated.month, "ij-maternite", ME)
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, ("moi.expected_birth_date",))
    assert any(one.text.startswith("Pour quelle date") for one in simulated.questions)


async def test_a_disability_after_sixty_is_not_refused_by_its_age_alone() -> None:
    old = me(birth_date=date(1960, 3, 3), disability=Disability(60))
    assert (await of(old, "pch")).eligibility is Eligibility.ELIGIBLE


async def test_a_relative_who_lives_elsewhere_cannot_be_denied() -> None:
    found = await of(me(disability=Disability(0)), "ajpa")
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, ())
    assert "ailleurs" in found.reason


async def test_alimony_that_is_not_paid_does_not_close_the_help_that_collects_it() -> None:
    child = Person(CHILD, Role.CHILD, date(2018, 1, 1))
    household = employee()
    alone = household.changed(persons=(*household.persons, child), without=frozenset({(ME, None)}))
    assert (ME, Resource.ALIMONY_RECEIVED) not in alone.resources
    found = await of(alone, "intermediation-pension", "")
    assert found.eligibility is Eligibility.UNKNOWN
    assert "même si elle n'est pas payée" in found.reason


async def test_an_owner_who_cannot_pay_for_energy_is_not_refused_the_solidarity_fund() -> None:
    household = employee()
    assert household.home is not None
    owner = household.changed(home=replace(household.home, occupancy=Occupancy.OWNER, rent_cents=None))
    assert (await of(owner, "fonds-solidarite-logement", "")).eligibility is Eligibility.ELIGIBLE


async def test_children_are_not_shown_what_only_a_disability_would_open() -> None:
    child = Person(CHILD, Role.CHILD, date(2018, 1, 1), Activity.STUDENT)
    household = employee()
    family = household.changed(persons=(*household.persons, child))
    found = (await simulate(NOTHING, CATALOGUE, family)).month.results
    assert not [one for one in found if one.person == CHILD and one.benefit == "pch"]
