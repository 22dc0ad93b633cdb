"""What an explanation says, on a law of two lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from chassis.errors import InvalidInput
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.catalogue_problems import UnknownBenefit
from services.simulator.domain.explanation import Explained, Parameter, Unit
from services.simulator.domain.explanation_words import age, home_name, quarter_name, written
from services.simulator.domain.household import Assets, Home, Household, Person, Received, Series
from services.simulator.domain.results import Eligibility, Values
from services.simulator.domain.vocabulary import Activity, Occupancy, Resource, Role, SchoolLevel
from services.simulator.domain.ways_in import monthly_resources
from services.simulator.explanations.loader import load_explanations
from services.simulator.usecases.explain import Explainer

MONTH = date(2026, 10, 1)
NOTHING = frozenset({("moi", None)})
HARD = "\u00a0"
CATALOGUE = load_catalogue()


@dataclass
class TwoLines:
    """A calculator whose only benefit is the RSA: 600 € less the resources, from 25 years on; 100 € more per child."""

    calls: list[int] = field(default_factory=list)

    async def calculate(
        self, households: Sequence[Household], variables: Sequence[str], months: int = 1
    ) -> list[list[Values]]:
        self.calls.append(len(households))
        return [[self._values(household, variables)] for household in households]

    def _values(self, household: Household, variables: Sequence[str]) -> Values:
        resources = monthly_resources(household) / 100
        old_enough = age(household.applicant, MONTH) >= 25
        base = 600.0 + 100 * len(household.children) if old_enough else 0.0
        known: dict[str, float] = {
            "rsa": max(0.0, base - resources), "rsa_montant": base, "rsa_socle": base, "rsa_base_ressources": resources,
            "rsa_eligibilite": float(old_enough),
        }  # fmt: skip
        persons = dict.fromkeys((person.key for person in household.persons), 0.0)
        individual = {"aah", "asi", "ass", "caah", "mva", "bourse_criteres_sociaux"}
        return {name: persons if name in individual else known.get(name, 0.0) for name in variables}


class OneParameter:
    """A lawbook in which everything is worth 42 since 2026."""

    def parameter(self, name: str, day: date) -> Parameter | None:
        return Parameter(42.0, date(2026, 1, 1), "Un décret") if name else None


def explainer(calculator: TwoLines | None = None) -> Explainer:
    return Explainer(calculator or TwoLines(), CATALOGUE, load_explanations(), OneParameter())


def alone(born: date = date(1990, 5, 3), wage_cents: int = 0, **more: object) -> Household:
    wage = {("moi", Resource.WAGE): Series(date(2024, 1, 1), (wage_cents,), continues=True)} if wage_cents else {}
    home = Home(Occupancy.TENANT, 50_000, "63113")
    person = Person("moi", Role.APPLICANT, born, Activity.EMPLOYEE if wage_cents else Activity.NONE)
    plain = Household(MONTH, (person,), home=home, resources=wage, without=NOTHING, assets=Assets(0, 0, 0, 0, 0))
    return plain.changed(**more)


async def rsa(household: Household) -> Explained:
    return await explainer().explain(household, "rsa")


async def test_the_chain_begins_with_the_result_and_names_the_parameters() -> None:
    explained = await rsa(alone(wage_cents=20_000))
    first = explained.steps[0]
    assert (first.label, first.value, first.depth) == ("RSA pour octobre 2026", f"400,00{HARD}€", 0)
    parameter = next(step for step in explained.steps if step.parameter)
    assert (parameter.in_force_since, parameter.reference) == (date(2026, 1, 1), "Un décret")
    assert any(step.label == "Montant forfaitaire pour une personne seule" for step in explained.steps)


async def test_what_is_nil_is_left_out_of_the_chain() -> None:
    assert not any("parent isolé" in step.label for step in (await rsa(alone())).steps)


async def test_an_amount_that_matters_says_by_how_many_cents_per_euro() -> None:
    inputs = {one.question: one for one in (await rsa(alone(wage_cents=20_000))).inputs}
    assert inputs["moi.resources.WAGE"].cents_per_euro == -100
    assert inputs["moi.resources.WAGE"].value == f"200,00{HARD}€ par mois"
    assert "home.rent" not in inputs


async def test_a_child_and_an_age_matter_without_being_amounts() -> None:
    child = Person("enfant_1", Role.CHILD, date(2018, 1, 1))
    household = alone(born=date(2000, 1, 1))
    explained = await rsa(household.changed(persons=(*household.persons, child), alone_since_date=date(2020, 1, 1)))
    inputs = {one.question: one for one in explained.inputs}
    assert inputs["enfant_1.birth_date"].label == "Enfant de 8 ans"
    assert inputs["moi.birth_date"].cents_per_euro == 0


async def test_who_is_too_young_is_told_the_day() -> None:
    ways = (await rsa(alone(born=date(2002, 5, 3)))).ways_in
    assert ways[0].text == "À partir du 3 mai 2027, quand vous aurez 25 ans, vous pourriez y avoir droit."


async def test_who_earns_too_much_is_told_how_much_less() -> None:
    calculator = TwoLines()
    explained = await explainer(calculator).explain(alone(wage_cents=100_000), "rsa")
    assert explained.result.eligibility is Eligibility.NOT_ELIGIBLE
    [less] = [way for way in explained.ways_in if way.question == "moi.resources"]
    assert f"à environ 590,00{HARD}€ par mois" in less.text
    # Simulate's own, the explanation's, and the finer grid.
    assert len(calculator.calls) == 3


async def test_who_has_a_right_is_told_no_way_in() -> None:
    assert (await rsa(alone())).ways_in == ()


async def test_what_is_paid_comes_first() -> None:
    paid = Received("rsa", Series(date(2026, 9, 1), (55_000,)), open=True)
    explained = await rsa(alone(received=(paid,)))
    assert explained.steps[0].label == "Ce qui vous est versé"
    assert explained.steps[0].value.startswith(f"550,00{HARD}€")


async def test_what_cannot_be_told_has_no_chain() -> None:
    explained = await rsa(Household(MONTH, (Person("moi", Role.APPLICANT, date(1990, 5, 3)),)))
    assert explained.result.eligibility is Eligibility.UNKNOWN
    assert not any(step.parameter or step.period for step in explained.steps)
    assert explained.inputs == ()
    assert explained.ways_in == ()


async def test_a_right_that_is_paid_states_none_of_our_hypotheses() -> None:
    paid = Received("rsa", Series(date(2026, 9, 1), (55_000,)), open=True)
    me = Person("moi", Role.APPLICANT, date(1990, 5, 3))
    explained = await rsa(Household(MONTH, (me,), received=(paid,), children_unknown=True))
    assert explained.result.eligibility is Eligibility.RECEIVED
    assert explained.steps[0].value.startswith(f"550,00{HARD}€")
    assert any(step.reference for step in explained.steps)
    read = " ".join(step.label + step.value for step in explained.steps)
    assert "personne seule" not in read
    assert "Combien d'enfants vivent avec vous" in read
    assert "Êtes-vous locataire" not in read
    assert explained.inputs == ()


async def test_a_question_that_moves_no_line_hides_no_chain() -> None:
    steps = (await rsa(alone(wage_cents=20_000, assets=None))).steps
    assert steps[0].value == f"400,00{HARD}€"
    assert not any(step.label == "À répondre" for step in steps)


async def test_a_benefit_without_a_chain_says_its_conditions_and_its_text() -> None:
    steps = (await explainer().explain(alone(), "visale")).steps
    assert steps[0].depth == 0
    assert any(step.reference for step in steps)


@pytest.mark.parametrize(
    ("benefit", "person", "problem"), [("rien", "", UnknownBenefit), ("rsa", "voisin", InvalidInput)]
)
async def test_what_nobody_knows_is_refused(benefit: str, person: str, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        await explainer().explain(alone(), benefit, person)


def test_months_and_households_are_written_in_french() -> None:
    assert quarter_name(date(2026, 10, 1)) == "de juin à août 2026"
    assert quarter_name(date(2026, 12, 1)) == "d’août à octobre 2026"
    assert quarter_name(date(2026, 2, 1)) == "d’octobre à décembre 2025"
    assert quarter_name(date(2025, 2, 1)) == "de novembre 2024 à janvier 2025"
    children = tuple(Person(f"enfant_{n}", Role.CHILD, date(2018, 1, 1)) for n in range(2))
    household = alone()
    assert home_name(household.changed(persons=(*household.persons, *children))) == "une personne seule et deux enfants"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1368.55, Unit.EUROS, f"1\u202f368,55{HARD}€"), (-1.005, Unit.EUROS, f"-1,00{HARD}€"), (0.5985, Unit.PERCENT, f"59,85{HARD}%"),
        (0.3, Unit.PERCENT, f"30{HARD}%"), (1.0, Unit.YES_NO, "oui"), (2.0, Unit.COUNT, "2"), (789.0, Unit.AGE_IN_MONTHS, "65 ans et 9 mois"),
        (12523.14, Unit.EUROS_A_YEAR, f"12\u202f523,14{HARD}€ par an"), (59.0, Unit.HOURLY_SMIC, "59 fois le Smic horaire"),
        (-0.001, Unit.EUROS, f"0,00{HARD}€"),
    ],
)  # fmt: skip
def test_values_are_written_as_they_are_read(value: float, unit: Unit, text: str) -> None:
    assert written(value, unit) == text


async def test_a_scholarship_is_explained_for_the_child_who_studies() -> None:
    student = Person("enfant_1", Role.CHILD, date(2006, 1, 1), Activity.STUDENT, school=SchoolLevel.HIGHER)
    household = alone()
    explained = await explainer().explain(household.changed(persons=(*household.persons, student)), "bourse-superieur")
    assert explained.result.person == "enfant_1"
    with pytest.raises(InvalidInput):
        await explainer().explain(household, "bourse-superieur")
