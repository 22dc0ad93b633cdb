"""Unemployment benefit after a rupture conventionnelle: shorter for contracts that end since September 2026."""

from dataclasses import replace
from datetime import date

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.explanation_plain import unemployment
from services.simulator.domain.household import Household
from services.simulator.domain.unemployment import unemployment_right
from services.simulator.domain.vocabulary import ContractEnd
from services.simulator.tests.homes import TENANT, dismissed

RULES = load_catalogue().unemployment
YOUNG, FIFTY_SIX, SIXTY = date(1990, 5, 15), date(1970, 5, 15), date(1966, 5, 15)


def agreed(end: date, born: date = YOUNG, how: ContractEnd = ContractEnd.MUTUAL_AGREEMENT) -> Household:
    """Somebody whose contract of three years ended so."""
    household = dismissed(end, born=born)
    career = household.applicant.career
    assert career is not None
    return household.changed(persons=(replace(household.applicant, career=replace(career, contract_end=how)),))


def days(household: Household) -> int:
    right = unemployment_right(household, household.applicant, RULES)
    assert right is not None
    return right.days


@pytest.mark.parametrize(("born", "before", "since"), [(YOUNG, 548, 456), (FIFTY_SIX, 685, 624), (SIXTY, 822, 624)])
def test_it_lasts_fifteen_months_or_twenty_and_a_half_from_september_on(born: date, before: int, since: int) -> None:
    assert days(agreed(date(2026, 8, 31), born)) == before
    assert days(agreed(date(2026, 9, 1), born)) == since


def test_a_dismissal_is_as_long_as_it_was() -> None:
    assert days(agreed(date(2026, 9, 30), how=ContractEnd.DISMISSAL)) == 548


def test_a_short_job_is_no_shorter_for_it() -> None:
    def brief(how: ContractEnd) -> Household:
        ended = agreed(date(2026, 9, 30), how=how)
        career = ended.applicant.career
        assert career is not None
        worked = replace(career, days_worked=140, daily_reference_wage_cents=70_00)
        return ended.changed(persons=(replace(ended.applicant, career=worked),), resources={})

    assert days(brief(ContractEnd.MUTUAL_AGREEMENT)) == days(brief(ContractEnd.DISMISSAL)) < 456


def test_overseas_the_ordinary_limit_is_kept() -> None:
    there = agreed(date(2026, 9, 30)).changed(home=replace(TENANT, commune_code="97411"))
    assert days(there) == 548


def test_the_explanation_says_the_rule_its_day_and_that_the_text_was_not_read() -> None:
    household = agreed(date(2026, 9, 30))
    steps = {step.label: step for step in unemployment(household, household.applicant, RULES)}
    rule = steps["Après une rupture conventionnelle"]
    assert rule.in_force_since == date(2026, 9, 1)
    assert "2026-470" in rule.reference
    assert "nous n'avons lu ni la loi" in steps["À vérifier"].value
    before = agreed(date(2026, 8, 31))
    assert "À vérifier" not in {step.label for step in unemployment(before, before.applicant, RULES)}
