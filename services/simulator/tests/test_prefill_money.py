"""What was declared and what was paid: every amount with its source, and nobody's silence read as nothing."""

from datetime import date

import pytest
from mesdroits.situation.v1 import facts_pb2

from chassis.errors import InvalidInput, Unavailable
from services.simulator.api.reading_prefill import known_of
from services.simulator.domain.household import Household
from services.simulator.domain.prefill import Confidence, Correction
from services.simulator.domain.results import Question
from services.simulator.domain.vocabulary import Resource, Union
from services.simulator.tests.told import (
    RULES,
    TODAY,
    domain,
    fact,
    household,
    month_of,
    of,
    payment,
    provenance,
    questions,
    request,
    right,
    status,
    work,
)
from services.simulator.usecases.prefill import prefill


def test_declared_months_that_follow_each_other_make_a_series_and_a_nature_not_named_is_nil() -> None:
    told = request(
        month_of(date(2026, 5, 1), SALAIRE=90000),
        month_of(date(2026, 8, 1), SALAIRE=120000),
        month_of(date(2026, 9, 1), SALAIRE=125000, CHOMAGE=20000),
    )
    resources = household(told).resources
    assert resources["moi", Resource.WAGE].first_month == date(2026, 8, 1)
    assert resources["moi", Resource.WAGE].amounts_cents == (120000, 125000)
    assert resources["moi", Resource.UNEMPLOYMENT].amounts_cents == (0, 20000)
    wage = provenance(told, "moi.resources.WAGE")
    assert (wage.month, wage.correction, wage.outdated) == (date(2026, 9, 1), Correction.REPORT_TO_EMPLOYER, False)


def test_an_old_wage_is_outdated_and_only_assumed() -> None:
    wage = provenance(request(month_of(date(2026, 5, 1), SALAIRE=90000)), "moi.resources.WAGE")
    assert wage.outdated
    assert wage.confidence is Confidence.ASSUMED


@pytest.mark.parametrize(
    ("word", "kind"), [("INDEPENDANT", Resource.SELF_EMPLOYED_PROFIT), ("EXPLOITANT_AGRICOLE", Resource.FARM_PROFIT)]
)
def test_a_profit_is_that_of_what_the_person_does(word: str, kind: Resource) -> None:
    told = request(month_of(date(2026, 9, 1), REVENU_NON_SALARIE=100000), work(word))
    assert household(told).resources["moi", kind].amounts_cents == (100000,)


def test_what_cannot_be_placed_is_asked() -> None:
    told = request(month_of(date(2026, 9, 1), REVENU_NON_SALARIE=100000, AUTRE=5000))
    assert {"moi.resources.SELF_EMPLOYED_PROFIT", "moi.resources.EXCEPTIONAL"} <= questions(told)
    assert ("moi", Resource.EXCEPTIONAL) not in household(told).resources


def test_allowances_paid_are_resources_and_prevail_over_what_was_declared() -> None:
    message = request(
        month_of(date(2026, 9, 1), CHOMAGE=70000),
        payments=(payment("are", date(2026, 11, 2), 84630, "france_travail"),),
        domains=(domain("EMPLOI", right("are", 84630, "france_travail")),),
    )
    series = household(message).resources["moi", Resource.UNEMPLOYMENT]
    assert (series.first_month, series.amounts_cents, series.continues) == (date(2026, 10, 1), (84630,), True)
    known = [one for one in of(message).provenances if one.field == "moi.resources.UNEMPLOYMENT"]
    assert [(one.source, one.confidence) for one in known] == [("france_travail", Confidence.CHECKED)]


def test_two_pensions_of_one_month_add_up() -> None:
    paid = (
        payment("retraite-base", date(2026, 11, 9), 80000, "cnav"),
        payment("retraite-ircantec", date(2026, 11, 5), 20000, "cnav"),
    )
    assert household(request(payments=paid)).resources["moi", Resource.RETIREMENT_PENSION].amounts_cents == (100000,)


def test_nothing_is_known_to_be_nil_but_where_everybody_answered() -> None:
    complete = household(request(domains=(domain("EMPLOI"), domain("RETRAITE", unanswered=("cnav",)))))
    assert complete.without == {("moi", Resource.UNEMPLOYMENT)}


def test_a_disability_is_its_rate_and_is_asked_without_one() -> None:
    recognised = facts_pb2.DisabilityRecognition(incapacity_rate=60, recognition="TAUX")
    told = request(fact(facts_pb2.FactContent(disability_recognition=recognised)))
    assert "moi.disability.work_restriction" in questions(told)
    rate = household(told).applicant.disability
    assert rate is not None
    assert rate.incapacity_rate == 60
    assert "moi.disability.incapacity_rate" in questions(request(domains=(domain("SOLIDARITE", right("aah", 104159)),)))


async def test_what_the_household_lacks_is_asked_after_what_could_not_be_read() -> None:
    seen: list[Household] = []

    async def asking(found: Household) -> tuple[Question, ...]:
        seen.append(found)
        return (Question("home.rent", "Quel est votre loyer ?", settles=3), Question("children", "…"))

    found = await prefill(known_of(request(status("PACS"), domains=(domain("EMPLOI"),)), TODAY), RULES, TODAY, asking)
    assert [one.question for one in found.questions] == ["conjoint.birth_date", "children", "home.rent"]
    # The partner is unknown, which is not the same as nobody.
    assert (seen[0].union, seen[0].partner_unknown) == (Union.PACS, True)


def test_a_month_or_a_birth_date_that_cannot_be_is_refused() -> None:
    message = request(born=date(2030, 1, 1))
    message.month.day = 2
    with pytest.raises(InvalidInput) as refusal:
        known_of(message, TODAY)
    assert {fault.field for fault in refusal.value.violations} == {"month", "birth_date"}


async def test_what_is_known_is_given_while_nothing_can_be_computed() -> None:
    async def asking(_: Household) -> tuple[Question, ...]:
        raise Unavailable

    found = await prefill(known_of(request(status("CELIBATAIRE")), TODAY), RULES, TODAY, asking)
    assert found.household is not None
    assert "children" in {one.question for one in found.questions}
