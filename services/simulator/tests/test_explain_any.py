"""Whatever the household, an explanation is readable, and what it tries is a household that can be."""

import asyncio
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.explanation import Explained
from services.simulator.domain.household import Career, Household, Person
from services.simulator.domain.influences import influences
from services.simulator.domain.vocabulary import Activity, ContractEnd, Role
from services.simulator.domain.ways_in import hypotheses, refined
from services.simulator.tests.changing import faults, households
from services.simulator.tests.test_explain import alone, explainer

CATALOGUE = load_catalogue()
# A figure that is not one, a name of the law as code, or a place left empty.
_UNREADABLE = re.compile(r"\w_\w|None|\bnan\b|inf\b|[{}]")


def texts(explained: Explained) -> list[str]:
    """All that a person reads."""
    steps = [word for step in explained.steps for word in (step.label, step.value)]
    inputs = [word for one in explained.inputs for word in (one.label, one.value)]
    return [*steps, *inputs, *(way.text for way in explained.ways_in)]


@given(households(), st.sampled_from(sorted(CATALOGUE.benefits)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_benefit_of_any_household_is_explained_in_words(household: Household, benefit: str) -> None:
    concerned = CATALOGUE.benefits[benefit].roles & {person.role for person in household.persons}
    assume(concerned or not CATALOGUE.benefits[benefit].individual)
    explained = asyncio.run(explainer().explain(household, benefit))
    assert explained.steps[0].depth == 0
    assert not [text for text in texts(explained) if _UNREADABLE.search(text)]


@given(households())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_everything_that_is_tried_is_a_household_that_can_be(household: Household) -> None:
    before = faults(household)
    tried = hypotheses(household, "", by_work=True)
    finer = refined(household, "", tried, [rank % 3 == 0 for rank in range(len(tried))])
    for one in [influence.household for influence in influences(household)] + [
        one.household for one in (*tried, *finer)
    ]:
        assert set(faults(one)) <= set(before), one


async def test_unemployment_benefit_says_how_it_comes_about() -> None:
    career = Career(date(2026, 7, 31), ContractEnd.DISMISSAL, days_worked=400, daily_reference_wage_cents=9_000)
    seeker = Person("moi", Role.APPLICANT, date(1990, 5, 3), Activity.JOB_SEEKER, career=career)
    steps = {step.label: step.value for step in (await explainer().explain(alone(persons=(seeker,)), "are")).steps}
    # 57 % of 90 €: more than 40.4 % and the fixed part.
    assert steps["Montant brut par jour"] == "51,30\u00a0€"
    assert steps["Premier jour payé"] == "le 8 août 2026, après 7 jours d'attente"


@pytest.mark.parametrize("benefit", ["retraite-base", "retraite-complementaire"])
async def test_a_pension_says_what_it_supposes(benefit: str) -> None:
    steps = (await explainer().explain(alone(born=date(1965, 5, 3)), benefit)).steps
    assert any(step.label == "Ce qui est supposé" for step in steps)
    assert any(step.label.startswith("À partir du") for step in steps)
