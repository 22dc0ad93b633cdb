"""Complémentaire santé solidaire without a declaration of resources: whose holders, since when, and what is not verified."""

from datetime import date

import pytest
import yaml

from services.simulator.catalogue.loader import FILES, load_catalogue
from services.simulator.domain.household import Household, Person, Received, Series, months_after
from services.simulator.domain.presumption import holder_of
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import Activity, Resource, Role
from services.simulator.tests.homes import ME, MONTH, Given, Law, result, single
from services.simulator.tests.test_explain import explainer
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
EXAMPLES = yaml.safe_load((FILES / "presumption.yaml").read_text())["examples"]
COVER = "c2s-participation"


def holding(benefit: str, month: date = MONTH, **more: object) -> Household:
    """Somebody alone who does not work and holds a benefit."""
    paid = Received(benefit, Series(months_after(month, -3), (580_00,) * 4), ME, open=True)
    return single(Activity.JOB_SEEKER).changed(month=month, received=(paid,), **more)


def refused(household: Household, month: date) -> Given:
    """The law as code opens nothing, and says what the cover would cost."""
    del household, month
    return {"css_participation_forfaitaire_montant": 14.0}


async def cover(household: Household) -> BenefitResult:
    return result((await simulate(Law(refused), CATALOGUE, household)).month, COVER)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["address"])
def test_the_day_that_the_law_says_is_the_day_of_the_rule(example: dict[str, dict[str, str | int]]) -> None:
    (holder,) = [one for one in CATALOGUE.presumption.holders if one.benefit == example["given"]["benefit"]]
    assert (holder.start.year, holder.start.month) == (example["gives"]["year"], example["gives"]["month"])


@pytest.mark.parametrize(
    ("benefit", "before", "since"),
    [("ass", date(2026, 6, 1), date(2026, 7, 1)), ("aah", date(2025, 6, 1), date(2025, 7, 1))],
)
async def test_it_is_granted_from_its_day_on_and_not_a_month_before(benefit: str, before: date, since: date) -> None:
    assert (await cover(holding(benefit, before))).eligibility is Eligibility.NOT_ELIGIBLE
    found = await cover(holding(benefit, since))
    assert found.eligibility is Eligibility.ELIGIBLE
    assert "14\u00a0€" in found.reason
    assert "Sans déclarer vos ressources" in found.reason


async def test_a_rule_whose_decree_was_not_read_says_so() -> None:
    assert "nous n'avons pas pu lire le décret" in (await cover(holding("ass"))).reason
    assert "décret" not in (await cover(holding("aah"))).reason


def test_it_is_for_who_lives_alone_without_children_and_has_not_worked() -> None:
    rules = CATALOGUE.presumption
    known = holding("ass")
    assert holder_of(known, rules) is not None
    child = Person("enfant_1", Role.CHILD, date(2018, 3, 3))
    assert holder_of(known.changed(persons=(*known.persons, child)), rules) is None
    assert holder_of(known.changed(partner_unknown=True), rules) is None
    wage = {(ME, Resource.WAGE): Series(months_after(MONTH, -2), (400_00, 0, 0))}
    assert holder_of(known.changed(resources=wage), rules) is None
    assert holder_of(known.changed(without=frozenset()), rules) is None
    # Who has the ASPA may live as a couple.
    aspa = holding("aspa")
    assert holder_of(aspa.changed(persons=(*aspa.persons, child)), rules) is not None


async def test_who_has_it_for_nothing_keeps_it_for_nothing() -> None:
    free = Law(lambda *_: {"cmu_c": 1.0, "css_participation_forfaitaire_montant": 14.0})
    month = (await simulate(free, CATALOGUE, holding("ass"))).month
    assert result(month, "c2s").eligibility is Eligibility.ELIGIBLE
    assert result(month, COVER).eligibility is Eligibility.NOT_ELIGIBLE


async def test_it_is_explained_with_its_day_and_its_article() -> None:
    steps = (await explainer().explain(holding("ass"), COVER)).steps
    (granted,) = [step for step in steps if step.label == "Sans déclarer de ressources"]
    assert granted.in_force_since == date(2026, 7, 1)
    assert "L. 861-2" in granted.reference
