"""Explanations on the real law: what the chain says adds up to what it explains."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.explanation import Explained, ExplanationStep
from services.simulator.domain.household import Assets, Disability, Home, Household, Person, Series
from services.simulator.domain.results import Eligibility
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role, Union
from services.simulator.explanations.loader import load_explanations
from services.simulator.legislation.lawbook import Lawbook
from services.simulator.tests.direct import DirectCalculator
from services.simulator.usecases.explain import Explainer

MONTH = date(2026, 10, 1)


@pytest.fixture(scope="module")
def explainer() -> Explainer:
    explanations = load_explanations()
    names = {rule.parameter for chain in explanations.values() for rule in chain.walk() if rule.parameter}
    return Explainer(DirectCalculator.of(MONTH), load_catalogue(), explanations, Lawbook.read(names))


def monthly(cents: int) -> Series:
    return Series(date(2023, 1, 1), (cents,), continues=True)


def couple() -> Household:
    """1 350 € and 450 € of wages, two children of 8 and 4, a rent of 720 €."""
    persons = (
        Person("moi", Role.APPLICANT, date(1992, 3, 1), Activity.EMPLOYEE),
        Person("conjoint", Role.PARTNER, date(1993, 3, 1), Activity.EMPLOYEE),
        Person("enfant_1", Role.CHILD, date(2018, 5, 1)),
        Person("enfant_2", Role.CHILD, date(2022, 5, 1)),
    )
    wages = {("moi", Resource.WAGE): monthly(135_000), ("conjoint", Resource.WAGE): monthly(45_000)}
    nothing = frozenset({("moi", None), ("conjoint", None)})
    home = Home(Occupancy.TENANT, 72_000, "63113", state_agreement=False)
    return Household(MONTH, persons, Union.MARRIAGE, None, home, wages, nothing, assets=Assets(0, 0, 0, 0, 0))


def young() -> Household:
    """24 years old, nothing."""
    person = Person("moi", Role.APPLICANT, date(2002, 5, 3), Activity.NONE)
    home = Home(Occupancy.TENANT, 50_000, "63113", state_agreement=False)
    nothing = frozenset({("moi", None)})
    return Household(MONTH, (person,), home=home, without=nothing, assets=Assets(0, 0, 0, 0, 0))


def euros(explained: Explained, label: str) -> float:
    """What the first line that begins so says."""
    step = next(step for step in explained.steps if step.label.startswith(label))
    return amount(step)


def amount(step: ExplanationStep) -> float:
    return float(step.value.split("\u00a0")[0].replace("\u202f", "").replace(",", "."))


async def test_the_prime_d_activite_is_what_its_lines_add_up_to(explainer: Explainer) -> None:
    explained = await explainer.explain(couple(), "prime-activite")
    lines = {
        label: euros(explained, label)
        for label in ("Montant forfaitaire", "Part des revenus d'activité qui", "Retiré : ressources")
    }
    bonus = sum(amount(step) for step in explained.steps if step.label.startswith("Bonification"))
    taken = max(lines["Retiré : ressources"], lines["Montant forfaitaire"])
    added = lines["Montant forfaitaire"] + bonus + lines["Part des revenus d'activité qui"] - taken
    assert added == pytest.approx(explained.result.amount_cents / 100, abs=0.02)
    assert explained.steps[0].label.endswith("moyenne des trois mois de juin à août 2026")


async def test_the_months_of_a_quarter_that_differ_are_told_one_by_one(explainer: Explainer) -> None:
    household = couple()
    wage = Series(date(2026, 6, 1), (100_000, 110_000, 120_000), continues=True)
    changed = household.changed(resources={**household.resources, ("moi", Resource.WAGE): wage})
    steps = (await explainer.explain(changed, "prime-activite")).steps
    months = [step for step in steps if step.label.startswith("Calcul pour")]
    assert [step.period for step in months] == ["2026-06", "2026-07", "2026-08"]
    assert sum(map(amount, months)) / 3 == pytest.approx(amount(steps[0]), abs=0.02)


async def test_the_rsa_is_the_flat_amount_less_what_is_taken_off(explainer: Explainer) -> None:
    poor = couple().changed(resources={("moi", Resource.WAGE): monthly(60_000)})
    explained = await explainer.explain(poor, "rsa")
    left = euros(explained, "Montant forfaitaire pour un couple et deux enfants") - euros(
        explained, "Retiré : forfait logement"
    )
    assert left - euros(explained, "Retiré : vos ressources") == pytest.approx(
        explained.result.amount_cents / 100, abs=0.02
    )
    base = next(step for step in explained.steps if step.label.startswith("Montant de base"))
    assert (amount(base), base.in_force_since) == (651.69, date(2026, 4, 1))
    assert "2026-220" in base.reference


async def test_a_wage_lowers_the_prime_d_activite_by_what_the_rules_say(explainer: Explainer) -> None:
    inputs = {one.question: one for one in (await explainer.explain(couple(), "prime-activite")).inputs}
    # Beyond the bonus's slope, 59.85 % of a wage is left.
    assert inputs["conjoint.resources.WAGE"].cents_per_euro == -40


async def test_who_is_too_young_for_the_rsa_is_told_from_when(explainer: Explainer) -> None:
    explained = await explainer.explain(young(), "rsa")
    assert explained.result.eligibility is Eligibility.NOT_ELIGIBLE
    texts = [way.text for way in explained.ways_in]
    assert texts[0] == "À partir du 3 mai 2027, quand vous aurez 25 ans, vous pourriez y avoir droit."
    assert any("enfant" in text for text in texts)


@pytest.mark.parametrize("benefit", ["aah", "alf", "ars", "c2s-participation", "cheque-energie", "ass", "aspa"])
async def test_every_kind_of_benefit_is_explained_without_a_technical_word(explainer: Explainer, benefit: str) -> None:
    explained = await explainer.explain(couple(), benefit)
    assert explained.steps
    assert not [text for text in _read(explained) if "_" in text or "None" in text or "{" in text]


def _read(explained: Explained) -> Sequence[str]:
    steps = [word for step in explained.steps for word in (step.label, step.value)]
    inputs = [word for one in explained.inputs for word in (one.label, one.value)]
    return [*steps, *inputs, *(way.text for way in explained.ways_in)]


async def test_a_lone_parent_is_told_of_the_other_parent_s_duty(explainer: Explainer) -> None:
    child = Person("enfant_1", Role.CHILD, date(2020, 5, 3))
    lone = young().changed(persons=(*young().persons, child), alone_since_date=date(2025, 1, 1))
    explained = await explainer.explain(lone, "asf")
    assert "Si l'autre parent ne paie rien pour vos enfants, vous pourriez y avoir droit." in {
        way.text for way in explained.ways_in
    }


async def test_a_wage_is_a_way_into_what_is_for_who_works_and_into_nothing_else(explainer: Explainer) -> None:
    work = await explainer.explain(young(), "prime-activite")
    assert any(way.text.startswith("Avec un salaire") for way in work.ways_in)
    cover = await explainer.explain(young(), "c2s-participation")
    assert not any(way.text.startswith("Avec un salaire") for way in cover.ways_in)


async def test_what_another_benefit_takes_off_an_aah_is_said_before_the_chain_that_does_not_know_it(
    explainer: Explainer,
) -> None:
    """ASPA and AAH together never exceed the AAH: the chain alone would give more than the amount that is shown."""
    person = Person("moi", Role.APPLICANT, date(1960, 5, 3), Activity.NONE, disability=Disability(85))
    home = Home(Occupancy.TENANT, 50_000, "63113", state_agreement=False)
    household = Household(
        MONTH, (person,), home=home, without=frozenset({("moi", None)}), assets=Assets(0, 0, 0, 0, 0), bereaved=False
    )
    explained = await explainer.explain(household, "aah")
    shown, why, chain, *_ = explained.steps
    assert explained.result.eligibility is Eligibility.NOT_ELIGIBLE or amount(shown) == pytest.approx(
        explained.result.amount_cents / 100
    )
    assert (shown.depth, why.depth, chain.depth) == (0, 1, 1)
    assert why.value == explained.result.reason
    assert amount(chain) > explained.result.amount_cents / 100
    assert "le plus petit des montants" in chain.label
